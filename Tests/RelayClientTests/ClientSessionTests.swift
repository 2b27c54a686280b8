import Reactor
import Testing
import Wire

@testable import RelayClient

@Suite(.serialized) struct ClientSessionTests {
    @Test func `the first messages go in the protocol's order`() {
        var script = Script(plan: Script.following)
        #expect(script.feed(.start) == [.tell(.connecting), .connect])
        #expect(script.feed(.opened).isEmpty)
        let greeting = script.hear(.hello(make(WireHello()) { $0.protocol = 1 }))
        guard case .authenticate(let authenticate)? = greeting.sent.first else {
            Issue.record("authenticate follows the hello")
            return
        }
        #expect(authenticate.token == "staff.shop.secret")
        let entry = script.hear(.welcome(make(WireWelcome()) { $0.shop = "shop" }))
        #expect(
            entry.sent == [
                Script.join { ($0.session, $0.sessionStart) = (1, true) }
            ])
        script.joined(after: 4, head: 9)
        #expect(script.session.cursor == 4)
        #expect(script.live(head: 9).told == [.live(head: 9)])
        #expect(script.session.state == .live)
    }

    @Test func `what is of the moment is told, and a reaction goes only over a connection`() {
        var script = Script(plan: Script.following)
        let reaction = make(WireReact()) { ($0.session, $0.code, $0.kind) = (1, "A12", .heart) }
        #expect(script.feed(.react(reaction)).isEmpty)
        script.feed(.start)
        script.feed(.opened)
        script.hear(.hello(make(WireHello()) { $0.protocol = 1 }))
        script.hear(.welcome(make(WireWelcome()) { $0.shop = "shop" }))
        script.joined(after: 4, head: 9)
        let presence = make(WirePresence()) { ($0.session, $0.viewers) = (1, 3) }
        #expect(script.hear(.presence(presence)).told == [.presence(presence)])
        let notice = make(WireError()) { $0.code = .nearlyTooFast }
        #expect(script.hear(.notice(notice)).told == [.notice(notice)])
        #expect(
            script.hear(.onlineChanged(WireOnlineChanged())).told
                == [.onlineChanged(WireOnlineChanged())])
        #expect(script.hear(.reactions(WireReactions())).told == [.reactions(WireReactions())])
        #expect(script.feed(.react(reaction)).sent == [.react(reaction)])
        #expect(script.session.cursor == 4)
    }

    @Test func `a server of another version is left with a word`() {
        var script = Script()
        script.feed(.start)
        script.feed(.opened)
        let actions = script.hear(.hello(make(WireHello()) { $0.protocol = 2 }))
        #expect(actions.first == .disconnect(code: 1000, reason: ""))
        guard case .stopped(.protocolFault(let text)) = script.session.state else {
            Issue.record("it stops")
            return
        }
        #expect(text.contains("version 2"))
    }

    @Test func `an invite's token is used from the next connection on`() {
        var script = Script(
            credential: .invite(code: "ABCD-EFGH", alias: "Li", secret: "S"),
            plan: JoinPlan(session: .invited, start: .sessionStart))
        script.feed(.start)
        script.feed(.opened)
        script.hear(.hello(make(WireHello()) { $0.protocol = 1 }))
        let join = script.hear(
            .welcome(make(WireWelcome()) { ($0.token, $0.session) = ("buyer.shop.new", 5) }))
        #expect(
            join.sent == [Script.join { ($0.session, $0.sessionStart) = (5, true) }])
        script.joined(after: 0)
        script.event(8)
        script.feed(.closed(code: nil, reason: ""))
        script.comeBack()
        script.feed(.opened)
        let again = script.hear(.hello(make(WireHello()) { $0.protocol = 1 }))
        guard case .authenticate(let authenticate)? = again.sent.first else {
            Issue.record("authenticate follows the hello")
            return
        }
        #expect(authenticate.token == "buyer.shop.new")
        // A welcome by token names no session; the invite's is still meant.
        let rejoin = script.hear(.welcome(WireWelcome()))
        #expect(
            rejoin.sent == [Script.join { ($0.session, $0.after) = (5, 8) }])
    }

    @Test func `head means: only what happens from now on`() {
        var script = Script(plan: JoinPlan(session: .number(0), start: .head))
        let actions = script.welcomed()
        #expect(actions.sent == [Script.join { $0.after = 3 }])
    }

    @Test func `the start of session 0 is the shop's first event`() {
        var script = Script(plan: JoinPlan(session: .number(0), start: .sessionStart))
        #expect(script.welcomed().sent == [Script.join { $0.after = 0 }])
    }

    // MARK: Events

    @Test func `each event is told once and moves the cursor`() {
        var script = Script(plan: Script.following)
        script.welcomed()
        script.joined(after: 0, head: 5)
        script.event(2)
        script.event(5)
        script.live(head: 5)
        script.event(9)
        #expect(script.done.events == [2, 5, 9])
        #expect(script.done.violations == 0)
        #expect(script.session.cursor == 9)
    }

    @Test(arguments: [5, 3] as [UInt64])
    func `an event that comes again is reported and not told`(sequence: UInt64) {
        var script = Script(plan: Script.following)
        script.welcomed()
        script.joined(after: 0, head: 5)
        script.event(5)
        let actions = script.event(sequence)
        #expect(actions.events.isEmpty)
        #expect(actions.violations == 1)
        #expect(script.session.cursor == 5)
    }

    @Test func `a gap is told and the cursor goes behind it`() {
        var script = Script(plan: Script.following)
        script.welcomed()
        script.joined()
        let gap = make(WireGap()) { ($0.first, $0.last, $0.text) = (3, 8, "erased") }
        #expect(script.hear(.gap(gap)) == [.tell(.gap(gap))])
        #expect(script.session.cursor == 8)
        #expect(script.event(8).violations == 1)
        #expect(script.event(9).events == [9])
    }

    @Test func `the stream goes on behind the last event after a reconnect`() {
        var script = Script(plan: Script.following)
        script.welcomed()
        script.joined(after: 1)
        script.live()
        script.event(6)
        script.feed(.closed(code: 4000, reason: "too far behind"))
        #expect(script.session.state == .connecting)
        #expect(
            script.welcomed().sent == [
                Script.join { ($0.session, $0.after) = (1, 6) }
            ])
        script.joined(after: 6)
        #expect(script.done.violations == 0)
    }

    @Test func `a server that resumes elsewhere is reported`() {
        var script = Script(plan: JoinPlan(session: .number(1), start: .after(4)))
        script.welcomed()
        script.joined(after: 4)
        script.event(6)
        script.feed(.closed(code: 4000, reason: ""))
        script.welcomed()
        #expect(script.joined(after: 5).violations == 1)
    }

    @Test func `a server whose data is older is joined from the session's start, once`() {
        var script = Script(plan: JoinPlan(session: .number(1), start: .after(900)))
        script.welcomed()
        let ahead = make(WireError()) { $0.code = .cursorAhead }
        script.hear(.error(ahead))
        let actions = script.feed(.closed(code: 4200, reason: ""))
        #expect(actions.told.first == .cursorReset(ahead))
        #expect(
            script.welcomed().sent == [
                Script.join { ($0.session, $0.sessionStart) = (1, true) }
            ])
        script.hear(.error(ahead))
        script.feed(.closed(code: 4200, reason: ""))
        #expect(script.session.state == .stopped(.refused(ahead)))
    }

    @Test(arguments: ["greeting", "authenticating", "joining"])
    func `what comes out of order is reported`(state: String) {
        var script = Script.at(state)
        #expect(script.event(1).violations == 1)
        #expect(script.live().violations == 1)
        #expect(script.session.cursor == nil)
    }

    @Test func `a message of a newer server is left alone`() {
        var script = Script.at("live")
        #expect(script.feed(.received(WireServerMessage())).isEmpty)
    }

    @Test func `a message that cannot be read ends it`() {
        var script = Script.at("live")
        let actions = script.feed(.unreadable("bad byte"))
        #expect(actions.first == .disconnect(code: 1007, reason: ""))
        guard case .offline(.protocolFault)? = actions.told.last else {
            Issue.record("it stops")
            return
        }
        #expect(script.feed(.timerFired).isEmpty)
    }

    @Test func `an end by the user says goodbye`() {
        var script = Script.at("live")
        #expect(
            script.feed(.finish) == [
                .disconnect(code: 1000, reason: ""), .tell(.offline(.finished)),
            ])
    }
}
