extension FrameHeader {
    /// Reads a header and checks what can be judged without knowing the connection.
    ///
    /// - Parameters:
    ///   - bytes: What has arrived.
    ///   - start: Where the frame begins in `bytes`.
    /// - Returns: The header, `encodedBytes` long, or nil while it is incomplete.
    /// - Throws: `.reservedBits`, `.reservedOpcode`, `.fragmentedControlFrame`,
    ///   `.controlFrameTooLong`, `.nonMinimalLength` or `.lengthOverflow`, each as soon as the byte
    ///   that says so is there.
    static func decode(_ bytes: Span<UInt8>, at start: Int) throws(FrameError) -> FrameHeader? {
        let available = bytes.count - start
        guard available >= 1 else { return nil }
        let first = bytes[start]
        guard first & 0x30 == 0 else { throw .reservedBits }
        guard let opcode = Opcode(rawValue: first & 0x0F) else {
            throw .reservedOpcode(first & 0x0F)
        }
        let isFinal = first & 0x80 != 0
        guard isFinal || !opcode.isControl else { throw .fragmentedControlFrame }

        guard available >= 2 else { return nil }
        let second = bytes[start + 1]
        let shortLength = Int(second & 0x7F)
        guard shortLength <= maximumControlPayloadBytes || !opcode.isControl else {
            throw .controlFrameTooLong
        }
        let lengthEnd = start + 2 + (shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8)
        let isMasked = second & 0x80 != 0
        guard bytes.count >= lengthEnd else { return nil }
        let payloadBytes =
            shortLength < 126
            ? shortLength : try longLength(bytes.extracting((start + 2)..<lengthEnd))
        var header = FrameHeader(
            opcode, payloadBytes: payloadBytes, isFinal: isFinal, isCompressed: first & 0x40 != 0)

        guard isMasked else { return header }
        guard bytes.count >= lengthEnd + 4 else { return nil }
        header.mask = FrameMask(
            bytes[lengthEnd], bytes[lengthEnd + 1], bytes[lengthEnd + 2], bytes[lengthEnd + 3])
        return header
    }

    /// Reads a length of two or eight bytes, which must not have fitted into fewer.
    private static func longLength(_ bytes: Span<UInt8>) throws(FrameError) -> Int {
        var length: UInt64 = 0
        for index in bytes.indices { length = length << 8 | UInt64(bytes[index]) }
        guard length >> 63 == 0 else { throw .lengthOverflow }
        guard length > (bytes.count == 2 ? 125 : 0xFFFF) else { throw .nonMinimalLength }
        return Int(length)
    }
}
