package import ShopModel

/// Something about money that a member of staff has to look at.
package struct Alert: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Money that does not fit; to be released, refunded or rejected.
        case quarantine
        case refundFailed = "refund_failed"
        case refundAbnormal = "refund_abnormal"
        case refundOverdue = "refund_overdue"
        /// A dispute at a provider, or money that nobody here moved.
        case provider
        /// A day's books differ.
        case difference
    }

    package let kind: Kind
    package let order: OrderID?
    package let payment: PaymentID?
    package let text: String

    package init(_ kind: Kind, order: OrderID? = nil, payment: PaymentID? = nil, text: String) {
        (self.kind, self.order, self.payment, self.text) = (kind, order, payment, text)
    }
}

/// An alert that nobody has closed, and that nothing has settled.
package struct OpenAlert: Equatable, Sendable {
    /// The event that raised it.
    package let id: EventSequence
    package let alert: Alert
    package let at: Timestamp

    package init(id: EventSequence, alert: Alert, at: Timestamp) {
        (self.id, self.alert, self.at) = (id, alert, at)
    }
}
