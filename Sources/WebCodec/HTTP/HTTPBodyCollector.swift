/// Collects one body whose framing is known.
struct HTTPBodyCollector {
    private enum State {
        case counted(left: Int, [UInt8])
        case chunked(HTTPChunkedBody)
        case untilClose([UInt8])
    }

    /// The most memory that is reserved on the peer's word alone, in bytes.
    private static let readAheadBytes = 64 << 10

    private var limits: HTTPLimits
    private var state: State

    /// Prepares for a body; the limit was checked where the length was read.
    init(_ framing: HTTPBodyFraming, limits: HTTPLimits) {
        self.limits = limits
        switch framing {
        case .length(let length):
            var body: [UInt8] = []
            body.reserveCapacity(min(length, Self.readAheadBytes))
            state = .counted(left: length, body)
        case .chunked: state = .chunked(HTTPChunkedBody(limits: limits))
        case .untilClose: state = .untilClose([])
        }
    }

    /// Lowers the limit before anything has been consumed.
    ///
    /// - Throws: `.bodyTooLarge` when more is announced.
    mutating func limit(to bytes: Int) throws(HTTPError) {
        limits.bodyBytes = min(limits.bodyBytes, bytes)
        switch state {
        case .counted(let left, _):
            guard left <= limits.bodyBytes else { throw .bodyTooLarge }
        case .chunked: state = .chunked(HTTPChunkedBody(limits: limits))
        case .untilClose: break
        }
    }

    /// Consumes `input` up to the end of the body.
    ///
    /// - Returns: The whole body, or nil while it is incomplete.
    mutating func next(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> [UInt8]? {
        let available = input.count - position
        switch state {
        case .counted(let left, var body):
            state = .untilClose([])  // So that `body` has one owner and grows in place.
            let count = min(left, available)
            body.append(copying: input.extracting(position..<(position + count)))
            position += count
            if count == left { return body }
            state = .counted(left: left - count, body)
        case .chunked(var chunks):
            state = .untilClose([])
            if try chunks.take(input, at: &position) { return chunks.body }
            state = .chunked(chunks)
        case .untilClose(var body):
            state = .untilClose([])
            guard available <= limits.bodyBytes - body.count else { throw .bodyTooLarge }
            body.append(copying: input.extracting(position...))
            position = input.count
            state = .untilClose(body)
        }
        return nil
    }

    /// Ends the input.
    ///
    /// - Returns: The body, if the end of the connection is what ends it.
    /// - Throws: `.truncated`
    func finish() throws(HTTPError) -> [UInt8] {
        guard case .untilClose(let body) = state else { throw .truncated }
        return body
    }
}
