/// The version in a start line (RFC 9112 §2.3).
package enum HTTPVersion: Equatable, Sendable {
    /// Understood so that simple tools can ask; its connections end after one answer, and it knows
    /// no `Upgrade`, no `Expect` and no `Transfer-Encoding` (RFC 9110 §7.8, §10.1.1; RFC 9112
    /// §6.1).
    case http10
    case http11

    /// Reads `HTTP/1.0` or `HTTP/1.1`.
    ///
    /// - Throws: `malformed` for what is no version at all, `.unsupportedVersion` for all others.
    init(_ text: String, malformed: HTTPError) throws(HTTPError) {
        switch text {
        case "HTTP/1.1": self = .http11
        case "HTTP/1.0": self = .http10
        default:
            let bytes = Array(text.utf8)
            let digits: ClosedRange<UInt8> = 0x30...0x39
            guard bytes.count == 8, text.hasPrefix("HTTP/"), digits.contains(bytes[5]),
                bytes[6] == UInt8(ascii: "."), digits.contains(bytes[7])
            else { throw malformed }
            throw .unsupportedVersion
        }
    }
}
