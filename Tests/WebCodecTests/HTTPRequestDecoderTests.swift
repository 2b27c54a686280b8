import Testing

@testable import WebCodec

struct HTTPRequestDecoderTests {
    static let get = Array(
        "GET /a/b?c=d%20e&f HTTP/1.1\r\nHost: shop.test:8443\r\nX-A:  1 \r\n\r\n".utf8)

    static let getHead = HTTPRequestHead(
        method: "GET", target: "/a/b?c=d%20e&f", headers: ["host": "shop.test:8443", "x-a": "1"])

    static let postHead = "POST /hook HTTP/1.1\r\nHost: a\r\n"

    @Test func `a request survives every single cut`() {
        for cut in Cut.everywhere(in: Self.get.count) + [.byteByByte] {
            let outcome = decodeRequests(cut.pieces(of: Self.get))
            #expect(outcome == .init(events: [.head(Self.getHead), .body([])]), "\(cut)")
        }
    }

    @Test(arguments: Cut.usual)
    func `requests follow one another, with bodies of either framing`(cut: Cut) {
        let body = sampleBytes(70_000, seed: 2)
        let counted = Array("\(Self.postHead)Content-Length: 70000\r\n\r\n".utf8) + body
        var chunked = Array("\(Self.postHead)Transfer-Encoding: Chunked\r\n\r\n".utf8)
        for (line, part) in [("1;x=\"y\"", body[..<1]), ("0000A", body[1..<11])] {
            chunked += Array("\(line)\r\n".utf8) + part + Array("\r\n".utf8)
        }
        chunked += Array("11165\r\n".utf8) + body[11...]
        chunked += Array("\r\n0\r\nDigest: x\r\n\r\n".utf8)
        let bytes = counted + Array("\r\n".utf8) + chunked + Self.get
        let events = decodeRequests(cut.pieces(of: bytes)).events
        #expect(events.count == 6)
        let bodies: [HTTPRequestDecoder.Event] = [.body(body), .body(body), .body([])]
        #expect(events.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) == bodies)
        #expect(events.dropLast().last == .head(Self.getHead))
    }

    @Test func `after a head nothing is consumed, so frames may follow an upgrade`() throws {
        var decoder = HTTPRequestDecoder()
        let bytes = Self.get + [0x81, 0x80]
        var position = 0
        #expect(try decoder.next(bytes.span, at: &position) == .head(Self.getHead))
        #expect(position == Self.get.count)
    }

    @Test func `the decoder is idle only between requests`() throws {
        var decoder = HTTPRequestDecoder()
        #expect(decoder.isIdle)
        var position = 0
        let (first, rest) = (Array(Self.get[..<9]), Array(Self.get[9...]))
        _ = try decoder.next(first.span, at: &position)
        #expect(!decoder.isIdle)
        position = 0
        _ = try decoder.next(rest.span, at: &position)
        #expect(!decoder.isIdle)
        _ = try decoder.next(rest.span, at: &position)
        #expect(decoder.isIdle)
    }

    @Test func `a head answers questions about itself`() {
        let head = Self.getHead
        #expect(head.path == "/a/b")
        #expect(head.query == "c=d%20e&f")
        #expect(head.keepsAlive && !head.expectsContinue && !head.wantsWebSocket)
        let other = HTTPRequestHead(
            method: "PUT", target: "/",
            headers: [
                "Connection": "x, Close", "Expect": "100-Continue", "Upgrade": "h2c, WebSocket",
            ])
        #expect(other.query == nil)
        #expect(!other.keepsAlive && other.expectsContinue && other.wantsWebSocket)
    }

    @Test(arguments: ["http://a/b?c", "HTTP://A/b?c", "https://a/b?c"])
    func `the absolute form is reduced to path and query`(target: String) {
        let outcome = decodeRequests("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = HTTPRequestHead(method: "GET", target: "/b?c", headers: ["host": "a"])
        #expect(outcome.events.first == .head(head))
    }

    @Test func `an absolute target without a path means the root`() {
        for (target, origin) in [("http://a", "/"), ("http://a?b", "/?b")] {
            let outcome = decodeRequests("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = HTTPRequestHead(method: "GET", target: origin, headers: ["host": "a"])
            #expect(outcome.events.first == .head(head))
        }
    }

    @Test func `HTTP/1.0 is understood, and none of what it does not know`() throws {
        let text = """
            GET /a HTTP/1.0\r
            Connection: keep-alive, Upgrade\r
            Upgrade: websocket\r
            Expect: tea\r
            \r\n
            """
        guard case .head(let head)? = decodeRequests(text).events.first else {
            Issue.record("no head")
            return
        }
        #expect(head.version == .http10 && head.target == "/a")
        #expect(!head.keepsAlive && !head.expectsContinue && !head.wantsWebSocket)
        let named = decodeRequests("GET / HTTP/1.0\r\nHost: a:80\r\n\r\n")
        #expect(named.error == nil && named.events.count == 2)
    }

    @Test(arguments: [
        "a", "a.b-c_d:1", "127.0.0.1:65535", "[::1]", "[2001:db8::1]:8443", "a:",
    ])
    func `a Host that keeps the grammar is accepted`(host: String) {
        #expect(decodeRequests("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").error == nil)
    }

    @Test(arguments: ["//a", "/../b", "/a/./b", "/%2e%2E/b", "/a%00b", "/a//b", "/a?b=/../c"])
    func `a path is handed on as it came`(target: String) {
        let outcome = decodeRequests("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = HTTPRequestHead(method: "GET", target: target, headers: ["host": "a"])
        #expect(outcome.events.first == .head(head))
    }

    @Test func `one empty line before a request is passed over and does not count as one`() throws {
        var decoder = HTTPRequestDecoder()
        var position = 0
        let line = Array("\r\n".utf8)
        #expect(try decoder.next(line.span, at: &position) == nil)
        #expect(decoder.isIdle)
        position = 0
        #expect(try decoder.next(Self.get.span, at: &position) == .head(Self.getHead))
    }

    @Test(arguments: ["Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\n"])
    func `a body's limit can be lowered when its head is known`(rest: String) throws {
        for (limit, isEnough) in [(3, true), (2, false), (0, false)] {
            var decoder = HTTPRequestDecoder()
            var position = 0
            let bytes = Array((Self.postHead + rest).utf8)
            _ = try decoder.next(bytes.span, at: &position)
            var error: HTTPError?
            do throws(HTTPError) {
                try decoder.limitBody(to: limit)
                _ = try decoder.next(bytes.span, at: &position)
            } catch let failure {
                error = failure
            }
            #expect(error == (isEnough ? nil : .bodyTooLarge))
        }
    }

    @Test(arguments: [
        ("", false), ("Content-Length: 0\r\n", false), ("Content-Length: 00\r\n", false),
        ("Content-Length: 10\r\n", true), ("Transfer-Encoding: chunked\r\n", true),
    ])
    func `a head tells whether a body follows`(fields: String, announces: Bool) {
        guard case .head(let head)? = decodeRequests(Self.postHead + fields + "\r\n").events.first
        else {
            Issue.record("no head")
            return
        }
        #expect(head.announcesBody == announces)
    }

    @Test func `an error is final`() {
        var decoder = HTTPRequestDecoder()
        var position = 0
        let broken: [UInt8] = [0x0A]
        #expect(throws: HTTPError.bareLineFeed) { try decoder.next(broken.span, at: &position) }
        position = 0
        #expect(throws: HTTPError.bareLineFeed) { try decoder.next(Self.get.span, at: &position) }
    }
}
