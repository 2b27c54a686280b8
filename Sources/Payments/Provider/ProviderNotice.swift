/// What a notice says once its signature held.
package struct ProviderNotice: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        /// By our order number.
        case payment(reference: String, PaymentStanding)
        /// By our order and refund numbers; either is empty when the provider does not say.
        case refund(reference: String, number: String, RefundStanding)
        /// Somebody has to look: a payer disputes a payment, money moved that nobody here asked to.
        case attention(transaction: String, reason: String)
        /// Not about money of ours; to be accepted, so that it is not sent again.
        case ignored(type: String)
    }

    /// Stays the same when the provider repeats itself; at most 128 characters.
    package let id: String
    package let content: Content

    package init(id: String, _ content: Content) { (self.id, self.content) = (id, content) }
}
