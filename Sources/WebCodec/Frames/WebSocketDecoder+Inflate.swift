extension WebSocketDecoder {
    /// Decompresses a whole message.
    ///
    /// - Parameters:
    ///   - payload: The joined payloads of the message's frames.
    ///   - inflater: What to do it with; made when nil, and nil after an error.
    ///   - isShared: Whether `inflater` serves connections with other windows too.
    /// - Returns: The message, known to be UTF-8 if it is text.
    /// - Throws: `.corruptDeflate`, `.decompressedTooLarge`, `.outOfMemory` or `.invalidUTF8`.
    func inflate(
        _ payload: Span<UInt8>, with inflater: inout Inflater?, isShared: Bool
    ) throws(FrameError) -> [UInt8] {
        guard let deflate else { preconditionFailure("a compressed frame needs an agreement") }
        let keepsContext = deflate.keepsContext(from: role.peer)
        let bytes: [UInt8]
        do throws(InflateError) {
            var current: Inflater
            if let kept = inflater.take() {
                current = kept
            } else {
                let bits = isShared ? 15 : deflate.windowBits(from: role.peer)
                current = try Inflater.make(windowBits: bits)
            }
            bytes = try current.inflate(
                payload, limitBytes: limits.decompressedBytes, keepingContext: keepsContext)
            if keepsContext || isShared { inflater = consume current }
        } catch {
            throw FrameError(error)
        }
        guard message.kind == .binary || UTF8Validator.isValid(bytes.span) else {
            throw .invalidUTF8
        }
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
