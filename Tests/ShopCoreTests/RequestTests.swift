import ShopCore
import ShopModel
import Testing

/// What a buyer asks for, what is offered for it, and how it ends.
struct RequestTests {
    private func bench() throws -> (ShopBench, Actor) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 3)
        let linh = try bench.join("Linh")
        return (bench, linh)
    }

    @Test func `an offer holds nothing, and becomes an order like any other`() throws {
        var (bench, linh) = try bench()
        let request = try bench.ask(by: linh)
        #expect(bench.state(request) == .open)
        try bench.offer("A12", nil, 2, for: request)
        #expect(bench.state(request) == .offered)
        #expect(try bench.stock("A12").active == 0)
        let id = try bench.accept(request, by: linh)
        let order = try #require(bench.shop.orders[id])
        #expect(order.buyer == linh.buyer && order.lines.map(\.quantity) == [2])
        #expect(order.quote.total == Money(11_600, ShopBench.cny))
        #expect(try bench.stock("A12").active == 2)
        #expect(bench.state(request) == .ordered && bench.offers(request) == [.accepted])
        #expect(bench.shop.requests[request]?.order == id)
        #expect(throws: Refusal.self) { try bench.accept(request, by: linh) }
        #expect(bench.shop.orders.count == 1 && bench.ends(of: request) == 1)
    }

    @Test func `who passes is asked again, and the history stays`() throws {
        var (bench, linh) = try bench()
        try bench.post("B3", offered: 1)
        let request = try bench.ask(by: linh)
        try bench.offer("A12", for: request)
        try bench.run(.requests(.pass(request, offer: 1)), by: linh)
        #expect(bench.state(request) == .open)
        try bench.offer("B3", for: request)
        try bench.offer("A12", for: request)
        #expect(bench.offers(request) == [.passed, .replaced, .standing])
        // Only what stands can be answered.
        #expect(throws: Refusal.self) { try bench.accept(request, 2, by: linh) }
        #expect(throws: Refusal.self) {
            try bench.run(.requests(.pass(request, offer: 1)), by: linh)
        }
        _ = try bench.accept(request, 3, by: linh)
        #expect(bench.offers(request) == [.passed, .replaced, .accepted])
    }

    @Test func `a changed price refuses what was offered, until it is agreed to`() throws {
        var (bench, linh) = try bench()
        let request = try bench.ask(by: linh)
        try bench.offer("A12", for: request)
        try bench.correct("A12", price: 12_000)
        let now = Offer(
            code: ShopBench.code("A12"), price: Money(12_000, ShopBench.krw), version: 2)
        #expect(throws: Refusal.staleOffer(now: now, seen: 1)) {
            try bench.accept(request, by: linh)
        }
        #expect(bench.state(request) == .offered && bench.shop.orders.isEmpty)
        let order = try bench.accept(request, seen: 2, by: linh)
        #expect(bench.shop.orders[order]?.lines.first?.unitPrice == now.price)
    }

    @Test func `what any order is refused for, an accepted offer is`() throws {
        var (bench, linh) = try bench()
        let nok = try bench.join("Nok")
        let request = try bench.ask(by: linh)
        try bench.offer("A12", nil, 2, for: request)
        _ = try bench.order("A12", 2, by: nok)
        #expect(throws: Refusal.soldOut(ShopBench.code("A12"), wanted: 2, available: 1)) {
            try bench.accept(request, by: linh)
        }
        #expect(bench.state(request) == .offered)
        let today = CalendarDate.inChina(at: bench.now)
        try bench.run(.people(.setAway(Away(today...today, text: ""))))
        for act in [RequestCommand.make(bench.terms()), .accept(request, offer: 1, seen: nil)] {
            #expect(throws: Refusal.away(Away(today...today, text: ""))) {
                try bench.run(.requests(act), by: linh)
            }
        }
    }

    @Test func `nobody sees or answers another's request`() throws {
        var (bench, linh) = try bench()
        let nok = try bench.join("Nok")
        let request = try bench.ask(by: linh)
        try bench.offer("A12", for: request)
        for act in [
            RequestCommand.accept(request, offer: 1, seen: nil), .pass(request, offer: 1),
            .withdraw(request), .veto(request),
        ] {
            #expect(throws: Refusal.noSuch("request 1")) {
                try bench.run(.requests(act), by: nok)
            }
        }
        #expect(bench.shop.requests(for: nok).isEmpty)
        #expect(bench.shop.requests(for: linh).map(\.id) == [request])
        let packer = Actor.staff(name: "Pak", role: .packer)
        #expect(bench.shop.requests(for: packer).map(\.id) == [request])
        #expect(throws: Refusal.notAllowed(.answerRequests)) {
            try bench.run(.requests(.decline(request, reason: "x")), by: packer)
        }
        for entry in bench.journal {
            guard case .request = entry.event else { continue }
            #expect(entry.audience == .buyer(linh.buyer ?? BuyerID(0)))
        }
    }

    @Test func `a list shows some states, and goes on behind a number`() throws {
        var (bench, linh) = try bench()
        let ids = try (1...3).map { _ in try bench.ask(by: linh) }
        try bench.run(.requests(.decline(ids[1], reason: "not in Seoul")))
        let (shop, owner) = (bench.shop, ShopBench.owner)
        #expect(shop.requests(for: owner, states: [.open]).map(\.id) == [ids[0], ids[2]])
        #expect(shop.requests(for: owner, after: ids[0], limit: 1).map(\.id) == [ids[1]])
        #expect(shop.requests(for: owner, in: ShopBench.session).isEmpty)
        #expect(shop.requests[ids[1]]?.reason == "not in Seoul")
    }

    @Test func `a request lapses at its deadline, with what was offered`() throws {
        var (bench, linh) = try bench()
        let request = try bench.ask(by: linh)
        try bench.offer("A12", for: request)
        #expect(bench.shop.nextDeadline == bench.now + .hours(1))
        bench.now = bench.now + .hours(1)
        // Even before the clock's turn has come.
        #expect(throws: Refusal.self) { try bench.accept(request, by: linh) }
        #expect(throws: Refusal.self) { try bench.offer("A12", for: request) }
        bench.wait(.seconds(0))
        #expect(bench.state(request) == .lapsed && bench.offers(request) == [.closed])
        bench.wait(.hours(2))
        #expect(bench.ends(of: request) == 1)
    }

    @Test func `withdrawn items and closed sessions take their offers back`() throws {
        var (bench, linh) = try bench()
        try bench.post("B3", offered: 1)
        let anywhere = try bench.ask(by: linh)
        let here = try bench.ask(bench.terms(in: ShopBench.session), by: linh)
        try bench.offer("A12", for: anywhere)
        try bench.run(
            .withdrawItem(session: ShopBench.session, code: ShopBench.code("A12")))
        #expect(bench.state(anywhere) == .open && bench.offers(anywhere) == [.withdrawn])
        try bench.offer("B3", for: anywhere)
        try bench.run(.closeSession(ShopBench.session))
        #expect(bench.state(anywhere) == .open)
        #expect(bench.offers(anywhere) == [.withdrawn, .withdrawn])
        #expect(bench.state(here) == .lapsed)
        #expect(bench.shop.requests[here]?.reason == "the session is closed")
    }

    @Test func `a request for one session is answered from that session`() throws {
        var (bench, linh) = try bench()
        let request = try bench.ask(bench.terms(in: ShopBench.session), by: linh)
        try bench.run(
            .openSession(
                Command.OpenSession(
                    title: "Later", priceCurrency: ShopBench.krw,
                    settlementCurrency: ShopBench.cny, rate: ShopBench.decimal("0.0052"),
                    rateSource: "seller", freight: .zero(ShopBench.cny),
                    holdTime: .seconds(60), inviteCode: "LATER")))
        let other = RequestCommand.ProposedItem(
            request: request, session: SessionID(2), code: ShopBench.code("A12"))
        #expect(
            throws: Refusal.invalid(field: "session", rule: "request 1 is for session 1")
        ) { try bench.run(.requests(.offer(other))) }
    }

    @Test func `a blocked buyer's requests end, and no new ones are taken`() throws {
        var (bench, linh) = try bench()
        let buyer = try #require(linh.buyer)
        let open = try bench.ask(by: linh)
        let chosen = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: chosen)
        try bench.run(.people(.block(buyer, reason: "rude")))
        for request in [open, chosen] {
            #expect(bench.state(request) == .withdrawn && bench.ends(of: request) == 1)
        }
        #expect(bench.state(OrderID(1)) == .cancelled)
        #expect(try bench.stock("A12").active == 0)
        #expect(throws: Refusal.blocked(reason: "rude")) { try bench.ask(by: linh) }
    }

    @Test func `an erased buyer's words and photos are gone, in the journal too`() throws {
        var (bench, linh) = try bench()
        let buyer = try #require(linh.buyer)
        let hash = try #require(PhotoID(hexadecimal: String(repeating: "a", count: 64)))
        let file = PhotoFile(id: hash, width: 1, height: 1, sizeBytes: 1)
        let terms = bench.terms(sizes: ["M"], photos: [Photo(preview: file, full: file)])
        let request = try bench.ask(terms, by: linh)
        try bench.run(.people(.erase(buyer)))
        let left = try #require(bench.shop.requests[request])
        #expect(left.state == .withdrawn && left.reason == "the buyer was erased")
        #expect(left.terms.text == "(erased)" && left.terms.photos.isEmpty)
        #expect(left.terms.sizes.isEmpty)
        var again = Shop()
        for entry in bench.journal {
            again.replay(
                Entry(
                    sequence: entry.sequence, at: entry.at, audience: entry.audience,
                    event: entry.event.erasing(buyer) ?? entry.event))
        }
        #expect(again.requests == bench.shop.requests)
    }
}
