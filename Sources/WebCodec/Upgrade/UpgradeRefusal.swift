/// Why a server does not turn a request into a WebSocket (RFC 6455 §4.2.2).
package enum UpgradeRefusal: Error, Equatable, Sendable {
    /// The method is not `GET`.
    case wrongMethod
    /// There is no `Upgrade: websocket`.
    case notWebSocket
    /// `Connection` does not name `upgrade`.
    case connectionWithoutUpgrade
    /// The request has a body, whose bytes could be taken for frames.
    case hasBody
    /// `Sec-WebSocket-Version` is missing, repeated or not 13.
    case unsupportedVersion
    /// `Sec-WebSocket-Key` is missing, repeated or not sixteen bytes in base64.
    case invalidKey
    /// `Sec-WebSocket-Protocol` has an element that is no token.
    case invalidSubprotocols
    /// `Sec-WebSocket-Extensions` breaks its grammar (RFC 6455 §9.1).
    case invalidExtensions
    /// The client offered none of the subprotocols that the server speaks.
    case noCommonSubprotocol(spoken: [String])

    /// What is answered.
    package var status: Int {
        switch self {
        case .wrongMethod: 405
        case .notWebSocket, .unsupportedVersion: 426
        case .connectionWithoutUpgrade, .hasBody, .invalidKey, .invalidSubprotocols,
            .invalidExtensions, .noCommonSubprotocol:
            400
        }
    }

    /// What a person is told.
    package var text: String {
        switch self {
        case .wrongMethod: "Begin a WebSocket with GET."
        case .notWebSocket: "This address speaks WebSocket only: send Upgrade: websocket."
        case .connectionWithoutUpgrade: "The header Connection must name Upgrade."
        case .hasBody: "A request for a WebSocket must not have a body."
        case .unsupportedVersion: "Sec-WebSocket-Version must be 13."
        case .invalidKey: "Sec-WebSocket-Key must be 16 bytes in base64, once."
        case .invalidSubprotocols: "Sec-WebSocket-Protocol must be a list of tokens."
        case .invalidExtensions:
            "Sec-WebSocket-Extensions breaks its grammar (RFC 6455 §9.1): leave it out."
        case .noCommonSubprotocol(let spoken):
            "Offer one of these in Sec-WebSocket-Protocol: \(spoken.joined(separator: ", "))."
        }
    }

    /// The response with which the connection ends, without its body.
    package var response: HTTPResponseHead {
        var headers: HTTPHeaders = ["content-type": "text/plain; charset=utf-8"]
        switch self {
        case .wrongMethod:
            headers.append("allow", "GET")
            headers.append("connection", "close")
        case .notWebSocket, .unsupportedVersion:
            // RFC 9110 §15.5.22 demands `Upgrade`, which `Connection` must then name.
            headers.append("upgrade", "websocket")
            headers.append("sec-websocket-version", "13")
            headers.append("connection", "Upgrade, close")
        case .connectionWithoutUpgrade, .hasBody, .invalidKey, .invalidSubprotocols,
            .invalidExtensions, .noCommonSubprotocol:
            headers.append("connection", "close")
        }
        return HTTPResponseHead(status: status, headers: headers)
    }

    /// Appends the whole response, with `text` as its body.
    package func append(to bytes: inout [UInt8]) {
        response.append(to: &bytes, body: Array("\(text)\n".utf8).span)
    }
}
