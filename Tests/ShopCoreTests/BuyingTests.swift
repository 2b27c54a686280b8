import ShopCore
import ShopModel
import Testing

struct BuyingTests {
    @Test func `only firm orders are bought for, and nothing that is on hand`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3", .toOrder, offered: 0)
        try bench.post("C07", .onHand)
        let linh = try bench.join("Linh")
        _ = try bench.order("A12", by: linh)
        #expect(bench.shop.buyList.isEmpty)
        let onHand = try bench.firm("C07", by: linh)
        #expect(bench.shop.buyList.isEmpty)
        #expect(try bench.sourcing(onHand).state == .bought)
        let order = try bench.firm("B3", 2, by: linh)
        #expect(bench.buying == ["B3 0 of 2"])
        #expect(try bench.sourcing(order).state == .wanted)
    }

    @Test(arguments: [PaymentPolicy.payAfterPurchase, .deposit(.share(percent: 30))])
    func `what the seller accepts and what a deposit is paid for is bought`(
        policy: PaymentPolicy
    ) throws {
        var bench = try ShopBench(policy: policy)
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        #expect(bench.shop.buyList.isEmpty)
        if policy == .payAfterPurchase {
            try bench.run(.acceptOrder(order))
        } else {
            try bench.confirm(bench.pay(order, .manual, by: linh))
        }
        #expect(bench.buying == ["A12 0 of 1"])
    }

    @Test func `the list merges orders by store and product, the oldest first`() throws {
        var bench = try ShopBench()
        for (code, store) in [("A12", "Olive"), ("B3", "Lotte"), ("C07", "Lotte")] {
            try bench.run(
                .postItem(
                    Command.PostItem(
                        session: ShopBench.session, code: ShopBench.code(code),
                        caption: Caption(title: code, price: Money(9_000, ShopBench.krw)),
                        model: .onShelf, offered: 9, limitPerBuyer: nil, photos: [],
                        store: store)))
        }
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        _ = try bench.firm("C07", by: linh)
        _ = try bench.firm("A12", by: linh)
        _ = try bench.firm("B3", 2, by: nok)
        _ = try bench.firm("C07", 3, by: nok)
        try bench.tick("C07", 2)
        // The first of C07 has its unit, so B3 has waited longest at Lotte.
        #expect(bench.buying == ["B3 0 of 2", "C07 2 of 4", "A12 0 of 1"])
        #expect(bench.shop.buyList.map(\.item.store) == ["Lotte", "Lotte", "Olive"])
        #expect(bench.shop.buyList[1].shares.map(\.alias) == ["Nok"])
    }

    @Test func `units go to the orders that became firm first, one by one`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let late = try bench.order("A12", 2, by: linh)  // Ordered first, paid last.
        let early = try bench.firm("A12", 2, by: nok)
        try bench.confirm(bench.pay(late, .manual, by: linh))
        try bench.tick("A12", 3)
        #expect(try bench.sourcing(early).bought == 2)
        #expect(try bench.sourcing(late).bought == 1)
        #expect(try bench.sourcing(late).wanted == 1)
        try bench.tick("A12", 1)
        #expect(try bench.sourcing(late).state == .bought)
        #expect(bench.shop.buyList.isEmpty)
    }

    @Test func `no more is ticked off than is wanted`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        _ = try bench.firm("A12", 2, by: linh)
        #expect(throws: Refusal.notWanted(ShopBench.code("A12"), wanted: 2, units: 3)) {
            try bench.tick("A12", 3)
        }
        #expect(throws: Refusal.self) { try bench.tick("A12", 0) }
        #expect(throws: Refusal.notAllowed(.buy)) { try bench.tick("A12", by: linh) }
        #expect(throws: Refusal.notAllowed(.buy)) {
            try bench.tick("A12", by: .staff(name: "Pak", role: .packer))
        }
    }

    @Test func `a purchase limit stops ticks with the number, whatever became of the units`()
        throws
    {
        var bench = try ShopBench()
        try bench.limit("House", 3)
        try bench.postSizes("A12", [("S", 9)], .onShelf, countsTo: "House")
        let linh = try bench.join("Linh")
        func tick(_ units: Int, expiry: String = "") -> Command {
            .tickOff(
                Command.TickOff(
                    session: ShopBench.session, code: ShopBench.code("A12"), variant: ["s"],
                    units: units, proof: Purchase.Proof(expiry: CalendarDate(expiry))))
        }
        let first = try bench.order("A12", "S", 3, by: linh)
        try bench.confirm(bench.pay(first, .manual, by: linh))
        try bench.run(tick(1))
        #expect(bench.shop.buyList.first?.limit?.leftToBuy == 2)
        try bench.run(tick(2, expiry: "2023-11-20"))
        // Bought is bought: other units for another order would be more than the shop allows.
        try bench.run(.cancelOrder(first, reason: "not wanted any more"))
        let second = try bench.order("A12", "S", 2, by: linh)
        try bench.confirm(bench.pay(second, .manual, by: linh))
        #expect(bench.buying == ["A12 1 of 2"])
        let limit = try #require(
            bench.shop.sessions[ShopBench.session]?.purchaseLimits["House"])
        #expect((limit.units, limit.bought) == (3, 3))
        #expect(throws: Refusal.buyingLimit(limit, wanted: 1)) { try bench.run(tick(1)) }
        // Unless they went back to the shop.
        try bench.run(.takeBackTick(PurchaseID(2), reason: "given back to the shop"))
        try bench.run(tick(1))
    }

    @Test func `a tick keeps its proof, and its buyers see only what is theirs`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        _ = try bench.firm("A12", by: linh)
        let before = bench.now
        bench.wait(.hours(3))
        let events = bench.journal.count
        try bench.run(
            .tickOff(
                Command.TickOff(
                    session: ShopBench.session, code: ShopBench.code("A12"), units: 1,
                    proof: Purchase.Proof(store: "Olive", batch: "L1"), capturedAt: before)))
        let purchase = try #require(bench.shop.purchases[PurchaseID(1)])
        #expect(purchase.boughtAt == before)
        #expect(purchase.proof.store == "Olive")
        #expect(bench.journal[events...].map(\.audience) == [.staff, .buyer(BuyerID(1))])
    }

    @Test func `a tick told from the future counts as told now`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        _ = try bench.firm("A12", by: linh)
        try bench.run(
            .tickOff(
                Command.TickOff(
                    session: ShopBench.session, code: ShopBench.code("A12"), units: 1,
                    capturedAt: bench.now + .hours(9))))
        #expect(bench.shop.purchases[PurchaseID(1)]?.boughtAt == bench.now)
    }

    @Test func `a tick is taken back with a reason, and its units keep their places`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let first = try bench.firm("A12", 2, by: linh)
        let second = try bench.firm("A12", by: nok)
        let tick = try bench.tick("A12", 3)
        #expect(throws: Refusal.self) { try bench.run(.takeBackTick(tick, reason: " ")) }
        try bench.run(.takeBackTick(tick, reason: "counted twice"))
        #expect(bench.buying == ["A12 0 of 3"])
        #expect(throws: Refusal.self) { try bench.run(.takeBackTick(tick, reason: "again")) }
        try bench.tick("A12", 2)
        #expect(try bench.sourcing(first).state == .bought)
        #expect(try bench.sourcing(second).state == .wanted)
    }

    @Test func `what is packed is not taken back`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let order = try bench.firm("A12", by: linh)
        _ = try bench.firm("A12", by: nok)
        let tick = try bench.tick("A12", 2)
        _ = try bench.pack(order)
        let state = bench.shop.sequence
        #expect(throws: Refusal.self) { try bench.run(.takeBackTick(tick, reason: "wrong")) }
        #expect(bench.shop.sequence == state)
    }

    @Test func `nothing is packed before it is bought`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 2, by: linh)
        try bench.tick("A12", 1)
        #expect(
            throws: Refusal.notBought(order, ShopBench.code("A12"), units: 1, unanswered: 0)
        ) { try bench.pack(order) }
        try bench.tick("A12", 1)
        try bench.handOver(bench.pack(order))
    }

    // The bench's clock stands at 2023-11-14, so 30 days later is 2023-12-14.
    @Test(arguments: [("2023-12-14", true), ("2023-12-13", false), ("2023-11-01", false)])
    func `short-dated units are warned of at the tick and refused at packing`(
        expiry: String, isGood: Bool
    ) throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        let tick = try bench.tick("A12", 1, expiry: expiry)
        #expect(bench.shop.purchases[tick]?.isShortDated == !isGood)
        if isGood {
            _ = try bench.pack(order)
        } else {
            #expect(throws: Refusal.self) { try bench.pack(order) }
            try bench.run(.takeBackTick(tick, reason: "too old"))
            try bench.tick("A12", 1, expiry: "2025-01-01")
            _ = try bench.pack(order)
        }
    }

    @Test func `how many days must be left is a setting, and time uses them up`() throws {
        var limits = ShopLimits()
        limits.daysLeftAtPacking = 2
        var bench = try ShopBench(limits: limits)
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        let tick = try bench.tick("A12", 1, expiry: "2023-11-17")
        #expect(bench.shop.purchases[tick]?.isShortDated == false)
        // The bench's clock: 2023-11-14T22:13:20Z. Two hours later it is the 15th in UTC.
        bench.wait(.hours(2))
        #expect(bench.shop.firstGoodExpiry == CalendarDate("2023-11-17"))
        bench.wait(.hours(24))
        #expect(throws: Refusal.self) { try bench.pack(order) }
    }

    @Test func `expired goods on hand are refused as well`() throws {
        var bench = try ShopBench()
        var caption = Caption(title: "Mask", price: Money(9_000, ShopBench.krw))
        caption.expiry = CalendarDate("2023-11-20")
        try bench.run(
            .postItem(
                Command.PostItem(
                    session: ShopBench.session, code: ShopBench.code("A12"), caption: caption,
                    model: .onHand, offered: 3, limitPerBuyer: nil, photos: [])))
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.pack(order) }
    }
}
