import Reactor
import Transport
import WebCodec
import Wire

/// A message channel over a WebSocket connection.
final class WebSocketChannel: MessageChannel, WebSocketHandler {
    private let encoding: Encoding
    private let observer: any ChannelObserver
    private var connection: WebSocketConnection?
    private var isPaused = false
    /// Nobody wants to hear of it any more.
    private var isClosed = false

    init(_ encoding: Encoding, observer: any ChannelObserver) {
        (self.encoding, self.observer) = (encoding, observer)
    }

    // MARK: MessageChannel

    func send(_ bytes: [UInt8], isPhoto: Bool) {
        connection?.send(encoding.isText ? .text : .binary, bytes.span, compressing: !isPhoto)
    }

    func close(code: UInt16, reason: String) {
        isClosed = true
        connection?.close(CloseCode(rawValue: code) ?? .normal, reason: reason)
    }

    func pause() {
        isPaused = true
        connection?.pauseReading()
    }

    func resume() {
        isPaused = false
        connection?.resumeReading()
    }

    // MARK: The connection

    func failed(_ problem: ConnectProblem) {
        if !isClosed { observer.channel(self, failed: problem) }
    }

    func note(_ text: String) { observer.channel(self, notes: text) }

    func webSocketDidOpen(_ connection: WebSocketConnection) {
        self.connection = connection
        guard !isClosed else { return connection.close(.normal) }
        if isPaused { connection.pauseReading() }
        observer.channelOpened(self)
    }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        guard !isClosed else { return }
        observer.channel(self, received: Array(copying: message))
    }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        self.connection = nil
        guard !isClosed else { return }
        switch reason {
        case .closedByPeer(let code, let text):
            observer.channel(self, closed: code?.rawValue, reason: text)
        case .failed(let error):
            observer.channel(self, closed: CloseCode(error).rawValue, reason: "\(error)")
        case .closedByUs, .aborted, .disconnected, .silent, .closeTimedOut, .queueFull, .lagged,
            .flooded, .floodedTLS, .tls:
            observer.channel(self, closed: nil, reason: reason.description)
        }
    }
}
