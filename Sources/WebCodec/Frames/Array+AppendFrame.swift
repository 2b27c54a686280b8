extension [UInt8] {
    /// Appends a whole frame.
    ///
    /// - Parameters:
    ///   - opcode: What the frame is for.
    ///   - payload: The payload, already compressed if `isCompressed`; a control frame takes at
    ///     most 125 bytes, and more are a bug of the caller and trap.
    ///   - isFinal: Whether the frame is the last one of its message.
    ///   - isCompressed: Whether it begins a compressed message (RFC 7692 §6).
    ///   - mask: A fresh random mask from a client, nil from a server (RFC 6455 §5.1).
    package mutating func appendFrame(
        _ opcode: Opcode, _ payload: Span<UInt8>, isFinal: Bool = true, isCompressed: Bool = false,
        mask: FrameMask? = nil
    ) {
        precondition(
            !opcode.isControl
                || isFinal && payload.count <= FrameHeader.maximumControlPayloadBytes,
            "a control frame is unfragmented and has at most 125 bytes (RFC 6455 §5.5)")
        append(
            FrameHeader(
                opcode, payloadBytes: payload.count, isFinal: isFinal, isCompressed: isCompressed,
                mask: mask), payload)
    }

    /// Appends a header and its payload, with the header's mask laid over it.
    package mutating func append(_ header: FrameHeader, _ payload: Span<UInt8>) {
        precondition(header.payloadBytes == payload.count, "a header announces its payload")
        append(addingCapacity: header.encodedBytes + payload.count) {
            (output: inout OutputSpan<UInt8>) in
            output.append(header)
            output.append(payload, masked: header.mask, at: 0)
        }
    }

    /// Appends a close frame (RFC 6455 §5.5.1).
    ///
    /// - Parameters:
    ///   - code: Why the connection ends; nil makes the payload empty, without a reason.
    ///   - reason: For people; what exceeds 123 bytes is cut off at a character's beginning.
    ///   - mask: A fresh random mask from a client, nil from a server.
    package mutating func appendCloseFrame(
        _ code: CloseCode?, reason: String = "", mask: FrameMask? = nil
    ) {
        var payload: [UInt8] = []
        if let code {
            payload.append(UInt8(code.rawValue >> 8))
            payload.append(UInt8(code.rawValue & 0xFF))
            for scalar in reason.unicodeScalars {
                let encoded = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                let limit = FrameHeader.maximumControlPayloadBytes
                guard payload.count + encoded.count <= limit else { break }
                payload.append(contentsOf: encoded)
            }
        }
        appendFrame(.close, payload.span, mask: mask)
    }
}
