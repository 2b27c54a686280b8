import Glibc
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct WritingTests {
    @Test(arguments: Security.allCases)
    func `what a slow reader cannot take yet arrives later, whole`(
        security: Security
    ) async throws {
        let sizes = (0..<400).map { $0 * 97 % 40_000 }
        let servers = Log<LoopBound<WebSocketConnection>>()
        let behaviour = Behaviour(onOpen: { connection in
            servers.add(LoopBound(connection, on: connection.loop))
            for (index, size) in sizes.enumerated() {
                connection.send(binary: Array(repeating: UInt8(index & 0xFF), count: size))
            }
        })
        var limits = TransportLimits()
        limits.queuedBytes = 16 << 20
        limits.writeBytesPerTick = 50_000
        try await TestServer.run(security, limits: limits, doing: behaviour) { test in
            let (client, connection) = try await TestClient.connect(to: test, pausesAtOpen: true)
            _ = await client.events.next()
            // Until the kernel's buffers are full.
            var queued = Int.max
            while true {
                for _ in 0..<100 { try await test.loop.run {} }
                let now = try await test.loop.run { servers.all[0].value.queuedBytes }
                if now == queued { break }
                queued = now
            }
            #expect(queued > 1 << 20)
            try await test.loop.run { connection.value.resumeReading() }
            for (index, size) in sizes.enumerated() {
                let bytes = Array(repeating: UInt8(index & 0xFF), count: size)
                #expect(await client.events.next() == .message(.binary(bytes)))
            }
        }
    }

    @Test func `a connection writes a bounded number of bytes in a tick`() async throws {
        var limits = TransportLimits()
        limits.writeBytesPerTick = 20_000
        limits.kernelQueueBytes = 1 << 20
        let ticks = Log<Int>()
        let behaviour = Behaviour(
            onOpen: { connection in
                ticks.add(connection.loop.statistics.ticks)
                connection.send(binary: Array(repeating: 1, count: 200_000))
            },
            onDrain: { ticks.add($0.loop.statistics.ticks) })
        try await TestServer.run(limits: limits, doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            var count = 0
            while count < 200_010 { count += try #require(peer.receive()).count }
            try await test.loop.until { ticks.all.count == 2 }
            #expect(ticks.all[1] - ticks.all[0] >= 9)
        }
    }

    @Test func `a peer that does not read is aborted when queuedBytes are exceeded`() async throws {
        var limits = TransportLimits()
        limits.queuedBytes = 1 << 20
        let behaviour = Behaviour(onMessage: { connection, _ in
            connection.send(binary: Array(repeating: 0, count: 64 << 10))
        })
        try await TestServer.run(limits: limits, doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port, receiveBufferBytes: 4_096)
            peer.upgrade()
            // Far more than the kernel's buffers and ours together.
            for _ in 0..<1_000 { peer.send(RawPeer.frame(.text)) }
            #expect(await test.closes.next() == .queueFull)
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a queue that cannot go on ends its connection`() async throws {
        let behaviour = Behaviour(onOpen: { connection in
            connection.queue = LaggedQueue()
            connection.outputAvailable()
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            #expect(await test.closes.next() == .lagged)
        }
    }

    @Test func `the kernel queues no more than kernelQueueBytes for a connection`() async throws {
        let options = Log<Int32?>()
        let behaviour = Behaviour(onOpen: { connection in
            let descriptor = connection.stream.registration.descriptor
            options.add(try? System.option(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT))
        })
        try await TestServer.run(doing: behaviour) { test in
            RawPeer(port: test.address.port).upgrade()
            #expect(options.all == [128 << 10])
        }
    }

    @Test func `every drained queue is told once in a tick`() async throws {
        let drains = Log<Int>()
        let behaviour = Behaviour(onDrain: { drains.add($0.queuedBytes) })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            try await test.loop.until { drains.all == [0] }  // The 101.
            for count in 2...4 {
                peer.send(RawPeer.frame(.text) + RawPeer.frame(.text))
                try await test.loop.until { drains.all.count >= count }
                #expect(drains.all.count == count)
            }
        }
    }

    @Test(arguments: [UInt64(5), 6, 7])
    func `a queue gives its frames in order, however they are taken`(seed: UInt64) {
        check(PlainFrameQueue(), seed: seed)
        check(PackedFrameQueue(spare: SpareBuffers()), seed: seed)
    }

    private func check(_ queue: some FrameQueue, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (pushed, sent): ([UInt8], [UInt8]) = ([], [])
        for round in 0..<300 {
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let frame = (0..<Int.random(in: 0...50, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                pushed += frame
                queue.push(frame)
            }
            var room = round == 299 ? Int.max : Int.random(in: 0...120, using: &generator)
            let progress = queue.drain { bytes in
                let taken = min(room, bytes.count)
                for index in 0..<taken { sent.append(bytes[index]) }
                room -= taken
                return taken
            }
            #expect(queue.queuedBytes == pushed.count - sent.count)
            #expect((progress == .drained) == (queue.queuedBytes == 0))
        }
        #expect(sent == pushed)
    }
}

private final class LaggedQueue: FrameQueue {
    let queuedBytes = 0
    func push(_ frame: [UInt8]) {}
    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress { .lagged }
}
