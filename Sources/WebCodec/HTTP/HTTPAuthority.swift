/// Host and port, as in `Host` and in an absolute target (RFC 3986 §3.2, without user).
package struct HTTPAuthority: Equatable, Sendable {
    /// In lower case; an IPv6 address with its brackets.
    package let host: String

    /// Nil when none, or an empty one, is named.
    package let port: UInt16?

    /// Reads `host[:port]`; nil when it breaks the grammar or the host is empty (RFC 9110 §4.2.1).
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let end =
            bytes.first == UInt8(ascii: "[")
            ? Self.endOfAddress(bytes) : Self.endOfName(bytes)
        guard let end else { return nil }
        switch Self.port(bytes[end...]) {
        case .none: return nil
        case .some(let port): self.port = port
        }
        host = String(decoding: bytes[..<end].map(ASCII.lowercase), as: UTF8.self)
    }

    /// Where a name or an IPv4 address ends; nil for an empty or wrong one.
    ///
    /// RFC 3986 allows escapes and marks such as the comma as well, but no host of HTTP has them:
    /// `a,b` is what a repeated `Host` looks like when it has been joined.
    private static func endOfName(_ bytes: [UInt8]) -> Int? {
        let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
        let name = bytes[..<end]
        return end > 0 && name.allSatisfy(ASCII.isUnreserved) ? end : nil
    }

    /// Where an IPv6 address in brackets ends; zones are no part of it (RFC 3986 §3.2.2).
    private static func endOfAddress(_ bytes: [UInt8]) -> Int? {
        guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let address = bytes[1..<bracket]
        let colon = UInt8(ascii: ":")
        let isAddress = address.allSatisfy {
            ASCII.hexValue($0) != nil || $0 == colon || $0 == UInt8(ascii: ".")
        }
        return isAddress && address.count(where: { $0 == colon }) >= 2 ? bracket + 1 : nil
    }

    /// What `:port` names; nil when it is none.
    private static func port(_ rest: ArraySlice<UInt8>) -> UInt16?? {
        guard let first = rest.first else { return .some(nil) }
        let digits = rest.dropFirst()
        guard first == UInt8(ascii: ":"), digits.count <= 5,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        guard !digits.isEmpty else { return .some(nil) }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return UInt16(exactly: number).map { .some($0) } ?? nil
    }
}
