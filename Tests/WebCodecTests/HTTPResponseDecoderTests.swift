import Testing

@testable import WebCodec

struct HTTPResponseDecoderTests {
    static let ok = "HTTP/1.1 200 OK\r\n"

    static func head(_ status: Int, _ reason: String, _ headers: HTTPHeaders) -> HTTPResponseHead {
        HTTPResponseHead(status: status, reason: reason, headers: headers)
    }

    @Test(arguments: Cut.usual)
    func `bodies of each framing are read`(cut: Cut) {
        let framings: [(String, HTTPHeaders, Bool)] = [
            ("Content-Length: 5\r\n\r\nHello", ["content-length": "5"], false),
            (
                "Transfer-Encoding: chunked\r\n\r\n3\r\nHel\r\n2\r\nlo\r\n0\r\n\r\n",
                ["transfer-encoding": "chunked"], false
            ),
            ("\r\nHello", [:], true),
        ]
        for (text, headers, closes) in framings {
            let bytes = Array((Self.ok + text).utf8)
            let outcome = decodeResponse(cut.pieces(of: bytes), closes: closes)
            let head = Self.head(200, "OK", headers)
            #expect(outcome == .init(events: [.head(head), .body(Array("Hello".utf8))]))
        }
    }

    @Test(arguments: [("HEAD", 200), ("GET", 204), ("GET", 304), ("GET", 101)])
    func `some responses have no body, whatever they announce`(method: String, status: Int) {
        let bytes = Array("HTTP/1.1 \(status) X\r\nContent-Length: 5\r\n\r\nrest".utf8)
        let outcome = decodeResponse([bytes], answering: method)
        let head = Self.head(status, "X", ["content-length": "5"])
        #expect(outcome == .init(events: [.head(head), .body([])]))
    }

    @Test func `interim responses are skipped up to a limit`() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
        let bytes = Array("\(interim)\(Self.ok)Content-Length: 0\r\n\r\n".utf8)
        let events = decodeResponse([bytes], limits: .init(interimResponses: 2)).events
        #expect(events == [.head(Self.head(200, "OK", ["content-length": "0"])), .body([])])
        let error = decodeResponse([bytes], limits: .init(interimResponses: 1)).error
        #expect(error == .tooManyInterimResponses)
    }

    @Test func `after a 101 nothing is consumed, so frames may follow`() throws {
        let head = Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n".utf8)
        let bytes = head + [0x81, 0x00]
        var decoder = HTTPResponseDecoder()
        var position = 0
        let event = try decoder.next(bytes.span, at: &position)
        let expected = Self.head(101, "Switching Protocols", ["upgrade": "websocket"])
        #expect(event == .head(expected))
        #expect(position == head.count)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", HTTPError.truncated),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", .truncated),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", .truncated),
        ("HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 +20 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 600 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", .malformedStatusLine),
        ("ICY  1.1 200 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
        ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .obsoleteFolding),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .repeatedLength),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            .conflictingLength
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", .bodyTooLarge),
        ("HTTP/1.1 200 OK\r\n\r\n123456789", .bodyTooLarge),
    ])
    func `each violation has its error`(text: String, error: HTTPError) {
        for cut in [Cut.whole, .byteByByte] {
            let pieces = cut.pieces(of: Array(text.utf8))
            let outcome = decodeResponse(pieces, limits: .init(bodyBytes: 8), closes: true)
            #expect(outcome.error == error)
        }
    }

    @Test func `a connection persists unless the server says otherwise`() {
        let lines = [
            ("HTTP/1.1 200\r\n\r\n", true), ("HTTP/1.0 200 OK\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", false),
        ]
        for (text, keepsAlive) in lines {
            let event = decodeResponse([Array(text.utf8)]).events.first
            guard case .head(let head) = event else {
                Issue.record("no head in \(text)")
                continue
            }
            #expect(head.keepsAlive == keepsAlive)
        }
    }

    @Test func `a whole response may be followed by the end`() {
        let bytes = Array("\(Self.ok)Content-Length: 0\r\n\r\n".utf8)
        let outcome = decodeResponse([bytes], closes: true)
        #expect(outcome.events.count == 2 && outcome.error == nil)
    }
}
