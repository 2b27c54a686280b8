import RelayServer
import Storage
import Testing
import Wire

/// Waiting in line through a real server: places, offers, and who cannot be reached.
struct WaitlistTests {
    @Test func `a unit that comes free goes down the line, also across a restart`() async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await stage.seller()
        let number = session.session
        #expect(session.offerSeconds == 300)
        _ = try await mina.done(.post("A12", in: session, stock: 1))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let (nok, nokWelcome) = try await stage.buyer("Nok", in: session, .json)
        let (ola, olaWelcome) = try await stage.buyer("Ola", in: session)
        let first = try await linh.done(.order("A12", in: number)).order

        // A claim in the chat and a command with `wait` lead into the same line.
        _ = try await nok.done(.say("mine A12", in: number))
        let answer = try await nok.event("the answer") {
            if case .claimAnswered(let answer)? = $0.body { answer } else { nil }
        }
        #expect(answer.outcome == .waiting && answer.places.map(\.position) == [1])
        let waits = try await ola.done(.wait("A12", 2, in: number)).waiting.places
        #expect(waits.map(\.position) == [2] && waits.map(\.units) == [2])
        #expect(try await mina.done(.listItems(in: number)).items.items.first?.waiting == 2)
        let line = try await mina.done(.waiting).waiting.places
        #expect(line.map(\.buyerAlias) == ["Nok", "Ola"])

        _ = try await linh.done(.cancel(first.order))
        let offer = try await nok.offered()
        #expect(offer.units == 1 && offer.version == 1 && offer.expiresAtMs > 0)
        #expect(try await linh.command(.order("A12", in: number)).error.code == .soldOut)
        #expect(try await ola.command(.accept(offer.offer)).error.code == .wrongState)

        // A server that comes back knows the line and the offer.
        let before = try await mina.done(.waiting).waiting
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let second = try Stage.open(folder: folder, owner: owner)
        let staff = try await second.connect()
        _ = try await staff.authenticate(token: owner.text)
        #expect(try await staff.done(id: "again-1", .waiting).waiting == before)
        let nokAgain = try await second.connect(.json, "nok")
        _ = try await nokAgain.authenticate(token: nokWelcome.token)
        try await nokAgain.join(session: number)
        let olaAgain = try await second.connect(.protobuf, "ola")
        _ = try await olaAgain.authenticate(token: olaWelcome.token)
        try await olaAgain.join(session: number)

        _ = try await nokAgain.done(.pass(offer.offer))
        let next = try await olaAgain.offered()
        #expect(next.place == waits.first?.place)
        let order = try await olaAgain.done(.accept(next.offer)).order
        #expect(order.lines.map(\.quantity) == [1] && order.state == .placed)
        let ended = try await olaAgain.event("the end of the offer") {
            if case .waitlistOfferEnded(let ended)? = $0.body { ended } else { nil }
        }
        #expect(ended.end == .accepted && ended.order == order.order && ended.waiting == 1)
        _ = try await olaAgain.done(.leave(next.place))
        #expect(try await staff.done(id: "again-2", .waiting).waiting.places.isEmpty)
        try await second.close()
    }

    @Test func `who is not connected is passed over, and asked when back`() async throws {
        var limits = ServerLimits.generous
        limits.reachTime = .milliseconds(50)
        let stage = try Stage.open(limits: limits)
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.post("A12", in: session, stock: 1))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let (nok, welcome) = try await stage.buyer("Nok", in: session)
        let (ola, _) = try await stage.buyer("Ola", in: session)
        let first = try await linh.done(.order("A12", in: number)).order
        _ = try await nok.done(.wait("A12", in: number))
        _ = try await ola.done(.wait("A12", in: number))
        nok.abort()
        let away = try await mina.event("that Nok is away") {
            if case .buyerAway(let reach)? = $0.body { reach.buyer } else { nil }
        }
        #expect(away == welcome.buyer)
        _ = try await linh.done(.cancel(first.order))
        let offer = try await ola.offered()
        let again = try await stage.connect(.protobuf, "nok")
        _ = try await again.authenticate(token: welcome.token)
        try await again.join(session: number)
        _ = try await mina.event("that Nok is back") {
            if case .buyerBack(let reach)? = $0.body { reach.buyer } else { nil }
        }
        let places = try await again.done(id: "places", .waiting).waiting.places
        #expect(places.map(\.position) == [1] && places.map(\.away) == [false])
        _ = try await ola.done(.pass(offer.offer))
        _ = try await again.offered()
        try await stage.close()
    }
}

extension TestClient {
    fileprivate func offered() async throws -> WireWaitlistOffer {
        try await event("an offer") {
            if case .waitlistOffered(let offer)? = $0.body { offer } else { nil }
        }
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static var waiting: Self { .listWaiting(WireListWaiting()) }

    fileprivate static func listItems(in session: UInt64) -> Self {
        .listItems(make(WireListItems()) { $0.session = session })
    }

    fileprivate static func wait(
        _ code: String, _ quantity: UInt32 = 1, in session: UInt64
    ) -> Self {
        guard case .placeOrder(var place) = order(code, quantity, in: session) else {
            preconditionFailure("an order is an order")
        }
        place.wait = true
        return .placeOrder(place)
    }

    fileprivate static func cancel(_ order: UInt64) -> Self {
        .cancelOrder(make(WireCancelOrder()) { $0.order = order })
    }

    fileprivate static func accept(_ offer: UInt64) -> Self {
        .acceptOffer(make(WireAcceptOffer()) { $0.offer = offer })
    }

    fileprivate static func pass(_ offer: UInt64) -> Self {
        .passOffer(make(WirePassOffer()) { $0.offer = offer })
    }

    fileprivate static func leave(_ place: UInt64) -> Self {
        .leaveWaitlist(make(WireLeaveWaitlist()) { $0.place = place })
    }
}
