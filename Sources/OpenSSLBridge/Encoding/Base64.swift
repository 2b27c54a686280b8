/// Base 64 in two alphabets (RFC 4648 §4 and §5).
package struct Base64: Sendable {
    /// `+`, `/`, padded with `=`.
    package static let standard = Base64(last: "+/", isPadded: true)
    /// `-`, `_`, not padded: fits into URLs and header values as it is.
    package static let urlSafe = Base64(last: "-_", isPadded: false)

    private let digits: [UInt8]
    /// Each byte's value as a digit, or `noDigit`.
    private let values: [UInt8]
    private let isPadded: Bool

    private static let noDigit: UInt8 = 0xFF
    private static let padding = UInt8(ascii: "=")

    private init(last: String, isPadded: Bool) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        digits = Array((letters + last).utf8)
        var values = [UInt8](repeating: Self.noDigit, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    /// The text for some bytes, on one line.
    package func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * (3 - group.count))
            for position in 0..<4 {
                if position <= group.count {
                    text.append(digits[Int(bits >> (18 - 6 * position)) & 63])
                } else if isPadded {
                    text.append(Self.padding)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; `nil` unless `encode` would give exactly this text.
    ///
    /// So there are no line ends, no missing or spare padding, and no stray bits: one token has
    /// one spelling.
    package func decode(_ text: String) -> [UInt8]? {
        var characters = Array(text.utf8)[...]
        if isPadded {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == Self.padding { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var bitCount = 0
        for character in characters {
            let value = values[Int(character)]
            guard value != Self.noDigit else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
                bits &= 1 << UInt32(bitCount) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }
}
