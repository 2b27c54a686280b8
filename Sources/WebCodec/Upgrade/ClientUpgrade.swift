/// Why a client cannot open a WebSocket.
package enum ClientUpgradeError: Error, Equatable, Sendable {
    /// The host is empty, or no name, address or port (RFC 3986 §3.2).
    case invalidHost
    /// The target is no path with an optional query.
    case invalidTarget
    /// A subprotocol is no token, or offered twice.
    case invalidSubprotocols
    /// An additional header is invalid, or one that the upgrade itself sets.
    case invalidHeader(String)
    /// The server answered with another status than 101.
    case refused(status: Int)
    /// The 101 lacks `Upgrade: websocket` or `Connection: Upgrade` (RFC 6455 §4.1).
    case notWebSocket
    /// `Sec-WebSocket-Accept` does not belong to our key.
    case wrongAccept
    /// The server chose a subprotocol that was not offered, or several.
    case unexpectedSubprotocol
    /// The server chose an extension that was not offered, or parameters that do not fit the offer.
    case unexpectedExtension
}

/// A request that becomes a WebSocket, as the client sees it (RFC 6455 §4.1).
package struct ClientUpgrade: Equatable, Sendable {
    /// What the server agreed to.
    package struct Agreement: Equatable, Sendable {
        /// One of the offered subprotocols; nil if the server chose none.
        package let subprotocol: String?

        /// What is agreed on compression; nil means none.
        package let deflate: DeflateParameters?
    }

    /// The request to send.
    package let head: HTTPRequestHead

    private let key: String
    private let subprotocols: [String]
    private let deflate: DeflateParameters?

    /// Builds the request.
    ///
    /// - Parameters:
    ///   - host: Host and, unless it is the scheme's own, port.
    ///   - target: Path and query.
    ///   - key: Sixteen fresh random bytes in base64; anything else is a bug of the caller and
    ///     traps.
    ///   - subprotocols: The most wanted first.
    ///   - headers: What else to send, such as `authorization`.
    ///   - deflate: The most to agree on compression; nil offers none.
    /// - Throws: `.invalidHost`, `.invalidTarget`, `.invalidSubprotocols` or `.invalidHeader`.
    package init(
        host: String, target: String, key: String, subprotocols: [String] = [],
        headers: HTTPHeaders = [:], deflate: DeflateParameters? = nil
    ) throws(ClientUpgradeError) {
        precondition(WebSocketKey.isValid(key), "a key is 16 bytes in base64 (RFC 6455 §4.1)")
        guard HTTPAuthority(host) != nil else { throw .invalidHost }
        guard HTTPRequestHead.isTarget(target) else { throw .invalidTarget }
        guard subprotocols.allSatisfy(HTTPHeaders.isName),
            Set(subprotocols).count == subprotocols.count
        else { throw .invalidSubprotocols }

        var all: HTTPHeaders = [
            "host": host, "upgrade": "websocket", "connection": "Upgrade",
            "sec-websocket-key": key, "sec-websocket-version": "13",
        ]
        for field in headers.fields {
            let isOurs =
                all.first(field.name) != nil || field.name.hasPrefix("sec-websocket-")
                || ["content-length", "transfer-encoding"].contains(field.name)
            guard !isOurs else { throw .invalidHeader(field.name) }
        }
        if !subprotocols.isEmpty {
            all.append("sec-websocket-protocol", subprotocols.joined(separator: ", "))
        }
        if let deflate { all.append("sec-websocket-extensions", deflate.offer.text) }
        for field in headers.fields { all.append(validated: field.name, field.value) }

        head = HTTPRequestHead(validated: "GET", target: target, headers: all)
        self.key = key
        self.subprotocols = subprotocols
        self.deflate = deflate
    }

    /// Checks the server's answer (RFC 6455 §4.1, the list at its end).
    ///
    /// - Parameters:
    ///   - response: The final response.
    ///   - accept: Makes `Sec-WebSocket-Accept` of a key, as for the server.
    /// - Returns: What both sides speak from the next byte on.
    /// - Throws: `.refused`, `.notWebSocket`, `.wrongAccept`, `.unexpectedSubprotocol` or
    ///   `.unexpectedExtension`; the connection must then be closed.
    package func verify(
        _ response: HTTPResponseHead, accept: (String) -> String
    ) throws(ClientUpgradeError) -> Agreement {
        let headers = response.headers
        guard response.status == 101 else { throw .refused(status: response.status) }
        guard headers.elements("upgrade").count == 1,
            headers.contains("websocket", in: "upgrade"),
            headers.contains("upgrade", in: "connection")
        else { throw .notWebSocket }
        guard headers.all("sec-websocket-accept") == [accept(key)] else { throw .wrongAccept }

        let chosen = headers.all("sec-websocket-protocol")
        guard chosen.count <= 1, chosen.allSatisfy(subprotocols.contains) else {
            throw .unexpectedSubprotocol
        }
        return Agreement(subprotocol: chosen.first, deflate: try agreedDeflate(headers))
    }

    private func agreedDeflate(
        _ headers: HTTPHeaders
    ) throws(ClientUpgradeError) -> DeflateParameters? {
        let lines = headers.all("sec-websocket-extensions")
        guard let elements = ExtensionElement.list(lines), elements.count <= 1 else {
            throw .unexpectedExtension
        }
        guard let element = elements.first else { return nil }
        guard let deflate, let answer = DeflateElement(element),
            let agreed = deflate.agreement(from: answer)
        else { throw .unexpectedExtension }
        return agreed
    }
}
