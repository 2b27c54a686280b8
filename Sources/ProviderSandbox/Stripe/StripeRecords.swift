import ShopModel

/// What goes wrong, or not, when a page is paid.
package enum StripePayMode: String, Codable, CaseIterable, Sendable {
    case normal
    /// The event comes twice within a second.
    case duplicateNotice = "duplicate-notice"
    /// Two events with different ids tell of the one change.
    case twoEvents = "two-events"
    /// The page is complete and unpaid; the money comes a minute later, times the time scale.
    case delayed
    /// The page is complete and unpaid; the payment fails a minute later, times the time scale.
    case delayedFailure = "delayed-failure"
    /// The page expires, as its event says, and the money comes all the same.
    case expiredThenPaid = "expired-then-paid"
    /// The event comes three days later, times the time scale.
    case lateNotice = "late-notice"
    /// Only a query shows that it was paid.
    case noNotice = "no-notice"
    /// The first event was signed ten minutes ago; the next one is right.
    case staleTimestamp = "stale-timestamp"
    /// The first event is not what was signed; the next one is right.
    case wrongSignature = "wrong-signature"
    /// One unit less is paid than was asked for.
    case wrongAmount = "wrong-amount"
    /// The amount is in euro.
    case otherCurrency = "other-currency"
    /// The events are about real money, and the account is a test account.
    case wrongMode = "wrong-livemode"
}

/// A Checkout Session in the provider's books, with its payment and refunds.
package struct StripeSession: Codable, Equatable, Sendable {
    package enum Status: String, Codable, Sendable { case open, complete, expired }

    package struct Refund: Codable, Equatable, Sendable {
        package let id: String
        package let amount: Int64
        package internal(set) var status: String
        let metadata: [String: String]
        let createdAtSeconds: Int64
    }

    package let id: String
    package let reference: String?
    package let amount: Int64
    package let currency: String
    let name: String
    let metadata: [String: String]
    let intentMetadata: [String: String]
    let createdAtSeconds: Int64
    let expiresAtSeconds: Int64
    package internal(set) var status = Status.open
    package internal(set) var isPaid = false
    package internal(set) var intentID: String?
    var intentStatus: String?
    /// When delayed money comes, or fails to.
    var decidedAtMilliseconds: Int64?
    package internal(set) var mode: StripePayMode?
    package internal(set) var refunds: [Refund] = []
    package internal(set) var notices: [SandboxNotice] = []

    var url: String { "https://checkout.stripe.com/c/pay/\(id)" }
    var paidAmount: Int64 { mode == .wrongAmount ? amount - 1 : amount }
    var paidCurrency: String { mode == .otherCurrency ? "eur" : currency }
    package var refundedAmount: Int64 {
        refunds.filter { !["failed", "canceled"].contains($0.status) }.reduce(0) { $0 + $1.amount }
    }
}

/// The first answer under an Idempotency-Key.
package struct StripeKeyRecord: Codable, Equatable, Sendable {
    let key: String
    let request: String
    let status: Int
    let body: String
    let storedAtMilliseconds: Int64
}
