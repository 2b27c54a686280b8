import ShopCore
import ShopModel
import Testing

/// What limits do to those who wait, and claims in the chat that lead into the line.
struct WaitlistLimitTests {
    @Test func `waiting has limits, named with their numbers`() throws {
        var limits = ShopLimits()
        (limits.waitlistPlacesPerBuyer, limits.waitlistPlacesPerItem) = (2, 2)
        var bench = try ShopBench(limits: limits)
        for code in ["A12", "B3", "C07"] { try bench.post(code, offered: 0) }
        let buyers = try ["Linh", "Nok", "Ola"].map { try bench.join($0) }
        for code in ["A12", "B3"] { try bench.wait(code, by: buyers[0]) }
        #expect(throws: Refusal.tooManyPlaces(limit: 2)) { try bench.wait("C07", by: buyers[0]) }
        try bench.wait("A12", by: buyers[1])
        #expect(throws: Refusal.waitlistFull(ShopBench.code("A12"), limit: 2)) {
            try bench.wait("A12", by: buyers[2])
        }
        // Who waits already keeps the place, as it was.
        #expect(try bench.wait("A12", 3, by: buyers[0]) == .waits([PlaceID(1)]))
        #expect(bench.shop.waitlist.places[PlaceID(1)]?.units == 1)
    }

    @Test func `nobody waits for more than a buyer may have`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1, limit: 2)
        let linh = try bench.join("Linh")
        #expect(
            throws: Refusal.limitPerBuyer(ShopBench.code("A12"), limit: 2, has: 0, wanted: 3)
        ) { try bench.wait("A12", 3, by: linh) }
        #expect(bench.shop.orders.isEmpty && bench.shop.waitlist.isEmpty)
        try bench.wait("A12", 2, by: linh)
        try bench.stock("A12", to: 5)
        #expect(bench.offer(to: linh)?.units == 1)
        // The order and the offer are all that Linh may have.
        #expect(throws: Refusal.self) { try bench.order("A12", 2, by: linh) }
    }

    @Test func `a lifted limit lets the line go on`() throws {
        var bench = try ShopBench()
        try bench.limit("House", 1)
        try bench.postSizes("A12", [("M", 5)], countsTo: "House")
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        _ = try bench.order("A12", "M", by: linh)
        #expect(try bench.wait([ShopBench.line("A12", "M", 2)], by: nok) == .waits([PlaceID(1)]))
        try bench.limit("House", 2)
        #expect(bench.offer(to: nok)?.units == 1)
        #expect(bench.shop.sessions[ShopBench.session]?.purchaseLimits["House"]?.taken == 2)
        _ = try bench.accept(bench.offer(to: nok))
        try bench.limit("House", nil)
        #expect(bench.offer(to: nok)?.units == 1)
    }

    @Test func `a flash sale's limit holds back offers until it ends`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        try bench.flash("A12", units: 5, each: 1)
        try bench.wait("A12", by: linh)
        try bench.wait("A12", by: linh)
        #expect(bench.shop.waitlist.places.count == 1)
        try bench.stock("A12", to: 2)
        #expect(bench.offer(to: linh) == nil)
        try bench.run(
            .endFlashSale(session: ShopBench.session, code: ShopBench.code("A12")))
        #expect(bench.offer(to: linh)?.price == Money(10_000, ShopBench.krw))
    }

    @Test func `nobody empties the shelf with orders that are not paid`() throws {
        var limits = ShopLimits()
        limits.heldUnitsPerBuyer = 3
        var bench = try ShopBench(limits: limits)
        try bench.post("A12", offered: 9)
        try bench.post("B3", offered: 0)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", 2, by: linh)
        #expect(throws: Refusal.tooManyHeldUnits(limit: 3, has: 2, wanted: 2)) {
            try bench.order("A12", 2, by: linh)
        }
        try bench.wait("B3", 2, by: linh)
        try bench.stock("B3", to: 5)
        #expect(bench.offer(to: linh)?.units == 1)
        #expect(throws: Refusal.tooManyHeldUnits(limit: 3, has: 3, wanted: 1)) {
            try bench.order("A12", by: linh)
        }
        _ = try bench.accept(bench.offer(to: linh))
        #expect(bench.offer(to: linh) == nil)
        // What is paid is not held any more.
        try bench.confirm(bench.pay(order, .manual, by: linh))
        #expect(bench.offer(to: linh)?.units == 1)
    }

    @Test func `an order that expires goes to who waits`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok"])
        bench.wait(.seconds(60))
        #expect(bench.state(held) == .expired)
        #expect(bench.offer(to: waiting[0])?.units == 1)
    }

    // MARK: - Claims in the chat

    @Test func `a claim of what is sold out waits, and is told its place`() throws {
        var (bench, _, waiting) = try ShopBench.line(["Nok"])
        let ola = try bench.join("Ola")
        let answer = try bench.say("mine A12 x2", by: ola)
        let spot = WaitlistSpot(
            place: PlaceID(2), code: ShopBench.code("A12"), variant: .only, units: 2, position: 2)
        #expect(answer == .waiting([spot]))
        #expect(try bench.say("A12", by: ola) == .waiting([spot]))
        #expect(try bench.say("pass A12", by: ola) == .leftWaitlist(PlaceID(2)))
        #expect(try bench.say("pass A12", by: ola) == .nothingToPass)
        #expect(bench.positions(waiting[0]) == [1])
    }

    @Test(arguments: ["next A12 x3", "sold next A12 x3", "A12 x3 wait", "排队 A12 x3"])
    func `next holds what is there and waits for the rest`(text: String) throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        let spot = WaitlistSpot(
            place: PlaceID(1), code: ShopBench.code("A12"), variant: .only, units: 1, position: 1)
        #expect(
            try bench.say(text, by: linh)
                == .heldPart(OrderID(1), until: bench.now + .seconds(60), waits: [spot]))
    }

    @Test func `a claim by who has an offer takes it, and pass declines it`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: waiting[0]))
        #expect(try bench.say("pass A12", by: waiting[0]) == .offerPassed(offer.id))
        #expect(
            try bench.say("mine A12", by: waiting[1])
                == .held(OrderID(2), until: bench.now + .seconds(60)))
        #expect(bench.shop.waitlist.isEmpty)
    }
}
