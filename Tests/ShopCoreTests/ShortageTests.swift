import ShopCore
import ShopModel
import Testing

/// Prices: 10,000 KRW are ¥52.00, freight is ¥12.00.
struct ShortageTests {
    @Test func `what cannot be had is credited to the fen, and freight with the last of it`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_001, .onShelf, offered: 9)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 3, by: linh)
        let total = try #require(bench.shop.orders[order]?.quote.total.minorUnits)
        try bench.tick("A12", 1)
        try bench.short("A12", 1)
        let third = (total - 1200) / 3
        #expect(bench.refundDue(order) == third)
        #expect(try bench.sourcing(order).wanted == 1)
        try bench.short("A12")
        #expect(bench.refundDue(order) == (total - 1200) * 2 / 3)
        #expect(try bench.sourcing(order).state == .short)
        #expect(bench.shop.orders[order]?.isFullySettled == true)
        try bench.handOver(bench.pack(order))
    }

    @Test func `an order of which nothing can be had ends, with all its money due back`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 3)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 2, by: linh)
        try bench.short("A12")
        #expect(bench.state(order) == .cancelled)
        #expect(bench.refundDue(order) == bench.shop.orders[order]?.settled.minorUnits)
        // And nobody can order what is not there.
        #expect(try bench.stock("A12").available == 0)
        #expect(throws: Refusal.self) { try bench.order("A12", by: linh) }
    }

    @Test func `the orders that became firm last go without`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let first = try bench.firm("A12", 2, by: linh)
        let second = try bench.firm("A12", 2, by: nok)
        let before = try bench.stock("A12")
        try bench.short("A12", 3)
        #expect(bench.state(second) == .cancelled)
        #expect(try bench.sourcing(first).wanted == 1)
        let after = try bench.stock("A12")
        #expect(after.available == before.available)
        #expect(after.offered == before.offered - 3)
        #expect(after.consumed == 1)
        #expect(after.units(of: BuyerID(2)) == 0)
    }

    @Test func `money goes back by itself when the seller has said so`() throws {
        var bench = try ShopBench()
        try bench.run(.setPaymentRules(PaymentRules(automaticRefunds: true)))
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 2, by: linh)
        try bench.short("A12", 1)
        #expect(bench.shop.refunds.values.map(\.amount.minorUnits) == [5200])
        #expect(bench.shop.orders[order]?.refunds.count == 1)
    }

    @Test func `a substitute is held for the buyer, and the difference is credited`() throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000, .onShelf)
        try bench.post("B3", price: 7_500, .onShelf, offered: 2)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 2, by: linh)
        try bench.short("A12", instead: "B3")
        #expect(try bench.sourcing(order).state == .substituteOffered)
        #expect(try bench.stock("B3").active == 2)
        #expect(bench.refundDue(order) == 0)
        #expect(throws: Refusal.self) { try bench.pack(order) }
        try bench.answer(1, true, by: linh)
        #expect(bench.refundDue(order) == 2600)  // Of ¥104.00 a quarter.
        #expect(try bench.stock("B3").consumed == 2)
        #expect(try bench.sourcing(order).state == .substituted)
        #expect(bench.buying == ["B3 0 of 2"])
        #expect(throws: Refusal.self) { try bench.pack(order) }
        try bench.tick("B3", 2)
        try bench.handOver(bench.pack(order))
        #expect(throws: Refusal.self) { try bench.answer(1, false, by: linh) }
    }

    @Test func `a dearer substitute costs what the original did`() throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000, .onShelf)
        try bench.post("B3", price: 90_000, .onHand)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        try bench.short("A12", instead: "B3")
        try bench.answer(1, true, by: linh)
        #expect(bench.refundDue(order) == 0)
        #expect(bench.shop.orders[order]?.substitutes.map(\.unitPrice.minorUnits) == [10_000])
        try bench.handOver(bench.pack(order))
    }

    @Test(arguments: [true, false])
    func `whoever declines or does not answer in time has the money back`(answers: Bool) throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3", price: 5_000, .onShelf, offered: 1)
        try bench.post("C07", .onHand)
        let linh = try bench.join("Linh")
        let lines = [ShopBench.line("A12"), ShopBench.line("C07")]
        let order = try bench.order(lines, by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        try bench.short("A12", instead: "B3")
        if answers {
            try bench.answer(1, false, by: linh)
        } else {
            bench.wait(.minutes(119))
            #expect(bench.refundDue(order) == 0)
            #expect(bench.shop.nextDeadline != nil)
            bench.wait(.minutes(1))
            #expect(bench.shop.substitutes[SubstituteID(1)]?.state == .lapsed)
        }
        #expect(bench.refundDue(order) == 5200)
        #expect(try bench.stock("B3").available == 1)
        #expect(try bench.sourcing(order).state == .unavailable)
        try bench.handOver(bench.pack(order))
    }

    @Test func `only its buyer answers, and only the seller's staff offers`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3", .onShelf)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        _ = try bench.firm("A12", by: linh)
        try bench.short("A12", instead: "B3")
        #expect(throws: Refusal.noSuch("substitute 1")) { try bench.answer(1, true, by: nok) }
        #expect(throws: Refusal.self) { try bench.answer(1, true, by: ShopBench.owner) }
        #expect(throws: Refusal.notAllowed(.buy)) {
            try bench.run(
                .reportShort(
                    Command.ReportShort(session: ShopBench.session, code: ShopBench.code("A12"))),
                by: linh)
        }
    }

    @Test func `a substitute is something else, and there are enough of it`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3", .onShelf, offered: 1)
        try bench.post("C07", .onShelf, limit: 1)
        let linh = try bench.join("Linh")
        _ = try bench.firm("A12", 2, by: linh)
        let before = bench.shop.sequence
        for code in ["A12", "B3", "C07", "Z9"] {
            #expect(throws: Refusal.self) { try bench.short("A12", instead: code) }
        }
        try bench.run(
            .withdrawItem(session: ShopBench.session, code: ShopBench.code("C07")))
        #expect(throws: Refusal.self) { try bench.short("A12", 1, instead: "C07") }
        #expect(bench.shop.sequence == before.next)
    }

    @Test func `what is credited is not asked for any more`() throws {
        var bench = try ShopBench(policy: .payAfterPurchase)
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", 2, by: linh)
        try bench.run(.acceptOrder(order))
        try bench.tick("A12", 1)
        try bench.run(.askPayment(order))
        let stale = try bench.pay(order, .manual, by: linh)
        try bench.short("A12")
        #expect(bench.shop.payments[stale]?.state == .closed)
        #expect(bench.refundDue(order) == 0)
        let payment = try bench.pay(order, .manual, by: linh)
        #expect(bench.shop.payments[payment]?.amount.minorUnits == 6400)
        try bench.confirm(payment)
        #expect(bench.shop.orders[order]?.moneyState == .paid)
        try bench.handOver(bench.pack(order))
    }

    @Test func `more than is wanted is not reported short`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        #expect(throws: Refusal.self) { try bench.short("A12") }
        _ = try bench.firm("A12", 2, by: linh)
        #expect(throws: Refusal.self) { try bench.short("A12", 3) }
        #expect(throws: Refusal.self) { try bench.short("A12", 0) }
    }
}
