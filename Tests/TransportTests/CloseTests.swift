import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct CloseTests {
    @Test(arguments: Security.allCases)
    func `a client closes, and both sides know why`(security: Security) async throws {
        try await TestServer.run(security) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            let code = CloseCode(application: 4_001)
            try await test.loop.run { connection.value.close(code, reason: "bye") }
            #expect(await client.events.next() == .closed(.closedByUs(code)))
            #expect(await test.closes.next() == .closedByPeer(code, reason: "bye"))
            try await test.loop.until { test.loop.registrationCount == 1 }  // The listener.
            #expect(test.server.counters == ServerCounters(accepted: 1, open: 0, refused: 0))
        }
    }

    @Test(arguments: Security.allCases)
    func `a server closes after what it has queued`(security: Security) async throws {
        let behaviour = Behaviour(onOpen: { connection in
            connection.send(binary: Array(repeating: 1, count: 3 << 20))
            connection.close(.goingAway, reason: "later")
            connection.send(text: [])  // Too late.
            connection.close(.normal)
        })
        try await TestServer.run(security, doing: behaviour) { test in
            var limits = TransportLimits()
            limits.message.payloadBytes = 4 << 20
            let (client, _) = try await TestClient.connect(to: test, limits: limits)
            _ = await client.events.next()
            let message = WebSocketMessage.binary(Array(repeating: 1, count: 3 << 20))
            #expect(await client.events.next() == .message(message))
            #expect(
                await client.events.next() == .closed(.closedByPeer(.goingAway, reason: "later"))
            )
            #expect(await test.closes.next() == .closedByUs(.goingAway))
            try await test.loop.until { test.loop.registrationCount == 1 }
        }
    }

    @Test(
        arguments: [
            (RawPeer.closeFrame(.normal, "done"), CloseCode.normal),
            (RawPeer.closeFrame(nil), nil),
            (RawPeer.frame(.close, [3, 237]), .protocolError),  // 1005 must not be sent.
            (RawPeer.frame(.text, [0xFF]), .invalidPayload),
            (RawPeer.frame(.continuation, []), .protocolError),
            ([0x81, 0x00], .protocolError),  // Not masked.
        ] as [([UInt8], CloseCode?)])
    func `the server answers with the right code, then ends the TCP connection`(
        sent: [UInt8], code: CloseCode?
    ) async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            peer.send(sent + RawPeer.frame(.text, [65]))  // What follows is not looked at.
            #expect(peer.receiveEvents() == [.close(code, reason: "")])
            peer.finishSending()
            try await test.loop.until { test.loop.registrationCount == 1 }
        }
    }

    @Test func `a message beyond the limit fails the connection with 1009`() async throws {
        var limits = TransportLimits()
        limits.message = WebSocketLimits(payloadBytes: 1_000, fragments: 3)
        try await TestServer.run(limits: limits) { test in
            let tooBig = RawPeer.frame(.binary, Array(repeating: 0, count: 1_001))
            let pieces = (0..<3).map {
                RawPeer.frame($0 == 0 ? .text : .continuation, isFinal: false)
            }
            let tooMany = pieces.flatMap { $0 } + RawPeer.frame(.continuation)
            for (bytes, reason) in [
                (tooBig, FrameError.payloadTooLarge(announced: 1_001, limit: 1_000)),
                (tooMany, .tooManyFragments(limit: 3)),
            ] {
                let peer = RawPeer(port: test.address.port)
                peer.upgrade()
                peer.send(bytes)
                #expect(peer.receiveEvents() == [.close(.messageTooBig, reason: "")])
                #expect(await test.closes.next() == .failed(reason))
            }
        }
    }

    @Test func `a peer that does not answer the close frame is cut off after closeTime`()
        async throws
    {
        try await TestServer.run(doing: Behaviour(onOpen: { $0.close(.normal) })) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            #expect(peer.receive() == [0x88, 2, 3, 232])
            try await test.sweep(at: .seconds(4))
            #expect(test.server.counters.open == 1)
            try await test.sweep(at: .seconds(30))
            #expect(await test.closes.next() == .closeTimedOut)
            #expect(test.server.counters.open == 0)
            #expect(peer.receiveAll() == [])
        }
    }

    @Test func `a peer that does not end the TCP connection is cut off after closeTime`()
        async throws
    {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            peer.send(RawPeer.closeFrame(.normal))
            #expect(peer.receiveAll() == [0x88, 2, 3, 232])
            _ = await test.closes.next()
            #expect(test.server.counters.open == 1)  // We read on until the peer's end.
            try await test.sweep(at: .seconds(30))
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a client lets the server end the TCP connection, for closeTime at most`()
        async throws
    {
        let group = try EventLoopGroup(count: 1)
        let (loop, ended) = (group[0], Inbox<[UInt8]?>())
        let server = try RawServer { peer in
            peer.acceptUpgrade()
            peer.send([0x88, 2, 3, 232])
            var frame: [UInt8] = []
            while frame.count < 8 { frame += peer.receive() ?? [0] }
            ended.put(peer.receive())  // Blocks until the client ends the connection.
        }
        let url = try RemoteURL(server.url())
        let client = try await TestClient.connect(to: url, on: loop).get().client
        _ = await client.events.next()
        #expect(await client.events.next() == .closed(.closedByPeer(.normal, reason: "")))
        #expect(try await loop.run { loop.registrationCount } == 1)
        try await loop.run { LoopContext.of(loop).sweep(at: loop.now + .seconds(6)) }
        #expect(try await loop.run { loop.registrationCount } == 0)
        #expect(await ended.next() == [])
        await group.ended()
    }

    @Test func `an end or a reset without a close frame is told as such`() async throws {
        try await TestServer.run { test in
            for resets in [false, true] {
                var peer: RawPeer? = RawPeer(port: test.address.port)
                peer?.upgrade()
                peer?.send(RawPeer.frame(.text, [65]).dropLast())  // In the middle of a frame.
                if resets { peer?.resetAtClose() }
                peer = nil
                #expect(await test.closes.next() == .disconnected)
            }
            try await test.loop.until { test.server.counters.open == 0 }
        }
    }

    @Test func `a closed connection and its handler are released`() async throws {
        try await TestServer.run(.tls13) { test in
            let box = WeakBox()
            do {
                let (client, connection) = try await TestClient.connect(to: test)
                _ = await client.events.next()
                try await test.loop.run {
                    box.connection = connection.value
                    box.stream = connection.value.stream
                    connection.value.close(.normal)
                }
                _ = await client.events.next()
                box.client = client
            }
            try await test.loop.until { test.loop.registrationCount == 1 }
            try await test.loop.until {
                box.connection == nil && box.stream == nil && box.client == nil
            }
        }
    }
}

/// `@unchecked`: used on one loop, one task at a time.
private final class WeakBox: @unchecked Sendable {
    weak var connection: WebSocketConnection?
    weak var stream: ByteStream?
    weak var client: TestClient?
}

extension RawPeer {
    /// Plays the server in an upgrade.
    func acceptUpgrade() {
        let head = receiveHead() ?? ""
        let line = head.split(separator: "\r\n").first { $0.hasPrefix("sec-websocket-key: ") }
        let key = line?.dropFirst("sec-websocket-key: ".count) ?? ""
        send(
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: \(webSocketAccept(String(key)))\r
            \r

            """)
    }
}
