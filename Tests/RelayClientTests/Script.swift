import Foundation
import Reactor
import TestSupport
import Wire

@testable import RelayClient

/// Drives a session by hand: says what the server would say and gathers what the client does.
struct Script {
    var session: ClientSession
    var now = MonotonicTime(nanoseconds: 0)
    var random: SeededGenerator
    /// All that was done so far.
    var done: [ClientSession.Action] = []

    init(
        credential: Credential = .token("staff.shop.secret"), plan: JoinPlan? = nil,
        seed: UInt64 = 7, _ change: (inout ClientSession.Configuration) -> Void = { _ in }
    ) {
        var configuration = ClientSession.Configuration(credential: credential, plan: plan)
        change(&configuration)
        session = ClientSession(configuration)
        random = SeededGenerator(seed: seed)
    }

    @discardableResult
    mutating func feed(_ input: ClientSession.Input) -> [ClientSession.Action] {
        let actions = session.apply(input, at: now, using: &random)
        done += actions
        return actions
    }

    @discardableResult
    mutating func hear(_ body: WireServerMessage.OneOf_Body) -> [ClientSession.Action] {
        feed(.received(WireServerMessage(body)))
    }

    mutating func pass(_ duration: Duration) { now = now + duration }

    /// Fires the timer if it is due within `duration`, and passes the rest of it.
    @discardableResult
    mutating func wait(_ duration: Duration) -> [ClientSession.Action] {
        let end = now + duration
        var actions: [ClientSession.Action] = []
        while let deadline = session.deadline, deadline <= end {
            now = max(now, deadline)
            actions += feed(.timerFired)
        }
        now = end
        return actions
    }

    /// Waits out the pause after a lost connection; the session is connecting again.
    mutating func comeBack() {
        guard case .waiting(let until) = session.state else { return }
        now = max(now, until)
        feed(.timerFired)
    }

    /// The join that is expected, as these scripts want no photos.
    static func join(_ fill: (inout WireJoin) -> Void) -> WireClientMessage.OneOf_Body {
        .join(
            make(WireJoin()) {
                $0.photos = .none
                fill(&$0)
            })
    }

    // MARK: Ways to a state

    @discardableResult
    mutating func welcomed(
        _ change: (inout WireLimits) -> Void = { _ in }
    ) -> [ClientSession.Action] {
        if session.state == .idle { feed(.start) }
        feed(.opened)
        hear(
            .hello(
                make(WireHello()) {
                    $0.protocol = 1
                    $0.limits.photoChunkBytes = 10
                    $0.limits.photoFullBytes = 1000
                    change(&$0.limits)
                }))
        return hear(
            .welcome(make(WireWelcome()) { ($0.shop, $0.head, $0.alias) = ("shop", 3, "Li") }))
    }

    @discardableResult
    mutating func joined(after: UInt64 = 0, head: UInt64 = 0) -> [ClientSession.Action] {
        hear(.joined(make(WireJoined()) { ($0.session, $0.after, $0.head) = (1, after, head) }))
    }

    @discardableResult
    mutating func event(
        _ sequence: UInt64, _ change: (inout WireEvent) -> Void = { _ in }
    ) -> [ClientSession.Action] {
        hear(
            .event(
                make(WireEvent()) {
                    $0.seq = sequence
                    $0.sessionClosed.session = 1
                    change(&$0)
                }))
    }

    @discardableResult
    mutating func live(head: UInt64 = 0) -> [ClientSession.Action] {
        hear(.live(make(WireLive()) { $0.head = head }))
    }

    @discardableResult
    mutating func reply(
        _ id: String, _ change: (inout WireReply) -> Void = { $0.done = WireDone() }
    ) -> [ClientSession.Action] {
        hear(
            .reply(
                make(WireReply()) {
                    $0.id = id
                    change(&$0)
                }))
    }

    static let following = JoinPlan(session: .number(1), start: .sessionStart)

    static func following(_ photos: WirePhotoChoice) -> JoinPlan {
        JoinPlan(session: .number(1), start: .sessionStart, photos: photos)
    }

    /// A script in each state in which a connection can be lost.
    static func at(_ state: String) -> Script {
        var script = Script(plan: following) { $0.firstAttempts = nil }
        script.feed(.start)
        if state == "connecting" { return script }
        script.feed(.opened)
        if state == "greeting" { return script }
        script.hear(.hello(make(WireHello()) { $0.protocol = 1 }))
        if state == "authenticating" { return script }
        script.hear(.welcome(make(WireWelcome()) { $0.shop = "shop" }))
        if state == "joining" { return script }
        script.joined()
        if state == "catchingUp" { return script }
        script.live()
        return script
    }

    static let states = [
        "connecting", "greeting", "authenticating", "joining", "catchingUp", "live",
    ]
}

extension [ClientSession.Action] {
    var sent: [WireClientMessage.OneOf_Body] {
        compactMap { if case .send(let message) = $0 { message.body } else { nil } }
    }

    var told: [ClientUpdate] {
        compactMap { if case .tell(let update) = $0 { update } else { nil } }
    }

    var commands: [String] {
        sent.compactMap { if case .command(let command) = $0 { command.id } else { nil } }
    }

    var fetched: [String] {
        sent.compactMap { if case .fetchPhoto(let fetch) = $0 { fetch.sha256 } else { nil } }
    }

    var chunks: [ChunkMark] {
        sent.compactMap { body in
            if case .photoChunk(let chunk) = body {
                ChunkMark(chunk.sha256, Int(chunk.offset), chunk.data.count)
            } else {
                nil
            }
        }
    }

    var announced: [String] {
        sent.compactMap { if case .uploadPhoto(let upload) = $0 { upload.sha256 } else { nil } }
    }

    var violations: Int {
        told.count { if case .violation = $0 { true } else { false } }
    }

    var events: [UInt64] {
        told.compactMap { if case .event(let event) = $0 { event.seq } else { nil } }
    }
}

/// Which piece of which photo went out.
struct ChunkMark: Equatable {
    let name: String
    let offset: Int
    let count: Int

    init(_ name: String, _ offset: Int, _ count: Int) {
        (self.name, self.offset, self.count) = (name, offset, count)
    }
}

func command(_ id: String) -> WireCommand {
    make(WireCommand()) {
        $0.id = id
        $0.say.text = "hello from \(id)"
    }
}
