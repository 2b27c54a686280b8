import ShopModel

/// The provider's account of one order: the answer to a query, or what a notice seals.
struct WeChatTransaction: Decodable {
    let appid: String
    let mchid: String
    let outTradeNo: String
    let tradeState: String
    let tradeType: String?
    let transactionID: String?
    let amount: Amount?

    struct Amount: Decodable {
        /// In the currency's minor unit: fen.
        let total: Int64?
        let currency: String?
    }

    private enum CodingKeys: String, CodingKey {
        case appid, mchid, amount
        case outTradeNo = "out_trade_no"
        case tradeState = "trade_state"
        case tradeType = "trade_type"
        case transactionID = "transaction_id"
    }

    /// - Throws: `.malformed`.
    static func read(_ json: [UInt8]) throws(ProviderError) -> WeChatTransaction {
        try ProviderJSON.read(WeChatTransaction.self, json, "transaction")
    }
}

extension WeChatPay {
    /// What a transaction means. The amount is passed on as said; the shop judges it.
    ///
    /// - Throws: `.malformed` when nothing can be concluded.
    func standing(_ transaction: WeChatTransaction) throws(ProviderError) -> PaymentStanding {
        if let contradiction = contradiction(transaction) { return .contradicted(contradiction) }
        switch transaction.tradeState {
        case "NOTPAY": return .notPaid
        case "CLOSED": return .closed
        case "SUCCESS", "REFUND":
            let id = try transaction.checkedID()
            guard let total = transaction.amount?.total else { throw .malformed("amount.total") }
            let code = transaction.amount?.currency ?? "CNY"  // The documented default.
            guard let currency = Currency(code) else { return .contradicted(.currency(code)) }
            let amount = Money(total, currency)
            return transaction.tradeState == "SUCCESS"
                ? .paid(transaction: id, amount: amount)
                : .givenBack(transaction: id, amount: amount, refunded: nil)
        case let state: throw .malformed("trade_state \(state.quoted)")
        }
    }

    private func contradiction(_ transaction: WeChatTransaction) -> Contradiction? {
        guard transaction.mchid == merchantID else { return .merchant(transaction.mchid) }
        guard transaction.appid == applicationID else { return .application(transaction.appid) }
        switch (transaction.tradeType ?? "", transaction.tradeState) {
        case ("NATIVE", _), ("", "NOTPAY"), ("", "CLOSED"): return nil  // Unpaid ones have none.
        case (let type, _): return .tradeType(type)
        }
    }
}

extension WeChatTransaction {
    fileprivate func checkedID() throws(ProviderError) -> String {
        guard let transactionID, transactionID.isToken(limit: 64) else {
            throw .malformed("transaction_id")
        }
        return transactionID
    }
}
