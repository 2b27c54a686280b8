import Testing

@testable import WebCodec

struct ServerUpgradeTests {
    static let sound: HTTPHeaders = [
        "host": "a", "upgrade": "websocket", "connection": "keep-alive, Upgrade",
        "sec-websocket-key": exampleKey, "sec-websocket-version": "13",
    ]

    static func request(_ headers: HTTPHeaders, method: String = "GET") -> HTTPRequestHead {
        HTTPRequestHead(method: method, target: "/v1", headers: headers)
    }

    /// The sound fields without those named, and with others at the end.
    static func headers(
        without names: Set<String> = [], with others: HTTPHeaders = [:]
    ) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for field in sound.fields where !names.contains(field.name) {
            headers.append(field.name, field.value)
        }
        for field in others.fields { headers.append(field.name, field.value) }
        return headers
    }

    @Test func `a sound request is answered with 101`() throws {
        let upgrade = try ServerUpgrade.evaluate(
            Self.request(Self.sound), offers: .init(), accept: fakeAccept)
        var bytes: [UInt8] = []
        upgrade.response.append(to: &bytes)
        let text = """
            HTTP/1.1 101 Switching Protocols\r
            upgrade: websocket\r
            connection: Upgrade\r
            sec-websocket-accept: accepted-\(exampleKey)\r
            \r\n
            """
        #expect(bytes == Array(text.utf8))
        #expect(upgrade.subprotocol == nil && upgrade.deflate == nil)
    }

    static let refusals: [(HTTPHeaders, UpgradeRefusal, Int)] = [
        (headers(without: ["upgrade"]), .notWebSocket, 426),
        (headers(without: ["upgrade"], with: ["upgrade": "h2c"]), .notWebSocket, 426),
        (headers(without: ["connection"]), .connectionWithoutUpgrade, 400),
        (headers(with: ["content-length": "5"]), .hasBody, 400),
        (headers(with: ["transfer-encoding": "chunked"]), .hasBody, 400),
        (headers(without: ["sec-websocket-version"]), .unsupportedVersion, 426),
        (
            headers(without: ["sec-websocket-version"], with: ["sec-websocket-version": "8"]),
            .unsupportedVersion, 426
        ),
        (headers(with: ["sec-websocket-version": "13"]), .unsupportedVersion, 426),
        (headers(without: ["sec-websocket-key"]), .invalidKey, 400),
        (headers(with: ["sec-websocket-key": exampleKey]), .invalidKey, 400),
        (
            headers(without: ["sec-websocket-key"], with: ["sec-websocket-key": "c2hvcnQ="]),
            .invalidKey, 400
        ),
        (
            headers(
                without: ["sec-websocket-key"],
                with: ["sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ-="]), .invalidKey, 400
        ),
        (headers(with: ["sec-websocket-protocol": "a b"]), .invalidSubprotocols, 400),
        (headers(with: ["sec-websocket-extensions": "a; =1"]), .invalidExtensions, 400),
        (headers(with: ["sec-websocket-extensions": "a b"]), .invalidExtensions, 400),
        (headers(with: ["sec-websocket-extensions": "a; b=\"c"]), .invalidExtensions, 400),
    ]

    @Test(arguments: refusals)
    func `each missing condition has its refusal`(
        headers: HTTPHeaders, refusal: UpgradeRefusal, status: Int
    ) {
        #expect(throws: refusal) {
            try ServerUpgrade.evaluate(
                Self.request(headers), offers: .init(), accept: fakeAccept)
        }
        #expect(refusal.status == status)
    }

    @Test func `a refusal says what would have helped`() {
        #expect(throws: UpgradeRefusal.wrongMethod) {
            try ServerUpgrade.evaluate(
                Self.request(Self.sound, method: "POST"), offers: .init(), accept: fakeAccept)
        }
        #expect(UpgradeRefusal.wrongMethod.status == 405)
        #expect(UpgradeRefusal.wrongMethod.response.headers.first("allow") == "GET")
        let version = UpgradeRefusal.unsupportedVersion.response
        #expect(version.headers.first("sec-websocket-version") == "13")
        var bytes: [UInt8] = []
        UpgradeRefusal.noCommonSubprotocol(spoken: ["a", "b"]).append(to: &bytes)
        let body = Array("Offer one of these in Sec-WebSocket-Protocol: a, b.\n".utf8)
        #expect(decodeResponse([bytes]).events.last == .body(body))
    }

    @Test func `the server's most wanted subprotocol wins`() throws {
        let offers = ServerUpgrade.Offers(subprotocols: ["v1.binary", "v1.json"])
        let headers = Self.headers(with: [
            "sec-websocket-protocol": "other, v1.json", "Sec-WebSocket-Protocol": "v1.binary",
        ])
        let upgrade = try ServerUpgrade.evaluate(
            Self.request(headers), offers: offers, accept: fakeAccept)
        #expect(upgrade.subprotocol == "v1.binary")
        #expect(upgrade.response.headers.all("sec-websocket-protocol") == ["v1.binary"])
        for wrong in [Self.sound, Self.headers(with: ["sec-websocket-protocol": "V1.JSON"])] {
            #expect(throws: UpgradeRefusal.noCommonSubprotocol(spoken: offers.subprotocols)) {
                try ServerUpgrade.evaluate(
                    Self.request(wrong), offers: offers, accept: fakeAccept)
            }
        }
    }
}
