package import ShopModel

/// An order in the provider's books. It is stored as JSON, one line per change.
package struct SandboxOrder: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable {
        case notPaid = "NOTPAY"
        case paid = "SUCCESS"
        case closed = "CLOSED"
    }

    /// What the merchant asked for, as sent; repeating it must repeat all of this.
    package struct Parameters: Codable, Equatable, Sendable {
        package let appid: String
        package let mchid: String
        package let description: String
        package let out_trade_no: String
        package let notify_url: String
        package let time_expire: String?
        package let attach: String?
        package let amount: Amount

        package struct Amount: Codable, Equatable, Sendable {
            /// In fen.
            package let total: Int64
            package let currency: String?
        }
    }

    package struct Settlement: Codable, Equatable, Sendable {
        package let transactionID: String
        package let payer: String
        let paidAtMilliseconds: Int64
        package let mode: PayMode
    }

    package let parameters: Parameters
    package internal(set) var state = State.notPaid
    /// What the QR code holds now; older ones are dead.
    package internal(set) var codeURL: String
    var codeUntilMilliseconds: Int64
    let expiresAtMilliseconds: Int64
    package internal(set) var settlement: Settlement?
    package internal(set) var notice: SandboxNotice?
    package internal(set) var refunds: [SandboxRefund] = []

    var notices: [SandboxNotice] { [notice].compactMap { $0 } + refunds.compactMap(\.notice) }
    var isAwaitingNotice: Bool { notices.contains { $0.dueAtMilliseconds != nil } }

    /// What the payer paid, in hundredths.
    var paidTotal: Int64 {
        settlement?.mode == .wrongAmount ? parameters.amount.total - 1 : parameters.amount.total
    }

    package var reference: String { parameters.out_trade_no }
    package var expiresAt: Timestamp { Timestamp(milliseconds: expiresAtMilliseconds) }
}
