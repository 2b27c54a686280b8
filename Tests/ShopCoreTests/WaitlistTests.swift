import ShopCore
import ShopModel
import Testing

/// The line for what is not there: first come, first served, among those who can be reached.
struct WaitlistTests {
    @Test func `what becomes free is offered to who waits first, and nobody overtakes`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        let (nok, ola) = (waiting[0], waiting[1])
        #expect(bench.positions(nok) == [1] && bench.positions(ola) == [2])
        let pia = try bench.join("Pia")
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: nok))
        #expect(offer.units == 1 && offer.expiresAt == bench.now + .minutes(5))
        #expect(offer.price == Money(10_000, ShopBench.krw) && offer.version == 1)
        #expect(throws: Refusal.soldOut(ShopBench.code("A12"), wanted: 1, available: 0)) {
            try bench.order("A12", by: pia)
        }
        #expect(bench.offer(to: ola) == nil)
        let order = try bench.accept(offer)
        #expect(order.buyer == nok.buyer && order.lines.map(\.quantity) == [1])
        #expect(order.lines[0].hold != offer.id)
        #expect(bench.positions(nok) == [] && bench.positions(ola) == [1])
        #expect(try bench.stock("A12").active == 1)
    }

    @Test func `no thanks passes the units on at once, and everybody sees no unit come free`()
        throws
    {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.cancel(held)
        let events = try bench.events { try $0.pass($0.offer(to: waiting[0])) }
        #expect(bench.offer(to: waiting[1])?.units == 1)
        #expect(bench.positions(waiting[0]) == [])
        for event in events {
            if case .stockChanged = event { Issue.record("\(event)") }
        }
    }

    @Test func `an offer lapses at its time, ends once, and the next is asked`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: waiting[0]))
        #expect(bench.shop.nextDeadline.map { $0 <= offer.expiresAt } == true)
        bench.now = offer.expiresAt
        // Even before the clock's turn has come.
        #expect(throws: Refusal.offerOver(offer.id)) {
            try bench.run(.acceptOffer(offer.id), by: waiting[0])
        }
        bench.wait(.seconds(0))
        #expect(bench.offer(to: waiting[1])?.units == 1)
        #expect(bench.positions(waiting[0]) == [])
        #expect(throws: Refusal.offerOver(offer.id)) {
            try bench.run(.passOffer(offer.id), by: waiting[0])
        }
        let ends = bench.journal.filter {
            guard case .waitlistOfferEnded(let ending) = $0.event else { return false }
            return ending.offer == offer.id
        }
        #expect(ends.count == 1)
    }

    @Test func `who is away is passed over and keeps the place`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.away(waiting[0])
        try bench.cancel(held)
        #expect(bench.offer(to: waiting[0]) == nil)
        #expect(bench.offer(to: waiting[1])?.units == 1)
        #expect(bench.positions(waiting[0]) == [1])
        try bench.pass(bench.offer(to: waiting[1]))
        #expect(try bench.stock("A12").available == 1)
        try bench.away(waiting[0], false)
        #expect(bench.offer(to: waiting[0])?.units == 1)
    }

    @Test func `what came free while the seller was away is offered when the days are over`()
        throws
    {
        var (bench, held, waiting) = try ShopBench.line(["Nok"])
        let today = CalendarDate.inChina(at: bench.now)
        try bench.run(.people(.setAway(Away(today...today, text: ""))))
        try bench.cancel(held)
        #expect(bench.offer(to: waiting[0]) == nil)
        bench.wait(.minutes(2))
        let midnight = try #require(bench.shop.nextDeadline)
        #expect(CalendarDate.inChina(at: midnight) > today)
        bench.wait(TimeSpan(milliseconds: (midnight - bench.now).milliseconds - 1))
        #expect(bench.offer(to: waiting[0]) == nil)
        bench.wait(TimeSpan(milliseconds: 1))
        #expect(bench.offer(to: waiting[0]) != nil)
        bench.wait(.minutes(6))
        #expect(bench.shop.nextDeadline == nil)
    }

    @Test func `nobody who does not wait is away`() throws {
        var (bench, _, waiting) = try ShopBench.line(["Nok"])
        let count = bench.journal.count
        try bench.away(try bench.join("Pia"))
        #expect(bench.journal.count == count + 1)
        try bench.away(waiting[0])
        try bench.away(waiting[0])
        #expect(bench.journal.count == count + 2)
        let place = try #require(bench.shop.waitlist.places.keys.first)
        try bench.run(.leaveWaitlist(place), by: waiting[0])
        #expect(!bench.shop.waitlist.isAway(try #require(waiting[0].buyer)))
    }

    @Test func `what is there is held and the rest waited for, in parts`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        let subject = try bench.wait("A12", 5, by: linh)
        #expect(subject == .orderAndWaits(OrderID(1), [PlaceID(1)]))
        #expect(bench.shop.orders[OrderID(1)]?.lines.map(\.quantity) == [2])
        try bench.stock("A12", to: 3)
        #expect(bench.offer(to: linh)?.units == 1)
        _ = try bench.accept(bench.offer(to: linh))
        #expect(bench.shop.waitlist.places[PlaceID(1)]?.units == 2)
        try bench.stock("A12", to: 9)
        #expect(bench.offer(to: linh)?.units == 2)
        #expect(try bench.stock("A12").available == 4)
        _ = try bench.accept(bench.offer(to: linh))
        #expect(bench.shop.waitlist.isEmpty)
    }

    @Test func `who takes less than is offered waits no more, and the next gets the rest`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12", offered: 0)
        let (nok, ola) = (try bench.join("Nok"), try bench.join("Ola"))
        try bench.wait("A12", 4, by: nok)
        try bench.wait("A12", by: ola)
        try bench.stock("A12", to: 3)
        #expect(throws: Refusal.self) { try bench.accept(bench.offer(to: nok), 4) }
        let order = try bench.accept(bench.offer(to: nok), 2)
        #expect(order.lines.map(\.quantity) == [2] && bench.positions(nok) == [])
        #expect(bench.offer(to: ola)?.units == 1)
    }

    @Test func `an offer is taken at the price of now, and only at one that was said`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok"])
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: waiting[0]))
        try bench.correct("A12", price: 12_000)
        let now = Offer(
            code: ShopBench.code("A12"), price: Money(12_000, ShopBench.krw), version: 2)
        #expect(throws: Refusal.staleOffer(now: now, seen: 1)) { try bench.accept(offer) }
        let order = try bench.accept(offer, seen: 2)
        #expect(order.lines.map(\.unitPrice) == [now.price] && order.lines.map(\.version) == [2])
    }

    @Test func `places and offers belong to their buyer`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        #expect(throws: Refusal.self) {
            try bench.run(.leaveWaitlist(PlaceID(1)), by: waiting[1])
        }
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: waiting[0]))
        #expect(throws: Refusal.offerOver(offer.id)) {
            try bench.run(.acceptOffer(offer.id), by: waiting[1])
        }
        #expect(bench.shop.waiting(for: waiting[1], in: nil, nil).map(\.id) == [PlaceID(2)])
        #expect(
            bench.shop.waiting(for: ShopBench.owner, in: ShopBench.session, nil).map(\.id)
                == [PlaceID(1), PlaceID(2)])
        #expect(
            bench.shop.waiting(for: ShopBench.owner, in: nil, ShopBench.code("B3")).isEmpty)
        try bench.run(.leaveWaitlist(PlaceID(1)), by: waiting[0])
        #expect(bench.offer(to: waiting[1])?.units == 1)
    }

    @Test func `withdrawing an item says goodbye to who waits, with the reason`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.cancel(held)
        let events = try bench.events {
            try $0.run(.withdrawItem(session: ShopBench.session, code: ShopBench.code("A12")))
        }
        guard case .waitlistOfferEnded(let ending)? = events.first,
            case .waitlistLeft(PlaceID(2), _, _, let reason) = events[1]
        else {
            Issue.record("\(events)")
            return
        }
        #expect(ending.end == .withdrawn && ending.reason == "A12 is withdrawn")
        #expect(reason == "A12 is withdrawn")
        #expect(bench.shop.waitlist.isEmpty && bench.shop.waitlist.offers.isEmpty)
        #expect(try bench.stock("A12").active == 0)
        #expect(throws: Refusal.withdrawn(ShopBench.code("A12"))) {
            try bench.wait("A12", by: waiting[0])
        }
    }

    @Test func `closing the session says goodbye, and frees what was offered`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: waiting[0]))
        try bench.run(.closeSession(ShopBench.session))
        #expect(bench.shop.waitlist.isEmpty)
        #expect(try bench.stock("A12").active == 0)
        #expect(throws: Refusal.offerOver(offer.id)) {
            try bench.run(.acceptOffer(offer.id), by: waiting[0])
        }
    }
}
