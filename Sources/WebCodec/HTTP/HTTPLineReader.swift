/// Reads the lines of a head that `HTTPHeadScanner` has found whole and free of control characters.
struct HTTPLineReader {
    private var position = 0

    /// The next line of `head` that is not empty, without its end; nil after the last one.
    mutating func next(in head: Span<UInt8>) -> Range<Int>? {
        while position < head.count {
            let start = position
            while head[position] != ASCII.carriageReturn { position += 1 }
            defer { position += 2 }
            if position > start { return start..<position }
        }
        return nil
    }
}

extension Span<UInt8> {
    /// The first index in `range` where `byte` is.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        range.first { self[$0] == byte }
    }

    /// `range` without spaces and tabs at its ends.
    func trimmingWhitespace(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == ASCII.space || self[start] == ASCII.tab { start += 1 }
        while start < end, self[end - 1] == ASCII.space || self[end - 1] == ASCII.tab { end -= 1 }
        return start..<end
    }
}
