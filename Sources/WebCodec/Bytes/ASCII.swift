/// Character classes of HTTP/1.1 and URIs.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let percent = UInt8(ascii: "%")

    /// Whether a byte may be part of a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    /// Whether a byte may be in a field value or a reason phrase (RFC 9110 §5.5).
    static func isFieldContent(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == tab
    }

    /// Whether a byte may be in the path or query of a URI (RFC 3986 §3.3, §3.4).
    static func isPathOrQuery(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x25, 0x2F, 0x3A, 0x3F, 0x40: true
        default: isUnreserved(byte) || isDelimiter(byte)
        }
    }

    /// Whether a byte needs no escape anywhere in a URI (RFC 3986 §2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    /// Whether a byte separates parts within a path or query (RFC 3986 §2.2, `sub-delims`).
    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x24, 0x26...0x2C, 0x3B, 0x3D: true
        default: false
        }
    }

    /// Whether two hexadecimal digits follow each percent sign (RFC 3986 §2.1).
    static func hasWholeEscapes(_ bytes: some Sequence<UInt8>) -> Bool {
        var digitsDue = 0
        for byte in bytes {
            if digitsDue > 0 {
                guard hexValue(byte) != nil else { return false }
                digitsDue -= 1
            } else if byte == percent {
                digitsDue = 2
            }
        }
        return digitsDue == 0
    }

    /// The value of a hexadecimal digit, or nil.
    static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }

    static func lowercase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

extension StringProtocol {
    /// Whether both are equal when only the case of A to Z is ignored.
    ///
    /// `lowercased()` would not do: it also turns U+212A KELVIN SIGN into a `k`.
    func isEqualIgnoringASCIICase(to other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { ASCII.lowercase($0) == ASCII.lowercase($1) }
    }

    /// The text without the spaces and tabs at its ends (RFC 9110 §5.6.3, optional whitespace).
    func trimmingWhitespace() -> Substring {
        let isWhitespace = { (character: Character) in character == " " || character == "\t" }
        var rest = Substring(self).drop(while: isWhitespace)
        while let last = rest.last, isWhitespace(last) { rest.removeLast() }
        return rest
    }
}
