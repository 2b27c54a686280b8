package import Reactor
import Synchronization
package import WebCodec

/// Names a connection, once per process.
package typealias ConnectionID = UInt64

/// One WebSocket connection, of either role; lives on its loop.
package final class WebSocketConnection {
    enum State {
        case open
        /// We want to close, and wait for the peer's close frame.
        case closing(CloseCode)
        /// Nothing the peer sends matters any more; our close frame is to go out.
        case ending(CloseReason)
        case ended
    }

    package let loop: EventLoop
    package let id: ConnectionID
    package let peer: SocketAddress
    /// What both sides agreed on; nil when none was named.
    package let subprotocol: String?
    package let role: WebSocketRole
    /// Whether messages may be compressed.
    package var isCompressing: Bool { deflate != nil }

    /// Told what happens; replaceable at any time, released after `webSocketDidClose`.
    package var handler: (any WebSocketHandler)?
    /// What is to be sent; the owner may replace it before anything was sent.
    package var queue: any FrameQueue {
        didSet { packed = nil }
    }
    /// The same, as long as nobody has replaced it.
    private var packed: PackedFrameQueue?

    let stream: ByteStream
    /// What is agreed on compression; nil means none.
    package let deflate: DeflateParameters?
    var decoder: WebSocketDecoder
    var state = State.open
    /// Our close frame, until the queue has been drained.
    var closeFrame: [UInt8]?
    var sentClose = false
    /// When closing must be over.
    var deadline = MonotonicTime.never
    /// When the last byte arrived.
    var quietSince: MonotonicTime
    var pingedAt: MonotonicTime?
    /// What the peer may send; nil without limits, and for clients, who asked for what they get.
    var pace: ReceivePace?
    /// Reading rests because of `pace`.
    var isResting = false
    /// Reading rests because the owner wants it.
    var isHeld = false
    /// Set when the connection has a place of the reserve.
    var reserve: ServerTally?
    /// What is to be told at the end of the tick.
    var ending: CloseReason?
    package var awaitsTickEnd = false

    private static let ids = Atomic<ConnectionID>(0)

    init(
        _ stream: ByteStream, role: WebSocketRole, subprotocol: String?,
        deflate: DeflateParameters?, handler: any WebSocketHandler
    ) {
        loop = stream.context.loop
        id = Self.ids.wrappingAdd(1, ordering: .relaxed).newValue
        peer = stream.peer
        (self.stream, self.role, self.subprotocol) = (stream, role, subprotocol)
        (self.deflate, self.handler) = (deflate, handler)
        let packed = PackedFrameQueue(spare: stream.context.frames)
        (queue, self.packed) = (packed, packed)
        decoder = WebSocketDecoder(
            role: role, limits: stream.limits.values.message, deflate: deflate)
        quietSince = stream.context.loop.now
        if role == .server { pace = ReceivePace(stream.limits.values, at: quietSince) }
        stream.owner = self
        stream.expectCheck(by: quietSince + stream.limits.values.idleTime)
    }

    // MARK: Sending

    /// Sends one message; nothing once closing has begun.
    ///
    /// - Parameters:
    ///   - kind: Text is valid UTF-8.
    ///   - message: Copied.
    ///   - compressing: False for what does not shrink.
    package func send(
        _ kind: MessageKind, _ message: Span<UInt8>, compressing: Bool = true
    ) {
        guard case .open = state else { return }
        let opcode =
            switch kind {
            case .text: Opcode.text
            case .binary: Opcode.binary
            }
        if compressing, let deflate,
            message.count >= stream.limits.values.compressionThresholdBytes,
            let smaller = stream.context.compress(
                message, windowBits: deflate.windowBits(from: role)),
            smaller.count < message.count
        {
            push(opcode, smaller.span, isCompressed: true)
        } else {
            push(opcode, message)
        }
    }

    /// Sends a frame that is whole already: unmasked, as servers send them.
    package func sendFrame(_ frame: [UInt8]) {
        precondition(role == .server, "clients mask their frames (RFC 6455 §5.1)")
        guard case .open = state else { return }
        queue.push(frame)
        outputAvailable()
    }

    func push(_ opcode: Opcode, _ payload: Span<UInt8>, isCompressed: Bool = false) {
        let header = FrameHeader(
            opcode, payloadBytes: payload.count, isCompressed: isCompressed, mask: nextMask())
        if let packed {
            packed.push(header, payload)
        } else {
            queue.push(header, payload)
        }
        outputAvailable()
    }

    func nextMask() -> FrameMask? {
        switch role {
        case .server: nil
        case .client: stream.context.nextMask()
        }
    }

    /// Says that `queue` has something to send; it is asked for it at the end of the tick.
    package func outputAvailable() { stream.outputAvailable() }

    /// Asks `queue` now for what it has: for a room that serves all of its members at the end of
    /// the tick, one after the other.
    package func flush() { stream.outputDue() }

    /// Bytes that the kernel has not taken yet.
    package var queuedBytes: Int {
        (packed?.queuedBytes ?? queue.queuedBytes) + stream.unsentBytes
    }

    // MARK: Receiving

    /// Holds the peer back; at most what has been read already waits here.
    package func pauseReading() {
        guard case .open = state else { return }
        isHeld = true
        stream.pause()
    }

    /// Takes messages again, from the end of this tick on.
    package func resumeReading() {
        isHeld = false
        if !isResting { stream.resume() }
    }

    /// Whether the connection has a place of the server's reserve, and no other is free now.
    package var isInReserve: Bool { reserve?.isReserveInUse ?? false }
}
