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
}

private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func count(_ line: String) -> Int { lines.withLock { all in all.count { $0 == line } } }
}
