import ShopModel

/// A refund in WeChat Pay's books.
package struct SandboxRefund: Codable, Equatable, Sendable {
    package enum Outcome: String, Codable, Sendable {
        case done = "SUCCESS"
        case abnormal = "ABNORMAL"
        case closed = "CLOSED"
    }

    package let number: String
    package let id: String
    /// In fen.
    package let amount: Int64
    let madeAtMilliseconds: Int64
    /// Until then it is under way.
    let doneAtMilliseconds: Int64
    package let outcome: Outcome
    /// `nil` when the merchant does not want to be told.
    package internal(set) var notice: SandboxNotice?

    func status(at now: Timestamp) -> String {
        now.milliseconds < doneAtMilliseconds ? "PROCESSING" : outcome.rawValue
    }

    /// Whether the money leaves the merchant.
    var movesMoney: Bool { outcome == .done }
}

/// The refund object of answers and notices. The keys are the provider's.
struct WeChatRefundView: Encodable {
    let refund_id: String
    let out_refund_no: String
    let transaction_id: String
    let out_trade_no: String
    let channel = "ORIGINAL"
    let user_received_account = "支付用户零钱"
    let success_time: String?
    let create_time: String
    /// In answers.
    var status: String?
    /// In notices.
    var refund_status: String?
    var mchid: String?
    let amount: Amount

    struct Amount: Encodable {
        let total: Int64
        let refund: Int64
        let payer_total: Int64
        let payer_refund: Int64
        let currency: String
    }

    init(_ refund: SandboxRefund, of order: SandboxOrder) {
        refund_id = refund.id
        out_refund_no = refund.number
        transaction_id = order.settlement?.transactionID ?? ""
        out_trade_no = order.reference
        let doneAt = Timestamp(milliseconds: refund.doneAtMilliseconds)
        success_time = refund.movesMoney ? WallTime.text(doneAt) : nil
        create_time = WallTime.text(Timestamp(milliseconds: refund.madeAtMilliseconds))
        let total = order.parameters.amount.total
        amount = Amount(
            total: total, refund: refund.amount, payer_total: total, payer_refund: refund.amount,
            currency: "CNY")
    }
}
