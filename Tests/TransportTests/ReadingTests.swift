import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct ReadingTests {
    @Test func `an upgrade and frames may arrive in a single segment`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(
                Array(RawPeer.upgradeRequest.utf8) + RawPeer.frame(.text, [65])
                    + RawPeer.closeFrame(.normal))
            #expect(peer.receiveHead()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(
                peer.receiveEvents() == [.message(.text, [65]), .close(.normal, reason: "")])
        }
    }

    @Test(arguments: [1, 2, 3])
    func `a fragmented message survives any way of cutting its bytes`(seed: UInt64) async throws {
        try await TestServer.run { test in
            let text = Array("Grüße aus dem Laden, 你好".utf8)
            var bytes = Array(RawPeer.upgradeRequest.utf8)
            for (index, byte) in text.enumerated() {
                bytes += RawPeer.frame(
                    index == 0 ? .text : .continuation, [byte], isFinal: index == text.count - 1)
                if index % 7 == 3 { bytes += RawPeer.frame(.ping, [byte]) }
            }
            bytes += RawPeer.closeFrame(.normal)
            let peer = RawPeer(port: test.address.port)
            var generator = SeededGenerator(seed: seed)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...(seed == 1 ? 1 : 9), using: &generator)
                peer.send(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            _ = peer.receiveHead()
            let events = try #require(peer.receiveEvents())
            #expect(events.filter { $0 == .message(.text, text) }.count == 1)
            #expect(events.count == 2 + text.indices.filter { $0 % 7 == 3 }.count)
            #expect(events.last == .close(.normal, reason: ""))
        }
    }

    @Test func `a ping is answered with its payload`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            peer.send(RawPeer.frame(.ping, [1, 2, 3]) + RawPeer.closeFrame(.normal))
            #expect(peer.receiveEvents() == [.pong([1, 2, 3]), .close(.normal, reason: "")])
        }
    }

    @Test func `a silent peer gets a ping after idleTime and is cut off after pongTime`()
        async throws
    {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            try await test.sweep(at: .seconds(59))
            for second in stride(from: 1_000, to: 4_000, by: 1_000) {
                try await test.sweep(at: .seconds(second))
                #expect(peer.receive() == [0x89, 0])
                try await test.sweep(at: .seconds(second + 19))
                peer.send(RawPeer.frame(.text))  // Any frame is a sign of life.
                #expect(peer.receive() == [0x81, 0])
            }
            try await test.sweep(at: .seconds(5_000))
            #expect(peer.receive() == [0x89, 0])
            try await test.sweep(at: .seconds(5_020))
            #expect(await test.closes.next() == .silent)
            #expect(peer.receiveAll() == [])
        }
    }

    @Test(arguments: Security.allCases)
    func `a paused connection hears nothing, and then everything in order`(
        security: Security
    ) async throws {
        let behaviour = Behaviour(onMessage: { connection, message in
            connection.echo(message)
            connection.pauseReading()
            // Resumed from outside of any event, one message later.
            connection.loop.schedule(after: .zero) { connection.resumeReading() }
        })
        try await TestServer.run(security, doing: behaviour) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            let messages = (0..<UInt8(100)).map { Array(repeating: $0, count: 3_000) }
            try await test.loop.run {
                for message in messages { connection.value.send(binary: message) }
            }
            for message in messages {
                #expect(await client.events.next() == .message(.binary(message)))
            }
        }
    }

    @Test func `a paused connection reads no further than once`() async throws {
        let received = Log<Int>()
        let behaviour = Behaviour(onMessage: { connection, _ in
            received.add(TransportStatistics.of(connection.loop).reads)
            connection.pauseReading()
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            peer.send(RawPeer.frame(.text, [65]))
            try await test.loop.until { received.all.count == 1 }
            peer.send(RawPeer.frame(.text, [66]))
            for _ in 0..<50 { try await test.loop.run {} }
            #expect(received.all.count == 1)
            let reads = try await test.loop.run { TransportStatistics.of(test.loop).reads }
            #expect(reads == received.all[0])
        }
    }

    @Test func `nothing is heard after a handler has closed or aborted`() async throws {
        for aborts in [false, true] {
            let heard = Log<WebSocketMessage>()
            let behaviour = Behaviour(onMessage: { connection, message in
                heard.add(message)
                if aborts { connection.abort() } else { connection.close(.normal) }
            })
            try await TestServer.run(doing: behaviour) { test in
                let peer = RawPeer(port: test.address.port)
                peer.upgrade()
                peer.send(
                    RawPeer.frame(.text, [65]) + RawPeer.frame(.text, [66])
                        + RawPeer.closeFrame(.normal))
                let reason = aborts ? CloseReason.aborted : .closedByUs(.normal)
                #expect(await test.closes.next() == reason)
                #expect(heard.all == [.text([65])])
                if !aborts { #expect(peer.receiveAll() == [0x88, 2, 3, 232]) }
            }
        }
    }

    @Test func `a handler may close and abort other connections`() async throws {
        let others = Log<LoopBound<WebSocketConnection>>()
        let behaviour = Behaviour(
            onOpen: { others.add(LoopBound($0, on: $0.loop)) },
            onMessage: { connection, _ in
                for other in others.all where other.value !== connection { other.value.abort() }
                connection.close(.goingAway)
            })
        try await TestServer.run(doing: behaviour) { test in
            let peers = (0..<4).map { _ in RawPeer(port: test.address.port) }
            for peer in peers { peer.upgrade() }
            peers[2].send(RawPeer.frame(.text))
            peers[2].send(RawPeer.closeFrame(.goingAway))
            #expect(peers[2].receiveAll() == [0x88, 2, 3, 233])
            var reasons: [CloseReason?] = []
            for _ in peers { reasons.append(await test.closes.next()) }
            #expect(reasons.filter { $0 == .aborted }.count == 3)
            #expect(reasons.contains(.closedByUs(.goingAway)))
        }
    }
}
