import Dispatch
import OpenSSLBridge
import Reactor
import Synchronization
import Transport
import WebCodec

/// Connects and echoes what the server sends until the connection is over: for conformance suites
/// that test clients.
final class EchoClient: WebSocketHandler {
    private let over: DispatchSemaphore

    private init(_ over: DispatchSemaphore) { self.over = over }

    /// Blocks until the connection is over.
    ///
    /// - Throws: `ConnectFailure` when there is none, `TLSError`.
    static func run(
        _ url: RemoteURL, on loop: EventLoop, verification: PeerVerification, deflate: Bool,
        limits: TransportLimits
    ) throws {
        let tls = url.isSecure ? try TLSContext.client(verification: verification) : nil
        let over = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        loop.execute {
            WebSocketClient.connect(
                to: url, on: loop, tls: tls, deflate: deflate, limits: limits,
                handler: EchoClient(over)
            ) { result in
                guard case .failure(let failure) = result else { return }
                outcome.failure.withLock { $0 = failure }
                over.signal()
            }
        }
        over.wait()
        if let failure = outcome.failure.withLock({ $0 }) { throw failure }
    }

    private final class Outcome: Sendable {
        let failure = Mutex<ConnectFailure?>(nil)
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        connection.echo(kind, message)
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) { connection.resumeReading() }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        over.signal()
    }
}

extension WebSocketConnection {
    /// What waits for a slow peer before it is read no further, in bytes.
    private static let pauseBytes = 1 << 20

    /// Sends a message back, and holds the peer back while it does not read.
    func echo(_ kind: MessageKind, _ message: Span<UInt8>) {
        send(kind, message)
        if queuedBytes > Self.pauseBytes { pauseReading() }
    }
}
