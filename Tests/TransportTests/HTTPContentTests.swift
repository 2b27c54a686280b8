import Reactor
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct HTTPContentTests {
    private static let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    @Test(arguments: Security.allCases, [0..<300_000, 0..<0, 16_383..<16_385, 299_999..<300_000])
    func `a part of shared bytes reaches the peer`(
        security: Security, range: Range<Int>
    ) async throws {
        let shared = SharedBytes(Self.bytes)
        let behaviour = Behaviour(respond: { _, respond in
            respond(HTTPResponse(status: 200, content: .shared(shared, range)))
        })
        try await TestServer.run(security, doing: behaviour) { test in
            let tls = try security.clientContext()
            let request = HTTPClientRequest(url: test.url("/"))
            let result = await test.loop.wait { done in
                HTTPClient.send(request, on: test.loop, tls: tls, completion: done)
            }
            #expect(try result.get().body == Array(Self.bytes[range]))
        }
    }

    @Test func `shared bytes are kept while a peer is sent them, and no longer`() async throws {
        let kept = Log<WeakBytes>()
        let behaviour = Behaviour(respond: { _, respond in
            let shared = SharedBytes(Array(repeating: 7, count: 32 << 20))
            kept.add(WeakBytes(shared))
            respond(HTTPResponse(status: 200, content: .shared(shared, 0..<shared.bytes.count)))
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port, receiveBufferBytes: 4096)
            peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(peer.receiveHead()?.contains("content-length: 33554432\r\n") == true)
            #expect(kept.all.first?.bytes != nil)
            #expect(peer.receiveAll()?.count == 32 << 20)
            try await test.loop.until { kept.all.allSatisfy { $0.bytes == nil } }
        }
    }

    @Test func `an answer to HEAD announces what it does not have`() async throws {
        let behaviour = Behaviour(respond: { _, respond in
            respond(HTTPResponse(status: 200, content: .unsent(count: 12_345)))
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try #require(peer.receiveText())
            #expect(answer.contains("\r\ncontent-length: 12345\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `pieces go out in their order, however little is taken at a time`() {
        for step in [1, 2, 3, 7, 100] {
            var output = HTTPOutput()
            output.push([1, 2, 3])
            output.push([])
            output.push(.shared(SharedBytes([9, 4, 5, 6, 9]), 1..<4))
            output.push(.bytes([7]))
            var sent: [UInt8] = []
            var progress = DrainProgress.blocked
            while progress == .blocked {
                var room = step
                progress = output.drain { bytes in
                    let taken = min(room, bytes.count)
                    for index in 0..<taken { sent.append(bytes[index]) }
                    room -= taken
                    return taken
                }
            }
            #expect(sent == [1, 2, 3, 4, 5, 6, 7])
            #expect(output.drain { _ in 1 } == .drained)
        }
    }

    @Test func `a line's end in a header of an answer traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponse(status: 200, headers: ["x": "a\r\nset-cookie: b"])
        }
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponse.unauthorized(challenge: "a\nb", "")
        }
    }

    @Test(arguments: ["content-length", "date", "transfer-encoding"])
    func `a header that the transport writes itself traps`(name: String) async {
        await #expect(processExitsWith: .failure) { [name] in
            var headers = HTTPHeaders()
            headers.append(name, "1")
            _ = HTTPResponse(status: 200, headers: headers)
        }
    }

    /// Sees whether bytes are alive.
    private final class WeakBytes: Sendable {
        weak let bytes: SharedBytes?
        init(_ bytes: SharedBytes) { self.bytes = bytes }
    }
}
