package import ShopModel

/// What a buyer ordered, and at what frozen price. Money and parcel are axes of their own.
package struct Order: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case placed, confirmed, completed, expired, cancelled
    }

    package let id: OrderID
    package let session: SessionID
    package let buyer: BuyerID
    package let alias: String
    package internal(set) var lines: [OrderLine]
    package let quote: Quote
    package let placedAt: Timestamp
    package internal(set) var state = State.placed
    package internal(set) var holdUntil: Timestamp
    /// Set while the order waits for its payments to be closed at the provider.
    package internal(set) var ending: OrderEnding?
    /// The sum of its unique transactions.
    package internal(set) var settled: Money
    /// The sum of what must be given back.
    package internal(set) var refundDue: Money
    package internal(set) var payments: [PaymentID] = []
    package internal(set) var parcel: ParcelID?

    package init(
        id: OrderID, session: SessionID, buyer: BuyerID, alias: String, lines: [OrderLine],
        quote: Quote, placedAt: Timestamp, holdUntil: Timestamp
    ) {
        (self.id, self.session, self.buyer, self.alias) = (id, session, buyer, alias)
        (self.lines, self.quote) = (lines, quote)
        (self.placedAt, self.holdUntil) = (placedAt, holdUntil)
        (settled, refundDue) = (.zero(quote.total.currency), .zero(quote.total.currency))
    }

    package var hasEnded: Bool { state == .expired || state == .cancelled }

    /// What is still to be paid, never below zero.
    package var amountDue: Money {
        Money(max(0, quote.total.minorUnits - settled.minorUnits), quote.total.currency)
    }

    /// Paid in full, and nothing of it promised back.
    package var isFullySettled: Bool {
        settled.minorUnits - refundDue.minorUnits >= quote.total.minorUnits
    }

    package var moneyState: MoneyState {
        if refundDue.isPositive { return .refundDue }
        if settled.minorUnits == 0 { return .unpaid }
        if settled.minorUnits < quote.total.minorUnits { return .partial }
        return settled == quote.total ? .paid : .overpaid
    }
}

package enum MoneyState: String, Sendable {
    case unpaid, partial, paid, overpaid
    case refundDue = "refund_due"
}

package struct OrderLine: Equatable, Sendable {
    package let item: ItemID
    package let code: ItemCode
    package let title: String
    package let quantity: Int
    package let unitPrice: Money
    package internal(set) var hold: HoldID
    package let variant: Variant
    /// The item's version whose price this is.
    package let version: Int

    package init(
        item: ItemID, code: ItemCode, title: String, quantity: Int, unitPrice: Money,
        hold: HoldID, variant: Variant = .only, version: Int = 1
    ) {
        (self.item, self.code, self.title) = (item, code, title)
        (self.quantity, self.unitPrice, self.hold) = (quantity, unitPrice, hold)
        (self.variant, self.version) = (variant, version)
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

/// The frozen price of an order: goods, converted once as a sum, plus freight.
package struct Quote: Equatable, Sendable {
    package let goodsInPriceCurrency: Money
    package let rate: ExchangeRate
    package let goods: Money
    package let freight: Money
    package let total: Money

    /// - Throws: `MoneyError` when the sum is out of range or currencies do not fit the session.
    package init(goods: Money, rate: ExchangeRate, freight: Money) throws(MoneyError) {
        (goodsInPriceCurrency, self.rate, self.freight) = (goods, rate, freight)
        self.goods = try rate.convert(goods)
        total = try self.goods.adding(freight)
    }
}
