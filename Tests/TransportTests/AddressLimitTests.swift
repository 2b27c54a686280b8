import Reactor
import Testing
import WebCodec

@testable import Transport

/// What an address may take, over real sockets of this machine, which is not exempt here.
@Suite(.serialized, .timeLimit(.minutes(3))) struct AddressLimitTests {
    private static func limits(
        _ change: (inout AddressLimits) -> Void
    ) -> TransportLimits {
        var limits = TransportLimits()
        limits.address.exempt = []
        change(&limits.address)
        return limits
    }

    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [request, RawPeer.upgradeRequest])
    func `one connection too many of an address is answered with 429, a place is given again`(
        request: String
    ) async throws {
        let limits = Self.limits { $0.connections = 2 }
        try await TestServer.run(limits: limits) { test in
            var peers = [RawPeer(port: test.address.port), RawPeer(port: test.address.port)]
            for peer in peers { peer.upgrade() }
            let third = RawPeer(port: test.address.port)
            third.send(request)
            let answer = try #require(third.receiveText())
            #expect(answer.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(answer.contains("\r\nretry-after: 30\r\n"))
            #expect(answer.contains("\r\nconnection: close\r\n"))
            #expect(answer.contains("2 connections open"))
            third.finishSending()
            peers.removeAll()
            try await test.loop.until { test.server.counters.open == 0 }
            #expect(test.server.counters == ServerCounters(accepted: 2, open: 0, refused: 1))
            #expect(test.notices.all == ["refused a connection: 2 are open from its address"])
            let fourth = RawPeer(port: test.address.port)
            #expect(fourth.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
        }
    }

    @Test(arguments: [Security.plain, .tls13])
    func `who connects too often is closed before TLS, the first few hear why`(
        security: Security
    ) async throws {
        let limits = Self.limits {
            ($0.handshakesPerSecond, $0.handshakeBurst, $0.answersPerSecond) = (1, 1, 1)
        }
        try await TestServer.run(security, limits: limits) { test in
            let start = ContinuousClock.now
            let first = RawPeer(port: test.address.port)
            try await test.loop.until { test.server.counters.open == 1 }
            let tls = try security.clientContext()
            var failures: [ConnectFailure?] = []
            for _ in 0..<20 {
                let result = await TestClient.connect(
                    to: test.url("/v1"), on: test.loop, tls: tls)
                failures.append(result.failure)
            }
            let answered = failures.count { $0?.status == 429 }
            let closed = failures.count { $0 != nil && $0?.status == nil }
            // Time goes on meanwhile: each second begun gives one of each.
            let seconds = Int((ContinuousClock.now - start).components.seconds) + 1
            #expect((1...1 + seconds).contains(answered), "\(failures)")
            #expect(closed >= 20 - answered - seconds, "\(failures)")
            #expect(test.server.counters.refused == answered + closed)
            withExtendedLifetime(first) {}
        }
    }

    @Test func `nothing limits exempt addresses`() async throws {
        var limits = Self.limits {
            ($0.connections, $0.handshakesPerSecond, $0.handshakeBurst) = (1, 1, 1)
        }
        limits.address.exempt = AddressRange.loopback
        try await TestServer.run(limits: limits) { test in
            let peers = (0..<20).map { _ in RawPeer(port: test.address.port) }
            for peer in peers { #expect(peer.upgrade() != nil) }
            #expect(test.server.counters == ServerCounters(accepted: 20, open: 20, refused: 0))
        }
    }

    @Test func `a flood of refusals is a few lines in the log`() async throws {
        var limits = TransportLimits()
        (limits.connections, limits.explanations) = (0, 0)
        try await TestServer.run(limits: limits) { test in
            for _ in 0..<100 { _ = RawPeer(port: test.address.port).receiveAll() }
            let first = "refused a connection: 0 are open"
            #expect(test.notices.all.first == first)
            #expect(test.notices.all.count < 50)
            try await test.loop.until { test.notices.all.count >= 2 }
            let rest = test.notices.all.dropFirst()
            #expect(rest.allSatisfy { $0.hasSuffix(" connections: 0 are open") }, "\(rest)")
        }
    }
}

extension ConnectFailure {
    fileprivate var status: Int? {
        if case .refused(let status, _, _) = self { status } else { nil }
    }
}

/// The last places, over real sockets.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ReserveTests {
    private static var limits: TransportLimits {
        var limits = TransportLimits()
        (limits.connections, limits.reserve) = (3, 1)
        return limits
    }

    @Test func `who has a place of the reserve knows it, until another is free`() async throws {
        let connections = Log<LoopBound<WebSocketConnection>>()
        let behaviour = Behaviour(onOpen: { connections.add(LoopBound($0, on: $0.loop)) })
        try await TestServer.run(limits: Self.limits, doing: behaviour) { test in
            var peers = (0..<2).map { _ in RawPeer(port: test.address.port) }
            for peer in peers { peer.upgrade() }
            let last = RawPeer(port: test.address.port)
            #expect(last.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(RawPeer(port: test.address.port).upgrade()?.contains(" 503 ") == true)
            let flags = try await test.loop.run { connections.all.map { $0.value.isInReserve } }
            #expect(flags == [false, false, true])
            peers.removeLast()
            try await test.loop.until { test.server.counters.open == 2 }
            #expect(try await test.loop.run { connections.all[2].value.isInReserve } == false)
        }
    }

    @Test func `in the reserve a request is answered, and is the last`() async throws {
        try await TestServer.run(limits: Self.limits) { test in
            let peers = (0..<2).map { _ in RawPeer(port: test.address.port) }
            for peer in peers { peer.upgrade() }
            let last = RawPeer(port: test.address.port)
            last.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try #require(last.receiveText())
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nconnection: close\r\n"))
        }
    }

    @Test(arguments: [("", Security.plain), ("GET / HT", .plain), ("", .tls13), ("\u{16}", .tls13)])
    func `a place of the reserve is taken back from who does nothing with it`(
        sent: String, security: Security
    ) async throws {
        var limits = Self.limits
        limits.reserve = 3
        limits.reserveTime = .milliseconds(20)
        try await TestServer.run(security, limits: limits) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(sent)
            #expect(peer.receiveAll()?.isEmpty ?? true)
            try await test.loop.until { test.server.counters.open == 0 }
            #expect(test.server.counters.accepted == 1)
        }
    }

    @Test func `a WebSocket stays in the reserve as long as its owner wants`() async throws {
        var limits = Self.limits
        limits.reserve = 3
        limits.reserveTime = .milliseconds(1)
        let slow = Behaviour(onOpen: { connection in
            connection.loop.schedule(after: .milliseconds(20)) { connection.send(text: [65]) }
        })
        try await TestServer.run(limits: limits, doing: slow) { test in
            // The time may be over before the request has arrived, on a slow machine.
            var peer = RawPeer(port: test.address.port)
            while peer.upgrade() == nil { peer = RawPeer(port: test.address.port) }
            #expect(peer.receive() == [0x81, 1, 65])
        }
    }
}
