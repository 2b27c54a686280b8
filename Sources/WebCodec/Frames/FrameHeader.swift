/// What a frame is for (RFC 6455 §5.2).
package enum Opcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether the frame may come between the fragments of a message (RFC 6455 §5.5).
    package var isControl: Bool { rawValue >= 0x8 }
}

/// What precedes a frame's payload (RFC 6455 §5.2).
package struct FrameHeader: Equatable, Sendable {
    /// The most bytes that a header can have.
    package static let maximumEncodedBytes = 14

    /// The longest payload of a control frame, in bytes (RFC 6455 §5.5).
    package static let maximumControlPayloadBytes = 125

    package var opcode: Opcode

    /// Whether the frame is the last one of its message.
    package var isFinal: Bool

    /// Whether the frame begins a compressed message (reserved bit 1, RFC 7692 §6).
    package var isCompressed: Bool

    package var payloadBytes: Int

    /// The mask; frames of clients have one, frames of servers have none.
    package var mask: FrameMask?

    package init(
        _ opcode: Opcode, payloadBytes: Int, isFinal: Bool = true, isCompressed: Bool = false,
        mask: FrameMask? = nil
    ) {
        self.opcode = opcode
        self.payloadBytes = payloadBytes
        self.isFinal = isFinal
        self.isCompressed = isCompressed
        self.mask = mask
    }

    /// How many bytes the header has on the wire: 2 to 14.
    package var encodedBytes: Int {
        2 + (payloadBytes < 126 ? 0 : payloadBytes <= 0xFFFF ? 2 : 8) + (mask == nil ? 0 : 4)
    }
}
