package import OpenSSLBridge
package import ShopModel

/// One question to a provider.
package enum ProviderCall: Equatable, Sendable {
    case create(ProviderOrder)
    case query(ProviderOrder, QueryPurpose)
    case close(ProviderOrder)
    /// Before it is repeated after a crash, `queryRefund` must have said `.unknown`: not every
    /// provider knows a number for ever.
    case refund(ProviderRefund)
    case queryRefund(ProviderRefund, RefundPurpose)
    /// What was paid and given back on a day, by China's time.
    case bill(CalendarDate)
    /// More of it, as an answer said.
    case billPart(BillPart)

    /// Why we ask, for it decides what an answer means.
    package enum QueryPurpose: Equatable, Sendable {
        /// A notice may never come.
        case watch
        /// The order was refused. It may be there all the same, by an answer that got lost.
        case afterRefusal(reason: String)
        /// Only a query after the close tells whether money came between.
        case afterClose
    }

    package enum RefundPurpose: Equatable, Sendable {
        case watch
        /// The refund was refused. It may be there all the same, by an answer that got lost.
        case afterRefusal(reason: String)
    }

    /// The most calls that follow from one: create, query, close, query.
    package static let longestChain = 4

    /// Longer answers are refused with `.tooLong`.
    package var answerLimitBytes: Int {
        switch self {
        case .create, .query, .close, .refund: Self.usualLimitBytes
        case .queryRefund, .bill: 1 << 20
        case .billPart: 16 << 20
        }
    }

    /// The limit for notices and for all answers that are no lists.
    package static let usualLimitBytes = 64 * 1024

    /// A nonce for one request, 32 characters nobody can guess.
    ///
    /// - Throws: `.library` when the system gives no randomness.
    package static func drawNonce() throws(CryptoError) -> String {
        Hex.encode(try SecureRandom.bytes(16))
    }
}

/// What an answer leads to.
package enum ProviderOutcome: Equatable, Sendable {
    /// Tell the shop of the payment.
    case report(PaymentStanding)
    /// Tell the shop of the refund.
    case refund(RefundStanding)
    /// Lines of the bill; with `next` there are more.
    case bill([BillLine], next: BillPart?)
    /// Ask this first; the answer is not enough to conclude from.
    case ask(ProviderCall)
}

/// A piece of a bill that is fetched by itself.
package struct BillPart: Equatable, Sendable {
    let path: String
    let day: CalendarDate
    /// SHA-1 of the file, where the provider said it; such an answer carries no signature.
    let digest: [UInt8]?
}

/// One movement of money in a provider's books.
package struct BillLine: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case payment
        /// Our refund number, empty when it was not made by us; the provider's, and whether the
        /// money has left.
        case refund(number: String, id: String, isDone: Bool)
    }

    package let kind: Kind
    /// Our order number.
    package let reference: String
    /// The provider's number of the payment.
    package let transaction: String
    package let amount: Money

    package init(_ kind: Kind, reference: String, transaction: String, amount: Money) {
        (self.kind, self.reference) = (kind, reference)
        (self.transaction, self.amount) = (transaction, amount)
    }
}
