/// Steps through a JPEG from marker to marker.
///
/// It keeps a position and no bytes, so that the same bytes are handed to every step.
package struct JPEGReader {
    /// Where the next step reads, in bytes from the start.
    package private(set) var offset = 0

    package init() {}

    /// Reads a marker, with any fill bytes before it (T.81 §B.1.1.2).
    ///
    /// - Throws: `.malformed` with `.endsEarly`, or with `.notAMarker` when other bytes stand
    ///   there.
    package mutating func marker(in bytes: Span<UInt8>) throws(JPEGRefusal) -> JPEGMarker {
        let start = offset
        while offset < bytes.count, bytes[offset] == 0xFF { offset += 1 }
        guard offset < bytes.count else { throw .malformed(.endsEarly) }
        guard offset > start, bytes[offset] != 0x00 else {
            throw .malformed(.notAMarker(offset: start))
        }
        offset += 1
        return JPEGMarker(code: bytes[offset - 1])
    }

    /// Steps over the segment that follows a marker which does not stand alone (T.81 §B.1.1.4).
    ///
    /// - Parameters:
    ///   - marker: The marker just read, for the error.
    ///   - bytes: The same bytes as for the other steps.
    /// - Returns: Where its payload is, without the two bytes of the length.
    /// - Throws: `.malformed` with `.endsEarly` or `.wrongLength`.
    package mutating func payload(
        of marker: JPEGMarker, in bytes: Span<UInt8>
    ) throws(JPEGRefusal) -> Range<Int> {
        guard bytes.count - offset >= 2 else { throw .malformed(.endsEarly) }
        let length = bytes.bigEndian16(at: offset)
        guard length >= 2 else { throw .malformed(.wrongLength(marker, offset: offset)) }
        guard length <= bytes.count - offset else { throw .malformed(.endsEarly) }
        let payload = offset + 2..<offset + length
        offset += length
        return payload
    }

    /// Steps over entropy-coded data to the marker that ends it (T.81 §B.1.1.5).
    ///
    /// - Parameters:
    ///   - bytes: The same bytes as for the other steps.
    ///   - restarts: Whether restart markers may divide the data; they count 0 to 7 in turn.
    /// - Returns: The marker, which has been read.
    /// - Throws: `.malformed` with `.endsEarly`, `.emptyScan`, or `.unexpected` for a restart
    ///   marker that is out of turn.
    package mutating func skipEntropyData(
        in bytes: Span<UInt8>, restarts: Bool
    ) throws(JPEGRefusal) -> JPEGMarker {
        let start = offset
        var nextRestart: UInt8 = 0
        while offset < bytes.count {
            guard bytes[offset] == 0xFF else {
                offset += 1
                continue
            }
            if offset + 1 < bytes.count, bytes[offset + 1] == 0x00 {
                offset += 2  // A data byte of FF is followed by a stuffed zero.
                continue
            }
            let end = offset
            let marker = try marker(in: bytes)
            guard end > start else { throw .malformed(.emptyScan) }
            guard let number = marker.restartNumber else { return marker }
            guard restarts, number == nextRestart else {
                throw .malformed(.unexpected(marker, offset: end))
            }
            nextRestart = (number + 1) % 8
        }
        throw .malformed(.endsEarly)
    }
}
