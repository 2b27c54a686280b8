import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// Peers that are as slow as they can: whatever trickles in, the time is up when it is up.
@Suite(.timeLimit(.minutes(3)))
struct SlowPeerTests {
    /// Sends `bytes` one by one at even times within `time`, and looks at the clock after each.
    private func trickle(
        _ bytes: [UInt8], within time: Duration, to test: TestServer, from peer: ScriptedPeer
    ) async throws {
        let before = try await test.loop.run { TransportStatistics.of(test.loop).receivedBytes }
        for (index, byte) in bytes.enumerated() {
            peer.send([byte])
            try await test.hasReceived(before + index + 1)
            try await test.sweep(at: time * index / bytes.count)
        }
    }

    @Test func `a head that comes byte by byte has headTime and no longer`() async throws {
        try await TestServer.run { test in
            let peer = try ScriptedPeer(test)
            let head = Array("GET / HTTP/1.1\r\nHost: a\r\nX-Padding: 01234567890".utf8)
            try await trickle(head, within: .seconds(9), to: test, from: peer)
            #expect(test.server.counters.open == 1)
            try await test.sweep(after: .seconds(11))
            let answer = try #require(try peer.receiveAll())
            #expect(answer.starts(with: Array("HTTP/1.1 408 Request Timeout\r\n".utf8)))
        }
    }

    @Test(arguments: ["G", "\r\n", "\r\nG"])
    func `headTime runs from accepting, whenever the first byte comes`(
        first: String
    ) async throws {
        var limits = TransportLimits()
        limits.headTime = .milliseconds(300)
        try await TestServer.run(limits: limits) { test in
            let peer = try ScriptedPeer(test)
            let begin = MonotonicTime.read()
            try await test.loop.until { test.server.counters.open == 1 }
            try await test.loop.until { MonotonicTime.read() - begin >= .milliseconds(200) }
            for byte in first.utf8 {
                peer.send([byte])
                try await test.hasReceived(peer.sentBytes)
            }
            try await test.loop.run {
                LoopContext.of(test.loop).sweep(at: begin + .milliseconds(400))
            }
            let answer = try #require(try peer.receiveAll())
            #expect(answer.isEmpty == !first.contains("G"))
        }
    }

    @Test func `headTime of a further request runs from its first byte`() async throws {
        var limits = TransportLimits()
        limits.headTime = .milliseconds(300)
        try await TestServer.run(limits: limits) { test in
            let peer = try ScriptedPeer(test)
            try peer.send(plaintext: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            _ = peer.raw.receiveHead()
            #expect(try peer.receive()?.isEmpty == false)
            try await test.sweep(after: .seconds(1))
            #expect(test.server.counters.open == 1)  // keepAliveTime is longer.
            let begin = MonotonicTime.read()
            try peer.send(plaintext: [13, 10])
            try await test.hasReceived(peer.sentBytes)
            try await test.loop.until { MonotonicTime.read() - begin >= .milliseconds(200) }
            peer.send([71])
            try await test.hasReceived(peer.sentBytes)
            let arrival = MonotonicTime.read()
            try await test.loop.run {
                LoopContext.of(test.loop).sweep(at: arrival + .milliseconds(200))
            }
            let answer = try #require(try peer.receiveAll())
            #expect(answer.starts(with: Array("HTTP/1.1 408 ".utf8)))
        }
    }

    @Test func `a body that comes byte by byte has bodyTime and no longer`() async throws {
        try await TestServer.run { test in
            let peer = try ScriptedPeer(test)
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
            try peer.send(plaintext: Array(head.utf8))
            try await test.hasReceived(head.utf8.count)
            let body = [UInt8](repeating: 0x61, count: 100)
            try await trickle(body, within: .seconds(29), to: test, from: peer)
            #expect(test.server.counters.open == 1)
            try await test.sweep(after: .seconds(31))
            let answer = try #require(try peer.receiveAll())
            #expect(answer.starts(with: Array("HTTP/1.1 408 Request Timeout\r\n".utf8)))
        }
    }

    @Test(arguments: [Security.tls12, .tls13])
    func `a TLS handshake that comes byte by byte has handshakeTime and no longer`(
        security: Security
    ) async throws {
        try await TestServer.run(security) { test in
            let peer = try ScriptedPeer(test)
            let hello = peer.hello().dropLast()
            try await trickle(Array(hello), within: .seconds(9), to: test, from: peer)
            #expect(test.server.counters.open == 1)
            try await test.sweep(after: .seconds(11))
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a chunked body of endless small extensions is refused`() async throws {
        try await TestServer.run { test in
            let peer = try ScriptedPeer(test)
            let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;"
            let padding = String(repeating: "x", count: 300)
            try peer.send(plaintext: Array((head + padding).utf8))
            let answer = try #require(try peer.receiveAll())
            #expect(answer.starts(with: Array("HTTP/1.1 400 Bad Request\r\n".utf8)))
        }
    }

    @Test func `a thousand peers that say nothing are gone when their time is up`() async throws {
        try await TestServer.run { test in
            var peers: [RawPeer] = []
            for index in 0..<1_000 {
                peers.append(RawPeer(port: test.address.port))
                if index.isMultiple(of: 2) { peers[index].send("G") }
            }
            try await test.hasReceived(500)
            try await test.loop.until { test.server.counters.open == 1_000 }
            try await test.sweep(at: .seconds(9))
            #expect(test.server.counters.open == 1_000)
            // Those that have begun are answered, and have closeTime to take it.
            try await test.sweep(after: .seconds(11))
            try await test.sweep(after: .seconds(20))
            #expect(test.server.counters.open == 0)
            #expect(try await test.loop.run { test.loop.registrationCount } == 1)
            withExtendedLifetime(peers) {}
        }
    }

    @Test(arguments: Security.allCases)
    func `a session of single bytes is a session`(security: Security) async throws {
        try await TestServer.run(security) { test in
            let peer = try ScriptedPeer(test)
            var sent = 0
            func trickle(_ bytes: [UInt8]) async throws {
                for byte in bytes {
                    peer.send([byte])
                    sent += 1
                    try await test.hasReceived(sent)
                }
            }
            if security != .plain {
                try peer.shakeHands()  // Its flights are answered, so it comes at once.
                sent = peer.sentBytes
                try await test.hasReceived(sent)
            }
            try await trickle(try peer.wire(Array(RawPeer.upgradeRequest.utf8)))
            try await trickle(try peer.wire(RawPeer.frame(.text, Array("one".utf8))))
            try await trickle(try peer.wire(RawPeer.frame(.text, [0x74], isFinal: false)))
            try await trickle(try peer.wire(RawPeer.frame(.ping, [7])))
            try await trickle(try peer.wire(RawPeer.frame(.continuation, Array("wo".utf8))))
            try await trickle(try peer.wire(RawPeer.closeFrame(.normal, "bye")))
            let answer = try #require(try peer.receiveAll())
            let frames: [UInt8] =
                [0x81, 3] + Array("one".utf8) + [0x8A, 1, 7, 0x81, 3] + Array("two".utf8)
                + [0x88, 2, 0x03, 0xE8]
            #expect(Array(answer.suffix(frames.count)) == frames)
            #expect(await test.closes.next() == .closedByPeer(.normal, reason: "bye"))
        }
    }
}
