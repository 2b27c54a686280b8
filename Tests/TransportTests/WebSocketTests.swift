import OpenSSLBridge
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct WebSocketTests {
    @Test(arguments: Security.allCases, [false, true])
    func `messages of all sizes arrive whole in both directions`(
        security: Security, deflate: Bool
    ) async throws {
        try await TestServer.run(security, doing: Behaviour(deflate: deflate)) { test in
            let (client, connection) = try await TestClient.connect(to: test, deflate: deflate)
            #expect(
                await client.events.next() == .opened(subprotocol: nil, compresses: deflate))
            for count in [0, 1, 125, 126, 300, 65_535, 65_536, 1 << 20] {
                // Half of it can be compressed.
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 2 * ($0 >> 5)) }
                for message in [WebSocketMessage.binary(bytes), .text(bytes.map { $0 & 0x7F })] {
                    try await test.loop.run { connection.value.echo(message) }
                    #expect(await client.events.next() == .message(message))
                }
            }
        }
    }

    @Test func `many messages of one tick arrive in order`() async throws {
        try await TestServer.run(.tls13) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            try await test.loop.run {
                for number in 0..<2_000 { connection.value.send(text: Array("\(number)".utf8)) }
            }
            for number in 0..<2_000 {
                #expect(
                    await client.events.next() == .message(.text(Array("\(number)".utf8))))
            }
        }
    }

    @Test func `small messages of one tick cost one write`() async throws {
        let sends = Behaviour(onMessage: { connection, _ in
            for _ in 0..<50 { connection.send(binary: [7]) }
        })
        try await TestServer.run(doing: sends) { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            let before = try await test.loop.run { TransportStatistics.of(test.loop) }
            peer.send(RawPeer.frame(.text))
            #expect(peer.receive()?.count == 150)
            let after = try await test.loop.run { TransportStatistics.of(test.loop) }
            #expect(after.writes - before.writes == 1)
            #expect(after.sentBytes - before.sentBytes == 150)
        }
    }

    @Test func `the server chooses the subprotocol that it wants most`() async throws {
        let behaviour = Behaviour(subprotocols: ["shopcast.b", "shopcast.a"])
        try await TestServer.run(doing: behaviour) { test in
            let (client, _) = try await TestClient.connect(
                to: test, subprotocols: ["shopcast.a", "shopcast.b"])
            let opened = await client.events.next()
            #expect(opened == .opened(subprotocol: "shopcast.b", compresses: false))
        }
    }

    @Test func `without a common subprotocol the upgrade is refused, and says why`() async throws {
        try await TestServer.run(doing: Behaviour(subprotocols: ["shopcast.v1.json"])) { test in
            let result = await TestClient.connect(
                to: test.url(), on: test.loop, subprotocols: ["chat"])
            let failure = ConnectFailure.refused(
                status: 400,
                text: "Offer one of these in Sec-WebSocket-Protocol: shopcast.v1.json.")
            #expect(result.failure == failure)
        }
    }

    @Test func `a refused upgrade tells the client status and text`() async throws {
        let refusal = HTTPResponse.text(404, "There is no shop at this path.")
        try await TestServer.run(.tls13, doing: Behaviour(refusal: refusal)) { test in
            let failure = await #expect(throws: ConnectFailure.self) {
                _ = try await TestClient.connect(to: test)
            }
            #expect(failure == .refused(status: 404, text: "There is no shop at this path."))
            #expect(
                failure?.description
                    == "the server answers 404 Not Found: There is no shop at this path.")
        }
    }

    @Test(arguments: ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key"])
    func `a faulty upgrade is answered with its status`(line: String) async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            let faulty = line.contains("Version") ? "Sec-WebSocket-Version: 12" : "X-Key"
            peer.send(RawPeer.upgradeRequest.replacing(line, with: faulty))
            let answer = try #require(peer.receiveText())
            let status = line.contains("Version") ? "426 Upgrade Required" : "400 Bad Request"
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(answer.contains("\r\nsec-websocket-version: 13\r\n") == line.contains("V"))
        }
    }

    @Test func `a compressor is made once for each window, not for each message`() async throws {
        try await TestServer.run { test in
            try await test.loop.run {
                let context = LoopContext.of(test.loop)
                let text = [UInt8](repeating: 65, count: 2_000)
                var made: [Int: ObjectIdentifier] = [:]
                for round in 0..<3 {
                    for bits in 8...15 {
                        let small = context.compress(text.span, windowBits: bits)
                        #expect(small.map { $0.count < 100 } == true)
                        let deflater = try #require(context.deflaters[bits])
                        if round == 0 { made[bits] = ObjectIdentifier(deflater) }
                        #expect(made[bits] == ObjectIdentifier(deflater))
                    }
                }
                #expect(context.deflaters.count == 8)
            }
        }
    }

    @Test func `messages shorter than the threshold are not compressed`() async throws {
        try await TestServer.run(doing: Behaviour(deflate: true)) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(
                RawPeer.upgradeRequest.replacing(
                    "Upgrade: websocket",
                    with: "Sec-WebSocket-Extensions: permessage-deflate\r\nUpgrade: websocket"))
            #expect(peer.receiveHead()?.contains("permessage-deflate") == true)
            for (count, isCompressed) in [(255, false), (256, true)] {
                peer.send(RawPeer.frame(.binary, Array(repeating: 1, count: count)))
                let frame = try #require(peer.receive())
                #expect(frame[0] == (isCompressed ? 0xC2 : 0x82))
            }
        }
    }

    @Test func `what does not shrink can be sent as it is`() async throws {
        let behaviour = Behaviour(
            deflate: true,
            onMessage: { $0.send($1.kind, $1.bytes.span, compressing: false) })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(
                RawPeer.upgradeRequest.replacing(
                    "Upgrade: websocket",
                    with: "Sec-WebSocket-Extensions: permessage-deflate\r\nUpgrade: websocket"))
            #expect(peer.receiveHead()?.contains("permessage-deflate") == true)
            peer.send(RawPeer.frame(.binary, Array(repeating: 1, count: 300)))
            let frame = try #require(peer.receive())
            #expect(frame[0] == 0x82)
        }
    }
}
