/// Takes the chunked transfer coding off a body (RFC 9112 §7.1).
///
/// Extensions and trailer fields are checked for control characters, and dropped.
struct HTTPChunkedBody {
    private enum State {
        case size(value: Int, digits: Int)
        case afterSize
        case sizeLineFeed
        case data(left: Int)
        case dataReturn
        case dataLineFeed
        case trailerLine(isEmpty: Bool)
        case trailerLineFeed(isEmpty: Bool)
        case done
    }

    private let limits: HTTPLimits
    private var state = State.size(value: 0, digits: 0)
    private var size = 0
    private var lineBytes = 0
    private var trailerBytes = 0
    private(set) var body: [UInt8] = []

    init(limits: HTTPLimits) { self.limits = limits }

    /// Consumes `input` up to the end of the body.
    ///
    /// - Returns: Whether the body is whole.
    /// - Throws: `.malformedChunk`, `.bodyTooLarge` or `.headTooLarge` (for the trailer).
    mutating func take(_ input: Span<UInt8>, at position: inout Int) throws(HTTPError) -> Bool {
        while position < input.count {
            if case .data(let left) = state {
                let count = min(left, input.count - position)
                body.append(copying: input.extracting(position..<(position + count)))
                position += count
                state = count == left ? .dataReturn : .data(left: left - count)
                continue
            }
            try step(input[position])
            position += 1
            if case .done = state { return true }
        }
        return false
    }

    private mutating func step(_ byte: UInt8) throws(HTTPError) {
        switch state {
        case .size(let value, let digits):
            try countLineByte()
            if let digit = ASCII.hexValue(byte) {
                guard digits < 15 else { throw .bodyTooLarge }
                state = .size(value: value << 4 | digit, digits: digits + 1)
                return
            }
            guard digits > 0 else { throw .malformedChunk }
            guard value <= limits.bodyBytes - body.count else { throw .bodyTooLarge }
            size = value
            switch byte {
            case ASCII.carriageReturn: state = .sizeLineFeed
            case UInt8(ascii: ";"): state = .afterSize
            default: throw .malformedChunk
            }
        case .afterSize:
            try countLineByte()
            if byte == ASCII.carriageReturn {
                state = .sizeLineFeed
            } else if !ASCII.isFieldContent(byte) {
                throw .malformedChunk
            }
        case .sizeLineFeed:
            guard byte == ASCII.lineFeed else { throw .malformedChunk }
            lineBytes = 0
            state = size > 0 ? .data(left: size) : .trailerLine(isEmpty: true)
        case .dataReturn:
            guard byte == ASCII.carriageReturn else { throw .malformedChunk }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .malformedChunk }
            state = .size(value: 0, digits: 0)
        case .trailerLine(let isEmpty):
            try countTrailerByte()
            if byte == ASCII.carriageReturn {
                state = .trailerLineFeed(isEmpty: isEmpty)
            } else {
                guard ASCII.isFieldContent(byte) else { throw .malformedChunk }
                state = .trailerLine(isEmpty: false)
            }
        case .trailerLineFeed(let isEmpty):
            guard byte == ASCII.lineFeed else { throw .malformedChunk }
            try countTrailerByte()
            state = isEmpty ? .done : .trailerLine(isEmpty: true)
        case .data, .done:
            preconditionFailure("data is taken in bulk, and nothing is taken after the end")
        }
    }

    private mutating func countLineByte() throws(HTTPError) {
        lineBytes += 1
        guard lineBytes <= limits.chunkLineBytes else { throw .malformedChunk }
    }

    private mutating func countTrailerByte() throws(HTTPError) {
        trailerBytes += 1
        guard trailerBytes <= limits.trailerBytes else { throw .headTooLarge }
    }
}
