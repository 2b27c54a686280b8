import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// Peers that are not read, because the owner wants it so.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PausedPeerTests {
    private static let behaviour = Behaviour(onOpen: { $0.pauseReading() })

    @Test(arguments: Security.allCases)
    func `a peer that has died while it was not read is noticed by the ping`(
        security: Security
    ) async throws {
        try await TestServer.run(security, doing: Self.behaviour) { test in
            var peer: ScriptedPeer? = try ScriptedPeer(test)
            try peer?.upgrade()
            peer = nil  // Its kernel says that it has finished sending, and nothing else.
            try await test.sweep(after: .seconds(61))  // The ping.
            try await test.sweep(after: .seconds(200))
            let reason = await test.closes.next()
            #expect(reason == .disconnected || reason == .silent)
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a peer that has reset the connection while it was not read is noticed`()
        async throws
    {
        try await TestServer.run(doing: Self.behaviour) { test in
            var peer: ScriptedPeer? = try ScriptedPeer(test)
            try peer?.upgrade()
            peer?.raw.resetAtClose()
            peer = nil
            try await test.sweep(after: .seconds(61))
            #expect(await test.closes.next() == .disconnected)
        }
    }

    @Test func `a peer that answers a ping with nothing is cut off, read or not`() async throws {
        try await TestServer.run(doing: Self.behaviour) { test in
            let peer = try ScriptedPeer(test)
            try peer.upgrade()
            // By the test's clock its last sign of life is from before the ping.
            try await test.sweep(after: .seconds(61))
            try await test.sweep(after: .seconds(70))
            #expect(test.server.counters.open == 1)
            try await test.sweep(after: .seconds(100))
            #expect(await test.closes.next() == .silent)
            withExtendedLifetime(peer) {}
        }
    }

    @Test func `a peer whose kernel answers is kept, however long it is not read`() async throws {
        var limits = TransportLimits()
        (limits.idleTime, limits.pongTime) = (.milliseconds(100), .milliseconds(400))
        try await TestServer.run(limits: limits, doing: Self.behaviour) { test in
            let peer = try ScriptedPeer(test)
            try peer.upgrade()
            var pings = 0
            while pings < 3, test.server.counters.open == 1 {
                let sent = try await test.loop.run { TransportStatistics.of(test.loop).sentBytes }
                try await test.loop.run { LoopContext.of(test.loop).sweep(at: test.loop.now) }
                let now = try await test.loop.run { TransportStatistics.of(test.loop).sentBytes }
                if now > sent { pings += 1 }
            }
            #expect(pings == 3)
            withExtendedLifetime(peer) {}
        }
    }
}
