import FoundationEssentials
import ShopCore
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
    static func read(_ json: [UInt8]) throws(WeChatPayError) -> WeChatTransaction {
        try WeChatJSON.read(WeChatTransaction.self, json, "transaction")
    }
}

extension WeChatPay {
    /// What a transaction means for the shop. The amount is passed on as said; the shop judges it.
    ///
    /// - Throws: `.malformed` when nothing can be concluded.
    func report(_ transaction: WeChatTransaction) throws(WeChatPayError) -> ProviderReport {
        if let reason = contradiction(transaction) { return .contradicted(reason: reason) }
        switch transaction.tradeState {
        case "SUCCESS": return try paid(transaction)
        case "NOTPAY": return .notPaid
        case "CLOSED": return .closed
        // Somebody is giving the money back at the provider: nothing may be handed over for it.
        case "REFUND": return .contradicted(reason: "a refund was started at the provider")
        default: throw .malformed("trade_state \(transaction.tradeState.quoted)")
        }
    }

    private func contradiction(_ transaction: WeChatTransaction) -> String? {
        guard transaction.mchid == merchantID else {
            return "merchant \(transaction.mchid.quoted) is not ours"
        }
        guard transaction.appid == applicationID else {
            return "application \(transaction.appid.quoted) is not ours"
        }
        switch (transaction.tradeType ?? "", transaction.tradeState) {
        case ("NATIVE", _), ("", "NOTPAY"), ("", "CLOSED"): return nil  // Unpaid ones have none.
        case (let type, _): return "trade type \"\(type.quoted)\" is not NATIVE"
        }
    }

    private func paid(_ transaction: WeChatTransaction) throws(WeChatPayError) -> ProviderReport {
        guard let id = transaction.transactionID, (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy(\.isTokenCharacter)
        else { throw .malformed("transaction_id") }
        guard let total = transaction.amount?.total else { throw .malformed("amount.total") }
        let code = transaction.amount?.currency ?? "CNY"  // The documented default.
        guard let currency = Currency(code) else {
            return .contradicted(reason: "paid in \"\(code.quoted)\", no currency we know")
        }
        return .paid(transaction: id, amount: Money(total, currency))
    }
}

/// Reads the provider's JSON.
enum WeChatJSON {
    /// - Throws: `.malformed` that names what it was to be.
    static func read<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ name: String
    ) throws(WeChatPayError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformed("\(name): \(error.place)")
        } catch {
            throw .malformed(name)
        }
    }
}

extension DecodingError {
    /// The key at which reading stopped; never a value.
    fileprivate var place: String {
        let (path, problem): ([any CodingKey], String) =
            switch self {
            case .typeMismatch(_, let context): (context.codingPath, "has another type")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .dataCorrupted(let context): (context.codingPath, "is damaged")
            @unknown default: ([], "is unreadable")
            }
        return (path.map(\.stringValue) + [problem]).joined(separator: " ")
    }
}
