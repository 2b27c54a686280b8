/// Where a web page comes from: scheme, host and port (RFC 6454 §4).
package struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    /// In lower case, as `https`.
    package let scheme: String

    /// In lower case; an IPv6 address with its brackets.
    package let host: String

    /// Nil for the scheme's own.
    package let port: UInt16?

    /// Reads `scheme://host[:port]`; nil for anything else, also for `null` and for a slash at the
    /// end (RFC 6454 §6.2).
    package init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isScheme(parts[0]), let place = HTTPAuthority(parts[1])
        else { return nil }
        scheme = parts[0].lowercased()
        host = place.host
        port = place.port == Self.usualPort(scheme) ? nil : place.port
    }

    /// Whether a request's `Host` names this place, when the page's scheme is the server's as well.
    package func isHost(_ text: String) -> Bool {
        guard let place = HTTPAuthority(text), place.host == host else { return false }
        return (place.port ?? Self.usualPort(scheme)) == (port ?? Self.usualPort(scheme))
    }

    /// As browsers write it, without the scheme's own port.
    package var description: String {
        "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }

    private static func isScheme(_ text: Substring) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, (0x61...0x7A).contains(ASCII.lowercase(first)) else {
            return false
        }
        return bytes.allSatisfy { byte in
            switch ASCII.lowercase(byte) {
            case 0x61...0x7A, 0x30...0x39, 0x2B, 0x2D, 0x2E: true
            default: false
            }
        }
    }

    private static func usualPort(_ scheme: String) -> UInt16? {
        switch scheme {
        case "http", "ws": 80
        case "https", "wss": 443
        default: nil
        }
    }
}
