import ShopCore
import ShopModel
import Testing

struct OrderTests {
    @Test func `an order holds its units and freezes its quote`() throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 38_000, offered: 3)
        let linh = try bench.join("Linh")
        let id = try bench.order("A12", 2, by: linh)
        try bench.run(
            .postRate(session: ShopBench.session, rate: ShopBench.decimal("0.006"), source: "x"))
        let order = try #require(bench.shop.orders[id])
        #expect(order.quote.goodsInPriceCurrency == Money(76_000, ShopBench.krw))
        #expect(order.quote.goods == Money(39_520, ShopBench.cny))
        #expect(order.quote.total == Money(40_720, ShopBench.cny))
        #expect(try bench.stock("A12").available == 1)
    }

    @Test func `more than there is is refused with what is left`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 3)
        let linh = try bench.join("Linh")
        _ = try bench.order("A12", 2, by: linh)
        #expect(throws: Refusal.soldOut(ShopBench.code("A12"), wanted: 2, available: 1)) {
            try bench.order("A12", 2, by: linh)
        }
    }

    @Test func `a limit per buyer counts held and sold units`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9, limit: 3)
        let linh = try bench.join("Linh")
        let first = try bench.order("A12", 2, by: linh)
        try bench.confirm(bench.pay(first, .manual, by: linh))
        #expect(
            throws: Refusal.limitPerBuyer(ShopBench.code("A12"), limit: 3, has: 2, wanted: 2)
        ) { try bench.order("A12", 2, by: linh) }
        _ = try bench.order("A12", 1, by: linh)
        _ = try bench.order("A12", 3, by: bench.join("Nok"))
    }

    @Test func `to-order items never run out`() throws {
        var bench = try ShopBench()
        try bench.post("E40", .toOrder)
        let linh = try bench.join("Linh")
        _ = try bench.order("E40", 5_000, by: linh)
        _ = try bench.order("E40", 5_000, by: linh)
    }

    @Test func `an unpaid order expires and its units are free again`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let id = try bench.order("A12", by: bench.join("Linh"))
        bench.wait(.seconds(59))
        #expect(bench.state(id) == .placed)
        bench.wait(.seconds(1))
        #expect(bench.state(id) == .expired)
        #expect(try bench.stock("A12").available == 1)
    }

    @Test func `a clock set back changes no deadline`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        bench.now = Timestamp(milliseconds: 5)
        let id = try bench.order("A12", by: linh)
        bench.wait(.seconds(59))
        #expect(bench.state(id) == .placed)
        #expect(bench.journal.map(\.at) == bench.journal.map(\.at).sorted())
    }

    @Test func `too many unpaid orders are refused until one is paid`() throws {
        var limits = ShopLimits()
        limits.unpaidOrdersPerBuyer = 2
        var bench = try ShopBench(limits: limits)
        try bench.post("A12", offered: 9)
        let linh = try bench.join("Linh")
        let first = try bench.order("A12", by: linh)
        _ = try bench.order("A12", by: linh)
        #expect(throws: Refusal.tooManyUnpaidOrders(limit: 2)) { try bench.order("A12", by: linh) }
        try bench.confirm(bench.pay(first, .manual, by: linh))
        _ = try bench.order("A12", by: linh)
    }

    @Test func `stock cannot fall below what is held and sold`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 5)
        _ = try bench.order("A12", 3, by: bench.join("Linh"))
        let code = ShopBench.code("A12")
        #expect(throws: Refusal.stockBelowHeld(code, lowest: 3)) {
            try bench.run(.changeStock(session: ShopBench.session, code: code, offered: 2))
        }
        try bench.run(.changeStock(session: ShopBench.session, code: code, offered: 3))
        #expect(try bench.stock("A12").available == 0)
    }

    @Test func `another buyer's order does not exist`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let id = try bench.order("A12", by: bench.join("Linh"))
        let nok = try bench.join("Nok")
        #expect(throws: Refusal.noSuch("order 1")) {
            try bench.run(.cancelOrder(id, reason: ""), by: nok)
        }
        #expect(bench.shop.orders(for: nok, states: []).isEmpty)
    }

    @Test func `buyers see their own, staff sees all, others nothing`() throws {
        let linh = Actor.buyer(BuyerID(1))
        #expect(Shop.shows(.buyer(BuyerID(1)), to: linh, joined: nil))
        #expect(!Shop.shows(.buyer(BuyerID(2)), to: linh, joined: SessionID(1)))
        #expect(Shop.shows(.session(SessionID(1)), to: linh, joined: SessionID(1)))
        #expect(!Shop.shows(.session(SessionID(2)), to: linh, joined: SessionID(1)))
        #expect(!Shop.shows(.staff, to: linh, joined: SessionID(1)))
        for audience in [Audience.staff, .buyer(BuyerID(2)), .session(SessionID(9))] {
            #expect(Shop.shows(audience, to: ShopBench.owner, joined: nil))
        }
    }

    @Test func `a command needs the capability of the one who gives it`() throws {
        var bench = try ShopBench()
        let packer = Actor.staff(name: "Jo", role: .packer)
        let linh = try bench.join("Linh")
        #expect(throws: Refusal.notAllowed(.runSessions)) {
            try bench.run(.closeSession(ShopBench.session), by: packer)
        }
        #expect(throws: Refusal.notAllowed(.confirmPayments)) {
            try bench.run(.rejectPayment(PaymentID(1), reason: "x"), by: linh)
        }
        #expect(throws: Refusal.notAllowed(.reportPayments)) {
            try bench.run(.reportPayment(PaymentID(1), .closed), by: ShopBench.owner)
        }
    }

    @Test(arguments: ["", " \n", String(repeating: "é", count: 1001)])
    func `chat must have text within its limit`(text: String) throws {
        var bench = try ShopBench()
        let linh = try bench.join("Linh")
        #expect(throws: Refusal.self) {
            try bench.run(.say(session: ShopBench.session, text: text), by: linh)
        }
    }

    @Test func `text cannot move a reader's cursor`() throws {
        var bench = try ShopBench()
        let linh = try bench.join("Linh\u{1B}[2J")
        try bench.run(.say(session: ShopBench.session, text: "a\u{202E}b\u{07}\nc"), by: linh)
        guard case .said(_, let author, let text, _)? = bench.journal.last?.event else {
            throw ShopBench.Surprise()
        }
        #expect(author == .buyer(BuyerID(1), alias: "Linh\u{FFFD}[2J"))
        #expect(text == "a\u{FFFD}b\u{FFFD}\nc")
    }

    @Test func `a name is taken once, in any letter case`() throws {
        var bench = try ShopBench()
        _ = try bench.join("Linh")
        #expect(throws: Refusal.aliasTaken("LINH")) { try bench.join("LINH") }
    }
}
