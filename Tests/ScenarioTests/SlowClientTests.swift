import RelayServer
import Synchronization
import Testing
import Transport
import Wire

/// A client that takes nothing is sent away.
@Suite(.serialized) struct SlowClientTests {
    @Test func `a slow client is logged and closed once, whatever goes on in its room`()
        async throws
    {
        var limits = ServerLimits.generous
        limits.queuedBytes = 64 << 10
        limits.transport.kernelQueueBytes = 16 << 10
        limits.transport.closeTime = .seconds(60)
        let lines = LogLines()
        let stage = try Stage.open(loops: 1, limits: limits, log: { lines.add($0) })
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session)
        linh.pause()
        let text = String(repeating: "x", count: 1_900)
        var said = 0
        func say() async throws {
            _ = try await mina.done(.say("\(said) \(text)", in: session.session))
            said += 1
        }
        while lines.count("a slow client is closed") == 0, said < 10_000 { try await say() }
        for _ in 0..<20 { try await say() }
        #expect(lines.count("a slow client is closed") == 1)
        linh.resume()
        let code = try await linh.closeCode()
        #expect(code == 4000 || code == nil)  // Or the ring has lapped it before it could be told.
        try await stage.close()
    }

    @Test func `a slow client misses lines and is told which, and never an order or a post`()
        async throws
    {
        var limits = ServerLimits.generous
        limits.chatBytes = 16 << 10
        limits.transport.kernelQueueBytes = 16 << 10
        let stage = try Stage.open(loops: 1, limits: limits)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A1", in: session, stock: 500))
        let linh = try await stage.connect(.protobuf, "Linh")
        let welcome = try await linh.authenticate(invite: session.inviteCode, alias: "Linh")
        linh.send(
            .join(
                make(WireJoin()) {
                    ($0.session, $0.sessionStart, $0.photos) = (session.session, true, .none)
                    $0.skipChat = true
                }))
        try await linh.take("live") { message in
            if case .live? = message.body { () } else { nil }
        }
        // The same buyer at another computer, and one who sees everything in time.
        let other = try await stage.connect(.protobuf, "elsewhere")
        _ = try await other.authenticate(token: welcome.token)
        try await other.join(session: session.session)
        let text = String(repeating: "x", count: 1_900)
        linh.pause()
        for number in 0..<2_000 {
            _ = try await mina.done(.say("\(number) \(text)", in: session.session))
            guard number.isMultiple(of: 100) else { continue }
            _ = try await mina.done(.post("B\(number)", in: session))
            guard number.isMultiple(of: 1_000) else { continue }
            _ = try await other.done(.order("A1", in: session.session))
        }
        linh.resume()
        _ = try await mina.done(.say("the end", in: session.session))
        _ = try await linh.event("the end") { event in
            if case .said(let said)? = event.body, said.text == "the end" { said } else { nil }
        }
        _ = try await other.event("the end") { event in
            if case .said(let said)? = event.body, said.text == "the end" { said } else { nil }
        }
        func split(_ client: TestClient) -> (lines: [UInt64], rest: [UInt64]) {
            client.inbox.reduce(into: ([], [])) { found, message in
                guard case .event(let event)? = message.body else { return }
                if case .said? = event.body {
                    found.0.append(event.seq)
                } else {
                    found.1.append(event.seq)
                }
            }
        }
        let (heard, all) = (split(linh), split(other))
        #expect(heard.rest == all.rest && heard.rest.count >= 20)
        #expect(linh.eventNumbers == linh.eventNumbers.sorted())
        let gaps = linh.inbox.compactMap { message -> ClosedRange<UInt64>? in
            guard case .chatSkipped(let skipped)? = message.body else { return nil }
            return skipped.first...max(skipped.first, skipped.last)
        }
        #expect(!gaps.isEmpty && heard.lines.count < all.lines.count)
        // Each line was heard or is in a stretch that was named, and none is both.
        for line in all.lines {
            let isHeard = heard.lines.contains(line)
            let isNamed = gaps.contains { $0.contains(line) }
            #expect(isHeard != isNamed, "line \(line)")
        }
        try await stage.close()
    }
}

private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func count(_ line: String) -> Int { lines.withLock { all in all.count { $0 == line } } }
}
