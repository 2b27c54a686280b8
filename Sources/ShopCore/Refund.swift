package import ShopModel

/// Money of one payment on its way back to the buyer.
package struct Refund: Equatable, Sendable {
    /// Later cases win: whatever the order in which they are told, the end is the same.
    package enum State: String, CaseIterable, Comparable, Sendable {
        /// Decided here; a manual one waits for a person.
        case requested
        /// The provider works on it.
        case submitted
        /// A person has to do something at the provider.
        case abnormal
        case succeeded
        /// The money stayed here, or a bank sent it back.
        case failed

        package static func < (left: State, right: State) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .requested: 0
            case .submitted: 1
            case .abnormal: 2
            case .succeeded: 3
            case .failed: 4
            }
        }
    }

    package let id: RefundID
    package let order: OrderID
    package let payment: PaymentID
    package let amount: Money
    /// Our refund number at the provider, the same however often it is sent.
    package let number: String
    package let reason: String
    package internal(set) var state = State.requested
    /// What the provider calls it, or the bank's reference.
    package internal(set) var reference = ""
    package internal(set) var note = ""
    package internal(set) var requestedAt: Timestamp?
    package internal(set) var endedAt: Timestamp?

    package init(
        id: RefundID, order: OrderID, payment: PaymentID, amount: Money, number: String,
        reason: String
    ) {
        (self.id, self.order, self.payment) = (id, order, payment)
        (self.amount, self.number, self.reason) = (amount, number, reason)
    }

    /// Whether it is decided and has not ended.
    package var isUnderWay: Bool {
        switch state {
        case .requested, .submitted, .abnormal: true
        case .succeeded, .failed: false
        }
    }
}

/// What a payment provider says of one refund.
package enum RefundReport: Equatable, Sendable {
    /// `id` is the provider's.
    case processing(id: String?)
    case done(id: String?, amount: Money)
    case failed(reason: String)
    /// A person has to do something at the provider.
    case needsAttention(reason: String)
}
