import ShopCore
import ShopModel
import Testing

struct LiveTests {
    let code = ShopBench.code("A12")

    @Test func `a correction raises the version, and a stale order is refused with the new price`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000)
        let linh = try bench.join("Linh")
        let placed = try bench.order("A12", seen: 1, by: linh)
        try bench.correct("A12", price: 12_000)
        let now = Offer(code: code, price: Money(12_000, ShopBench.krw), version: 2)
        let events = bench.events { bench in
            #expect(throws: Refusal.staleOffer(now: now, seen: 1)) {
                try bench.order("A12", seen: 1, by: linh)
            }
        }
        #expect(events.isEmpty)
        #expect(try bench.stock("A12").active == 1)
        let second = try bench.order("A12", seen: 2, by: linh)
        let unaware = try bench.order("A12", by: linh)
        #expect(
            [placed, second, unaware].map { bench.shop.orders[$0]?.lines[0].unitPrice.minorUnits }
                == [10_000, 12_000, 12_000])
        #expect(bench.shop.orders[placed]?.lines[0].version == 1)
    }

    @Test func `two sellers do not correct over each other`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.correct("A12", price: 9_000, seen: 1)
        #expect(throws: Refusal.self) { try bench.correct("A12", price: 8_000, seen: 1) }
        #expect(throws: Refusal.self) { try bench.correct("A12", price: 0) }
        #expect(try bench.item("A12").caption.price.minorUnits == 9_000)
    }

    @Test func `sold out leaves what is held and sold`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 5), ("M", 5)])
        let linh = try bench.join("Linh")
        let id = try bench.order("A12", "M", 2, by: linh)
        try bench.run(.markSoldOut(session: ShopBench.session, code: code, variant: ["s"]))
        #expect(try bench.stock("A12").offered == 5)
        try bench.run(.markSoldOut(session: ShopBench.session, code: code, variant: []))
        #expect(try bench.stock("A12").offered == 2)
        #expect(bench.state(id) == .placed)
        #expect(throws: Refusal.soldOut(code, wanted: 1, available: 0)) {
            try bench.order("A12", "M", by: linh)
        }
    }

    @Test func `a withdrawn item takes no orders, keeps its holds, and can come back`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let id = try bench.order("A12", by: linh)
        try bench.run(.pinItem(session: ShopBench.session, code: code))
        try bench.flash("A12")
        try bench.run(.withdrawItem(session: ShopBench.session, code: code))
        #expect(throws: Refusal.withdrawn(code)) { try bench.order("A12", by: linh) }
        #expect(throws: Refusal.withdrawn(code)) { try bench.flash("A12") }
        #expect(bench.shop.sessions[ShopBench.session]?.pinned == nil)
        #expect(try bench.item("A12").flashSale == nil)
        try bench.confirm(bench.pay(id, .manual, by: linh))
        #expect(bench.state(id) == .confirmed)
        try bench.run(.restoreItem(session: ShopBench.session, code: code))
        _ = try bench.order("A12", by: linh)
    }

    @Test func `one item is pinned at a time`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.post("B3")
        for text in ["A12", "B3", "B3"] {
            try bench.run(
                .pinItem(session: ShopBench.session, code: ShopBench.code(text)))
        }
        #expect(bench.shop.sessions[ShopBench.session]?.pinned == ItemID(2))
        try bench.run(.unpinItem(session: ShopBench.session))
        #expect(bench.shop.sessions[ShopBench.session]?.pinned == nil)
    }

    // MARK: - Flash sales

    @Test func `a flash sale's price counts while it runs, for orders that know it`() throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000, offered: 9)
        let linh = try bench.join("Linh")
        try bench.flash("A12", price: 6_000, units: 5, seconds: 30)
        #expect(throws: Refusal.self) { try bench.order("A12", seen: 1, by: linh) }
        let during = try bench.order("A12", seen: 2, by: linh)
        let ended = bench.events { $0.wait(.seconds(30)) }
        #expect(ended == [.flashSaleEnded(ItemID(1), .time, version: 3)])
        #expect(throws: Refusal.self) { try bench.order("A12", seen: 2, by: linh) }
        let after = try bench.order("A12", seen: 3, by: linh)
        #expect(bench.shop.orders[during]?.lines[0].unitPrice.minorUnits == 6_000)
        #expect(bench.shop.orders[after]?.lines[0].unitPrice.minorUnits == 10_000)
    }

    @Test func `a shop that was not told the time yet asks the full price after the end`() throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000)
        let linh = try bench.join("Linh")
        try bench.flash("A12", price: 6_000, seconds: 10)
        let late = bench.now + .seconds(10)
        #expect(throws: Refusal.self) {
            try bench.shop.execute(
                .placeOrder(
                    session: ShopBench.session, lines: [ShopBench.line("A12", seen: 2)]),
                by: linh, at: late)
        }
        #expect(try bench.item("A12").offer(at: late).price.minorUnits == 10_000)
        #expect(bench.shop.nextDeadline == late)
    }

    @Test func `a flash sale ends with its last unit`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9)
        let linh = try bench.join("Linh")
        try bench.flash("A12", units: 3)
        _ = try bench.order("A12", 2, by: linh)
        #expect(throws: Refusal.flashSaleLimit(code, left: 1, wanted: 2)) {
            try bench.order("A12", 2, by: linh)
        }
        let events = try bench.events { _ = try $0.order("A12", by: linh) }
        #expect(events.contains(.flashSaleEnded(ItemID(1), .units, version: 3)))
        #expect(bench.shop.nextDeadline == bench.now + .seconds(60))
    }

    @Test func `a flash sale's share per buyer is given back with the units`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        try bench.flash("A12", units: 8, each: 2, seconds: 600)
        let id = try bench.order("A12", 2, by: linh)
        #expect(throws: Refusal.flashSaleLimit(code, left: 0, wanted: 1)) {
            try bench.order("A12", by: linh)
        }
        _ = try bench.order("A12", 2, by: nok)
        try bench.run(.cancelOrder(id, reason: ""), by: linh)
        #expect(try bench.item("A12").flashSale?.taken == 2)
        _ = try bench.order("A12", 2, by: linh)
    }

    @Test func `units of an earlier price do not count for the flash sale`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9)
        let linh = try bench.join("Linh")
        let before = try bench.order("A12", 2, by: linh)
        try bench.flash("A12", units: 3, each: 3)
        try bench.run(.cancelOrder(before, reason: ""), by: linh)
        #expect(try bench.item("A12").flashSale?.taken == 0)
        _ = try bench.order("A12", 2, by: linh)
        #expect(try bench.item("A12").flashSale?.taken == 2)
    }

    @Test func `a seller ends a flash sale by hand, and a closed session ends its own`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.flash("A12")
        #expect(throws: Refusal.self) { try bench.flash("A12") }
        #expect(throws: Refusal.self) { try bench.correct("A12", price: 9_000) }
        try bench.correct("A12", price: 10_000)
        try bench.run(.endFlashSale(session: ShopBench.session, code: code))
        #expect(throws: Refusal.self) {
            try bench.run(.endFlashSale(session: ShopBench.session, code: code))
        }
        try bench.flash("A12")
        let events = try bench.events { try $0.run(.closeSession(ShopBench.session)) }
        #expect(
            events == [
                .flashSaleEnded(ItemID(1), .seller, version: 6), .sessionClosed(ShopBench.session),
            ])
        #expect(bench.shop.nextDeadline == nil)
    }

    @Test(
        arguments: [
            (price: 10_000, units: 3, seconds: 60), (price: 0, units: 3, seconds: 60),
            (price: 1, units: 0, seconds: 60), (price: 1, units: 1, seconds: 9),
            (price: 1, units: 1, seconds: 1_201),
        ] as [(price: Int64, units: Int, seconds: Int64)])
    func `a flash sale has a lower price, units, and 10 to 1,200 s`(
        price: Int64, units: Int, seconds: Int64
    ) throws {
        var bench = try ShopBench()
        try bench.post("A12", price: 10_000)
        #expect(throws: Refusal.self) {
            try bench.flash("A12", price: price, units: units, seconds: seconds)
        }
        try bench.flash("A12", price: 9_999, units: 1, seconds: 1_200)
    }

    @Test func `so many flash sales run at once and no more`() throws {
        var limits = ShopLimits()
        limits.flashSalesAtOnce = 1
        var bench = try ShopBench(limits: limits)
        try bench.post("A12")
        try bench.post("B3")
        try bench.flash("A12", seconds: 10)
        #expect(throws: Refusal.self) { try bench.flash("B3") }
        bench.wait(.seconds(10))
        try bench.flash("B3")
    }
}

extension ShopBench {
    fileprivate mutating func order(
        _ code: String, seen: Int, by buyer: Actor
    ) throws -> OrderID {
        try order([Self.line(code, seen: seen)], by: buyer)
    }
}
