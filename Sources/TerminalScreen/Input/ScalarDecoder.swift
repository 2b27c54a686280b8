/// Decodes UTF-8 one byte at a time.
struct ScalarDecoder: Equatable, Sendable {
    enum Step: Equatable {
        case more
        case scalar(Unicode.Scalar)
        /// What came before is no UTF-8; the byte itself has not been looked at.
        case broken
    }

    private var value: UInt32 = 0
    private var missing = 0
    /// The range that the next byte must be in; it rules out long forms and surrogates.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether a scalar has begun and not ended.
    var isOpen: Bool { missing > 0 }

    mutating func feed(_ byte: UInt8) -> Step {
        guard isOpen else { return begin(byte) }
        guard allowed.contains(byte) else {
            missing = 0
            return .broken
        }
        value = value << 6 | UInt32(byte & 0x3F)
        (missing, allowed) = (missing - 1, 0x80...0xBF)
        return missing > 0 ? .more : .scalar(Unicode.Scalar(value) ?? "\u{FFFD}")
    }

    private mutating func begin(_ byte: UInt8) -> Step {
        allowed = 0x80...0xBF
        switch byte {
        case 0..<0x80: return .scalar(Unicode.Scalar(byte))
        case 0xC2...0xDF: (value, missing) = (UInt32(byte & 0x1F), 1)
        case 0xE0...0xEF:
            (value, missing) = (UInt32(byte & 0x0F), 2)
            if byte == 0xE0 { allowed = 0xA0...0xBF }
            if byte == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            (value, missing) = (UInt32(byte & 0x07), 3)
            if byte == 0xF0 { allowed = 0x90...0xBF }
            if byte == 0xF4 { allowed = 0x80...0x8F }
        default: return .scalar("\u{FFFD}")
        }
        return .more
    }
}
