import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct LimitTests {
    /// A server with one connection, on which `sent` has arrived.
    private static func run(
        _ security: Security = .plain, doing behaviour: Behaviour = Behaviour(), sent: String,
        _ body: (TestServer, RawPeer) async throws -> Void
    ) async throws {
        try await TestServer.run(security, doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(sent)
            let count = sent.utf8.count
            try await test.loop.until {
                test.server.counters.open == 1
                    && TransportStatistics.of(test.loop).receivedBytes == count
            }
            try await body(test, peer)
            withExtendedLifetime(peer) {}
        }
    }

    @Test func `a TLS handshake that takes too long ends the connection`() async throws {
        try await Self.run(.tls13, sent: "\u{16}\u{3}\u{1}") { test, peer in
            try await test.sweep(at: .seconds(9))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(30))
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a head that takes too long is answered with 408`() async throws {
        try await Self.run(sent: "GET / HT") { test, peer in
            try await test.sweep(at: .seconds(9))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(30))
            #expect(peer.receiveText()?.hasPrefix("HTTP/1.1 408 Request Timeout\r\n") == true)
        }
    }

    @Test func `a body that takes too long is answered with 408`() async throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na"
        try await Self.run(sent: head) { test, peer in
            try await test.sweep(at: .seconds(29))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(60))
            #expect(peer.receiveText()?.hasPrefix("HTTP/1.1 408 Request Timeout\r\n") == true)
        }
    }

    @Test func `a connection without a request is closed in silence`() async throws {
        try await Self.run(sent: "") { test, peer in
            try await test.sweep(at: .seconds(30))
            #expect(peer.receiveAll() == [])
        }
    }

    @Test func `a connection without a further request is closed after keepAliveTime`()
        async throws
    {
        try await Self.run(sent: "GET / HTTP/1.1\r\nHost: a\r\n\r\n") { test, peer in
            _ = peer.receiveHead()
            #expect(peer.receive() == Array("GET / 0\n".utf8))
            try await test.sweep(at: .seconds(59))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(90))
            #expect(peer.receiveAll() == [])
        }
    }

    @Test func `an answer that is owed too long is 503`() async throws {
        let behaviour = Behaviour(respond: { _, _ in })
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        try await Self.run(doing: behaviour, sent: request) { test, peer in
            try await test.sweep(at: .seconds(29))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(60))
            #expect(peer.receiveText()?.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n") == true)
        }
    }

    @Test func `an answer that is not taken ends the connection after sendTime`() async throws {
        let behaviour = Behaviour(respond: { _, respond in
            respond(HTTPResponse(status: 200, body: Array(repeating: 0, count: 64 << 20)))
        })
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        try await Self.run(doing: behaviour, sent: request) { test, peer in
            try await test.sweep(at: .seconds(59))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(90))
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a peer that is not admitted is closed at once`() async throws {
        try await TestServer.run(doing: Behaviour(admits: false)) { test in
            #expect(RawPeer(port: test.address.port).receiveAll() == [])
            #expect(test.server.counters == ServerCounters(accepted: 0, open: 0, refused: 1))
        }
    }

    @Test func `with one handshake in a tick all peers are served`() async throws {
        var limits = TransportLimits()
        limits.handshakeTimePerTick = .zero
        try await TestServer.run(.tls13, limits: limits) { test in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask { _ = try await TestClient.connect(to: test) }
                }
                try await group.waitForAll()
            }
            #expect(test.server.counters.accepted == 12)
        }
    }
}
