/// Finds the end of a head over any number of cuts, and stops at the first byte no head can have.
struct HTTPHeadScanner {
    private var totalBytes = 0
    private var lineBytes = 0
    private var lines = 0
    private var isAfterReturn = false
    private var mayBeEmpty: Bool

    /// Makes a scanner.
    ///
    /// - Parameter skipsEmptyLine: Whether one empty line may precede the head (RFC 9112 §2.2).
    init(skipsEmptyLine: Bool) { mayBeEmpty = skipsEmptyLine }

    /// Whether nothing of a head has arrived yet, an empty line aside.
    var isIdle: Bool { lines == 0 && lineBytes == 0 && !isAfterReturn }

    /// Looks at the bytes from `start` on.
    ///
    /// - Returns: The index after the empty line that ends the head, or nil when it is not there
    ///   yet.
    /// - Throws: `.bareLineFeed`, `.bareCarriageReturn`, `.controlCharacter`, `.targetTooLong`,
    ///   `.headTooLarge` or `.tooManyHeaders`.
    mutating func end(
        of input: Span<UInt8>, from start: Int, limits: HTTPLimits
    ) throws(HTTPError) -> Int? {
        for index in start..<input.count {
            totalBytes += 1
            guard totalBytes <= limits.headBytes else {
                throw lines == 0 ? .targetTooLong : .headTooLarge
            }
            let byte = input[index]
            if byte == ASCII.lineFeed {
                guard isAfterReturn else { throw .bareLineFeed }
                isAfterReturn = false
                if try endsLine(limits) { return index + 1 }
                continue
            }
            guard !isAfterReturn else { throw .bareCarriageReturn }
            isAfterReturn = byte == ASCII.carriageReturn
            guard isAfterReturn || ASCII.isFieldContent(byte) else { throw .controlCharacter }
            if !isAfterReturn { lineBytes += 1 }
            guard lines > 0 || lineBytes <= limits.startLineBytes else { throw .targetTooLong }
        }
        return nil
    }

    /// Counts a line; tells whether it was the empty one at the end.
    private mutating func endsLine(_ limits: HTTPLimits) throws(HTTPError) -> Bool {
        if lineBytes == 0 {
            guard lines == 0 && mayBeEmpty else { return true }
            mayBeEmpty = false
            return false
        }
        lines += 1
        lineBytes = 0
        guard lines - 1 <= limits.headerCount else { throw .tooManyHeaders }
        return false
    }
}

/// Collects a head that may arrive in pieces; one that arrives whole is lent on without a copy.
struct HTTPHeadCollector {
    private let skipsEmptyLine: Bool
    private var scanner: HTTPHeadScanner
    private var kept: [UInt8] = []

    init(skipsEmptyLine: Bool) {
        self.skipsEmptyLine = skipsEmptyLine
        scanner = HTTPHeadScanner(skipsEmptyLine: skipsEmptyLine)
    }

    /// Whether no byte of a head has arrived.
    var isIdle: Bool { scanner.isIdle }

    /// Consumes `input` up to the end of the head.
    ///
    /// - Returns: What `parse` makes of the whole head, or nil while it is incomplete.
    mutating func next<Head>(
        _ input: Span<UInt8>, at position: inout Int, limits: HTTPLimits,
        parse: (Span<UInt8>) throws(HTTPError) -> Head
    ) throws(HTTPError) -> Head? {
        let start = position
        let end = try scanner.end(of: input, from: start, limits: limits)
        position = end ?? input.count
        let arrived = input.extracting(start..<position)
        guard end != nil else {
            kept.append(copying: arrived)
            return nil
        }
        defer { self = HTTPHeadCollector(skipsEmptyLine: skipsEmptyLine) }
        guard !kept.isEmpty else { return try parse(arrived) }
        kept.append(copying: arrived)
        return try parse(kept.span)
    }
}
