package import ShopModel

/// What happened on each day, counted as it happens. Days are China's.
package struct DayBook: Equatable, Sendable {
    /// Days on which something happened, oldest first.
    private var days: [Day] = []

    private struct Day: Equatable {
        let date: CalendarDate
        /// When it is over.
        let endsAt: Timestamp
        var tally: DayTally
    }

    /// Changes the tally of the day of an entry; entries come in the order of their times.
    mutating func note(
        at time: Timestamp, _ sequence: EventSequence, _ change: (inout DayTally) -> Void
    ) {
        if days.last.map({ time >= $0.endsAt }) ?? true {
            let rest = 86_400_000 - CalendarDate.millisecondsOfDayInChina(at: time)
            days.append(
                Day(
                    date: .inChina(at: time), endsAt: time + TimeSpan(milliseconds: rest),
                    tally: DayTally()))
        }
        days[days.count - 1].tally.lastEvent = sequence
        change(&days[days.count - 1].tally)
    }

    /// What happened on a day; nothing on one that is not in the book.
    package func tally(of date: CalendarDate) -> DayTally {
        days.last { $0.date <= date }.flatMap { $0.date == date ? $0.tally : nil } ?? DayTally()
    }

    /// The last entry of the day, or of an earlier one; 0 when there is none.
    package func lastEvent(upTo date: CalendarDate) -> EventSequence {
        days.last { $0.date <= date }?.tally.lastEvent ?? EventSequence(0)
    }
}

/// The counts of one day.
package struct DayTally: Equatable, Sendable {
    package struct Way: Hashable, Sendable {
        package let method: PaymentMethod
        package let currency: Currency
    }

    /// How often, and how much in all, in minor units.
    package struct Sum: Equatable, Sendable {
        package private(set) var count = 0
        package private(set) var minorUnits: Int64 = 0

        package init() {}

        package init(count: Int, minorUnits: Int64) {
            (self.count, self.minorUnits) = (count, minorUnits)
        }

        /// Sums stay far from overflow: an amount is at most `ShopLimits.amountMinorUnits`.
        mutating func add(_ amount: Money) {
            count += 1
            minorUnits += amount.minorUnits
        }
    }

    package struct Flow: Equatable, Sendable {
        package internal(set) var received = Sum()
        package internal(set) var refunded = Sum()
        /// Refunds that had arrived and came back.
        package internal(set) var returned = Sum()
    }

    package internal(set) var lastEvent = EventSequence(0)
    package internal(set) var placed = 0
    package internal(set) var confirmed = 0
    package internal(set) var cancelled = 0
    package internal(set) var expired = 0
    package internal(set) var invoices = 0
    package internal(set) var creditNotes = 0
    package internal(set) var flows: [Way: Flow] = [:]
    package internal(set) var moves: [Product: DayReport.Moves] = [:]

    mutating func move(_ product: Product, _ change: (inout DayReport.Moves) -> Void) {
        change(&moves[product, default: DayReport.Moves()])
    }
}
