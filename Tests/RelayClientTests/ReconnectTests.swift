import Reactor
import TestSupport
import Testing
import Wire

@testable import RelayClient

@Suite(.serialized) struct ReconnectTests {
    enum Next: Equatable { case now, later, stopped }

    static let codes: [(code: UInt16?, next: Next)] = [
        (nil, .later), (1000, .later), (1001, .later), (1002, .stopped), (1003, .stopped),
        (1007, .stopped), (1009, .stopped), (1011, .later), (1012, .later), (4000, .now),
        (4099, .now), (4100, .later), (4101, .later), (4200, .stopped), (4201, .stopped),
        (4299, .stopped), (4300, .later),
    ]

    private func next(_ state: ClientSession.State) -> Next? {
        switch state {
        case .connecting: .now
        case .waiting: .later
        case .stopped: .stopped
        default: nil
        }
    }

    @Test(arguments: Script.states, codes)
    func `every close code does in every state what the protocol says`(
        state: String, row: (code: UInt16?, next: Next)
    ) {
        var script = Script.at(state)
        script.feed(.closed(code: row.code, reason: "why"))
        // “At once” is for a stream that had begun; before that it would be a storm.
        let hasBegun = state == "catchingUp" || state == "live"
        let expected = row.next == .now && !hasBegun ? .later : row.next
        #expect(next(script.session.state) == expected)
    }

    @Test(arguments: [
        (WireErrorCode.wrongToken, UInt16?.some(4201), true), (.wrongToken, nil, true),
        (.notAllowed, 4200, true), (.sessionClosed, 4200, false),
    ])
    func `a refusal stops, and says whether to sign in`(
        code: WireErrorCode, close: UInt16?, signIn: Bool
    ) {
        var script = Script.at("authenticating")
        let error = make(WireError()) { ($0.code, $0.text) = (code, "no") }
        script.hear(.error(error))
        script.feed(.closed(code: close, reason: ""))
        #expect(script.session.state == .stopped(signIn ? .signIn(error) : .refused(error)))
    }

    @Test func `a retryable error waits`() {
        var script = Script.at("authenticating")
        script.hear(
            .error(make(WireError()) { ($0.code, $0.retryable) = (.unavailable, true) }))
        script.feed(.closed(code: 4101, reason: ""))
        #expect(next(script.session.state) == .later)
    }

    @Test(arguments: [1, 20, 300] as [UInt64])
    func `waits are random below a ceiling that doubles to 30 s`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var backOff = BackOff()
        let ceilings: [Int64] = [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]
        var waits: Set<Duration> = []
        for ceiling in ceilings {
            #expect(backOff.ceilingMilliseconds == ceiling)
            let wait = backOff.next(using: &random)
            #expect(wait >= .zero && wait <= .milliseconds(ceiling))
            waits.insert(wait)
        }
        #expect(waits.count > ceilings.count / 2)
    }

    @Test func `the whole range below the ceiling is used`() {
        var random = SeededGenerator(seed: 5)
        let waits = (0..<500).map { _ in
            var backOff = BackOff()
            return backOff.next(using: &random)
        }
        #expect(waits.contains { $0 < .milliseconds(50) })
        #expect(waits.contains { $0 > .milliseconds(450) })
    }

    @Test func `back-off starts over only after 30 s of being live`() {
        var script = Script.at("live")
        for _ in 0..<5 {
            script.feed(.closed(code: nil, reason: ""))
            script.comeBack()
            script.welcomed()
            script.joined()
            script.live()
            script.pass(.seconds(29))
        }
        #expect(script.session.backOff.failures == 5)
        script.pass(.seconds(1))
        script.feed(.closed(code: nil, reason: ""))
        #expect(script.session.backOff.failures == 1)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `after a drain it comes back within the window`(seed: UInt64) {
        var script = Script(plan: Script.following, seed: seed)
        script.welcomed()
        script.joined()
        script.live()
        script.hear(
            .drain(
                make(WireDrain()) { ($0.reconnectAfterMinMs, $0.reconnectAfterMaxMs) = (700, 900) }
            ))
        script.feed(.closed(code: 4100, reason: "draining"))
        guard case .waiting(let until) = script.session.state else {
            Issue.record("it waits")
            return
        }
        #expect((700...900).contains((until - script.now) / .milliseconds(1)))
    }

    @Test func `the first attempt's failure is the end, unless more are wanted`() {
        var script = Script()
        script.feed(.start)
        script.feed(.connectFailed(.unreachable("nobody")))
        #expect(script.session.state == .stopped(.connect(.unreachable("nobody"))))

        var patient = Script { $0.firstAttempts = nil }
        patient.feed(.start)
        patient.feed(.connectFailed(.unreachable("nobody")))
        #expect(next(patient.session.state) == .later)
        #expect(patient.wait(.seconds(1)).contains(.connect))
    }

    @Test func `another certificate is never tried again`() {
        var script = Script.at("live")
        script.feed(.closed(code: nil, reason: ""))
        script.comeBack()
        script.feed(.connectFailed(.untrusted("changed")))
        #expect(script.session.state == .stopped(.connect(.untrusted("changed"))))
    }

    @Test(arguments: [(400, Next.stopped), (404, .stopped), (429, .later), (503, .later)])
    func `an HTTP answer stops when it would stay the same`(status: Int, expected: Next) {
        var script = Script { $0.firstAttempts = nil }
        script.feed(.start)
        script.feed(.connectFailed(.refused(status: status, "no")))
        #expect(next(script.session.state) == expected)
    }

    @Test(arguments: [(1, 1), (30, 30), (300, 300), (301, 300), (86_400, 300)])
    func `a client waits as long as Retry-After asks, up to 5 min, and some more`(
        asked: Int, kept: Int
    ) {
        var waits: Set<Duration> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            var script = Script(seed: seed) { $0.firstAttempts = nil }
            script.feed(.start)
            let problem = ConnectProblem.refused(
                status: 503, "The server is full.", retryAfter: .seconds(asked))
            let actions = script.feed(.connectFailed(problem))
            guard case .tell(.reconnecting(let after, let why))? = actions.last else {
                Issue.record("\(actions)")
                return
            }
            #expect(after >= .seconds(kept) && after <= .seconds(kept) + .milliseconds(500))
            #expect(why.hasSuffix("it asks to wait \(asked) s"))
            #expect(script.session.deadline == script.now + after)
            waits.insert(after)
        }
        #expect(waits.count > 10)
    }

    @Test func `a client waits as long as an error asks`() {
        var script = Script.at("authenticating")
        script.hear(
            .error(
                make(WireError()) {
                    ($0.code, $0.retryable, $0.retryAfterMs) = (.unavailable, true, 30_000)
                }))
        script.feed(.closed(code: 4101, reason: ""))
        #expect(script.session.deadline.map { $0 - script.now >= .seconds(30) } == true)
    }

    @Test func `patience ends`() {
        var script = Script(plan: Script.following) { $0.patience = .seconds(10) }
        script.welcomed()
        script.joined()
        script.feed(.closed(code: nil, reason: ""))
        for _ in 0..<20 where next(script.session.state) == .later {
            script.wait(.seconds(2))
            script.feed(.connectFailed(.unreachable("nobody")))
        }
        #expect(script.session.state == .stopped(.gaveUp("nobody")))
        #expect(script.now.nanoseconds >= 10_000_000_000)
    }

    @Test(arguments: ["connecting", "greeting", "authenticating"])
    func `a server that does not answer is left after 20 s`(state: String) {
        var script = Script.at(state)
        let actions = script.wait(ClientSession.welcomeTime)
        #expect(actions.contains(.disconnect(code: 1000, reason: "no answer")))
        #expect(next(script.session.state) == .later)
    }

    @Test(arguments: Script.states)
    func `reconnect now drops the connection and connects`(state: String) {
        var script = Script.at(state)
        let actions = script.feed(.reconnectNow)
        #expect(actions.first == .disconnect(code: 1000, reason: "reconnecting"))
        #expect(actions.last == .connect)
    }

    @Test func `reconnect now ends a wait`() {
        var script = Script.at("live")
        script.feed(.closed(code: nil, reason: ""))
        #expect(script.feed(.reconnectNow).last == .connect)
    }
}
