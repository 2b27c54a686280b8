import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// How fast a peer may send, first as numbers, then over sockets.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PaceTests {
    private static let start = MonotonicTime(nanoseconds: 0)

    private static func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
        var limits = TransportLimits()
        (limits.framesPerSecond, limits.frameBurst) = (100, 200)
        (limits.bytesPerSecond, limits.byteBurst) = (1_000, 5_000)
        change(&limits)
        return limits
    }

    @Test func `too many frames are waited for, and closed when they go on for floodTime`() throws {
        let limits = Self.limits { $0.floodTime = .seconds(5) }
        var pace = try #require(ReceivePace(limits, at: Self.start))
        _ = pace.spend(frames: 200, bytes: 0)
        var (now, rests) = (Self.start, 0)
        while true {
            guard !pace.spend(frames: 100, bytes: 0) else {
                Issue.record("there was no rest")
                return
            }
            let verdict = pace.judge(at: now, limits)
            guard verdict == .rest(.seconds(1)) else {
                #expect(verdict == .flood)
                break
            }
            rests += 1
            now = now + .seconds(1)
        }
        #expect(rests == 5)
    }

    @Test func `a peer that calms down begins anew`() throws {
        let limits = Self.limits { $0.floodTime = .seconds(5) }
        var pace = try #require(ReceivePace(limits, at: Self.start))
        for burst in 0..<20 {
            let now = Self.start + .seconds(20 * burst)
            var verdict = ReceivePace.Verdict.goOn
            for _ in 0..<2 where !pace.spend(frames: 700, bytes: 0) {
                verdict = pace.judge(at: now, limits)
            }
            guard case .rest = verdict else {
                Issue.record("\(verdict)")
                return
            }
        }
    }

    @Test func `bytes are waited for, however long it goes on`() throws {
        let limits = Self.limits { $0.floodTime = .seconds(5) }
        var pace = try #require(ReceivePace(limits, at: Self.start))
        _ = pace.spend(frames: 1, bytes: 5_000)
        for second in 0..<100 {
            let isWithin = pace.spend(frames: 1, bytes: 1_000)
            #expect(!isWithin)
            #expect(pace.judge(at: Self.start + .seconds(second), limits) == .rest(.seconds(1)))
        }
    }

    @Test func `zero is no limit`() throws {
        #expect(
            ReceivePace(
                Self.limits { ($0.framesPerSecond, $0.bytesPerSecond) = (0, 0) }, at: Self.start)
                == nil)
        let limits = Self.limits { $0.framesPerSecond = 0 }
        var pace = try #require(ReceivePace(limits, at: Self.start))
        for _ in 0..<1_000 {
            let isWithin = pace.spend(frames: 1_000_000, bytes: 5)
            #expect(isWithin)
        }
        let isWithin = pace.spend(frames: 0, bytes: 1)
        #expect(!isWithin)
    }

    // MARK: Over sockets

    private enum Kind: CaseIterable {
        case messages, pings, pongs, fragments

        func frame(_ number: Int) -> [UInt8] {
            switch self {
            case .messages: RawPeer.frame(.text, [65])
            case .pings: RawPeer.frame(.ping)
            case .pongs: RawPeer.frame(.pong)
            case .fragments:
                RawPeer.frame(number == 0 ? .text : .continuation, isFinal: false)
            }
        }
    }

    @Test(arguments: Kind.allCases)
    private func `a flood of frames is closed with 1008`(kind: Kind) async throws {
        var limits = TransportLimits()
        limits.message.fragments = .max
        // A read of 64 KiB, which holds about 9,000 frames, costs a rest of almost a second; the
        // next one is too much.
        (limits.framesPerSecond, limits.frameBurst) = (10_000, 10)
        limits.floodTime = .milliseconds(150)
        try await TestServer.run(limits: limits) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            let (isOver, hasSent) = (Log<Bool>(), Inbox<Bool>())
            onOwnThread {
                peer.send(kind.frame(0))
                let piece = (0..<5_000).flatMap { _ in kind.frame(1) }
                while isOver.all.isEmpty { peer.send(piece) }
                peer.finishSending()
                hasSent.put(true)
            }
            #expect(await test.closes.next() == .flooded)
            isOver.add(true)
            _ = await hasSent.next()
            let end = try #require(peer.receiveAll())
            #expect(end.suffix(28).prefix(4).elementsEqual([0x88, 26, 0x03, 0xF0]))
            #expect(end.suffix(24).elementsEqual("too many frames a second".utf8))
        }
    }

    @Test(arguments: Security.allCases)
    func `a peer that sends too much is only held back, and loses nothing`(
        security: Security
    ) async throws {
        var limits = TransportLimits()
        (limits.bytesPerSecond, limits.byteBurst) = (4 << 20, 64 << 10)
        limits.floodTime = .milliseconds(1)
        try await TestServer.run(security, limits: limits) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            let messages = (0..<UInt8(40)).map { Array(repeating: $0, count: 32 << 10) }
            let begin = MonotonicTime.read()
            try await test.loop.run {
                for message in messages { connection.value.send(binary: message) }
            }
            for message in messages {
                #expect(await client.events.next() == .message(.binary(message)))
            }
            // 40 × 32 KiB less the burst and the last read, at 4 MiB a second: 281 ms, less what
            // the ticks lasted, whose begin counts. Without a limit it takes a few milliseconds.
            #expect(MonotonicTime.read() - begin >= .milliseconds(200))
        }
    }

    @Test func `an owner that resumes does not end a rest`() async throws {
        var limits = TransportLimits()
        (limits.framesPerSecond, limits.frameBurst) = (1, 1)
        let reads = Log<Bool>()
        let behaviour = Behaviour(onMessage: { connection, _ in
            connection.pauseReading()
            connection.loop.schedule(after: .zero) {
                connection.resumeReading()
                reads.add(connection.stream.isPaused)
            }
        })
        try await TestServer.run(limits: limits, doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            peer.send(RawPeer.frame(.text, [65]))
            try await test.loop.until { reads.all.count == 1 }
            #expect(reads.all == [false])  // The first is within the burst.
            peer.send((0..<99).flatMap { _ in RawPeer.frame(.pong) } + RawPeer.frame(.text))
            try await test.loop.until { reads.all.count == 2 }
            #expect(reads.all == [false, true])
        }
    }
}
