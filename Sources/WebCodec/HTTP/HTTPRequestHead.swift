/// The request line and fields of a request (RFC 9112 §3).
package struct HTTPRequestHead: Equatable, Sendable {
    /// A token; case matters (RFC 9110 §9.1).
    package let method: String

    /// Path and query as they came, in origin-form (RFC 9112 §3.2.1).
    package let target: String

    package var headers: HTTPHeaders

    package let version: HTTPVersion

    /// Makes a head of our own, in HTTP/1.1.
    ///
    /// - Parameters:
    ///   - method: A token.
    ///   - target: For which `isTarget` holds; a wrong one is a bug of the caller and traps.
    ///   - headers: Among them `host`, which HTTP/1.1 demands.
    package init(method: String, target: String, headers: HTTPHeaders) {
        precondition(HTTPHeaders.isName(method), "a method must be a token")
        precondition(Self.isTarget(target), "a target must be a path with an optional query")
        self.init(validated: method, target: target, headers: headers)
    }

    init(
        validated method: String, target: String, headers: HTTPHeaders,
        version: HTTPVersion = .http11
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.version = version
    }

    /// The target before the first `?`, with percent signs as they came.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// The target after the first `?`, with percent signs as they came; nil without one.
    package var query: Substring? {
        guard let mark = target.firstIndex(of: "?") else { return nil }
        return target[target.index(after: mark)...]
    }

    /// Whether the connection stays open for another request (RFC 9112 §9.3); never in HTTP/1.0,
    /// where we do not take up the offer of `Connection: keep-alive`.
    package var keepsAlive: Bool {
        version == .http11 && !headers.contains("close", in: "connection")
    }

    /// Whether the sender waits for a 100 before it sends the body (RFC 9110 §10.1.1).
    package var expectsContinue: Bool {
        version == .http11 && headers.contains("100-continue", in: "expect")
    }

    /// Whether the sender would like to speak WebSocket from the next byte on (RFC 6455 §4.2.1).
    package var wantsWebSocket: Bool {
        version == .http11 && headers.contains("websocket", in: "upgrade")
    }

    /// Whether the fields announce a body of at least one byte, or of a length not known yet.
    package var announcesBody: Bool {
        headers.first("transfer-encoding") != nil
            || headers.all("content-length").contains { $0.utf8.contains { $0 != 0x30 } }
    }

    /// Whether a text can be a target in origin-form: a path with an optional query (RFC 3986
    /// §3.3).
    package static func isTarget(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.allSatisfy(ASCII.isPathOrQuery)
            && ASCII.hasWholeEscapes(text.utf8)
    }

    /// Appends the head as it goes over the wire.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\(method) \(target) HTTP/1.1\r\n".utf8)
        headers.append(to: &bytes)
    }
}
