import WebCodec

/// A line of small frames, first in, first out, copied into one piece of memory.
final class PackedFrameQueue: FrameQueue {
    private var bytes: [UInt8] = []
    private var sent = 0
    private let spare: SpareBuffers

    /// - Parameter spare: Gives the memory, and gets it back when the queue is empty.
    init(spare: SpareBuffers) { self.spare = spare }

    var queuedBytes: Int { bytes.count - sent }

    func push(_ frame: [UInt8]) {
        begin()
        bytes += frame
    }

    func push(_ header: FrameHeader, _ payload: Span<UInt8>) {
        begin()
        bytes.append(header, payload)
    }

    private func begin() {
        if bytes.isEmpty { bytes = spare.take() }
    }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        guard sent < bytes.count else { return .drained }
        var waiting: [UInt8] = []
        swap(&waiting, &bytes)
        sent += send(waiting.span.extracting(droppingFirst: sent))
        if sent == waiting.count {
            sent = 0
            spare.give(waiting)
            return .drained
        }
        // Moved to the front now and then, so that a slow reader's memory does not grow.
        if sent > waiting.count / 2 {
            waiting.removeFirst(sent)
            sent = 0
        }
        swap(&waiting, &bytes)
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

    private var buffers: [[UInt8]] = []

    /// An empty array, with room if there is one.
    func take() -> [UInt8] { buffers.popLast() ?? [] }

    /// Takes an array back.
    func give(_ buffer: consuming [UInt8]) {
        guard buffer.capacity <= Self.roomBytes, buffers.count < Self.limit else { return }
        buffer.removeAll(keepingCapacity: true)
        buffers.append(buffer)
    }
}
