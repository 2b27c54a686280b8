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
    // Where frames end, rising, each with the last event that is told up to there; before the first
    // frame none is.
    private var marks: [(end: UInt64, event: UInt64)] = [(0, 0)]

    /// The position of the oldest byte that is kept.
    package private(set) var start: UInt64 = 0

    package init(capacityBytes: Int) {
        precondition(capacityBytes > 0, "a ring keeps at least a byte")
        self.capacityBytes = capacityBytes
    }

    /// The position behind the newest byte; always the end of a frame.
    package var end: UInt64 { start + UInt64(storage.count) }

    /// Appends one whole frame, or several.
    ///
    /// - Parameter event: The number of the event that they tell; nil: none.
    package mutating func append(_ frames: [UInt8], event: UInt64? = nil) {
        if storage.count + frames.count > 2 * capacityBytes, storage.count > capacityBytes {
            let dropped = storage.count - capacityBytes
            storage.removeFirst(dropped)
            start += UInt64(dropped)
            marks.removeFirst(firstMark(atOrAfter: start))
        }
        storage += frames
        marks.append((end, max(event ?? 0, marks.last?.event ?? 0)))
    }

    /// The end of the frame that a reader at this position is in, or that it has just read, and the
    /// last event that is told up to there; nil when that is not known any more.
    package func frameEnd(atOrAfter position: UInt64) -> (end: UInt64, event: UInt64)? {
        guard position >= start else { return nil }
        let place = firstMark(atOrAfter: position)
        return place < marks.count ? marks[place] : nil
    }

    private func firstMark(atOrAfter position: UInt64) -> Int {
        var (low, high) = (0, marks.count)
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].end < position { low = middle + 1 } else { high = middle }
        }
        return low
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
