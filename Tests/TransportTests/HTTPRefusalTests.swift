import Reactor
import Testing
import WebCodec

@testable import Transport

/// Every status with which a server refuses, seen by a peer at a real socket.
@Suite(.serialized, .timeLimit(.minutes(3))) struct HTTPRefusalTests {
    /// The whole answer to one request on a connection of its own, and whether the server ended it.
    private static func answer(
        _ request: String, doing behaviour: Behaviour = Behaviour()
    ) async throws -> HTTPAnswer {
        var answer: HTTPAnswer?
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(request)
            answer = peer.receiveText().flatMap(HTTPAnswer.init)
        }
        return try #require(answer)
    }

    private static let upgrade = RawPeer.upgradeRequest

    @Test(
        arguments: [
            (upgrade.replacing("GET", with: "POST"), 405, "allow: GET"),
            (
                upgrade.replacing("Version: 13", with: "Version: 8"), 426,
                "sec-websocket-version: 13"
            ),
            (
                upgrade.replacing("Sec-WebSocket-Version: 13\r\n", with: ""), 426,
                "upgrade: websocket"
            ),
            (upgrade.replacing("dGhl", with: ""), 400, nil),
            (upgrade.replacing("Connection: Upgrade", with: "Connection: close"), 400, nil),
            (upgrade.replacing("Host: 127.0.0.1\r\n", with: ""), 400, nil),
            (upgrade.replacing("Host: ", with: "Host : "), 400, nil),
            (upgrade.replacing("Host", with: "Content-Length: 5\r\nHost"), 400, nil),
            (upgrade.replacing("Host", with: "Content-Length: 2000000\r\nHost"), 413, nil),
            (upgrade.replacing("HTTP/1.1", with: "HTTP/2.0"), 505, nil),
            (upgrade.replacing("GET", with: "get"), 501, nil),
            (
                upgrade.replacing(
                    "Host", with: "X: \(String(repeating: "x", count: 20_000))\r\nHost"),
                431, nil
            ),
            (
                upgrade.replacing("/v1", with: "/\(String(repeating: "x", count: 10_000))"), 414,
                nil
            ),
        ] as [(String, Int, String?)])
    func `a faulty request for a WebSocket gets its status`(
        request: String, status: Int, field: String?
    ) async throws {
        let answer = try await Self.answer(request)
        #expect(answer.status == status)
        #expect(answer.lines.contains("connection: close") || status == 426)
        #expect(answer.lines.contains { $0.hasPrefix("date: ") })
        #expect(answer.body.hasSuffix(".\n"), "it says what to do: \(answer.body)")
        if let field { #expect(answer.lines.contains(field)) }
        if status == 426 { #expect(answer.lines.contains("connection: Upgrade, close")) }
    }

    @Test(
        arguments: [
            (.unauthorized(challenge: "Shopcast", "Sign in."), 401, "www-authenticate: Shopcast"),
            (.text(403, "Not you."), 403, nil), (.text(404, "Not here."), 404, nil),
            (.tooManyRequests(retryAfter: .seconds(7)), 429, "retry-after: 7"),
            (.tooManyRequests(retryAfter: .milliseconds(7)), 429, "retry-after: 1"),
            (.unavailable(retryAfter: .milliseconds(7100)), 503, "retry-after: 8"),
        ] as [(HTTPResponse, Int, String?)])
    func `the owner's refusal reaches the peer, and the connection ends`(
        refusal: HTTPResponse, status: Int, field: String?
    ) async throws {
        let answer = try await Self.answer(
            Self.upgrade, doing: Behaviour(refusal: refusal))
        #expect(answer.status == status)
        #expect(answer.lines.contains("connection: close"))
        if let field {
            #expect(answer.lines.contains(field))
            #expect(!field.hasPrefix("retry") || answer.body.contains("Try again in "))
        }
    }

    @Test func `a refused HEAD has no body`() async throws {
        let answer = try await Self.answer(Self.upgrade.replacing("GET", with: "HEAD"))
        #expect(answer.status == 405 && answer.body.isEmpty)
        #expect(answer.lines.contains { $0.hasPrefix("content-length: ") })
    }

    @Test func `a draining server refuses WebSockets, and says when to come back`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            let (begin, end) = (Self.upgrade.prefix(20), Self.upgrade.dropFirst(20))
            peer.send(String(begin))
            try await test.loop.until {
                TransportStatistics.of(test.loop).receivedBytes == begin.utf8.count
            }
            await withCheckedContinuation { done in test.server.stop { done.resume() } }
            test.server.closeAll(.goingAway)
            try await test.loop.run {}  // So that it has begun.
            peer.send(String(end))
            let answer = try #require(peer.receiveText().flatMap(HTTPAnswer.init))
            #expect(answer.status == 503)
            #expect(answer.lines.contains("retry-after: 5"))
            #expect(answer.body == "The server is about to stop. Try again in 5 s.\n")
        }
    }

    @Test(arguments: [("5", 413), ("4", 200)])
    func `a body beyond what the owner takes is refused before it is read`(
        length: String, status: Int
    ) async throws {
        let behaviour = Behaviour(bodyLimitBytes: 4)
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(
                "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
                    + "Content-Length: \(length)\r\n\r\n")
            let head = try #require(peer.receiveHead())
            guard status == 200 else {
                #expect(head.hasPrefix("HTTP/1.1 413 "))
                #expect(peer.receiveText() == "The body may have 4 bytes: send less.\n")
                return
            }
            #expect(head == "HTTP/1.1 100 Continue\r\n\r\n")
            peer.send("abcd")
            #expect(peer.receiveText()?.hasSuffix("\r\n\r\nPUT / 4\n") == true)
        }
    }
}

/// An answer, taken apart without the project's own decoder.
struct HTTPAnswer {
    let status: Int
    let lines: [String]
    let body: Substring

    init?(_ text: String) {
        guard let end = text.firstRange(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 "),
            let status = Int(text.dropFirst(9).prefix(3))
        else { return nil }
        self.status = status
        lines = text[..<end.lowerBound].split(separator: "\r\n").dropFirst().map(String.init)
        body = text[end.upperBound...]
    }
}
