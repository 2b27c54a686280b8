import Testing

@testable import WebCodec

struct HTTPStrictnessTests {
    /// `|` stands for a line's end.
    static let table: [(String, HTTPError, Int)] = [
        ("GET / HTTP/1.1\nHost: a||", .bareLineFeed, 400),
        ("GET / HTTP/1.1|Host: a\n|", .bareLineFeed, 400),
        ("GET / HTTP/1.1|Host: a\rX: b||", .bareCarriageReturn, 400),
        ("GET / HTTP/1.1|Host: a\r\r\n|", .bareCarriageReturn, 400),
        ("GET / HTTP/1.1|Host: a|X: \u{0}||", .controlCharacter, 400),
        ("GET / HTTP/1.1|Host: a|X: \u{7F}||", .controlCharacter, 400),
        ("||GET / HTTP/1.1|Host: a||", .malformedRequestLine, 400),
        ("GET /|Host: a||", .malformedRequestLine, 400),
        ("GET  / HTTP/1.1|Host: a||", .malformedRequestLine, 400),
        ("GET /  HTTP/1.1|Host: a||", .malformedRequestLine, 400),
        ("GET / HTTP/1.1 |Host: a||", .malformedRequestLine, 400),
        (" GET / HTTP/1.1|Host: a||", .malformedRequestLine, 400),
        ("G(T / HTTP/1.1|Host: a||", .malformedRequestLine, 400),
        ("GET / http/1.1|Host: a||", .malformedRequestLine, 400),
        ("GET / HTTP/11|Host: a||", .malformedRequestLine, 400),
        ("GET / HTTP/0.9|Host: a||", .unsupportedVersion, 505),
        ("GET / HTTP/1.3|Host: a||", .unsupportedVersion, 505),
        ("PRI * HTTP/2.0||SM||", .unsupportedVersion, 505),
        ("GET / HTTP/1.1\tX|Host: a||", .malformedRequestLine, 400),
        ("GET / HTTP/1.10|Host: a||", .malformedRequestLine, 400),
        ("GET / HTTP/+1.1|Host: a||", .malformedRequestLine, 400),
        ("get / HTTP/1.1|Host: a||", .unsupportedMethod, 501),
        ("GETS / HTTP/1.1|Host: a||", .unsupportedMethod, 501),
        ("PROPFIND / HTTP/1.1|Host: a||", .unsupportedMethod, 501),
        ("GET / HTTP/1.2|Host: a||", .unsupportedVersion, 505),
        ("GET / HTTP/2.0|Host: a||", .unsupportedVersion, 505),
        ("GET a HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /a#b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /\"a HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /é HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /a%2 HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /a%zz HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET * HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET a:80 HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET ftp://a/ HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET http:///b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET http:/b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET ?b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET \\a HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /a\\b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /<a> HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET /% HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("POST * HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET http://a/#b HTTP/1.1|Host: a||", .invalidTarget, 400),
        ("GET http://a:99999/ HTTP/1.1|Host: a:99999||", .invalidHost, 400),
        ("GET http://a:80/ HTTP/1.1|Host: a||", .invalidHost, 400),
        ("OPTIONS * HTTP/1.1|Host: a||", .unsupportedTarget, 501),
        ("CONNECT a:80 HTTP/1.1|Host: a||", .unsupportedTarget, 501),
        ("GET http://b/ HTTP/1.1|Host: a||", .invalidHost, 400),
        ("GET http://u@a/ HTTP/1.1|Host: a||", .invalidHost, 400),
        ("GET / HTTP/1.1|X: a||", .missingHost, 400),
        ("GET / HTTP/1.1|Host: a|host: a||", .repeatedHost, 400),
        ("GET / HTTP/1.1|Host:||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a/b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a@b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a,b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: :80||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a:b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a:80:80||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a:65536||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a:-1||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: [::1||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: [a]||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: [::1]a||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a%20b||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: é||", .invalidHost, 400),
        ("GET / HTTP/1.0|Host: a|Host: a||", .repeatedHost, 400),
        ("GET / HTTP/1.0|Host:||", .invalidHost, 400),
        ("GET / HTTP/1.1|Host: a|X||", .malformedHeader, 400),
        ("GET / HTTP/1.1|Host : a||", .whitespaceBeforeColon, 400),
        ("GET / HTTP/1.1|Host\t: a||", .whitespaceBeforeColon, 400),
        ("GET / HTTP/1.1| Host: a||", .obsoleteFolding, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length : 1||", .whitespaceBeforeColon, 400),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding\t: chunked||", .whitespaceBeforeColon, 400),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding:| chunked||", .obsoleteFolding, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1\u{B}||", .controlCharacter, 400),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding: \u{B}chunked||", .controlCharacter, 400),
        ("POST / HTTP/1.1|Host: a|X: b\nTransfer-Encoding: chunked||", .bareLineFeed, 400),
        ("POST / HTTP/1.1|Host: a|X: b\rContent-Length: 1||", .bareCarriageReturn, 400),
        ("GET / HTTP/1.1|Host: a|X: b|\tc||", .obsoleteFolding, 400),
        ("GET / HTTP/1.1|Host: a|: b||", .invalidHeaderName, 400),
        ("GET / HTTP/1.1|Host: a|X(: b||", .invalidHeaderName, 400),
        ("GET / HTTP/1.1|Host: a|X Y: b||", .invalidHeaderName, 400),
        ("GET / HTTP/1.1|Host: a|é: b||", .invalidHeaderName, 400),
        (
            "POST / HTTP/1.1|Host: a|Content-Length: 1|Transfer-Encoding: chunked||",
            .conflictingLength, 400
        ),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2||", .repeatedLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 1||", .repeatedLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1, 1||", .repeatedLength, 400),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 1||",
            .conflictingLength, 400
        ),
        (
            "POST / HTTP/1.1|Host: a|Content-Length: 1|Transfer-Encoding: identity||",
            .conflictingLength, 400
        ),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1,||", .repeatedLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: +1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: \"1\"||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1.0||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1e1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1;1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: ١||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: -1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 0x1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1 1||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length:||", .invalidLength, 400),
        ("POST / HTTP/1.1|Host: a|Content-Length: 1048577||", .bodyTooLarge, 413),
        (
            "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999999||", .bodyTooLarge,
            413
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||", .unsupportedTransferCoding, 501
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||",
            .unsupportedTransferCoding, 501
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, gzip||", .invalidTransferCoding,
            400
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||",
            .invalidTransferCoding, 400
        ),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding:||", .invalidTransferCoding, 400),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||", .unsupportedTransferCoding, 501),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||", .unsupportedTransferCoding,
            501
        ),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked,||", .invalidTransferCoding, 400),
        ("POST / HTTP/1.1|Host: a|Transfer-Encoding: ,chunked||", .invalidTransferCoding, 400),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, identity||",
            .invalidTransferCoding, 400
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: \"chunked\"||",
            .unsupportedTransferCoding, 501
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked;q=1||",
            .unsupportedTransferCoding, 501
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: \u{A0}chunked||",
            .unsupportedTransferCoding, 501
        ),
        (
            "POST / HTTP/1.1|Host: a|Transfer-Encoding: chun\u{212A}ed||",
            .unsupportedTransferCoding, 501
        ),
        ("POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||", .invalidTransferCoding, 400),
        ("POST / HTTP/1.1|Host: a|Expect: tea||", .unsupportedExpectation, 417),
        ("POST / HTTP/1.1|Host: a|Expect: 100-continue, tea||", .unsupportedExpectation, 417),
        (
            "POST / HTTP/1.1|Host: a|Expect: 100-continue|Expect: tea||",
            .unsupportedExpectation, 417
        ),
    ]

    @Test(arguments: table)
    func `each violation is refused with its status, however cut`(
        text: String, error: HTTPError, status: Int
    ) {
        let bytes = Array(text.replacing("|", with: "\r\n").utf8)
        for cut in [Cut.whole, .byteByByte] {
            #expect(decodeRequests(cut.pieces(of: bytes)) == .init(error: error))
        }
        #expect(error.status == status)
    }

    @Test(arguments: [
        "g|", "|", ";x|", "1 |", "-1|", "1\r", "1|ab", "1|a\r\r", "1|a\n", "1\n", "0|\n", "0|\r\r",
        "1;\u{0}|", "0|X\u{0}", "1;\(String(repeating: "x", count: 256))",
        String(repeating: "0", count: 300),
    ])
    func `each broken chunk is refused`(chunks: String) {
        let head = "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||"
        // What follows makes sure that a lone carriage return is seen to be one.
        let bytes = Array((head + chunks + "X").replacing("|", with: "\r\n").utf8)
        for cut in [Cut.whole, .byteByByte] {
            let outcome = decodeRequests(cut.pieces(of: bytes))
            #expect(outcome.events.count == 1)
            let expected: HTTPError = chunks.hasPrefix("00") ? .bodyTooLarge : .malformedChunk
            #expect(outcome.error == expected)
        }
    }

    @Test func `a chunked body is refused at the size that exceeds the limit`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let limits = HTTPLimits(bodyBytes: 4)
        let sound = decodeRequests(head + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", limits: limits)
        #expect(sound.events.last == .body(Array("abcd".utf8)))
        #expect(decodeRequests(head + "3\r\nabc\r\n2\r", limits: limits).error == .bodyTooLarge)
        #expect(decodeRequests(head + "fffffffffffffffff", limits: limits).error == .bodyTooLarge)
    }

    @Test func `a trailer longer than the limit is refused`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        let limits = HTTPLimits(trailerBytes: 8)
        #expect(decodeRequests(head + "A: b\r\n\r\n", limits: limits).error == nil)
        #expect(decodeRequests(head + "A: bc\r\n\r\n", limits: limits).error == .headTooLarge)
    }

    @Test func `a head is refused at the byte that exceeds a limit`() {
        let request = "GET /abc HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n"
        let count = request.utf8.count
        var limits = HTTPLimits(startLineBytes: 17, headBytes: count, headerCount: 2)
        #expect(decodeRequests(request, limits: limits).error == nil)
        limits.startLineBytes = 16
        #expect(decodeRequests(request, limits: limits).error == .targetTooLong)
        limits.startLineBytes = 17
        limits.headBytes = count - 1
        #expect(decodeRequests(request, limits: limits).error == .headTooLarge)
        limits.headBytes = count
        limits.headerCount = 1
        #expect(decodeRequests(request, limits: limits).error == .tooManyHeaders)
        #expect(HTTPError.targetTooLong.status == 414)
        #expect(HTTPError.headTooLarge.status == 431)
        #expect(HTTPError.tooManyHeaders.status == 431)
    }

    @Test(arguments: HTTPError.allCases)
    func `every error has a status that refuses, and says what to do`(error: HTTPError) {
        #expect((400...599).contains(error.status))
        let text = error.text(HTTPLimits(bodyBytes: 7))
        #expect(text.hasSuffix(".") && text.count > 10)
        if error == .bodyTooLarge { #expect(text.contains("7 bytes")) }
    }
}
