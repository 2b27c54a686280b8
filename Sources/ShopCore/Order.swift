package import ShopModel

/// What a buyer ordered, and at what frozen price. Money and parcel are axes of their own.
package struct Order: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case placed, confirmed, completed, expired, cancelled
    }

    package let id: OrderID
    package let session: SessionID
    package let buyer: BuyerID
    package internal(set) var alias: String
    package internal(set) var lines: [OrderLine]
    /// The version of what it costs that counts.
    package internal(set) var quote: Quote
    package internal(set) var quoteVersion = 1
    /// Every version, oldest first; empty while there is only the first.
    package internal(set) var quotes: [QuoteVersion] = []
    package let policy: PaymentPolicy
    package let placedAt: Timestamp
    package internal(set) var state = State.placed
    package internal(set) var holdUntil: Timestamp
    /// Set while the order waits for its payments to be closed at the provider.
    package internal(set) var ending: OrderEnding?
    /// The sum of its unique transactions.
    package internal(set) var settled: Money
    /// The sum of what must be given back, or has been.
    package internal(set) var refundDue: Money
    /// The sum of what has been given back.
    package internal(set) var refunded: Money
    /// By when what is still due is to be back; `nil` when nothing is.
    package internal(set) var refundDueBy: Timestamp?
    /// Staff has been told that it was not back in time.
    var isOverdueTold = false
    /// The seller has asked for what is left.
    package internal(set) var isAsked = false
    package internal(set) var refunds: [RefundID] = []
    package internal(set) var payments: [PaymentID] = []
    /// All that units of it are in, by number.
    package internal(set) var parcels: [ParcelID] = []
    /// What the order costs less than its quote, for want of goods.
    package internal(set) var credited: Money
    /// What it costs less because parcels weighed less than was estimated.
    package internal(set) var freightCredited: Money
    /// Where the units are, line by line, then of the substitutes; empty until it is confirmed.
    package internal(set) var sourcing: [LineSourcing] = []
    /// What the buyer has accepted instead of units that could not be had.
    package internal(set) var substitutes: [OrderLine] = []
    /// Substitutes that wait for the buyer's answer.
    package internal(set) var openSubstitutes: [SubstituteID] = []
    /// Its place among the orders that became firm, and when it did; 0 before.
    package internal(set) var firmRank = 0
    package internal(set) var firmAt: Timestamp?
    /// Until when the buyer can veto it, when the seller has chosen it for a request.
    package internal(set) var vetoUntil: Timestamp?

    package init(
        id: OrderID, session: SessionID, buyer: BuyerID, alias: String, lines: [OrderLine],
        quote: Quote, policy: PaymentPolicy = .payFirst, placedAt: Timestamp,
        holdUntil: Timestamp
    ) {
        (self.id, self.session, self.buyer, self.alias) = (id, session, buyer, alias)
        (self.lines, self.quote, self.policy) = (lines, quote, policy)
        (self.placedAt, self.holdUntil) = (placedAt, holdUntil)
        let zero = Money.zero(quote.total.currency)
        (settled, refundDue, refunded) = (zero, zero, zero)
        (credited, freightCredited) = (zero, zero)
    }

    /// The first that units of it are in; `nil`: it is not packed.
    package var parcel: ParcelID? { parcels.first }

    package var hasEnded: Bool { state == .expired || state == .cancelled }

    /// Minor units that came and are not promised back.
    package var keptMinorUnits: Int64 { settled.minorUnits - refundDue.minorUnits }

    /// What the order costs now.
    package var owedMinorUnits: Int64 {
        quote.total.minorUnits - credited.minorUnits - freightCredited.minorUnits
    }

    /// What is still to be given back.
    package var outstandingMinorUnits: Int64 { refundDue.minorUnits - refunded.minorUnits }

    /// What the buyer can be asked for now, never below zero.
    package var amountDue: Money {
        let wanted: Int64 =
            switch (policy, state) {
            case (.payAfterPurchase, _) where !isAsked: 0
            case (.deposit, .placed): depositMinorUnits
            case (.payFirst, _), (.payAfterPurchase, _), (.deposit, _): owedMinorUnits
            }
        return Money(max(0, wanted - keptMinorUnits), quote.total.currency)
    }

    /// What makes a placed order firm; `nil` when no money does.
    var confirmingMinorUnits: Int64? {
        switch policy {
        case .payFirst: quote.total.minorUnits
        case .deposit: depositMinorUnits
        case .payAfterPurchase: nil
        }
    }

    private var depositMinorUnits: Int64 { policy.deposit(of: quote.total).minorUnits }

    /// Paid in full, and nothing of it promised back.
    package var isFullySettled: Bool {
        keptMinorUnits >= owedMinorUnits
    }

    /// Whether money came for it, and all of it was given back.
    var isGivenBack: Bool { settled.isPositive && refunded == settled }

    package var moneyState: MoneyState {
        if outstandingMinorUnits > 0 { return .refundDue }
        if settled.minorUnits == 0 { return .unpaid }
        if refunded.isPositive { return refunded == settled ? .refunded : .partlyRefunded }
        if settled.minorUnits < owedMinorUnits { return .partial }
        return settled.minorUnits == owedMinorUnits ? .paid : .overpaid
    }
}

package enum MoneyState: String, Sendable {
    case unpaid, partial, paid, overpaid
    case refundDue = "refund_due"
    case partlyRefunded = "partly_refunded"
    case refunded
}

package struct OrderLine: Equatable, Sendable {
    package let item: ItemID
    package let code: ItemCode
    package let title: String
    package let quantity: Int
    package internal(set) var unitPrice: Money
    package internal(set) var hold: HoldID
    package let variant: Variant
    /// The item's version whose price this is.
    package internal(set) var version: Int
    /// As the item's caption said when it was ordered.
    package let goodsClass: GoodsClass?
    /// Of one unit.
    package let unitMass: Mass?

    package init(
        item: ItemID, code: ItemCode, title: String, quantity: Int, unitPrice: Money,
        hold: HoldID, variant: Variant = .only, version: Int = 1, goodsClass: GoodsClass? = nil,
        unitMass: Mass? = nil
    ) {
        (self.item, self.code, self.title) = (item, code, title)
        (self.quantity, self.unitPrice, self.hold) = (quantity, unitPrice, hold)
        (self.variant, self.version) = (variant, version)
        (self.goodsClass, self.unitMass) = (goodsClass, unitMass)
    }
}

/// Why an order ends, and as what.
package struct OrderEnding: Equatable, Sendable {
    package let state: Order.State
    package let reason: String

    package init(state: Order.State, reason: String) {
        precondition(state == .expired || state == .cancelled, "an order ends expired or cancelled")
        (self.state, self.reason) = (state, reason)
    }
}
