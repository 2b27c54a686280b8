package import ShopModel

/// An attempt to pay as a provider is to know it.
///
/// The same attempt always gives the same order: repeating a creation with other parameters is
/// refused by providers.
package struct ProviderOrder: Equatable, Sendable {
    /// Our order number there; never used for another attempt.
    package let reference: String
    /// What the payer sees; longer text than a provider takes is cut.
    package let description: String
    package let amount: Money
    /// The last moment to pay.
    package let expiresAt: Timestamp
    /// What the provider calls it, as `.opened` said; `nil` when it has no name of its own or the
    /// answer got lost.
    package var handle: String?

    package init(
        reference: String, description: String, amount: Money, expiresAt: Timestamp,
        handle: String? = nil
    ) {
        (self.reference, self.description) = (reference, description)
        (self.amount, self.expiresAt, self.handle) = (amount, expiresAt, handle)
    }

    func named(_ handle: String) -> ProviderOrder {
        var order = self
        order.handle = handle
        return order
    }
}

/// Money to be given back. The same refund always has the same number and amount: a new number
/// would give the money back twice.
package struct ProviderRefund: Equatable, Sendable {
    /// Our refund number.
    package let number: String
    /// The order number of the payment.
    package let reference: String
    /// The provider's number of the payment, as `.paid` said.
    package let transaction: String
    package let amount: Money
    /// What was paid.
    package let total: Money
    /// Why, as the payer may see it.
    package let reason: String
    /// What the provider calls the refund, once it said so.
    package var handle: String?

    package init(
        number: String, reference: String, transaction: String, amount: Money, total: Money,
        reason: String, handle: String? = nil
    ) {
        (self.number, self.reference, self.transaction) = (number, reference, transaction)
        (self.amount, self.total, self.reason) = (amount, total, reason)
        self.handle = handle
    }

    /// - Throws: `.invalidOrder` unless more than nothing and at most the total is given back.
    func checkAmount() throws(ProviderError) {
        guard amount.isPositive, amount.currency == total.currency,
            amount.minorUnits <= total.minorUnits
        else { throw .invalidOrder(field: "refund amount", rule: "is within what was paid") }
    }
}
