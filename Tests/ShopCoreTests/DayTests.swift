import ShopCore
import ShopModel
import Testing

/// Days by China's time. The bench begins on 2023-11-15 at 06:13 there.
struct DayTests {
    private static let day = "2023-11-15"

    @Test func `only a day that is over is closed`() throws {
        var bench = try ShopBench()
        let today = try #require(CalendarDate(Self.day))
        #expect(throws: Refusal.dayNotOver(today, today: today)) { try bench.close(Self.day) }
        let later = try #require(CalendarDate("2023-11-16"))
        #expect(throws: Refusal.dayNotOver(later, today: today)) { try bench.close("2023-11-16") }
        bench.wait(.hours(18))  // 00:13 in China; in UTC it is the same day still.
        #expect(try bench.close(Self.day).number == 1)
        #expect(
            throws: Refusal.notAllowed(.closeDays)
        ) {
            try bench.run(
                .records(
                    .closeDay(
                        today, lastEvent: EventSequence(0), lastHash: "", corrects: false)),
                by: .staff(name: "Sam", role: .shopper))
        }
    }

    @Test func `a report counts orders, units and money of its day by provider`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let paid = try bench.order("A12", 2, by: linh)
        let payment = try bench.pay(paid, .wechat, by: linh)
        let total = try #require(bench.shop.payments[payment]?.amount)
        try bench.report(payment, .paid(transaction: "42", amount: total))
        try bench.invoice(paid)
        try bench.run(
            .tickOff(
                Command.TickOff(
                    session: ShopBench.session, code: ShopBench.code("A12"), units: 1)))
        try bench.run(
            .reportShort(
                Command.ReportShort(
                    session: ShopBench.session, code: ShopBench.code("A12"), units: 1)))
        let byHand = try bench.order("A12", by: linh)
        try bench.confirm(try bench.pay(byHand, .manual, by: linh))
        let cancelled = try bench.order("A12", by: linh)
        try bench.run(.cancelOrder(cancelled, reason: ""), by: linh)
        _ = try bench.order("A12", by: linh)
        let dayEnd = bench.journal.last?.sequence
        #expect(bench.journal.count == Int(bench.shop.sequence.number))
        bench.wait(.hours(18))
        let report = try bench.close(Self.day)
        #expect(
            report.counts
                == DayReport.Counts(
                    placed: 4, confirmed: 2, cancelled: 1, expired: 0, invoices: 1, creditNotes: 1)
        )
        #expect(report.lastEvent == dayEnd && report.lastHash == "abc" && report.by == "Mina")
        #expect(report.money.map(\.way.method) == [.manual, .wechat])
        #expect(
            report.money[1].flow.received
                == DayTally.Sum(
                    count: 1, minorUnits: total.minorUnits))
        #expect(report.stock.count == 1)
        #expect(
            report.stock[0].moves
                == DayReport.Moves(
                    ordered: 5, sold: 3, released: 1, calledOff: 0, bought: 1, short: 1))
        // The unit that could not be had is to be given back.
        #expect(report.openRefunds.map(\.order) == [paid])
        // The last order ran out of time on the next day.
        bench.wait(.hours(24))
        #expect(try bench.close("2023-11-16").counts.expired == 1)
    }

    @Test func `a repeat is the same report, and other figures are a numbered correction`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.paid("A12", by: linh).order
        bench.wait(.hours(18))
        let first = try bench.close(Self.day)
        let entries = bench.journal.count
        #expect(try bench.close(Self.day, corrects: true) == first)
        let day = try #require(CalendarDate(Self.day))
        let found = Reconciliation.Difference(
            .amount, number: "n", transaction: "t", here: nil, there: nil, text: "x")
        try bench.run(
            .reportReconciliation(
                Reconciliation(
                    ReconciliationWish(.wechat, day), payments: 1, refunds: 0,
                    differences: [found])), by: .provider(.wechat))
        #expect(try bench.close(Self.day) == first)
        #expect(bench.journal.count > entries)
        let second = try bench.close(Self.day, corrects: true)
        #expect(second.number == 2 && second.reconciliations.map(\.differences) == [[found]])
        #expect(second.counts == first.counts && second.lastEvent == first.lastEvent)
        #expect(try bench.close(Self.day) == second)
        // Money of that day that goes back on the next one is open in the report of either.
        try bench.run(.refundOrder(order, amount: Money(5, ShopBench.cny), reason: ""))
        let third = try bench.close(Self.day, corrects: true)
        #expect(third.number == 3 && third.openRefunds.map(\.amount.minorUnits) == [5])
    }

    @Test func `payments under way and set aside are told by the day they were asked for`() throws {
        var bench = try ShopBench(policy: .payAfterPurchase)
        try bench.post("A12")
        let linh = try bench.join("Linh")
        bench.wait(.hours(17))
        for transaction in ["a", "b"] {
            let order = try bench.order("A12", by: linh)
            try bench.run(.acceptOrder(order))
            try bench.run(.askPayment(order))
            let payment = try bench.pay(order, .wechat, by: linh)
            if transaction == "b" {
                try bench.report(payment, .contradicted(reason: "another merchant"))
            }
        }
        bench.wait(.hours(1))
        let report = try bench.close(Self.day)
        // The first payment's time has run out; it is being closed at its provider.
        #expect(report.money.map(\.unsettled.count) == [1])
        #expect(report.money.map(\.quarantined.count) == [1])
        #expect(try bench.close("2023-11-14").money.isEmpty)
    }

    @Test func `a refund that came back is told on the day it did`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.paid("A12", by: linh).order
        try bench.run(.refundOrder(order, amount: Money(500, ShopBench.cny), reason: ""))
        let id = RefundID(1)
        try bench.report(id, .done(id: "r", amount: Money(500, ShopBench.cny)))
        bench.wait(.hours(18))
        try bench.report(id, .failed(reason: "the bank sent it back"))
        bench.wait(.hours(24))
        let sum = DayTally.Sum(count: 1, minorUnits: 500)
        #expect(try bench.close(Self.day).money.map(\.flow.refunded) == [sum])
        let next = try bench.close("2023-11-16")
        #expect(next.money.map(\.flow.returned) == [sum])
        #expect(next.money.map(\.flow.refunded) == [DayTally.Sum()])
    }

    @Test func `rows beyond the limit are counted`() throws {
        var limits = ShopLimits()
        limits.reportRows = 2
        var bench = try ShopBench(limits: limits)
        let linh = try bench.join("Linh")
        for code in ["A1", "A2", "A3"] {
            try bench.post(code)
            let order = try bench.paid(code, by: linh, transaction: code).order
            try bench.run(.cancelOrder(order, reason: "x"))
        }
        bench.wait(.hours(18))
        let report = try bench.close(Self.day)
        #expect(report.stock.map(\.code.text) == ["A1", "A2"] && report.moreStock == 1)
        #expect(report.openRefunds.map(\.order.number) == [1, 2] && report.moreOpenRefunds == 1)
        #expect(report.stock[0].moves.calledOff == 1)
    }
}
