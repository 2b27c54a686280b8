extension WebSocketDecoder {
    /// Decompresses a whole message.
    ///
    /// - Parameters:
    ///   - payload: The joined payloads of the message's frames.
    ///   - room: Has the decompressor for peers that do not keep their context.
    /// - Returns: The message, known to be UTF-8 if it is text.
    /// - Throws: `.corruptDeflate`, `.decompressedTooLarge`, `.compressionRatioTooHigh`,
    ///   `.outOfMemory` or `.invalidUTF8`.
    mutating func inflate(
        _ payload: Span<UInt8>, in room: DecodingRoom
    ) throws(FrameError) -> [UInt8] {
        guard let deflate else { preconditionFailure("a compressed frame needs an agreement") }
        let limitBytes = min(
            limits.decompressedBytes, limits.ratioLimitBytes(of: payload.count))
        let bytes: [UInt8]
        do throws(InflateError) {
            if deflate.keepsContext(from: role.peer) {
                let bits = deflate.windowBits(from: role.peer)
                bytes = try Self.inflate(
                    payload, limitBytes, with: &inflater, windowBits: bits, keeping: true)
            } else {
                bytes = try Self.inflate(
                    payload, limitBytes, with: &room.inflater, windowBits: 15, keeping: false)
            }
        } catch .tooLarge(let limit) where limit < limits.decompressedBytes {
            throw .compressionRatioTooHigh(limit: limits.compressionRatio)
        } catch {
            throw FrameError(error)
        }
        guard message.kind == .binary || UTF8Validator.isValid(bytes.span) else {
            throw .invalidUTF8
        }
        return bytes
    }

    /// Decompresses with an inflater that is made when nil, and nil after an error.
    private static func inflate(
        _ payload: Span<UInt8>, _ limitBytes: Int, with kept: inout Inflater?,
        windowBits: Int, keeping: Bool
    ) throws(InflateError) -> [UInt8] {
        var current: Inflater
        if let inflater = kept.take() {
            current = inflater
        } else {
            current = try Inflater.make(windowBits: windowBits)
        }
        let bytes = try current.inflate(
            payload, limitBytes: limitBytes, keepingContext: keeping)
        kept = consume current
        return bytes
    }
}

extension FrameError {
    fileprivate init(_ error: InflateError) {
        switch error {
        case .corrupt: self = .corruptDeflate
        case .tooLarge(let limit): self = .decompressedTooLarge(limit: limit)
        case .outOfMemory: self = .outOfMemory
        }
    }
}
