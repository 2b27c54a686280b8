package import ShopModel

/// A day in figures, as it stood when the report was written. A later one of the same day is a
/// correction with the next number.
package struct DayReport: Equatable, Sendable {
    /// Money by one way to pay in one currency, in minor units.
    package struct Line: Equatable, Sendable {
        package let way: DayTally.Way
        package let flow: DayTally.Flow
        /// Asked for on this day and still under way.
        package let unsettled: DayTally.Sum
        /// Asked for on this day and set aside.
        package let quarantined: DayTally.Sum

        package init(
            method: PaymentMethod, currency: Currency, received: DayTally.Sum,
            refunded: DayTally.Sum, returned: DayTally.Sum, unsettled: DayTally.Sum,
            quarantined: DayTally.Sum
        ) {
            way = DayTally.Way(method: method, currency: currency)
            var flow = DayTally.Flow()
            (flow.received, flow.refunded, flow.returned) = (received, refunded, returned)
            self.flow = flow
            (self.unsettled, self.quarantined) = (unsettled, quarantined)
        }
    }

    /// How units of one variant moved.
    package struct Moves: Equatable, Sendable {
        package internal(set) var ordered = 0
        package internal(set) var sold = 0
        /// Of orders that ended unpaid.
        package internal(set) var released = 0
        /// Of confirmed orders that were cancelled.
        package internal(set) var calledOff = 0
        /// Less what was taken back.
        package internal(set) var bought = 0
        package internal(set) var short = 0

        package init() {}

        package init(
            ordered: Int, sold: Int, released: Int, calledOff: Int, bought: Int, short: Int
        ) {
            (self.ordered, self.sold, self.released) = (ordered, sold, released)
            (self.calledOff, self.bought, self.short) = (calledOff, bought, short)
        }
    }

    package struct Stock: Equatable, Sendable {
        package let product: Product
        package let code: ItemCode
        package let moves: Moves

        package init(product: Product, code: ItemCode, moves: Moves) {
            (self.product, self.code, self.moves) = (product, code, moves)
        }
    }

    /// Money of an order that is still to be given back.
    package struct OpenRefund: Equatable, Sendable {
        package let order: OrderID
        package let amount: Money
        package let dueBy: Timestamp

        package init(order: OrderID, amount: Money, dueBy: Timestamp) {
            (self.order, self.amount, self.dueBy) = (order, amount, dueBy)
        }
    }

    /// Orders and papers of the day.
    package struct Counts: Equatable, Sendable {
        package let placed: Int
        /// Reinstated ones included.
        package let confirmed: Int
        package let cancelled: Int
        package let expired: Int
        package let invoices: Int
        package let creditNotes: Int

        package init(
            placed: Int, confirmed: Int, cancelled: Int, expired: Int, invoices: Int,
            creditNotes: Int
        ) {
            (self.placed, self.confirmed, self.cancelled) = (placed, confirmed, cancelled)
            (self.expired, self.invoices, self.creditNotes) = (expired, invoices, creditNotes)
        }
    }

    package let day: CalendarDate
    package internal(set) var number: Int
    package internal(set) var madeAt: Timestamp
    package internal(set) var by: String
    /// The journal's last entry of the day, or before it; 0: there is none.
    package let lastEvent: EventSequence
    /// Its hash in hex.
    package let lastHash: String
    package let counts: Counts
    /// By method and currency.
    package let money: [Line]
    /// By item and variant, at most `ShopLimits.reportRows`.
    package let stock: [Stock]
    package let moreStock: Int
    /// The last comparison with each provider's books of this day.
    package let reconciliations: [Reconciliation]
    /// Of any day, due first, at most `ShopLimits.reportRows`.
    package let openRefunds: [OpenRefund]
    package let moreOpenRefunds: Int

    package init(
        day: CalendarDate, number: Int, madeAt: Timestamp, by: String, lastEvent: EventSequence,
        lastHash: String, counts: Counts, money: [Line], stock: [Stock], moreStock: Int,
        reconciliations: [Reconciliation], openRefunds: [OpenRefund], moreOpenRefunds: Int
    ) {
        (self.day, self.number, self.madeAt, self.by) = (day, number, madeAt, by)
        (self.lastEvent, self.lastHash, self.counts) = (lastEvent, lastHash, counts)
        (self.money, self.stock, self.moreStock) = (money, stock, moreStock)
        (self.reconciliations, self.openRefunds) = (reconciliations, openRefunds)
        self.moreOpenRefunds = moreOpenRefunds
    }

    /// Whether another report says the same, whoever wrote it and when.
    func saysTheSame(as other: DayReport) -> Bool {
        var other = other
        (other.number, other.madeAt, other.by) = (number, madeAt, by)
        return self == other
    }
}
