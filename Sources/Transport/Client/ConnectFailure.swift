package import OpenSSLBridge
package import Reactor
package import WebCodec

/// Why a client has no connection, in words that say what to do.
package enum ConnectFailure: Error, Equatable, CustomStringConvertible {
    /// The host's name is unknown.
    case unresolved(AddressError)
    /// Nobody answers there; the last of the addresses that were tried.
    case unreachable(ConnectError)
    /// Not done in time, all steps together.
    case timedOut(after: Duration)
    case tls(TLSError)
    /// `verifyPeer` does not want this certificate; its SHA-256.
    case untrusted(fingerprint: [UInt8])
    /// The connection ended before the server had answered.
    case disconnected
    /// The server's answer is not HTTP/1.1.
    case malformedAnswer(HTTPError)
    /// The server answered with another status than 101; the text is the beginning of its body, and
    /// `Retry-After` is kept when it is a number of seconds.
    case refused(status: Int, text: String, retryAfter: Duration? = nil)
    /// What we ask for, or what the server agreed to, is no WebSocket.
    case upgrade(ClientUpgradeError)

    package var description: String {
        switch self {
        case .unresolved(let error): "\(error)"
        case .unreachable(let error): "\(error)"
        case .timedOut(let limit): "no connection within \(limit): is the address right?"
        case .tls(let error): "TLS: \(error)"
        case .untrusted(let fingerprint):
            "the server's certificate is not trusted: SHA-256 \(Hex.encode(fingerprint))"
        case .disconnected: "the server closed the connection before it answered"
        case .malformedAnswer(let error): "the server does not answer in HTTP/1.1 (\(error))"
        case .refused(let status, let text, _):
            "the server answers \(status) \(HTTPResponseHead.usualReason(status))"
                + (text.isEmpty ? "" : ": \(text)")
        case .upgrade(let error): "the server does not speak WebSocket here (\(error))"
        }
    }
}
