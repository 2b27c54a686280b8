package import WebCodec

/// What became of an offer to send all that is queued.
package enum DrainProgress: Equatable, Sendable {
    /// Nothing is left.
    case drained
    /// `send` took less than it was offered.
    case blocked
    /// The queue cannot go on, because it has dropped what the peer had not been sent.
    case lagged
}

/// What a WebSocket connection still has to send, as whole frames in their order.
///
/// The connection asks; the queue decides. The close frame is not queued here: the connection
/// sends it after the first `drain` that answers `.drained`, and drains no more.
package protocol FrameQueue: AnyObject {
    /// Queues one whole frame (pong, ping, reply) behind what is queued.
    func push(_ frame: [UInt8])

    /// Queues a frame of the connection's own: a header and the payload that it announces, which is
    /// copied.
    func push(_ header: FrameHeader, _ payload: Span<UInt8>)

    /// The bytes that wait.
    var queuedBytes: Int { get }

    /// Offers contiguous bytes until nothing is left, or `send` takes less than it is offered, or
    /// the queue cannot go on.
    ///
    /// - Parameter send: Returns how many bytes it took; it must not be called again after it took
    ///   less than all. It calls nobody back.
    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress
}

extension FrameQueue {
    package func push(_ header: FrameHeader, _ payload: Span<UInt8>) {
        var frame: [UInt8] = []
        frame.append(header, payload)
        push(frame)
    }
}

/// A plain line of frames: first in, first out.
package final class PlainFrameQueue: FrameQueue {
    private var frames: [[UInt8]] = []
    private var head = 0
    private var sentOfFirst = 0
    package private(set) var queuedBytes = 0

    init() {}

    package func push(_ frame: [UInt8]) {
        guard !frame.isEmpty else { return }
        frames.append(frame)
        queuedBytes += frame.count
    }

    package func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        while head < frames.count {
            let frame = frames[head]
            let taken = send(frame.span.extracting(droppingFirst: sentOfFirst))
            queuedBytes -= taken
            guard sentOfFirst + taken == frame.count else {
                sentOfFirst += taken
                compact()
                return .blocked
            }
            sentOfFirst = 0
            frames[head] = []
            head += 1
        }
        // An idle connection keeps room for a few frames only.
        frames.removeAll(keepingCapacity: frames.count <= 16)
        head = 0
        return .drained
    }

    private func compact() {
        guard head >= 64, head * 2 >= frames.count else { return }
        frames.removeFirst(head)
        head = 0
    }
}
