import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// The past in pages, and how a session stands for who comes late.
@Suite(.serialized) struct HistoryTests {
    /// A session in which Linh and Nok have talked and ordered, and its events as Linh gets them.
    private struct Evening {
        let stage: Stage
        let mina: TestClient
        let linh: TestClient
        let session: WireSession

        init(lines: Int = 30) async throws {
            stage = try Stage.open(loops: 1)
            (mina, session) = try await stage.seller()
            _ = try await mina.done(.post("A1", in: session, stock: 9))
            (linh, _) = try await stage.buyer("Linh", in: session)
            let (nok, _) = try await stage.buyer("Nok", in: session)
            for number in 0..<lines {
                let who = number.isMultiple(of: 2) ? linh : nok
                _ = try await who.done(.say("line \(number)", in: session.session))
                if number.isMultiple(of: 10) {
                    _ = try await who.done(.order("A1", in: session.session))
                }
            }
        }

        func history(
            _ client: TestClient, before: UInt64 = 0, after: UInt64 = 0, limit: UInt32 = 0
        ) async throws -> WireHistory {
            try await client.done(
                .listHistory(
                    make(WireListHistory()) {
                        ($0.session, $0.before, $0.after) = (session.session, before, after)
                        $0.limit = limit
                    })
            ).history
        }
    }

    @Test(arguments: [1, 7, 100] as [UInt32])
    func `pages forwards and backwards have each event for the buyer once and in order`(
        limit: UInt32
    ) async throws {
        let evening = try await Evening()
        // What the buyer's own stream says, from the session's start.
        let (late, _) = try await evening.stage.buyer("Ola", in: evening.session)
        let stream = late.eventNumbers
        #expect(stream.count >= 31)

        var forwards: [WireEvent] = []
        var next: UInt64 = 0
        repeat {
            let page = try await evening.history(late, after: next, limit: limit)
            #expect(page.events.count <= Int(limit))
            forwards += page.events
            next = page.next
        } while next != 0
        #expect(forwards.map(\.seq) == stream)
        // Whom to invite is for staff.
        #expect(forwards.first?.sessionOpened.title == evening.session.title)
        #expect(forwards.first?.sessionOpened.inviteCode == "")

        var backwards: [WireEvent] = []
        next = .max
        repeat {
            let page = try await evening.history(late, before: next, limit: limit)
            backwards = page.events + backwards
            next = page.next
        } while next != 0
        #expect(backwards == forwards)
        try await evening.stage.close()
    }

    @Test func `a page between two events, and one of a session that is not there`() async throws {
        let evening = try await Evening(lines: 12)
        let all = try await evening.history(evening.linh).events.map(\.seq)
        let page = try await evening.history(
            evening.linh, before: all[8], after: all[2], limit: 3)
        #expect(page.events.map(\.seq) == Array(all[5...7]) && page.next == all[5])
        let rest = try await evening.history(
            evening.linh, before: page.next, after: all[2], limit: 3)
        #expect(rest.events.map(\.seq) == Array(all[3...4]) && rest.next == 0)
        let wrong = try await evening.linh.command(
            .listHistory(make(WireListHistory()) { $0.session = 99 }))
        #expect(wrong.error.code == .notFound)
        try await evening.stage.close()
    }

    @Test func `nobody's history has what is another buyer's own`() async throws {
        let evening = try await Evening()
        let orders = try await evening.history(evening.linh).events.filter {
            if case .orderPlaced? = $0.body { true } else { false }
        }
        #expect(orders.count == 3)  // Linh's: of lines 0, 10 and 20.
        let (ola, _) = try await evening.stage.buyer("Ola", in: evening.session)
        for event in try await evening.history(ola).events {
            if case .orderPlaced? = event.body { Issue.record("Ola sees \(event)") }
        }
        try await evening.stage.close()
    }

    @Test(arguments: Encoding.allCases)
    func `who comes late gets the story, and then each event once, without a seam`(
        encoding: Encoding
    ) async throws {
        let evening = try await Evening()
        let number = evening.session.session
        _ = try await evening.mina.done(.post("A2", in: evening.session))
        _ = try await evening.mina.done(.post("A3", in: evening.session))
        _ = try await evening.mina.done(
            .pinItem(make(WirePinItem()) { ($0.session, $0.code) = (number, "A2") }))
        let late = try await evening.stage.connect(encoding, "Ola")
        _ = try await late.authenticate(invite: evening.session.inviteCode, alias: "Ola")
        // Others go on meanwhile: what they say is in the story or comes after it.
        let talking = Task {
            for line in 0..<20 {
                _ = try await evening.linh.done(.say("meanwhile \(line)", in: number))
            }
        }
        late.send(
            .join(
                make(WireJoin()) {
                    ($0.session, $0.story, $0.photos) = (number, 5, .none)
                }))
        let joined = try await late.take("joined") { message in
            if case .joined(let joined)? = message.body { joined } else { nil }
        }
        let story = try await late.take("the story") { message in
            if case .story(let story)? = message.body { story } else { nil }
        }
        try await talking.value
        #expect(story.session.inviteCode == "")
        #expect(story.session.pinnedCode == "A2" && story.session.title == evening.session.title)
        #expect(story.items.map(\.code) == ["A1", "A2", "A3"] && story.itemsTotal == 3)
        #expect(story.items[0].stock.available == 6)  // Three orders hold a unit each.
        #expect(story.lines.count == 5)
        _ = try await evening.linh.done(.say("the end", in: number))
        _ = try await late.event("the end") { event in
            if case .said(let said)? = event.body, said.text == "the end" { said } else { nil }
        }
        // Story and stream together are the session's lines, without a gap or a repeat.
        let heard = late.inbox.compactMap { message -> String? in
            guard case .event(let event)? = message.body, case .said(let said)? = event.body
            else { return nil }
            #expect(event.seq > joined.after)
            return said.text
        }
        let lines = story.lines.map(\.said.text) + heard
        let all = (0..<30).map { "line \($0)" } + (0..<20).map { "meanwhile \($0)" }
        #expect(lines == Array(all.suffix(lines.count)))
        #expect(story.lines.allSatisfy { $0.seq <= joined.after } && story.first > 0)
        // What the story leaves out is paged backwards from its first line.
        let page = try await evening.history(evening.linh, before: story.lines[0].seq, limit: 3)
        #expect(!page.events.isEmpty)
        try await evening.stage.close()
    }

    @Test func `the newest entries are found across stretches of the journal`() async throws {
        let stage = try Stage.open(loops: 1)
        let (mina, session) = try await stage.seller()
        // A line, then more entries of another session than a stretch has, then a line.
        _ = try await mina.done(.say("first", in: session.session))
        let other = try await mina.done(.openSession(Stage.session(holdSeconds: 900))).session
        try await withThrowingTaskGroup { group in
            for number in 0..<4_200 {
                group.addTask { try await mina.done(.say("\(number)", in: other.session)) }
            }
            try await group.waitForAll()
        }
        _ = try await mina.done(.say("last", in: session.session))
        let page = try await mina.done(
            .listHistory(
                make(WireListHistory()) {
                    ($0.session, $0.before, $0.limit) = (session.session, .max, 2)
                })
        ).history
        #expect(page.events.map(\.said.text) == ["first", "last"])
        try await stage.close()
    }
}

/// A server that is told to go down.
@Suite(.serialized) struct DrainTests {
    @Test func `everybody is told when to come back, and what was given before is answered`()
        async throws
    {
        var limits = ServerLimits.generous
        limits.returnsPerSecond = 4
        let stage = try Stage.open(limits: limits)
        let (mina, session) = try await stage.seller()
        var buyers: [TestClient] = []
        for number in 0..<40 {
            buyers.append(try await stage.buyer("Buyer \(number)", in: session).0)
        }
        mina.send(
            .command(
                make(WireCommand()) {
                    ($0.id, $0.body) = ("bye", .say("see you", in: session.session))
                }))
        let reply = try await mina.take("the answer") { message in
            if case .reply(let reply)? = message.body, reply.id == "bye" { reply } else { nil }
        }
        #expect(reply.seq > 0)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        for client in buyers + [mina] {
            let drain = try await client.take("the drain") { message in
                if case .drain(let drain)? = message.body { drain } else { nil }
            }
            // 41 clients over two loops, 4 a second: about ten seconds, whatever the split.
            #expect(drain.reconnectAfterMinMs == 1_000)
            #expect((5_000...22_000).contains(drain.reconnectAfterMaxMs))
            #expect(try await client.closeCode() == 4100)
        }
        await withCheckedContinuation { done in stage.clients.shutdown { done.resume() } }
        try stage.data.close()
    }

    @Test(arguments: [(0, 5), (2_000, 5), (10_000, 21)])
    func `the more clients there are, the longer is the time in which they come back`(
        clients: Int, seconds: Int
    ) {
        let window = ServerLimits().drainWindow(clients: clients)
        #expect(window == .seconds(1)..<(.seconds(seconds)))
    }
}
