import OpenSSLBridge
import Reactor
import TestSupport
import Transport
import WebCodec

/// A WebSocket client that a test drives from outside of its loop.
final class TestClient: WebSocketHandler, Sendable {
    enum Event: Equatable, Sendable {
        case opened(subprotocol: String?, compresses: Bool)
        case message(WebSocketMessage)
        case closed(CloseReason)
    }

    let events = Inbox<Event>()
    private let loop: EventLoop
    private let pausesAtOpen: Bool

    init(_ loop: EventLoop, pausesAtOpen: Bool = false) {
        (self.loop, self.pausesAtOpen) = (loop, pausesAtOpen)
    }

    /// Connects to a test's server.
    static func connect(
        to test: TestServer, subprotocols: [String] = [], deflate: Bool = false,
        limits: TransportLimits = TransportLimits(), pausesAtOpen: Bool = false,
        tls: TLSContext? = nil, verifyPeer: (@Sendable ([UInt8]) -> Bool)? = nil
    ) async throws -> (client: TestClient, connection: LoopBound<WebSocketConnection>) {
        let tls = try tls ?? test.security.clientContext()
        return try await connect(
            to: test.url("/v1"), on: test.loop, tls: tls, subprotocols: subprotocols,
            deflate: deflate, limits: limits, pausesAtOpen: pausesAtOpen, verifyPeer: verifyPeer
        ).get()
    }

    static func connect(
        to url: RemoteURL, on loop: EventLoop, tls: TLSContext? = nil,
        subprotocols: [String] = [], deflate: Bool = false,
        limits: TransportLimits = TransportLimits(), pausesAtOpen: Bool = false,
        verifyPeer: (@Sendable ([UInt8]) -> Bool)? = nil
    ) async -> Result<
        (client: TestClient, connection: LoopBound<WebSocketConnection>), ConnectFailure
    > {
        let client = TestClient(loop, pausesAtOpen: pausesAtOpen)
        return await loop.wait { done in
            WebSocketClient.connect(
                to: url, on: loop, tls: tls, subprotocols: subprotocols, deflate: deflate,
                limits: limits, verifyPeer: verifyPeer, handler: client
            ) { result in
                done(result.map { (client, LoopBound($0, on: loop)) })
            }
        }
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {
        if pausesAtOpen { connection.pauseReading() }
        events.put(
            .opened(subprotocol: connection.subprotocol, compresses: connection.isCompressing))
    }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        events.put(.message(WebSocketMessage(kind, message)))
    }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        events.put(.closed(reason))
    }
}
