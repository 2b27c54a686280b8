import ShopCore
import ShopModel
import Testing

/// Private threads, and what keeps the public talk in order.
struct TalkTests {
    private typealias Outgoing = TalkCommand.OutgoingMessage
    static let moderator = Actor.staff(name: "Min", role: .moderator)

    private func bench(_ limits: ShopLimits = ShopLimits()) throws -> (
        bench: ShopBench, linh: Actor, nok: Actor
    ) {
        var bench = try ShopBench(limits: limits)
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let nok = try bench.join("Nok")
        return (bench, linh, nok)
    }

    private func say(
        _ text: String, by actor: Actor, _ bench: inout ShopBench
    ) throws(Refusal) {
        try bench.run(.say(session: ShopBench.session, text: text), by: actor)
    }

    private func said(_ bench: ShopBench) -> [String] {
        bench.journal.compactMap {
            if case .said(_, _, let text, _) = $0.event { text } else { nil }
        }
    }

    // MARK: - Threads

    @Test func `a buyer writes to staff, staff to that buyer, and nobody else sees it`() throws {
        var (bench, linh, nok) = try bench()
        let about = TalkCommand.ItemName(session: ShopBench.session, code: ShopBench.code("A12"))
        try bench.run(.talk(.send(Outgoing(text: "in M?", item: about))), by: linh)
        let first = try #require(bench.journal.last)
        #expect(first.audience == .buyer(BuyerID(1)) && first.scope == .nothing)
        guard case .talk(.sent(let message)) = first.event else { throw ShopBench.Surprise() }
        #expect(message.author == .buyer(BuyerID(1), alias: "Linh") && message.code?.text == "A12")
        #expect(!Shop.shows(first.audience, to: nok, joined: ShopBench.session))

        try bench.run(
            .talk(
                .send(
                    Outgoing(thread: BuyerID(1), text: "yes, two", replyTo: first.sequence))))
        guard case .talk(.sent(let answer))? = bench.journal.last?.event else {
            throw ShopBench.Surprise()
        }
        #expect(answer.author == .staff(name: "Mina") && answer.replyTo == first.sequence)
        #expect(bench.journal.last?.audience == .buyer(BuyerID(1)))

        try bench.run(
            .talk(.send(Outgoing(thread: BuyerID(1), text: "by Friday", isNote: true))))
        #expect(bench.journal.last?.audience == .staff)
        #expect(differences(bench.shop, bench.replayed()).isEmpty)
    }

    @Test func `what is not one's own is refused`() throws {
        var (bench, linh, nok) = try bench()
        let order = try bench.order("A12", by: nok)
        func refused(_ message: Outgoing, by actor: Actor) -> Refusal? {
            do throws(Refusal) {
                try bench.run(.talk(.send(message)), by: actor)
                return nil
            } catch { return error }
        }
        #expect(refused(Outgoing(thread: BuyerID(2), text: "x"), by: linh) != nil)
        #expect(refused(Outgoing(text: "x", order: order), by: linh) == .noSuch(.order(order)))
        #expect(refused(Outgoing(text: "x", isNote: true), by: linh) == .notAllowed(.noteBuyers))
        #expect(refused(Outgoing(text: " "), by: linh) != nil)
        #expect(
            refused(Outgoing(text: "x"), by: ShopBench.owner)
                == .invalid(field: "buyer", rule: "must be a buyer's number"))
        #expect(refused(Outgoing(thread: BuyerID(9), text: "x"), by: ShopBench.owner) != nil)
        try bench.run(.people(.block(BuyerID(1), reason: "rude")))
        #expect(refused(Outgoing(text: "x"), by: linh) == .blocked(reason: "rude"))
        #expect(refused(Outgoing(thread: BuyerID(1), text: "x"), by: ShopBench.owner) == nil)
        #expect(refused(Outgoing(text: "x", order: order), by: nok) == nil)
    }

    @Test func `a mark that says nothing new writes nothing`() throws {
        var (bench, linh, _) = try bench()
        let before = bench.journal.count
        let mark = TalkCommand.markRead(nil, through: EventSequence(3), isNews: false)
        try bench.run(.talk(mark), by: linh)
        #expect(bench.journal.count == before)
        try bench.run(
            .talk(.markRead(BuyerID(1), through: EventSequence(3), isNews: true)))
        #expect(
            bench.journal.last?.event
                == .talk(.read(BuyerID(1), staff: "Mina", through: EventSequence(3))))
    }

    // MARK: - Moderation

    @Test func `who is muted is silent in public until the time is over, and may order and write`()
        throws
    {
        var (bench, linh, _) = try bench()
        try bench.run(
            .talk(.mute(BuyerID(1), .seconds(60), reason: "shouts")), by: Self.moderator)
        guard case .talk(.muted(_, let mute))? = bench.journal.last?.event else {
            throw ShopBench.Surprise()
        }
        #expect(mute.by == "Min" && mute.until == bench.now + .seconds(60))
        bench.restart()
        #expect(throws: Refusal.muted(wait: .seconds(60), reason: "shouts")) {
            try say("hello", by: linh, &bench)
        }
        _ = try bench.order("A12", by: linh)
        try bench.run(.talk(.send(Outgoing(text: "why?"))), by: linh)
        bench.wait(.seconds(60))
        try say("hello", by: linh, &bench)
        #expect(said(bench) == ["hello"])

        try bench.run(.talk(.mute(BuyerID(1), .seconds(60), reason: "again")))
        try bench.run(.talk(.unmute(BuyerID(1))), by: Self.moderator)
        try say("thanks", by: linh, &bench)
        #expect(throws: Refusal.self) { try bench.run(.talk(.unmute(BuyerID(1)))) }
        #expect(throws: Refusal.self) {
            try bench.run(.talk(.mute(BuyerID(1), .seconds(1), reason: "too short")))
        }
    }

    @Test func `slow mode takes one line of each buyer in its time; orders and staff do not wait`()
        throws
    {
        var (bench, linh, nok) = try bench()
        try bench.run(.talk(.setSlowMode(ShopBench.session, pause: .seconds(10))))
        try say("one", by: linh, &bench)
        try say("two", by: nok, &bench)
        bench.wait(.seconds(4))
        #expect(throws: Refusal.slowMode(pause: .seconds(10), wait: .seconds(6))) {
            try say("three", by: linh, &bench)
        }
        try say("A12 x1", by: linh, &bench)
        #expect(bench.shop.orders.count == 1)
        try say("staff one", by: ShopBench.owner, &bench)
        try say("staff two", by: ShopBench.owner, &bench)
        bench.wait(.seconds(10))
        try say("four", by: linh, &bench)
        bench.restart()
        #expect(bench.shop.sessions[ShopBench.session]?.slowMode == .seconds(10))
        try bench.run(.talk(.setSlowMode(ShopBench.session, pause: nil)))
        try say("five", by: linh, &bench)
        try say("six", by: linh, &bench)
        #expect(throws: Refusal.self) {
            try bench.run(.talk(.setSlowMode(ShopBench.session, pause: .hours(2))))
        }
    }

    @Test func `a line with a listed word is refused in private, and nothing of it is done`() throws
    {
        var (bench, linh, _) = try bench()
        try bench.run(.talk(.setWords(["spam"])), by: Self.moderator)
        bench.restart()
        #expect(throws: Refusal.wordListed("spam")) {
            try say("A12 x1 SPAM", by: linh, &bench)
        }
        #expect(bench.shop.orders.isEmpty && said(bench).isEmpty)
        try say("spam is not said here", by: ShopBench.owner, &bench)
        #expect(throws: Refusal.self) { try bench.join("free spam") }
        try bench.run(.talk(.setWords([])))
        try say("spam", by: linh, &bench)
        #expect(throws: Refusal.self) {
            try bench.run(.talk(.setWords([String(repeating: "x", count: 61)])))
        }
        #expect(throws: Refusal.self) {
            try bench.run(.talk(.setWords(Array(repeating: "x", count: 501))))
        }
    }

    @Test func `a line is taken away once, with who and why`() throws {
        var (bench, linh, _) = try bench()
        try say("my number is 138", by: linh, &bench)
        let said = try #require(bench.journal.last)
        let line = Line(
            sequence: said.sequence, at: said.at, place: .chat(ShopBench.session),
            author: BuyerID(1))
        #expect(throws: Refusal.notAllowed(.moderate)) {
            try bench.run(.talk(.delete(line, reason: "x")), by: linh)
        }
        #expect(throws: Refusal.self) { try bench.run(.talk(.delete(line, reason: ""))) }
        try bench.run(.talk(.delete(line, reason: "private")), by: Self.moderator)
        let deleted = try #require(bench.journal.last)
        #expect(deleted.event == .talk(.deleted(line, by: "Min", reason: "private")))
        #expect(deleted.audience == .session(ShopBench.session) && deleted.scope == .nothing)
        #expect(throws: Refusal.noSuch("line \(line.sequence)")) {
            try bench.run(.talk(.delete(line, reason: "again")))
        }
        guard case .said(_, .buyer(BuyerID(1), ""), Shop.deletedText, nil) = line.deleted else {
            throw ShopBench.Surprise()
        }
    }

    @Test func `a text is pinned for who comes later, until it is taken down`() throws {
        var (bench, linh, _) = try bench()
        let session = ShopBench.session
        try bench.run(.talk(.pinText(session, "last\u{202E} round")), by: Self.moderator)
        bench.restart()
        #expect(
            bench.shop.sessions[session]?.pinnedText
                == PinnedText("last\u{FFFD} round", by: "Min"))
        try bench.run(.talk(.pinText(session, "")))
        #expect(bench.shop.sessions[session]?.pinnedText == nil)
        let before = bench.journal.count
        try bench.run(.talk(.pinText(session, "")))
        #expect(bench.journal.count == before)
        #expect(throws: Refusal.notAllowed(.announce)) {
            try bench.run(.talk(.pinText(session, "x")), by: linh)
        }
    }

    @Test func `pinned text and slow mode leave memory with their session, and come back`() throws {
        var (bench, _, _) = try bench()
        let session = ShopBench.session
        try bench.run(.talk(.pinText(session, "last round")))
        try bench.run(.talk(.setSlowMode(session, pause: .seconds(9))))
        let before = bench.shop
        bench.archiveAnyway([session])
        #expect(bench.shop.sessions[session]?.pinnedText == nil)
        #expect(bench.shop.sessions[session]?.slowMode == nil)
        bench.restart()
        #expect(bench.shop.sessions[session]?.pinnedText == nil)
        bench.restore([session])
        #expect(bench.shop.sessions[session]?.slowMode == .seconds(9))
        #expect(differences(before, bench.shop).isEmpty)
    }

    @Test func `an erased buyer's thread says nothing any more, and the mute is gone`() throws {
        var (bench, linh, _) = try bench()
        try bench.run(.talk(.send(Outgoing(text: "I live in Long Street"))), by: linh)
        let sent = try #require(bench.journal.last)
        try bench.run(.talk(.send(Outgoing(thread: BuyerID(1), text: "Long Street 5?"))))
        let answer = try #require(bench.journal.last)
        try bench.run(.talk(.mute(BuyerID(1), .hours(1), reason: "Linh shouts")))
        let muted = try #require(bench.journal.last)
        try bench.run(.people(.erase(BuyerID(1))))
        #expect(bench.shop.people.mutes.isEmpty)
        for entry in [sent, answer, muted] {
            let left = try #require(entry.event.erasing(BuyerID(1)))
            #expect(!"\(left)".contains("Long Street") && !"\(left)".contains("Linh"))
            #expect("\(left)".contains(Shop.erasedText))
            #expect(entry.event.erasing(BuyerID(2)) == nil)
        }
        #expect(throws: Refusal.self) {
            try bench.run(.talk(.send(Outgoing(thread: BuyerID(1), text: "x"))))
        }
        let line = Line(
            sequence: sent.sequence, at: sent.at, place: .thread(BuyerID(1), isNote: false),
            author: BuyerID(1))
        #expect(throws: Refusal.self) { try bench.run(.talk(.delete(line, reason: "x"))) }
        #expect(differences(bench.shop, bench.replayed()).isEmpty)
    }

    @Test func `reactions are for buyers who may speak, in open sessions`() throws {
        var (bench, _, _) = try bench()
        let (session, linh, nok) = (ShopBench.session, BuyerID(1), BuyerID(2))
        try bench.shop.checkMayReact(linh, in: session, at: bench.now)
        try bench.run(.talk(.mute(linh, .seconds(60), reason: "x")))
        #expect(throws: Refusal.self) {
            try bench.shop.checkMayReact(linh, in: session, at: bench.now)
        }
        try bench.shop.checkMayReact(linh, in: session, at: bench.now + .seconds(60))
        try bench.run(.people(.block(nok, reason: "x")))
        #expect(throws: Refusal.self) {
            try bench.shop.checkMayReact(nok, in: session, at: bench.now)
        }
        try bench.run(.closeSession(session))
        #expect(throws: Refusal.sessionClosed(session)) {
            try bench.shop.checkMayReact(linh, in: session, at: bench.now + .hours(1))
        }
    }
}
