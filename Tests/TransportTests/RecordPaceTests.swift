import Glibc
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// TLS records that carry nothing cost work all the same.
@Suite(.timeLimit(.minutes(3))) struct RecordPaceTests {
    private static var limits: TransportLimits {
        var limits = TransportLimits()
        (limits.emptyRecordsPerSecond, limits.emptyRecordBurst) = (1, 10)
        return limits
    }

    @Test func `records with data are free, others are paid for once`() {
        let start = MonotonicTime(nanoseconds: 0)
        var pace = RecordPace(after: 5, Self.limits, at: start)
        for count in 1...1_000 {
            pace.took(22 + 100, plaintext: 100)
            let isWithin = pace.pay(5 + count, at: start, Self.limits)
            #expect(isWithin)
        }
        #expect(pace.takeOverhead() == 22_000)
        for count in 1...10 {
            for _ in 0..<3 {
                let isWithin = pace.pay(1_005 + count, at: start, Self.limits)
                #expect(isWithin)
            }
        }
        var isWithin = pace.pay(1_016, at: start, Self.limits)
        #expect(!isWithin)
        isWithin = pace.pay(1_017, at: start + .seconds(3), Self.limits)
        #expect(isWithin)
    }

    @Test func `a record that comes in pieces is not taken for an empty one again and again`() {
        let start = MonotonicTime(nanoseconds: 0)
        var pace = RecordPace(after: 0, Self.limits, at: start)
        for count in 1...100 {
            pace.took(60, plaintext: 0)
            var isWithin = pace.pay(count, at: start, Self.limits)
            #expect(isWithin)
            pace.took(62, plaintext: 100)
            isWithin = pace.pay(count, at: start, Self.limits)
            #expect(isWithin)
        }
        #expect(pace.takeOverhead() == 2_200)
    }

    @Test(arguments: [false, true])
    func `a flood of key updates ends the connection`(isWebSocket: Bool) async throws {
        try await TestServer.run(.tls13, limits: Self.limits) { test in
            let peer = try ScriptedPeer(test)
            if isWebSocket { try peer.upgrade() } else { try peer.shakeHands() }
            try await test.loop.until { test.server.counters.open == 1 }
            peer.send(peer.keyUpdates(500))
            if isWebSocket { #expect(await test.closes.next() == .floodedTLS) }
            try await test.loop.until { test.server.counters.open == 0 }
        }
    }

    @Test func `a few key updates are answered, and the session goes on`() async throws {
        try await TestServer.run(.tls13, limits: Self.limits) { test in
            let peer = try ScriptedPeer(test)
            try peer.upgrade()
            peer.send(peer.keyUpdates(5))
            try peer.send(plaintext: RawPeer.frame(.text, [65]))
            #expect(try peer.receive() == [0x81, 1, 65])
            peer.send(peer.keyUpdates(3))
            try peer.send(plaintext: RawPeer.frame(.text, [66]))
            #expect(try peer.receive() == [0x81, 1, 66])
        }
    }

    @Test func `what key updates have us say is limited when the peer does not read`()
        async throws
    {
        var limits = TransportLimits()
        (limits.emptyRecordsPerSecond, limits.queuedBytes) = (0, 20)
        try await TestServer.run(.tls13, limits: limits) { test in
            let peer = try ScriptedPeer(test)
            try peer.shakeHands()
            let received = peer.sentBytes
            try await test.hasReceived(received)
            let descriptor = try await test.loop.run {
                LoopContext.of(test.loop).streams[0].registration.descriptor
            }
            FaultyKernel.fail(.send, of: descriptor, with: EAGAIN)
            peer.send(peer.keyUpdates(50))
            try await test.loop.until { test.server.counters.open == 0 }
        }
    }

    @Test func `bytes are counted with the records around them`() async throws {
        var limits = TransportLimits()
        (limits.bytesPerSecond, limits.byteBurst) = (1, 400)
        let connections = Log<LoopBound<WebSocketConnection>>()
        let behaviour = Behaviour(
            onOpen: { connections.add(LoopBound($0, on: $0.loop)) }, onMessage: { _, _ in })
        try await TestServer.run(.tls13, limits: limits, doing: behaviour) { test in
            let peer = try ScriptedPeer(test)
            try peer.upgrade()
            // 7 bytes each, and 22 of TLS.
            for _ in 0..<20 { try peer.send(plaintext: RawPeer.frame(.pong, [65])) }
            try await test.loop.until { connections.all.first?.value.isResting == true }
        }
    }
}
