package import ShopModel

/// A day at a provider that is to be compared with the shop's books. Days are China's.
package struct ReconciliationWish: Hashable, Sendable {
    package let method: PaymentMethod
    package let day: CalendarDate

    package init(_ method: PaymentMethod, _ day: CalendarDate) {
        (self.method, self.day) = (method, day)
    }
}

/// How a day at a provider compares with the shop's books.
package struct Reconciliation: Equatable, Sendable {
    package let wish: ReconciliationWish
    /// What was compared.
    package let payments: Int
    package let refunds: Int
    package let differences: [Difference]
    /// When it was told; set by the event.
    package internal(set) var at: Timestamp

    package init(
        _ wish: ReconciliationWish, payments: Int, refunds: Int, differences: [Difference],
        at: Timestamp = Timestamp(milliseconds: 0)
    ) {
        self.at = at
        (self.wish, self.payments) = (wish, payments)
        (self.refunds, self.differences) = (refunds, differences)
    }

    package struct Difference: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            /// In the provider's books, not in ours.
            case notHere = "not_here"
            case notAtProvider = "not_at_provider"
            case amount
            /// Known to both, and not as the same.
            case state
        }

        package let kind: Kind
        /// Our order or refund number.
        package let number: String
        /// The provider's.
        package let transaction: String
        package let here: Money?
        package let there: Money?
        package let text: String

        package init(
            _ kind: Kind, number: String, transaction: String, here: Money?, there: Money?,
            text: String
        ) {
            (self.kind, self.number, self.transaction) = (kind, number, transaction)
            (self.here, self.there, self.text) = (here, there, text)
        }
    }
}
