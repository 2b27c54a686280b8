import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// Nothing to do means doing nothing: no tick, no event, no system call.
@Suite(.timeLimit(.minutes(3)))
struct IdleTests {
    /// What the loop does in a hundred turns that the test asks for, those turns left out, and
    /// what the end of a connection's reserve time takes, once for each, where turns are slow.
    private func work(_ loop: EventLoop) async throws -> (ticks: Int, events: Int) {
        let before = try await loop.run { loop.statistics }
        for _ in 0..<99 { try await loop.run {} }
        let after = try await loop.run { loop.statistics }
        let timers = after.timers - before.timers
        return (
            after.ticks - before.ticks - 100 - min(timers, Self.peers),
            after.events - before.events
        )
    }

    /// The most that a test of this suite has.
    private static let peers = 20

    @Test(arguments: Security.allCases)
    func `idle connections cost no tick`(security: Security) async throws {
        try await TestServer.run(security) { test in
            var peers: [ScriptedPeer] = []
            for index in 0..<Self.peers {
                let peer = try ScriptedPeer(test)
                if index % 4 > 0 { try peer.upgrade() }
                peers.append(peer)
            }
            try await test.loop.until { test.server.counters.open == Self.peers }
            let (ticks, events) = try await work(test.loop)
            #expect(ticks <= 0 && events == 0)
            withExtendedLifetime(peers) {}
        }
    }

    @Test(arguments: Security.allCases)
    func `peers with a closed window cost no tick`(security: Security) async throws {
        let behaviour = Behaviour(onOpen: { connection in
            connection.send(binary: [UInt8](repeating: 1, count: 4 << 20))
        })
        try await TestServer.run(security, doing: behaviour) { test in
            var peers: [ScriptedPeer] = []
            for _ in 0..<10 {
                let peer = try ScriptedPeer(test, receiveBufferBytes: 4_096)
                try peer.shakeHands()
                try peer.send(plaintext: Array(RawPeer.upgradeRequest.utf8))
                peers.append(peer)
            }
            // Until the kernel's buffers are full, everywhere.
            var sent = -1
            while true {
                _ = try await work(test.loop)
                let now = try await test.loop.run { TransportStatistics.of(test.loop).sentBytes }
                if now == sent, now > 0 { break }
                sent = now
            }
            let (ticks, events) = try await work(test.loop)
            #expect(ticks <= 0 && events == 0)
            withExtendedLifetime(peers) {}
        }
    }

    @Test(arguments: Security.allCases)
    func `peers that have finished sending cost no tick`(security: Security) async throws {
        try await TestServer.run(security, doing: Behaviour(respond: { _, _ in })) { test in
            var peers: [ScriptedPeer] = []
            for _ in 0..<10 {
                let peer = try ScriptedPeer(test)
                try peer.shakeHands()
                try peer.send(plaintext: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                peer.raw.finishSending()  // The answer is owed for ever.
                peers.append(peer)
            }
            try await test.hasReceived(peers.map(\.sentBytes).reduce(0, +))
            _ = try await work(test.loop)
            let (ticks, events) = try await work(test.loop)
            #expect(ticks <= 0 && events == 0)
            withExtendedLifetime(peers) {}
        }
    }

    @Test(arguments: Security.allCases)
    func `a connection that lingers after a full socket costs no tick`(
        security: Security
    ) async throws {
        let connections = Log<LoopBound<WebSocketConnection>>()
        let behaviour = Behaviour(onOpen: { connections.add(LoopBound($0, on: $0.loop)) })
        var limits = TransportLimits()
        limits.queuedBytes = 64 << 20
        try await TestServer.run(security, limits: limits, doing: behaviour) { test in
            let peer = try ScriptedPeer(test, receiveBufferBytes: 4_096)
            try peer.upgrade()
            try await test.loop.run {
                // Unsent bytes of the stream's own, and then its end.
                let stream = connections.all[0].value.stream
                stream.enqueue([UInt8](repeating: 0, count: 16 << 20).span)
            }
            try await test.loop.until { connections.all[0].value.stream.isBlocked }
            try await test.loop.run { connections.all[0].value.stream.finish() }
            // The peer takes all of it, and does not end.
            var received = 0
            while received < 16 << 20 { received += try #require(try peer.receive()).count }
            #expect(try await test.loop.run { connections.all[0].value.stream.phase == .lingering })
            let (ticks, events) = try await work(test.loop)
            #expect(ticks <= 0 && events == 0)
            withExtendedLifetime(peer) {}
        }
    }

    @Test func `a paused connection whose peer has gone costs no tick`() async throws {
        let behaviour = Behaviour(onOpen: { $0.pauseReading() })
        try await TestServer.run(doing: behaviour) { test in
            let peer = try ScriptedPeer(test)
            try peer.upgrade()
            try peer.send(plaintext: RawPeer.frame(.text, [0x61]))
            peer.raw.resetAtClose()
            _ = consume peer
            _ = try await work(test.loop)
            let (ticks, events) = try await work(test.loop)
            #expect(ticks <= 0 && events == 0)
        }
    }
}
