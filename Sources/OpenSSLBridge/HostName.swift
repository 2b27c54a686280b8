import COpenSSL

/// A peer's name as certificates know it: a DNS name or an IP address.
enum HostName: Equatable {
    case dns(String)
    case address(String)

    /// A DNS name has at most 253 characters (RFC 1035 §2.3.4); longer ones are refused.
    static let limitCharacters = 253

    /// Classifies a name, or refuses it.
    ///
    /// Strict because OpenSSL gives meaning to odd ones: an empty name switches host checks off,
    /// a leading dot matches every subdomain, a comma starts another entry.
    ///
    /// - Parameters:
    ///   - text: The name, without brackets or port.
    ///   - allowsWildcard: Whether the first label may be `*`.
    init?(_ text: String, allowsWildcard: Bool = false) {
        guard !text.isEmpty, text.utf8.count <= Self.limitCharacters else { return nil }
        if Self.isAddress(text) {
            self = .address(text)
            return
        }
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)[...]
        if allowsWildcard, labels.first == "*", labels.count > 1 { labels = labels.dropFirst() }
        guard labels.allSatisfy(Self.isLabel) else { return nil }
        self = .dns(text)
    }

    /// The C function is a2i_IPADDRESS.
    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 != 0 }) else { return false }
        OpenSSLLibrary.prepare()
        defer { ERR_clear_error() }
        guard let octets = unsafe a2i_IPADDRESS(text) else { return false }
        unsafe ASN1_OCTET_STRING_free(octets)
        return true
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-")
        else { return false }
        return label.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
