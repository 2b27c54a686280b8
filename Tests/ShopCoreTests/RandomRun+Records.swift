import ShopCore
import ShopModel
import TestSupport
import Testing

/// What the journal alone says of invoices and days; counted apart from the shop's own books.
struct RecordsBook {
    private var read = 0
    private(set) var invoices: [InvoiceID: Invoice] = [:]
    private(set) var credited: [InvoiceID: Int64] = [:]
    private(set) var reports = 0
    private(set) var corrections = 0
    private var invoiced: Set<OrderID> = []
    /// Freight given back because parcels weighed less.
    private var freightCredited: [OrderID: Int64] = [:]
    private var notes: UInt64 = 0
    private var days: [CalendarDate: Day] = [:]
    private var methods: [PaymentID: PaymentMethod] = [:]
    private var refunds: [RefundID: Refund] = [:]
    private var arrived: Set<RefundID> = []
    private var numbers: [CalendarDate: Int] = [:]

    private struct Day {
        var placed = 0
        var confirmed = 0
        var cancelled = 0
        var expired = 0
        var ordered = 0
        var sold = 0
        var flows: [String: Int64] = [:]
        var last = EventSequence(0)
    }

    /// Reads on in the journal.
    mutating func read(_ journal: [Entry], _ step: String) {
        for entry in journal[read...] { read(entry, step) }
        read = journal.count
    }

    private mutating func read(_ entry: Entry, _ step: String) {
        let today = CalendarDate.inChina(at: entry.at)
        if case .records(let event) = entry.event { read(event, step) }
        var day = days[today] ?? Day()
        day.last = entry.sequence
        switch entry.event {
        case .orderPlaced(let order):
            day.placed += 1
            day.ordered += order.lines.reduce(0) { $0 + $1.quantity }
        case .orderConfirmed, .orderReinstated: day.confirmed += 1
        case .orderEnded(_, let ending):
            if ending.state == .expired { day.expired += 1 } else { day.cancelled += 1 }
        case .orderCalledOff: day.cancelled += 1
        case .parcel(.freightCredited(let credit)):
            freightCredited[credit.order, default: 0] += credit.amount.minorUnits
        case .paymentRequested(let payment): methods[payment.id] = payment.method
        case .paymentSettled(let id, let received, _, _):
            day.flows["received \(name(id))", default: 0] += received.minorUnits
        case .refundRequested(let refund): refunds[refund.id] = refund
        case .refundChanged(let id, let state, _, _):
            guard let refund = refunds[id] else { break }
            if state == .succeeded, arrived.insert(id).inserted {
                day.flows["refunded \(name(refund.payment))", default: 0] +=
                    refund.amount.minorUnits
            } else if state != .succeeded, arrived.remove(id) != nil {
                day.flows["returned \(name(refund.payment))", default: 0] +=
                    refund.amount.minorUnits
            }
        default: break
        }
        days[today] = day
    }

    private func name(_ payment: PaymentID) -> String { methods[payment]?.rawValue ?? "?" }

    private mutating func read(_ event: RecordsEvent, _ step: String) {
        switch event {
        case .invoiceIssued(let invoice):
            verify(invoice.id.number == UInt64(invoices.count) + 1, "\(step): a gap")
            verify(invoiced.insert(invoice.order).inserted, "\(step): two invoices")
            let goods = invoice.lines.reduce(0) { $0 + $1.value.minorUnits }
            verify(goods == invoice.goods.minorUnits, "\(step)")
            verify(
                goods + invoice.freight.minorUnits == invoice.total.minorUnits, "\(step)")
            verify(
                invoice.freight.minorUnits + freightCredited[invoice.order, default: 0]
                    == invoice.quote.freight.minorUnits, "\(step)")
            let paid = invoice.paid.reduce(0) { $0 + $1.received.minorUnits }
            verify(paid >= invoice.total.minorUnits, "\(step): not paid")
            invoices[invoice.id] = invoice
        case .creditNoteIssued(let note):
            notes += 1
            verify(note.id.number == notes, "\(step): a gap")
            verify(note.amount.isPositive, "\(step)")
            credited[note.invoice, default: 0] += note.amount.minorUnits
            let total = invoices[note.invoice]?.total.minorUnits ?? 0
            verify(credited[note.invoice, default: 0] <= total, "\(step): more than invoiced")
        case .dayClosed(let report): check(report, step)
        }
    }

    private mutating func check(_ report: DayReport, _ step: String) {
        reports += 1
        if report.number > 1 { corrections += 1 }
        verify(report.number == numbers[report.day, default: 0] + 1, "\(step)")
        numbers[report.day] = report.number
        let day = days[report.day] ?? Day()
        let counts = report.counts
        verify(
            [counts.placed, counts.confirmed, counts.cancelled, counts.expired]
                == [day.placed, day.confirmed, day.cancelled, day.expired], "\(step)")
        verify(report.stock.reduce(0) { $0 + $1.moves.ordered } == day.ordered, "\(step)")
        for line in report.money {
            let name = line.way.method.rawValue
            verify(
                line.flow.received.minorUnits == day.flows["received \(name)", default: 0]
                    && line.flow.refunded.minorUnits == day.flows["refunded \(name)", default: 0]
                    && line.flow.returned.minorUnits == day.flows["returned \(name)", default: 0],
                "\(step): \(name)")
        }
        let ways = Set(report.money.map(\.way.method.rawValue))
        let flown = Set(
            day.flows.keys.compactMap { $0.split(separator: " ").last.map(String.init) })
        verify(flown.isSubset(of: ways), "\(step): a way is left out")
        let last = days.filter { $0.key <= report.day }.values.map(\.last).max()
        verify(report.lastEvent == last ?? EventSequence(0), "\(step)")
    }

    func audit(_ shop: Shop, _ step: String) {
        verify(shop.records.invoices.count == invoices.count, "\(step)")
        for invoice in shop.records.invoices.values {
            verify(
                invoice.credited.minorUnits == credited[invoice.id, default: 0], "\(step)")
            // Nobody holds an invoice over money that the shop does not keep.
            let kept = shop.orders[invoice.order]?.keptMinorUnits ?? 0
            verify(invoice.total.minorUnits - invoice.credited.minorUnits <= kept, "\(step)")
        }
    }
}

extension RandomRun {
    func auditRecords(_ step: String) { records.audit(bench.shop, step) }

    /// Invoices, and days that end.
    mutating func keepRecords(_ order: OrderID) throws {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bench.wait(.hours(.random(in: 6...20, using: &random)))
        case 1, 2, 3:
            let yesterday = Timestamp(milliseconds: bench.now.milliseconds - 86_400_000)
            let day = CalendarDate.inChina(
                at: Bool.random(using: &random) ? yesterday : bench.now)
            let last = bench.lastEvent(upTo: day)
            try bench.run(
                .records(
                    .closeDay(
                        day, lastEvent: last, lastHash: "hash \(last)",
                        corrects: Bool.random(using: &random))))
        default:
            guard SellerProfile.missing(in: bench.shop.people.seller).isEmpty else {
                return try bench.setSeller()
            }
            let paid = bench.shop.orders.values.filter {
                $0.state == .confirmed && $0.isFullySettled && $0.openSubstitutes.isEmpty
                    && bench.shop.records.invoice(of: $0.id) == nil
            }.map(\.id).sorted()
            let id = paid.randomElement(using: &random) ?? order
            let buyer = bench.shop.orders[id].map { Actor.buyer($0.buyer) } ?? ShopBench.owner
            try bench.run(
                .records(.issueInvoice(id)),
                by: Bool.random(using: &random) ? buyer : ShopBench.owner)
        }
    }
}

extension ShopBench {
    /// A profile with all that an invoice needs.
    mutating func setSeller(
        registration: String = "110-81-00000", taxID: String = "KR-77",
        address: [String] = ["Road 1"]
    ) throws {
        try run(
            .people(
                .setSeller(
                    SellerProfile(
                        version: 0, name: "Seoul Finds Ltd", registration: registration,
                        licence: "", taxID: taxID, jurisdictions: ["KR"], address: address))))
    }

    @discardableResult
    mutating func invoice(
        _ order: OrderID, by actor: Actor = ShopBench.owner
    ) throws -> Invoice {
        try run(.records(.issueInvoice(order)), by: actor)
        return try #require(shop.records.invoice(of: order))
    }

    /// The last entry of the day, or of an earlier one.
    func lastEvent(upTo day: CalendarDate) -> EventSequence {
        journal.last { .inChina(at: $0.at) <= day }?.sequence ?? EventSequence(0)
    }

    @discardableResult
    mutating func close(
        _ day: String, hash: String = "abc", corrects: Bool = false
    ) throws -> DayReport {
        let day = try #require(CalendarDate(day))
        let last = lastEvent(upTo: day)
        try run(
            .records(.closeDay(day, lastEvent: last, lastHash: hash, corrects: corrects)))
        return try #require(shop.records.reports[day])
    }
}
