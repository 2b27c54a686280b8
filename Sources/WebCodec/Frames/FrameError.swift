/// Why the peer's bytes are not acceptable WebSocket frames.
package enum FrameError: Error, Equatable, Sendable {
    /// A reserved bit was set that no agreed extension allows there (RFC 6455 §5.2, RFC 7692 §6).
    case reservedBits
    /// An opcode that RFC 6455 §5.2 reserves.
    case reservedOpcode(UInt8)
    /// A client frame arrived unmasked (RFC 6455 §5.1).
    case unmaskedClientFrame
    /// A server frame arrived masked (RFC 6455 §5.1).
    case maskedServerFrame
    /// A length that would have fitted into fewer bytes (RFC 6455 §5.2).
    case nonMinimalLength
    /// A 64-bit length with the highest bit set (RFC 6455 §5.2).
    case lengthOverflow
    /// A control frame without its final bit (RFC 6455 §5.5).
    case fragmentedControlFrame
    /// A control frame of more than 125 bytes (RFC 6455 §5.5).
    case controlFrameTooLong
    /// A continuation without a message to continue (RFC 6455 §5.4).
    case unexpectedContinuation
    /// A new message before the last one had ended (RFC 6455 §5.4).
    case interleavedMessage
    /// Half a close code (RFC 6455 §5.5.1).
    case truncatedCloseCode
    /// A close code that must not be sent (RFC 6455 §7.4).
    case invalidCloseCode(UInt16)
    /// Text or a close reason that is not UTF-8 (RFC 6455 §8.1).
    case invalidUTF8
    /// A compressed message that is no deflate data (RFC 7692 §7.2.2).
    case corruptDeflate
    /// The peer announced more payload than we accept; both counts are in bytes.
    case payloadTooLarge(announced: Int, limit: Int)
    /// More fragments than we accept in a message.
    case tooManyFragments(limit: Int)
    /// A message that grows beyond what we accept when it is decompressed; the limit is in bytes.
    case decompressedTooLarge(limit: Int)
    /// A message that grows more than we accept when it is decompressed: `limit` bytes for each of
    /// its own.
    case compressionRatioTooHigh(limit: Int)
    /// There was no memory for decompressing.
    case outOfMemory
}

extension CloseCode {
    /// The code with which the connection is failed (RFC 6455 §7.1.7).
    package init(_ error: FrameError) {
        switch error {
        case .reservedBits, .reservedOpcode, .unmaskedClientFrame, .maskedServerFrame,
            .nonMinimalLength, .lengthOverflow, .fragmentedControlFrame, .controlFrameTooLong,
            .unexpectedContinuation, .interleavedMessage, .truncatedCloseCode, .invalidCloseCode:
            self = .protocolError
        case .invalidUTF8, .corruptDeflate:
            self = .invalidPayload
        case .payloadTooLarge, .tooManyFragments, .decompressedTooLarge,
            .compressionRatioTooHigh:
            self = .messageTooBig
        case .outOfMemory:
            self = .internalError
        }
    }
}
