import Reactor
import Synchronization
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct HTTPServerTests {
    private static func request(_ line: String, _ headers: String = "", body: String = "") -> String
    {
        "\(line) HTTP/1.1\r\nHost: shop.test\r\n\(headers)\r\n\(body)"
    }

    @Test func `requests of a connection are answered one after the other`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("GET /a"))
            #expect(peer.receiveHead()?.contains("content-length: 9\r\n") == true)
            #expect(peer.receive() == Array("GET /a 0\n".utf8))
            // Two in one segment, then the end.
            peer.send(
                Self.request("POST /b", "Content-Length: 3\r\n", body: "abc")
                    + Self.request("GET /c", "Connection: close\r\n"))
            let answers = try #require(peer.receiveText())
            #expect(answers.components("HTTP/1.1 200 OK\r\n") == 2)
            #expect(answers.components("POST /b 3\n") == 1)
            #expect(answers.components("connection: close\r\n") == 1)
            #expect(answers.hasSuffix("\r\n\r\nGET /c 0\n"))
        }
    }

    @Test func `many requests in one segment are answered in their order`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            let requests = (0..<50).map {
                Self.request("GET /\($0)", $0 == 49 ? "Connection: close\r\n" : "")
            }
            peer.send(requests.joined())
            let answers = try #require(peer.receiveText())
            let order = answers.split(separator: "\r\n").filter { $0.hasPrefix("GET /") }
                .map { $0.prefix { $0 != "\n" } }
            #expect(order == (0..<50).map { "GET /\($0) 0" })
            #expect(test.server.counters.accepted == 1)
        }
    }

    @Test func `requests behind the last one are not answered`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("GET /a", "Connection: close\r\n") + Self.request("GET /b"))
            let answers = try #require(peer.receiveText())
            #expect(answers.hasSuffix("\r\n\r\nGET /a 0\n") && answers.components("HTTP/1.1 ") == 1)
        }
    }

    @Test(arguments: ["", "Host: a\r\n", "Host: a\r\nConnection: keep-alive\r\n"])
    func `HTTP/1.0 gets one answer`(fields: String) async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send("GET /a HTTP/1.0\r\n\(fields)\r\n")
            let answer = try #require(peer.receiveText())
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.components("connection: close\r\n") == 1)
            #expect(answer.hasSuffix("GET /a 0\n"))
        }
    }

    @Test func `who does not wait is not told to continue`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            let expect = "Expect: 100-continue\r\n"
            peer.send(Self.request("PUT /a", expect + "Content-Length: 2\r\n", body: "ab"))
            #expect(peer.receiveHead()?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
            #expect(peer.receive() == Array("PUT /a 2\n".utf8))
            peer.send(Self.request("GET /b", expect + "Connection: close\r\n"))
            #expect(peer.receiveText()?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
        }
    }

    @Test func `each answer has its date`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("GET /a", "Connection: close\r\n"))
            let answer = try #require(peer.receiveText().flatMap(HTTPAnswer.init))
            let date = try #require(answer.lines.first { $0.hasPrefix("date: ") })
            let form =
                /date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] 20\d\d \d\d:\d\d:\d\d GMT/
            #expect(date.wholeMatch(of: form) != nil)
        }
    }

    @Test func `an answer to HEAD has the length but not the body`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("HEAD /a", "Connection: close\r\n"))
            let answer = try #require(peer.receiveText())
            #expect(answer.contains("\r\ncontent-length: 10\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a sender that waits is told to continue`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(
                Self.request(
                    "PUT /a", "Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n"))
            #expect(peer.receiveHead() == "HTTP/1.1 100 Continue\r\n\r\n")
            peer.send("ab")
            #expect(peer.receiveText()?.hasSuffix("\r\n\r\nPUT /a 2\n") == true)
        }
    }

    @Test func `an answer may come later, also when the peer has gone`() async throws {
        let pending = Log<@Sendable () -> Void>()
        let behaviour = Behaviour(respond: { request, respond in
            let answer = Unchecked(respond)
            pending.add { answer.value(.text(201, "late")) }
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("GET /a", "Connection: close\r\n"))
            try await test.loop.until { pending.all.count == 1 }
            var gone: RawPeer? = RawPeer(port: test.address.port)
            gone?.send(Self.request("GET /b"))
            try await test.loop.until { pending.all.count == 2 }
            gone?.resetAtClose()
            gone = nil
            try await test.loop.run { for answer in pending.all { answer() } }
            #expect(peer.receiveText()?.hasSuffix("\r\n\r\nlate\n") == true)
            try await test.loop.until { test.server.counters.open <= 1 }
        }
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{0}\u{5}hello", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 20_000))", 431),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", 413),
    ])
    func `an unacceptable request gets its status, and the connection ends`(
        request: String, status: Int
    ) async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(request)
            let answer = try #require(peer.receiveText())
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\r\nconnection: close\r\n"))
            #expect(test.notices.all.count == 1)
        }
    }

    @Test func `HTTP on a TLS port is answered in words`() async throws {
        try await TestServer.run(.tls13) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Self.request("GET /"))
            let answer = try #require(peer.receiveText())
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.hasSuffix("This port speaks TLS: use https:// or wss://.\n"))
        }
    }

    @Test func `bytes that are not TLS on a TLS port end the connection`() async throws {
        try await TestServer.run(.tls13) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send(Array(repeating: 0, count: 100))
            #expect(peer.receiveAll() != nil)
            peer.finishSending()
            try await test.loop.until { test.server.counters.open == 0 }
        }
    }

    @Test func `the date is written as HTTP wants it`() {
        #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.text(951_782_400) == "Tue, 29 Feb 2000 00:00:00 GMT")
        #expect(HTTPDate.text(4_107_542_399) == "Sun, 28 Feb 2100 23:59:59 GMT")
        #expect(HTTPDate.text(4_107_542_400) == "Mon, 01 Mar 2100 00:00:00 GMT")
    }
}

/// Carries a loop's closure through a test.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}

extension String {
    /// How often `text` occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
