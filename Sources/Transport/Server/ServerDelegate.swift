package import Reactor
package import WebCodec

/// What a server does about a request for a WebSocket.
package enum UpgradeDecision {
    /// Accept it.
    ///
    /// - Parameters:
    ///   - subprotocols: The most wanted first; when there are any, the client must offer one of
    ///     them. Empty: none is named.
    ///   - deflate: Whether compression is agreed on when the client offers it.
    ///   - handler: Retained by the connection. It hears nothing when the request itself is faulty.
    case accept(subprotocols: [String], deflate: Bool, handler: any WebSocketHandler)
    /// Answer with a response, and close.
    case refuse(HTTPResponse)
}

/// Decides for a server, on one loop; each loop has its own.
package protocol ServerDelegate: AnyObject {
    /// Whether to serve a peer at all; when not, it is closed before a handshake costs anything.
    func admits(_ peer: SocketAddress) -> Bool

    /// Decides about a request for a WebSocket; its form is checked afterwards.
    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision

    /// The most that another request's body may have, in bytes and within `HTTPLimits`; more is
    /// answered with 413 before it is read.
    func bodyLimitBytes(for request: HTTPRequestHead) -> Int

    /// Answers another request.
    ///
    /// - Parameters:
    ///   - request: Its body is within the limits.
    ///   - peer: Who asks.
    ///   - respond: To be called once, on this loop, now or later; nothing happens when the peer
    ///     has gone or `answerTime` is over. A second call traps.
    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void)
}

extension ServerDelegate {
    package func admits(_ peer: SocketAddress) -> Bool { true }
    package func bodyLimitBytes(for request: HTTPRequestHead) -> Int { .max }
}
