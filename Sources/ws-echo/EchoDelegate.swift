import Reactor
import Transport
import WebCodec

/// Accepts every WebSocket, and echoes.
final class EchoDelegate: ServerDelegate, WebSocketHandler {
    /// What waits for a slow peer before it is read no further, in bytes.
    private static let pauseBytes = 1 << 20

    private let deflates: Bool

    init(deflates: Bool) { self.deflates = deflates }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        .accept(subprotocols: [], deflate: deflates, handler: self)
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        respond(.text(200, "This is ws-echo: open a WebSocket here."))
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocket(
        _ connection: WebSocketConnection, didReceive message: WebSocketMessage
    ) {
        switch message {
        case .text(let bytes): connection.send(text: bytes)
        case .binary(let bytes): connection.send(binary: bytes)
        }
        if connection.queuedBytes > Self.pauseBytes { connection.pauseReading() }
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) { connection.resumeReading() }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {}
}
