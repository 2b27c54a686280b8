import Testing

@testable import WebCodec

struct ClientUpgradeTests {
    static func upgrade(deflate: DeflateParameters? = nil) throws -> ClientUpgrade {
        try ClientUpgrade(
            host: "shop.test:8443", target: "/v1", key: exampleKey, subprotocols: ["a", "b"],
            headers: ["Origin": "x"], deflate: deflate)
    }

    static func response(_ others: HTTPHeaders = [:], status: Int = 101) -> HTTPResponseHead {
        var headers: HTTPHeaders = [
            "upgrade": "WebSocket", "connection": "upgrade",
            "sec-websocket-accept": fakeAccept(exampleKey),
        ]
        for field in others.fields { headers.append(field.name, field.value) }
        return HTTPResponseHead(status: status, headers: headers)
    }

    @Test func `the request has all that the RFC demands`() throws {
        var bytes: [UInt8] = []
        try Self.upgrade(deflate: DeflateParameters()).head.append(to: &bytes)
        let text = """
            GET /v1 HTTP/1.1\r
            host: shop.test:8443\r
            upgrade: websocket\r
            connection: Upgrade\r
            sec-websocket-key: \(exampleKey)\r
            sec-websocket-version: 13\r
            sec-websocket-protocol: a, b\r
            sec-websocket-extensions: permessage-deflate; client_max_window_bits\r
            origin: x\r
            \r\n
            """
        #expect(bytes == Array(text.utf8))
    }

    @Test func `a sound answer is accepted`() throws {
        let upgrade = try Self.upgrade()
        let plain = try upgrade.verify(Self.response(), accept: fakeAccept)
        #expect(plain.subprotocol == nil && plain.deflate == nil)
        let chosen = Self.response(["sec-websocket-protocol": "b"])
        #expect(try upgrade.verify(chosen, accept: fakeAccept).subprotocol == "b")
    }

    static let wrong: [(HTTPResponseHead, ClientUpgradeError)] = [
        (response(status: 403), .refused(status: 403)),
        (response(["upgrade": "h2c"]), .notWebSocket),
        (
            HTTPResponseHead(status: 101, headers: ["upgrade": "websocket"]), .notWebSocket
        ),
        (
            HTTPResponseHead(
                status: 101, headers: ["upgrade": "websocket", "connection": "Upgrade"]),
            .wrongAccept
        ),
        (response(["sec-websocket-accept": "other"]), .wrongAccept),
        (response(["sec-websocket-protocol": "c"]), .unexpectedSubprotocol),
        (
            response(["sec-websocket-protocol": "a", "Sec-WebSocket-Protocol": "b"]),
            .unexpectedSubprotocol
        ),
        (response(["sec-websocket-extensions": "permessage-deflate"]), .unexpectedExtension),
        (response(["sec-websocket-extensions": "x-other"]), .unexpectedExtension),
    ]

    @Test(arguments: wrong)
    func `each wrong answer has its error`(response: HTTPResponseHead, error: ClientUpgradeError) {
        #expect(throws: error) { try Self.upgrade().verify(response, accept: fakeAccept) }
    }

    static let frugal = DeflateParameters(
        serverKeepsContext: false, serverWindowBits: 10, clientWindowBits: 9)

    @Test(arguments: [
        "permessage-deflate", "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; x=1",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10;"
            + " client_max_window_bits",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10;"
            + " client_max_window_bits=10",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=10, x-other",
    ])
    func `an answer that exceeds the offer is refused`(answer: String) {
        #expect(throws: ClientUpgradeError.unexpectedExtension) {
            try Self.upgrade(deflate: Self.frugal).verify(
                Self.response(["sec-websocket-extensions": answer]), accept: fakeAccept)
        }
    }

    @Test func `an answer may ask for less than the offer`() throws {
        let answer =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
            + " server_max_window_bits=9; client_max_window_bits=8"
        let agreement = try Self.upgrade(deflate: Self.frugal).verify(
            Self.response(["sec-websocket-extensions": answer]), accept: fakeAccept)
        let agreed = DeflateParameters(
            serverKeepsContext: false, clientKeepsContext: false, serverWindowBits: 9,
            clientWindowBits: 8)
        #expect(agreement.deflate == agreed)
    }

    @Test(
        arguments: [
            ("", "/", [], [:], ClientUpgradeError.invalidHost),
            ("a\r\nb: c", "/", [], [:], .invalidHost),
            ("a", "v1", [], [:], .invalidTarget),
            ("a", "/ HTTP/1.1\r\nx: y", [], [:], .invalidTarget),
            ("a", "/", ["a b"], [:], .invalidSubprotocols),
            ("a", "/", ["a", "a"], [:], .invalidSubprotocols),
            ("a", "/", [], ["host": "b"], .invalidHeader("host")),
            ("a", "/", [], ["Sec-WebSocket-X": "b"], .invalidHeader("sec-websocket-x")),
            ("a", "/", [], ["content-length": "1"], .invalidHeader("content-length")),
        ] as [(String, String, [String], HTTPHeaders, ClientUpgradeError)])
    func `a request that would be broken is not built`(
        host: String, target: String, subprotocols: [String], headers: HTTPHeaders,
        error: ClientUpgradeError
    ) {
        #expect(throws: error) {
            try ClientUpgrade(
                host: host, target: target, key: exampleKey, subprotocols: subprotocols,
                headers: headers)
        }
    }

    @Test func `a key that is not sixteen bytes in base64 traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = try ClientUpgrade(host: "a", target: "/", key: "short")
        }
    }
}
