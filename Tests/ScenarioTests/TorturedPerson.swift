import TestSupport
import Testing
import Wire

/// Somebody whose server ends again and again: what was asked, what was answered, what was seen.
struct TorturedPerson {
    let name: String
    let token: String
    let session: UInt64
    var client: TestClient?
    /// Each answer by its command's id; it may never be another.
    private(set) var answers: [String: WireReply] = [:]
    /// Links of payments that can be paid at the provider.
    private(set) var links: Set<String> = []
    /// How many events were seen.
    private(set) var events = 0
    private var bodies: [String: WireCommand.OneOf_Body] = [:]
    private var pending: Set<String> = []
    private var cursor: UInt64 = 0

    init(name: String, token: String, session: UInt64) {
        (self.name, self.token, self.session) = (name, token, session)
    }

    var unanswered: Int { pending.count }

    /// The orders that were placed, as they were answered.
    var placed: [UInt64] {
        answers.values.compactMap { reply in
            guard case .order(let order)? = reply.result, case .placeOrder? = bodies[reply.id]
            else { return nil }
            return order.order
        }
    }

    // MARK: - Coming back

    /// Signs in, goes on behind the last event, asks again what is open, and some of what is not.
    ///
    /// - Returns: Whether the server is still there.
    mutating func comeBack(
        with client: TestClient, using random: inout SeededGenerator, _ place: String
    ) async throws -> Bool {
        do {
            _ = try await client.authenticate(token: token)
            try await client.join(session: session, after: cursor)
        } catch let ended as TestClient.Ended {
            #expect(!ended.description.contains("never got"), "\(place): \(ended)")
            return false
        }
        for id in pending.sorted() { send(id, to: client) }
        let known = answers.keys.sorted().shuffled(using: &random).prefix(5)
        for id in known { send(id, to: client) }
        return try await takeReplies(pending.count + known.count, of: client, place)
    }

    private func send(_ id: String, to client: TestClient) {
        client.send(.command(make(WireCommand()) { ($0.id, $0.body) = (id, bodies[id]) }))
    }

    // MARK: - Asking

    /// Sends a few commands at once.
    mutating func sendSome(
        _ count: ClosedRange<Int>, to client: TestClient, using random: inout SeededGenerator
    ) {
        for _ in 0..<Int.random(in: count, using: &random) {
            let id = "\(name)-\(bodies.count + 1)"
            bodies[id] = name == "Mina" ? sellerAct(&random) : buyerAct(&random)
            pending.insert(id)
            send(id, to: client)
        }
    }

    private func sellerAct(_ random: inout SeededGenerator) -> WireCommand.OneOf_Body {
        let code = Bool.random(using: &random) ? "A12" : "B3"
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .say("\(code) is here", in: session)
        default:
            return .changeStock(
                make(WireChangeStock()) {
                    ($0.code, $0.session) = (code, session)
                    $0.offered = .random(in: 100...2_000, using: &random)
                })
        }
    }

    private func buyerAct(_ random: inout SeededGenerator) -> WireCommand.OneOf_Body {
        let order = placed.sorted().suffix(40).randomElement(using: &random)
        switch (Int.random(in: 0..<10, using: &random), order) {
        case (0, let order?):
            return .cancelOrder(make(WireCancelOrder()) { ($0.order, $0.reason) = (order, "no") })
        case (1...2, let order?): return .pay(order, .alipay)
        case (3, _): return .say("is A12 left?", in: session)
        default:
            return .order(
                Bool.random(using: &random) ? "A12" : "B3", .random(in: 1...3, using: &random),
                in: session)
        }
    }

    // MARK: - What comes

    /// - Returns: Whether the server is still there.
    mutating func takeReplies(
        _ count: Int, of client: TestClient, _ place: String
    ) async throws -> Bool {
        for _ in 0..<count {
            do {
                let reply = try await client.take("a reply") { message in
                    if case .reply(let reply)? = message.body { reply } else { nil }
                }
                absorb(reply, place)
            } catch let ended as TestClient.Ended {
                #expect(!ended.description.contains("never got"), "\(place): \(ended)")
                return false
            }
        }
        return true
    }

    /// Takes what had come before the server ended.
    mutating func absorb(_ inbox: [WireServerMessage], _ place: String) {
        for message in inbox {
            switch message.body {
            case .reply(let reply)?: absorb(reply, place)
            case .event(let event)?: absorb(event, place)
            default: break
            }
        }
    }

    private mutating func absorb(_ reply: WireReply, _ place: String) {
        if let before = answers[reply.id] {
            #expect(reply == before, "\(place): \(reply.id) is answered in two ways")
        } else {
            #expect(pending.remove(reply.id) != nil, "\(place): nobody asked \(reply.id)")
            answers[reply.id] = reply
        }
    }

    private mutating func absorb(_ event: WireEvent, _ place: String) {
        #expect(event.seq > cursor, "\(place): \(name) sees event \(event.seq) again")
        cursor = event.seq
        events += 1
        if case .paymentOpened(let opened)? = event.body, !opened.link.isEmpty {
            links.insert(opened.link)
        }
    }
}
