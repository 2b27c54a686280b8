/// The recent bytes of a room's outgoing stream: whole frames, one after the other.
///
/// Everybody in the room reads the same bytes; a reader is only a position in them. Positions
/// count all bytes ever appended, so they stay valid while old bytes are dropped, and how far a
/// reader is behind is a subtraction.
package struct FrameRing: Sendable {
    /// At least this many of the latest bytes can still be read.
    package let capacityBytes: Int

    // Kept contiguous: the newest bytes are moved to the front when twice the capacity is reached,
    // so each byte is moved at most once and any range is one span.
    private var storage: [UInt8] = []

    /// The position of the oldest byte that is kept.
    package private(set) var start: UInt64 = 0

    package init(capacityBytes: Int) {
        precondition(capacityBytes > 0, "a ring keeps at least a byte")
        self.capacityBytes = capacityBytes
    }

    /// The position behind the newest byte; always the end of a frame.
    package var end: UInt64 { start + UInt64(storage.count) }

    /// Appends one whole frame, or several.
    package mutating func append(_ frames: [UInt8]) {
        if storage.count + frames.count > 2 * capacityBytes, storage.count > capacityBytes {
            let dropped = storage.count - capacityBytes
            storage.removeFirst(dropped)
            start += UInt64(dropped)
        }
        storage += frames
    }

    /// Lends the bytes from one position up to another.
    ///
    /// Both must lie between `start` and `end`.
    package func withBytes<Result>(
        from first: UInt64, upTo last: UInt64, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        precondition(start <= first && first <= last && last <= end, "not in the ring any more")
        return body(storage.span.extracting(Int(first - start)..<Int(last - start)))
    }
}
