import RelayServer
import ShopModel
import Testing
import Wire

/// Who is there and how they react, through a real server: told by messages of their own.
struct PresenceTests {
    /// As the server has it, but so slow that a test's whole storm is one message.
    private func limits(pulse: Duration) -> ServerLimits {
        var limits = ServerLimits.generous
        limits.pulsePause = pulse
        return limits
    }

    @Test func `viewers are counted once each, told to all, and right after a storm`() async throws
    {
        let stage = try Stage.open(limits: limits(pulse: .milliseconds(50)))
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        // The newcomer is told at once.
        #expect(try await linh.viewers { $0 == 1 } == 1)
        let (nok, nokWelcome) = try await stage.buyer("Nok", in: session, .json)
        #expect(try await linh.viewers { $0 == 2 } == 2)
        // Staff hear of changes alone: each number is news.
        #expect(try await mina.viewers { _ in true } == 1)
        #expect(try await mina.viewers { _ in true } == 2)
        var others: [TestClient] = []
        for number in 1...6 {
            // Each with a connection of its own kind; all are Linh.
            let other = try await stage.connect(number.isMultiple(of: 2) ? .json : .protobuf)
            _ = try await other.authenticate(token: welcome.token)
            try await other.join(session: session.session)
            others.append(other)
        }
        for other in others { other.abort() }
        nok.abort()
        #expect(try await mina.viewers { _ in true } == 1)
        let gone = try await mina.take("that Nok is gone") { message in
            if case .onlineChanged(let change)? = message.body { change.went.first } else { nil }
        }
        #expect(gone.buyer == nokWelcome.buyer && gone.alias == "Nok" && gone.sinceMs == 0)
        let online = try await mina.done(.listOnline(WireListOnline())).online
        #expect(online.online == 1 && online.buyers.map(\.alias) == ["Linh"])
        #expect(online.viewers.map(\.viewers) == [1] && online.buyers[0].sessions == [1])
        #expect(try await linh.command(.listOnline(WireListOnline())).error.code == .notAllowed)
        // Nobody is told of the six: Linh was there before, and is.
        let told = mina.inbox.flatMap { message -> [String] in
            guard case .onlineChanged(let change)? = message.body else { return [] }
            return (change.came + change.went).map(\.alias)
        }
        #expect(told.filter { $0 == "Linh" }.count <= 1)
        try await stage.close()
    }

    @Test func `a crowd that comes within one pause is told of in one message`() async throws {
        let stage = try Stage.open(limits: limits(pulse: .seconds(60)))
        let (mina, session) = try await stage.seller()
        let (first, _) = try await stage.buyer("First", in: session)
        _ = try await mina.take("the first") { message in
            if case .onlineChanged(let change)? = message.body { change.came.first } else { nil }
        }
        for number in 1...20 { _ = try await stage.buyer("Buyer \(number)", in: session) }
        _ = try await first.done(.say("now", in: session.session))
        func presences(_ client: TestClient) -> Int {
            client.inbox.count {
                if case .presence? = $0.body { true } else { false }
            }
        }
        #expect(presences(first) <= 2 && presences(mina) <= 2)
        let (late, _) = try await stage.buyer("Late", in: session)
        #expect(try await late.viewers { _ in true } == 22)
        try await stage.close()
    }

    @Test func `reactions are counted, coalesced, told to who comes later, and in no journal`()
        async throws
    {
        let stage = try Stage.open(limits: limits(pulse: .milliseconds(50)))
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        let line = try await linh.done(.say("like it?", in: session.session)).seq
        for _ in 1...5 {
            linh.react(.heart, in: session) { $0.code = "A12" }
            nok.react(.heart, in: session) { $0.code = "a12" }
        }
        nok.react(.hand, in: session) { $0.line = line }
        let hearts = try await mina.totals { $0.code == "A12" && $0.counts.first?.buyers == 2 }
        #expect(hearts.counts.map(\.kind) == [.heart])
        let hands = try await linh.totals { $0.line == line }
        #expect(hands.counts.map(\.kind) == [.hand] && hands.counts[0].buyers == 1)
        linh.react(.heart, in: session) { ($0.code, $0.takeBack) = ("A12", true) }
        _ = try await mina.totals { $0.code == "A12" && $0.counts.first?.buyers == 1 }
        let (late, _) = try await stage.buyer("Late", in: session)
        let known = try await late.totals { $0.code == "A12" }
        #expect(known.counts.first?.buyers == 1)

        // What is not taken is told to who sent it, and to nobody else.
        linh.react(.heart, in: session) { $0.code = "Z9" }
        #expect(try await linh.notice().text.contains("Z9"))
        linh.react(.heart, in: session) { $0.line = 1 }
        #expect(try await linh.notice().code == .reaction)
        mina.react(.heart, in: session) { $0.code = "A12" }
        #expect(try await mina.notice().text.contains("buyer"))
        _ = try await mina.done(
            .muteBuyer(
                make(WireMuteBuyer()) {
                    ($0.buyer, $0.seconds, $0.reason) = (welcome.buyer, 60, "x")
                }))
        linh.react(.wow, in: session) { $0.code = "A12" }
        #expect(try await linh.notice().text.contains("cannot speak"))
        let last = try await mina.done(.say("end", in: session.session)).seq
        #expect(last <= line + 3)  // The line, the mute, and this.
        try await stage.close()
    }

    @Test func `a client that uses up its commands is warned once before one is refused`()
        async throws
    {
        var limits = ServerLimits()
        limits.authenticationSeconds = 120
        (limits.commandsPerSecond, limits.commandBurst) = (1, 10)
        let stage = try Stage.open(limits: limits)
        let seller = try await stage.connect()
        _ = try await seller.authenticate(token: stage.owner.text)
        for number in 1...12 {
            var command = WireCommand()
            (command.id, command.listSessions) = ("c\(number)", WireListSessions())
            seller.send(.command(command))
        }
        for number in 1...12 { _ = try await seller.reply(to: "c\(number)") }
        let warnings = seller.inbox.compactMap { message -> WireErrorCode? in
            if case .notice(let notice)? = message.body { notice.code } else { nil }
        }
        #expect(warnings == [.nearlyTooFast])
        try await stage.close()
    }
}

extension TestClient {
    fileprivate func viewers(
        _ isMeant: @Sendable (UInt32) -> Bool
    ) async throws -> UInt32 {
        try await take("a number of viewers") { message in
            guard case .presence(let presence)? = message.body, isMeant(presence.viewers) else {
                return nil
            }
            return presence.viewers
        }
    }

    fileprivate func totals(
        _ isMeant: @Sendable (WireReactionTotals) -> Bool
    ) async throws -> WireReactionTotals {
        try await take("reactions") { message in
            guard case .reactions(let reactions)? = message.body else { return nil }
            return reactions.totals.first(where: isMeant)
        }
    }

    fileprivate func notice() async throws -> WireError {
        try await take("a notice") { message in
            if case .notice(let notice)? = message.body { notice } else { nil }
        }
    }

    fileprivate func react(
        _ kind: WireReactionKind, in session: WireSession, _ fill: (inout WireReact) -> Void
    ) {
        send(
            .react(
                make(WireReact()) {
                    ($0.session, $0.kind) = (session.session, kind)
                    fill(&$0)
                }))
    }
}
