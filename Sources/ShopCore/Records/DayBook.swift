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
    mutating func note(at time: Timestamp, _ change: (inout DayTally) -> Void) {
        if days.last.map({ time >= $0.endsAt }) ?? true {
            days.append(
                Day(
                    date: .inChina(at: time), endsAt: .nextMidnightInChina(after: time),
                    tally: DayTally()))
        }
        change(&days[days.count - 1].tally)
    }

    /// What happened on a day; nothing on one that is not in the book.
    package func tally(of date: CalendarDate) -> DayTally {
        days.last { $0.date <= date }.flatMap { $0.date == date ? $0.tally : nil } ?? DayTally()
    }

    /// Says all that has happened on a day so far.
    mutating func set(_ tally: DayTally, of date: CalendarDate) {
        let place = days.firstIndex { $0.date >= date } ?? days.count
        let day = Day(date: date, endsAt: .endInChina(of: date), tally: tally)
        if place < days.count, days[place].date == date {
            days[place] = day
        } else {
            days.insert(day, at: place)
        }
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

    package internal(set) var placed = 0
    package internal(set) var confirmed = 0
    package internal(set) var cancelled = 0
    package internal(set) var expired = 0
    package internal(set) var invoices = 0
    package internal(set) var creditNotes = 0
    package internal(set) var flows: [Way: Flow] = [:]
    package internal(set) var moves: [Product: Moved] = [:]

    package struct Moved: Equatable, Sendable {
        package let code: ItemCode
        package internal(set) var moves: DayReport.Moves
    }

    mutating func move(_ line: OrderLine, _ change: (inout DayReport.Moves) -> Void) {
        move(Product(line.item, line.variant), line.code, change)
    }

    mutating func move(
        _ product: Product, _ code: ItemCode, _ change: (inout DayReport.Moves) -> Void
    ) {
        change(&moves[product, default: Moved(code: code, moves: DayReport.Moves())].moves)
    }
}

// MARK: - As reports say it

extension DayTally {
    /// What a report of the day said was counted.
    init(_ report: DayReport) {
        let counts = report.counts
        (placed, confirmed) = (counts.placed, counts.confirmed)
        (cancelled, expired) = (counts.cancelled, counts.expired)
        (invoices, creditNotes) = (counts.invoices, counts.creditNotes)
        for line in report.money { flows[line.way] = line.flow }
        for row in report.stock { moves[row.product] = Moved(code: row.code, moves: row.moves) }
    }

    /// All that was counted, and nothing that is looked up when a report is written.
    func report(of day: CalendarDate) -> DayReport {
        DayReport(
            day: day, number: 0, madeAt: Timestamp(milliseconds: 0), by: "",
            lastEvent: EventSequence(0), lastHash: "", counts: counts,
            money: flows.map { way, flow in
                DayReport.Line(
                    method: way.method, currency: way.currency, received: flow.received,
                    refunded: flow.refunded, returned: flow.returned, unsettled: Sum(),
                    quarantined: Sum())
            }.sorted {
                ($0.way.method.rawValue, $0.way.currency.code)
                    < ($1.way.method.rawValue, $1.way.currency.code)
            },
            stock: stock, moreStock: 0, reconciliations: [], openRefunds: [], moreOpenRefunds: 0)
    }

    var counts: DayReport.Counts {
        DayReport.Counts(
            placed: placed, confirmed: confirmed, cancelled: cancelled, expired: expired,
            invoices: invoices, creditNotes: creditNotes)
    }

    /// By item and variant.
    var stock: [DayReport.Stock] {
        moves.map { DayReport.Stock(product: $0, code: $1.code, moves: $1.moves) }.sorted {
            ($0.product.item, $0.product.variant.description)
                < ($1.product.item, $1.product.variant.description)
        }
    }
}
