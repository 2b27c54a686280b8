import Reactor
import Transport
import WebCodec

/// What one loop's WebSockets get, by their path.
///
/// ```text
/// /          every message comes back
/// /room      every message published on this loop comes
/// /publish   every message goes to the room
/// ```
final class EchoDelegate: ServerDelegate {
    private let deflates: Bool
    private let room: EchoRoom

    init(deflates: Bool, on loop: EventLoop) {
        self.deflates = deflates
        room = EchoRoom(on: loop)
    }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        let handler: any WebSocketHandler =
            switch request.path {
            case "/room": RoomMember(room)
            case "/publish": RoomPublisher(room)
            default: EchoHandler()
            }
        return .accept(subprotocols: [], deflate: deflates, handler: handler)
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        respond(.text(200, "This is ws-echo: open a WebSocket here."))
    }
}

private final class EchoHandler: WebSocketHandler {
    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        connection.echo(kind, message)
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) { connection.resumeReading() }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {}
}

private final class RoomMember: WebSocketHandler {
    private let room: EchoRoom

    init(_ room: EchoRoom) { self.room = room }

    func webSocketDidOpen(_ connection: WebSocketConnection) { room.join(connection) }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {}

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        room.leave(connection)
    }
}

private final class RoomPublisher: WebSocketHandler {
    private let room: EchoRoom

    init(_ room: EchoRoom) { self.room = room }

    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        room.publish(kind, message)
    }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {}
}
