import ShopModel

/// What goes wrong, or not, when a code is paid.
package enum AlipayPayMode: String, Codable, CaseIterable, Sendable {
    case normal
    /// The payer scans the code and does not pay yet.
    case scan
    /// The notice comes twice within a second.
    case duplicateNotice = "duplicate-notice"
    /// The first paid state is TRADE_FINISHED.
    case finished
    /// The first notice is signed with SHA-1, as its `sign_type` says; the next one is right.
    case downgrade
    /// The first notice is not what was signed; the next one is right.
    case wrongSignature = "wrong-signature"
    /// The notices name another seller.
    case wrongSeller = "wrong-seller"
    /// The notices name another application.
    case wrongApplication = "wrong-app"
    /// One fen less is paid than was asked for.
    case wrongAmount = "wrong-amount"
    /// The amount is in US dollars.
    case otherCurrency = "other-currency"
    /// The notices have a field nobody has heard of, which is signed too.
    case extraField = "extra-field"
    /// Only a query shows that it was paid.
    case noNotice = "no-notice"
}

/// A trade in the provider's books.
package struct AlipayTrade: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable {
        /// The code is made and nobody has scanned it: there is no trade yet.
        case prepared = "PRECREATED"
        case waiting = "WAIT_BUYER_PAY"
        case paid = "TRADE_SUCCESS"
        case finished = "TRADE_FINISHED"
        case closed = "TRADE_CLOSED"
    }

    package struct Refund: Codable, Equatable, Sendable {
        package let number: String
        package let fen: Int64
    }

    package let reference: String
    /// What was asked for, in fen.
    package let fen: Int64
    package let subject: String
    let notifyURL: String?
    let expiresAtMilliseconds: Int64
    package internal(set) var code: String
    package internal(set) var state = State.prepared
    package internal(set) var tradeNo: String?
    var paidAtMilliseconds: Int64?
    package internal(set) var mode: AlipayPayMode?
    package internal(set) var refunds: [Refund] = []
    package internal(set) var notices: [SandboxNotice] = []

    var paidFen: Int64 { mode == .wrongAmount ? fen - 1 : fen }
    var refundedFen: Int64 { refunds.reduce(0) { $0 + $1.fen } }
    var isPaid: Bool { paidAtMilliseconds != nil }
}
