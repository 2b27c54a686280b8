/// What an application sends over a WebSocket.
package enum MessageKind: Sendable {
    case text
    case binary
}

/// Puts a message together from the payloads of its frames.
struct MessageAssembly {
    /// The most memory that is reserved on the peer's word alone, in bytes.
    private static let readAheadBytes = 64 << 10

    /// Whether a message has begun and not ended.
    private(set) var isOpen = false

    private(set) var kind = MessageKind.binary
    private(set) var isCompressed = false
    private var payload: [UInt8] = []
    private var fragments = 0
    private var validator = UTF8Validator()

    /// Admits a data frame before its payload is read.
    ///
    /// - Parameters:
    ///   - header: A frame that is no control frame.
    ///   - limits: What a message may have.
    ///   - available: How many bytes of input are there, a hint for how much to reserve.
    /// - Throws: `.unexpectedContinuation`, `.reservedBits`, `.interleavedMessage`,
    ///   `.tooManyFragments` or `.payloadTooLarge`.
    mutating func begin(
        _ header: FrameHeader, limits: WebSocketLimits, available: Int
    ) throws(FrameError) {
        if header.opcode == .continuation {
            guard isOpen else { throw .unexpectedContinuation }
            guard !header.isCompressed else { throw .reservedBits }
        } else {
            guard !isOpen else { throw .interleavedMessage }
            isOpen = true
            kind = header.opcode == .text ? .text : .binary
            isCompressed = header.isCompressed
        }
        fragments += 1
        guard fragments <= limits.fragments else {
            throw .tooManyFragments(limit: limits.fragments)
        }
        guard header.payloadBytes <= limits.payloadBytes - payload.count else {
            let (sum, overflow) = payload.count.addingReportingOverflow(header.payloadBytes)
            throw .payloadTooLarge(
                announced: overflow ? .max : sum, limit: limits.payloadBytes)
        }
        if payload.isEmpty {
            payload.reserveCapacity(min(header.payloadBytes, max(available, Self.readAheadBytes)))
        }
    }

    /// Adds a part of the current frame's payload.
    ///
    /// - Throws: `.invalidUTF8` at the first byte that cannot belong to text.
    mutating func append(
        _ part: Span<UInt8>, mask: FrameMask?, at offset: Int
    ) throws(FrameError) {
        let start = payload.count
        if let mask {
            payload.append(part, applying: mask, at: offset)
        } else {
            payload.append(copying: part)
        }
        guard kind == .text, !isCompressed else { return }
        var validator = self.validator  // A span of `payload` borrows all of `self`.
        guard validator.accept(payload.span.extracting(start...)) else { throw .invalidUTF8 }
        self.validator = validator
    }

    /// Ends the message and hands its payload over, still compressed if it arrived so.
    ///
    /// - Throws: `.invalidUTF8` when text ends within a character.
    mutating func finish() throws(FrameError) -> [UInt8] {
        guard validator.isComplete else { throw .invalidUTF8 }
        defer { (payload, fragments, isOpen) = ([], 0, false) }
        return payload
    }
}
