package import ShopModel

package enum PaymentMethod: String, CaseIterable, Sendable {
    /// A transfer that the seller confirms.
    case manual
    /// WeChat Pay Native: the buyer scans a QR code.
    case wechat
    /// Alipay: the buyer scans a QR code.
    case alipay
    /// Stripe: the buyer pays on a page.
    case stripe

    /// Whether the state is known at a provider, so that only the provider can end it.
    package var hasProvider: Bool { self != .manual }

    /// Whether a code that nobody has scanned stays payable when its payment is closed: at Alipay a
    /// trade begins with the scan, and before there is nothing to close (ACQ.TRADE_NOT_EXIST).
    package var codeOutlivesClose: Bool { self == .alipay }

    package static var providers: [PaymentMethod] { allCases.filter(\.hasProvider) }
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
    /// What the payer sees at the provider; fixed, since a repetition must not differ.
    package let description: String
    package internal(set) var state: State
    package internal(set) var link = ""
    package internal(set) var note = ""
    package internal(set) var received: Money?
    /// What the provider calls the attempt, if it has a name of its own for it.
    package internal(set) var handle: String?
    /// The provider's number of the money that came, or the bank's reference.
    package internal(set) var transaction = ""
    package internal(set) var settledAt: Timestamp?
    package internal(set) var requestedAt: Timestamp?
    /// Money that came and did not fit.
    package internal(set) var found: FoundMoney?
    /// Closed here, while what the buyer has can be paid until it expires; then the provider has
    /// to be asked once more.
    package internal(set) var canBePaidLate = false
    package internal(set) var refunds: [RefundID] = []

    package init(
        id: PaymentID, order: OrderID, method: PaymentMethod, amount: Money, reference: String,
        expiresAt: Timestamp, description: String = "", state: State
    ) {
        (self.id, self.order, self.method) = (id, order, method)
        (self.amount, self.reference) = (amount, reference)
        (self.expiresAt, self.description, self.state) = (expiresAt, description, state)
    }

    /// Whether money may still come in by it as far as we know.
    package var isLive: Bool {
        switch state {
        case .created, .open, .claimed, .closing: true
        case .settled, .settledLate, .closed, .failed, .rejected, .quarantined: false
        }
    }
}

/// Money at a provider that was not what the shop had asked for.
package struct FoundMoney: Equatable, Sendable {
    package let transaction: String
    package let amount: Money

    package init(transaction: String, amount: Money) {
        (self.transaction, self.amount) = (transaction, amount)
    }
}

/// What a person decides about a quarantined payment.
package enum Resolution: String, CaseIterable, Sendable {
    /// The money that was found counts as it is.
    case release
    /// It is given back.
    case refund
    /// It does not count: the person settles it with the provider.
    case reject
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
