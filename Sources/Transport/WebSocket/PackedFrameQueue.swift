import WebCodec

/// A line of small frames, first in, first out, copied into one piece of memory.
final class PackedFrameQueue: FrameQueue {
    private var bytes: FrameBuffer?
    private var sent = 0
    private let spare: SpareBuffers

    /// - Parameter spare: Gives the memory, and gets it back when the queue is empty.
    init(spare: SpareBuffers) { self.spare = spare }

    var queuedBytes: Int { bytes.map { $0.count - sent } ?? 0 }

    private var buffer: FrameBuffer {
        if let bytes { return bytes }
        let taken = spare.take()
        bytes = taken
        return taken
    }

    func push(_ frame: [UInt8]) {
        if !frame.isEmpty { buffer.append(frame.span) }
    }

    func push(_ header: FrameHeader, _ payload: Span<UInt8>) { buffer.append(header, payload) }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        guard let waiting = bytes else { return .drained }
        sent += send(unsafe waiting.filled.span.extracting(droppingFirst: sent))
        if sent == waiting.count {
            (bytes, sent) = (nil, 0)
            spare.give(waiting)
            return .drained
        }
        // Moved to the front now and then, so that a slow reader's memory does not grow.
        if sent > waiting.count / 2 {
            waiting.removeFirst(sent)
            sent = 0
        }
        return .blocked
    }
}

/// Memory that the connections of a loop borrow while they have something to send, so that an idle
/// one has none.
final class SpareBuffers {
    /// Buffers that are kept; more are freed.
    static let limit = 64
    /// The most room in a buffer that is kept, in bytes.
    static let roomBytes = 16 << 10

    private var buffers: [FrameBuffer] = []

    /// An empty buffer, with room if there is one.
    func take() -> FrameBuffer { buffers.popLast() ?? FrameBuffer() }

    /// Takes a buffer back.
    func give(_ buffer: FrameBuffer) {
        guard buffer.capacity <= Self.roomBytes, buffers.count < Self.limit else { return }
        buffer.clear()
        buffers.append(buffer)
    }
}
