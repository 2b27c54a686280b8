import OpenSSLBridge
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// A server that has no place left says so, to as many as it wants.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FullServerTests {
    private static var limits: TransportLimits {
        var limits = TransportLimits()
        (limits.connections, limits.explanations) = (2, 1)
        limits.reserveTime = .seconds(20)
        return limits
    }

    /// Two peers that take all places.
    private func fill(_ test: TestServer) throws -> [ScriptedPeer] {
        let peers = try (0..<2).map { _ in try ScriptedPeer(test) }
        for peer in peers { try peer.upgrade() }
        return peers
    }

    @Test(
        arguments: Security.allCases, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", RawPeer.upgradeRequest])
    func `a full server answers 503 with Retry-After, and its places are given again`(
        security: Security, request: String
    ) async throws {
        try await TestServer.run(security, limits: Self.limits) { test in
            var peers = try fill(test)
            let third = try ScriptedPeer(test)
            try third.shakeHands()
            try third.send(plaintext: Array(request.utf8))
            let answer = String(decoding: try #require(try third.receiveAll()), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(answer.contains("\r\nretry-after: 30\r\n"))
            #expect(answer.contains("\r\nconnection: close\r\n"))
            #expect(test.server.counters == ServerCounters(accepted: 2, open: 2, refused: 1))
            #expect(test.notices.all == ["refused a connection: 2 are open"])
            peers.removeAll()
            try await test.loop.until { test.server.counters.open == 0 }
            try ScriptedPeer(test).upgrade()
        }
    }

    @Test(arguments: Security.allCases)
    func `beyond those who hear it, others are closed at once`(security: Security) async throws {
        try await TestServer.run(security, limits: Self.limits) { test in
            let peers = try fill(test)
            let third = try ScriptedPeer(test)
            try third.shakeHands()
            try await test.loop.until { test.server.counters.refused == 1 }
            for _ in 0..<5 {
                #expect(RawPeer(port: test.address.port).receiveAll() == [])
            }
            // The place of one who has heard it is given again.
            try third.send(plaintext: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(try third.receiveAll()?.isEmpty == false)
            third.raw.finishSending()
            _ = third.raw.receiveAll()
            var hears = false
            while !hears {  // Until the server has seen the end.
                let next = try ScriptedPeer(test)
                guard (try? next.shakeHands()) != nil else { continue }
                try next.send(plaintext: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                hears = try next.receiveAll()?.starts(with: Array("HTTP/1.1 503".utf8)) ?? false
            }
            #expect(test.server.counters.open == 2)
            withExtendedLifetime(peers) {}
        }
    }

    @Test(arguments: [Security.plain, .tls13])
    func `who asks for nothing is closed after reserveTime`(security: Security) async throws {
        var limits = Self.limits
        limits.reserveTime = .milliseconds(20)
        try await TestServer.run(security, limits: limits) { test in
            let peers = try fill(test)
            #expect(RawPeer(port: test.address.port).receiveAll() == [])
            #expect(test.server.counters == ServerCounters(accepted: 2, open: 2, refused: 1))
            withExtendedLifetime(peers) {}
        }
    }

    @Test func `a flood of bad requests is a few lines in the log`() async throws {
        try await TestServer.run { test in
            for _ in 0..<200 {
                let peer = RawPeer(port: test.address.port)
                peer.send("\n")
                _ = peer.receiveAll()
            }
            #expect(test.notices.all.first?.hasPrefix("refused a request: 400 ") == true)
            #expect(test.notices.all.count < 50)
            try await test.loop.until { test.notices.all.count >= 2 }
            let rest = test.notices.all.dropFirst()
            #expect(rest.allSatisfy { $0.contains(" requests, the last: 400 ") }, "\(rest)")
        }
    }

    @Test func `a flood of bad handshakes is a few lines in the log`() async throws {
        try await TestServer.run(.tls13) { test in
            for _ in 0..<200 {
                let peer = RawPeer(port: test.address.port)
                peer.send([UInt8](repeating: 0, count: 16))
                _ = peer.receiveAll()
            }
            #expect(test.notices.all.first?.hasPrefix("closed a connection: TLS: ") == true)
            #expect(test.notices.all.count < 50)
            try await test.loop.until { test.notices.all.count >= 2 }
            let rest = test.notices.all.dropFirst()
            #expect(rest.allSatisfy { $0.contains(" connections, the last: TLS: ") }, "\(rest)")
        }
    }
}
