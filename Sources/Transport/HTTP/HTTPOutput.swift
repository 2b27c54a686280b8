/// What an HTTP connection still has to send: heads and contents in their order.
struct HTTPOutput {
    private enum Piece {
        case bytes([UInt8])
        case shared(SharedBytes, Range<Int>)
    }

    private var pieces: [Piece] = []
    private var sentOfFirst = 0

    mutating func push(_ bytes: [UInt8]) {
        if !bytes.isEmpty { pieces.append(.bytes(bytes)) }
    }

    mutating func push(_ content: HTTPContent) {
        switch content {
        case .bytes(let bytes): push(bytes)
        case .shared(let bytes, let range):
            precondition(bytes.bytes.indices.contains(range), "an answer's range is in its bytes")
            if !range.isEmpty { pieces.append(.shared(bytes, range)) }
        case .unsent: preconditionFailure("content that is not sent answers HEAD only")
        }
    }

    /// Offers what waits, as `FrameQueue.drain` does.
    mutating func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        var done = 0
        defer { pieces.removeFirst(done) }
        for piece in pieces {
            let (taken, count) = Self.offer(piece, from: sentOfFirst, send)
            guard sentOfFirst + taken == count else {
                sentOfFirst += taken
                return .blocked
            }
            sentOfFirst = 0
            done += 1
        }
        return .drained
    }

    /// Offers what of a piece is not sent yet.
    private static func offer(
        _ piece: Piece, from start: Int, _ send: (Span<UInt8>) -> Int
    ) -> (taken: Int, count: Int) {
        switch piece {
        case .bytes(let bytes):
            return (send(bytes.span.extracting(start...)), bytes.count)
        case .shared(let shared, let range):
            let rest = (range.lowerBound + start)..<range.upperBound
            let bytes = shared.bytes
            return (send(bytes.span.extracting(rest)), range.count)
        }
    }
}
