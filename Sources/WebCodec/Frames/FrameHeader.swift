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

extension OutputSpan<UInt8> {
    /// Appends a header as it goes over the wire.
    @inline(__always)
    mutating func append(_ header: FrameHeader) {
        append(
            (header.isFinal ? 0x80 : 0) | (header.isCompressed ? 0x40 : 0)
                | header.opcode.rawValue)
        let maskBit: UInt8 = header.mask == nil ? 0 : 0x80
        let count = header.payloadBytes
        if count < 126 {
            append(maskBit | UInt8(count))
        } else if count <= 0xFFFF {
            append(maskBit | 126)
            append(UInt8(truncatingIfNeeded: count >> 8))
            append(UInt8(truncatingIfNeeded: count))
        } else {
            append(maskBit | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                append(UInt8(truncatingIfNeeded: count >> shift))
            }
        }
        guard let mask = header.mask else { return }
        for shift in stride(from: 0, to: 32, by: 8) {
            append(UInt8(truncatingIfNeeded: mask.bits >> UInt32(shift)))
        }
    }
}
