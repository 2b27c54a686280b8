/// `Sec-WebSocket-Key`: sixteen bytes in base64 (RFC 6455 §4.1).
enum WebSocketKey {
    /// Whether `text` has the form of a key; unused bits of the last character may have any value.
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 24 && bytes[..<22].allSatisfy(isBase64)
            && bytes[22...].allSatisfy { $0 == UInt8(ascii: "=") }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
        default: false
        }
    }
}
