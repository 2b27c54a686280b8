/// Checks UTF-8 that arrives in pieces and fails at the first byte that no valid text can have
/// there.
///
/// Source: the table "Well-Formed UTF-8 Byte Sequences" (Unicode 15, table 3-7); RFC 3629 §4.
struct UTF8Validator {
    /// How many continuation bytes of the current character are still missing.
    private var missing: UInt8 = 0

    /// The values that the next continuation byte may have.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether the text may end here.
    var isComplete: Bool { missing == 0 }

    /// Tells whether `bytes` are valid text from beginning to end.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var validator = UTF8Validator()
        return validator.accept(bytes) && validator.isComplete
    }

    /// Takes the next piece of the text; after `false` the validator must not be used again.
    mutating func accept(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if missing > 0 {
                guard unsafe continues(with: bytes[unchecked: index]) else { return false }
                index &+= 1
                continue
            }
            index = bytes.endOfASCIIWords(from: index)
            guard index < bytes.count else { break }
            guard unsafe begins(with: bytes[unchecked: index]) else { return false }
            index &+= 1
        }
        return true
    }

    private mutating func continues(with byte: UInt8) -> Bool {
        guard allowed.contains(byte) else { return false }
        allowed = 0x80...0xBF
        missing &-= 1
        return true
    }

    private mutating func begins(with byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, allowed) = (2, 0xA0...0xBF)  // Below are overlong forms.
        case 0xED: (missing, allowed) = (2, 0x80...0x9F)  // Above are surrogates.
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, allowed) = (3, 0x90...0xBF)  // Below are overlong forms.
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, allowed) = (3, 0x80...0x8F)  // Above is past U+10FFFF.
        default: return false
        }
        return true
    }
}

extension Span<UInt8> {
    /// Skips whole eight-byte words of ASCII, beginning at `start`.
    fileprivate func endOfASCIIWords(from start: Int) -> Int {
        var index = start
        let raw = unsafe bytes
        while index &+ 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { break }
            index &+= 8
        }
        return index
    }
}
