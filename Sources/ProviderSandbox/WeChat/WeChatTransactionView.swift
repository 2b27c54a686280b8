import ShopModel

/// The transaction object of queries and notices. The keys are the provider's.
struct WeChatTransactionView: Encodable {
    let appid: String
    let mchid: String
    let out_trade_no: String
    let transaction_id: String?
    let trade_type: String?
    let trade_state: String
    let trade_state_desc: String
    let bank_type: String?
    let attach: String
    let success_time: String?
    let payer: Payer?
    let amount: Amount

    struct Payer: Encodable {
        let openid: String
    }

    struct Amount: Encodable {
        let total: Int64
        let payer_total: Int64?
        let currency: String
        let payer_currency: String?
    }

    /// The order as the provider tells it; a content fault shows in every telling.
    ///
    /// - Parameter tellsRefunds: Whether the state says that there are some; a notice of the
    ///   payment does not.
    init(_ order: SandboxOrder, _ account: WeChatAccount, tellsRefunds: Bool) {
        let settlement = order.settlement
        let mode = settlement?.mode ?? .normal
        let asked = order.parameters.amount
        let total = order.paidTotal
        let isRefunded = tellsRefunds && !order.refunds.isEmpty
        let currency = mode == .otherCurrency ? "USD" : asked.currency ?? "CNY"
        appid = account.applicationID
        mchid = mode == .wrongMerchant ? "1" + account.merchantID.dropLast() : account.merchantID
        out_trade_no = order.reference
        transaction_id = settlement?.transactionID
        trade_type = settlement == nil ? nil : "NATIVE"
        trade_state = isRefunded ? "REFUND" : order.state.rawValue
        trade_state_desc =
            switch order.state {
            case .notPaid: "订单未支付"
            case .paid: "支付成功"
            case .closed: "订单已关闭"
            }
        bank_type = settlement == nil ? nil : "OTHERS"
        attach = order.parameters.attach ?? ""
        success_time = settlement.map {
            WallTime.text(Timestamp(milliseconds: $0.paidAtMilliseconds))
        }
        payer = settlement.map { Payer(openid: $0.payer) }
        amount = Amount(
            total: total, payer_total: settlement.map { _ in total }, currency: currency,
            payer_currency: settlement.map { _ in currency })
    }
}
