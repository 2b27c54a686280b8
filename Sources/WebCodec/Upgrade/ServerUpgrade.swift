/// A request that becomes a WebSocket, as the server sees it (RFC 6455 §4.2).
package struct ServerUpgrade: Equatable, Sendable {
    /// What the server offers.
    package struct Offers: Equatable, Sendable {
        /// Subprotocols, the most wanted first; when there are any, the client must offer one of
        /// them.
        package var subprotocols: [String]

        /// The most that is agreed on compression; nil turns it off.
        package var deflate: DeflateParameters?

        package init(subprotocols: [String] = [], deflate: DeflateParameters? = nil) {
            self.subprotocols = subprotocols
            self.deflate = deflate
        }
    }

    /// The agreed subprotocol; nil if the server names none.
    package let subprotocol: String?

    /// What is agreed on compression; nil means none.
    package let deflate: DeflateParameters?

    /// The 101 that opens the WebSocket.
    package let response: HTTPResponseHead

    /// Decides about a request that the decoder has accepted.
    ///
    /// - Parameters:
    ///   - head: Known to have one valid `Host`.
    ///   - offers: What the server offers.
    ///   - accept: Makes `Sec-WebSocket-Accept` of a key: base64(SHA-1(key + `acceptSuffix`)).
    /// - Returns: What is agreed, and the response that says so.
    /// - Throws: The first reason to refuse, which knows its response.
    package static func evaluate(
        _ head: HTTPRequestHead, offers: Offers, accept: (String) -> String
    ) throws(UpgradeRefusal) -> ServerUpgrade {
        let headers = head.headers
        guard head.method == "GET" else { throw .wrongMethod }
        guard head.wantsWebSocket else { throw .notWebSocket }
        guard headers.contains("upgrade", in: "connection") else {
            throw .connectionWithoutUpgrade
        }
        guard !head.announcesBody else { throw .hasBody }
        guard headers.all("sec-websocket-version") == ["13"] else { throw .unsupportedVersion }
        let keys = headers.all("sec-websocket-key")
        guard let key = keys.first, keys.count == 1, WebSocketKey.isValid(key) else {
            throw .invalidKey
        }
        let subprotocol = try chooseSubprotocol(headers, among: offers.subprotocols)
        let deflate = try chooseDeflate(headers, offered: offers.deflate)

        var answer: HTTPHeaders = [
            "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-accept": accept(key),
        ]
        if let subprotocol { answer.append("sec-websocket-protocol", subprotocol) }
        if let deflate { answer.append("sec-websocket-extensions", deflate.answer.text) }
        return ServerUpgrade(
            subprotocol: subprotocol, deflate: deflate?.agreed,
            response: HTTPResponseHead(status: 101, headers: answer))
    }

    /// What is appended to the key before it is hashed (RFC 6455 §1.3).
    package static let acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    private static func chooseSubprotocol(
        _ headers: HTTPHeaders, among spoken: [String]
    ) throws(UpgradeRefusal) -> String? {
        let offered = headers.elements("sec-websocket-protocol").map(String.init)
        guard offered.allSatisfy(HTTPHeaders.isName) else { throw .invalidSubprotocols }
        guard !spoken.isEmpty else { return nil }
        guard let chosen = spoken.first(where: offered.contains) else {
            throw .noCommonSubprotocol(spoken: spoken)
        }
        return chosen
    }

    /// Takes the first offer that can be accepted; others are declined by silence (RFC 7692 §5).
    private static func chooseDeflate(
        _ headers: HTTPHeaders, offered: DeflateParameters?
    ) throws(UpgradeRefusal) -> (agreed: DeflateParameters, answer: DeflateElement)? {
        let lines = headers.all("sec-websocket-extensions")
        guard let elements = ExtensionElement.list(lines) else { throw .invalidExtensions }
        guard let offered, let offer = elements.lazy.compactMap({ DeflateElement($0) }).first
        else { return nil }
        return offered.answer(to: offer)
    }
}
