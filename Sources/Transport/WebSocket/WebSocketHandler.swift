package import OpenSSLBridge
package import WebCodec

/// Hears what happens on a WebSocket connection, on its loop.
///
/// Every call may send, close, abort, pause and resume, on this connection and on others.
package protocol WebSocketHandler: AnyObject {
    /// Called once, before anything else; the queue may be replaced now.
    func webSocketDidOpen(_ connection: WebSocketConnection)

    /// A whole message has arrived; not called any more after `close` or `abort`.
    ///
    /// - Parameters:
    ///   - kind: Text is valid UTF-8.
    ///   - message: Lent for the length of the call.
    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind,
        _ message: Span<UInt8>)

    /// At the end of a tick everything that was queued has gone to the kernel.
    func webSocketDidDrain(_ connection: WebSocketConnection)

    /// Called once after `webSocketDidOpen`, at the end of a tick; the last call.
    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason)
}

extension WebSocketHandler {
    package func webSocketDidDrain(_ connection: WebSocketConnection) {}
}

/// Why a WebSocket connection is over.
package enum CloseReason: Equatable, Sendable {
    /// The peer closed; the code is nil when it gave none.
    case closedByPeer(CloseCode?, reason: String)
    /// We closed, and the peer agreed.
    case closedByUs(CloseCode)
    /// The peer broke the protocol or a limit; it was told `CloseCode(error)`.
    case failed(FrameError)
    /// `abort` was called.
    case aborted
    /// The peer went away without a close frame.
    case disconnected
    /// The peer was silent for `idleTime` and `pongTime`.
    case silent
    /// The peer did not answer our close frame within `closeTime`.
    case closeTimedOut
    /// More than `queuedBytes` wait, for the peer does not read.
    case queueFull
    /// The queue answered `.lagged`.
    case lagged
    /// The peer sent more than `framesPerSecond` for all of `floodTime`; it was told 1008.
    case flooded
    /// The peer sent more TLS records without data than `emptyRecordsPerSecond`.
    case floodedTLS
    /// The peer broke TLS.
    case tls(TLSError)
}

extension CloseReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .closedByPeer(let code?, let reason):
            "closed by the peer: \(code.rawValue)\(reason.isEmpty ? "" : " \(reason)")"
        case .closedByPeer(nil, _): "closed by the peer without a code"
        case .closedByUs(let code): "closed by us: \(code.rawValue)"
        case .failed(let error): "failed with \(CloseCode(error).rawValue): \(error)"
        case .aborted: "aborted"
        case .disconnected: "the peer disconnected"
        case .silent: "the peer was silent"
        case .closeTimedOut: "the peer did not answer the close frame"
        case .queueFull: "the peer does not read"
        case .lagged: "the peer reads too slowly"
        case .flooded: "the peer sent too many frames a second"
        case .floodedTLS: "the peer sent too many empty TLS records a second"
        case .tls(let error): "TLS: \(error)"
        }
    }
}
