package import ShopModel

/// How a payment stands at its provider. Amounts are passed on as said; the shop judges them.
package enum PaymentStanding: Equatable, Sendable {
    /// Ready to be paid at `link`, a QR code's content or a page. `handle` is the provider's name
    /// for it, if it has one; it must be kept for later calls.
    case opened(link: String, handle: String?)
    case notPaid
    /// The payer has done what is his; the money is not sure yet. It can neither be closed nor
    /// counted.
    case pending
    /// The money is there.
    case paid(transaction: String, amount: Money)
    /// It was paid, and some of it has been given back at the provider; `nil` when it does not say
    /// how much. For a payment that the shop holds for unpaid this is a contradiction.
    case givenBack(transaction: String, amount: Money, refunded: Money?)
    /// Ended without money.
    case closed
    /// The provider does not take the order; there is nothing at it that could be paid.
    case refused(reason: String)
    /// The provider is truthful, and speaks of something that cannot be ours: set aside, alert.
    case contradicted(Contradiction)
}

/// How a refund stands at its provider. Numbers are the provider's.
package enum RefundStanding: Equatable, Sendable {
    /// The provider knows of no such refund: it may be made, under the same number.
    case unknown
    case processing(id: String?)
    case done(id: String?, amount: Money)
    /// The money stays here. Providers may say so after `.done`, when a bank sends money back.
    case failed(reason: String)
    /// A person has to do something at the provider.
    case needsAttention(reason: String)
    case contradicted(Contradiction)
}

/// What does not fit in something a provider truthfully said.
package enum Contradiction: Error, Equatable, Sendable {
    case merchant(String)
    case application(String)
    case tradeType(String)
    /// No currency we know, or not one we asked for.
    case currency(String)
    case reference(String)
    case transaction(String)
    case amount(expected: Money, got: Money)
    /// Test money in a real account, or the other way round.
    case mode(isLive: Bool)
    case state(String)
}

extension Contradiction: CustomStringConvertible {
    package var description: String {
        switch self {
        case .merchant(let id): "merchant \(id.quoted) is not ours"
        case .application(let id): "application \(id.quoted) is not ours"
        case .tradeType(let type): "trade type \"\(type.quoted)\" is not what was asked for"
        case .currency(let code): "in \"\(code.quoted)\", no currency we asked for"
        case .reference(let number): "order number \(number.quoted) is not the one asked for"
        case .transaction(let id): "transaction \(id.quoted) is not the one asked for"
        case .amount(let expected, let got): "\(got), and it should be \(expected)"
        case .mode(let isLive): isLive ? "real money in a test account" : "test money"
        case .state(let state): "state \(state.quoted)"
        }
    }
}
