import ShopModel

/// The provider's account of one refund: the answer to a call, or what a notice seals.
struct WeChatRefund: Decodable {
    let refundID: String
    let outRefundNo: String
    let transactionID: String
    let outTradeNo: String
    /// In answers; in notices it is `refund_status`.
    let status: String
    /// In notices only.
    let mchid: String?
    let amount: Amount

    struct Amount: Decodable {
        /// In the currency's minor unit: fen.
        let total: Int64
        let refund: Int64
        let currency: String?
    }

    private enum CodingKeys: String, CodingKey {
        case refundID = "refund_id"
        case outRefundNo = "out_refund_no"
        case transactionID = "transaction_id"
        case outTradeNo = "out_trade_no"
        case status, mchid, amount
        case refundStatus = "refund_status"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        refundID = try fields.decode(String.self, forKey: .refundID)
        outRefundNo = try fields.decode(String.self, forKey: .outRefundNo)
        transactionID = try fields.decode(String.self, forKey: .transactionID)
        outTradeNo = try fields.decode(String.self, forKey: .outTradeNo)
        let status = try fields.decodeIfPresent(String.self, forKey: .status)
        self.status = try status ?? fields.decode(String.self, forKey: .refundStatus)
        mchid = try fields.decodeIfPresent(String.self, forKey: .mchid)
        amount = try fields.decode(Amount.self, forKey: .amount)
    }

    /// - Throws: `.malformed`.
    static func read(_ json: [UInt8]) throws(ProviderError) -> WeChatRefund {
        let refund = try ProviderJSON.read(WeChatRefund.self, json, "refund")
        guard refund.refundID.isToken(limit: 64) else { throw .malformed("refund_id") }
        return refund
    }
}

extension WeChatPay {
    /// What a refund object means.
    ///
    /// - Parameter asked: The refund it is the answer to; `nil` for a notice.
    func refundStanding(_ refund: WeChatRefund, asked: ProviderRefund?) -> RefundStanding {
        let code = refund.amount.currency ?? "CNY"  // The documented default.
        guard code == "CNY", let currency = Currency(code) else {
            return .contradicted(.currency(code))
        }
        let amount = Money(refund.amount.refund, currency)
        if let asked {
            guard refund.outRefundNo == asked.number, refund.outTradeNo == asked.reference else {
                return .contradicted(.reference(refund.outRefundNo))
            }
            guard refund.transactionID == asked.transaction else {
                return .contradicted(.transaction(refund.transactionID))
            }
            guard amount == asked.amount else {
                return .contradicted(.amount(expected: asked.amount, got: amount))
            }
        }
        switch refund.status {
        case "SUCCESS": return .done(id: refund.refundID, amount: amount)
        case "PROCESSING": return .processing(id: refund.refundID)
        case "CLOSED": return .failed(reason: "closed at the provider")
        case "ABNORMAL":
            return .needsAttention(reason: "the payer's account does not take the money")
        case let other: return .contradicted(.state(other))
        }
    }
}
