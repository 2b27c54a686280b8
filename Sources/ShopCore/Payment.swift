package import ShopModel

package enum PaymentMethod: String, CaseIterable, Sendable {
    /// A transfer that the seller confirms.
    case manual
    /// WeChat Pay Native: the buyer scans a QR code.
    case wechat

    /// Whether the state is known at a provider, so that only the provider can end it.
    package var hasProvider: Bool { self != .manual }
}

/// One attempt to pay for an order.
package struct Payment: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case created, open, claimed, closing, settled
        case settledLate = "settled_late"
        case closed, failed, rejected, quarantined
    }

    package let id: PaymentID
    package let order: OrderID
    package let method: PaymentMethod
    package let amount: Money
    /// What the buyer writes into a transfer; with a provider, our order number there.
    package let reference: String
    package let expiresAt: Timestamp
    package internal(set) var state: State
    package internal(set) var link = ""
    package internal(set) var note = ""
    package internal(set) var received: Money?

    package init(
        id: PaymentID, order: OrderID, method: PaymentMethod, amount: Money, reference: String,
        expiresAt: Timestamp, state: State
    ) {
        (self.id, self.order, self.method) = (id, order, method)
        (self.amount, self.reference) = (amount, reference)
        (self.expiresAt, self.state) = (expiresAt, state)
    }

    /// Whether money may still come in by it as far as we know.
    package var isLive: Bool {
        switch state {
        case .created, .open, .claimed, .closing: true
        case .settled, .settledLate, .closed, .failed, .rejected, .quarantined: false
        }
    }
}

/// How a payment ends without money.
package enum PaymentEnd: String, CaseIterable, Sendable {
    case closed, failed, rejected, quarantined

    package var state: Payment.State {
        switch self {
        case .closed: .closed
        case .failed: .failed
        case .rejected: .rejected
        case .quarantined: .quarantined
        }
    }
}
