import WebCodec

/// Why a text is no URL that we can connect to.
package enum RemoteURLError: Error, Equatable, CustomStringConvertible {
    /// The scheme is none of `ws`, `wss`, `http`, `https`.
    case unknownScheme(String)
    case malformed(String)

    package var description: String {
        switch self {
        case .unknownScheme(let text):
            "“\(text)” does not begin with wss://, ws://, https:// or http://"
        case .malformed(let text):
            "“\(text)” is not a URL such as wss://shop.example:8443/v1"
        }
    }
}

/// Where a client connects to, and what it asks for there.
package struct RemoteURL: Equatable, Sendable {
    /// Whether TLS is spoken.
    package var isSecure: Bool
    /// A name or an address, IPv6 without brackets.
    package var host: String
    package var port: UInt16
    /// Path and query.
    package var target: String

    /// - Parameters:
    ///   - isSecure: Whether TLS is spoken.
    ///   - host: A name or an address, IPv6 without brackets.
    ///   - port: Nil takes 443 or 80.
    ///   - target: Path and query, for which `HTTPRequestHead.isTarget` holds.
    package init(isSecure: Bool, host: String, port: UInt16? = nil, target: String = "/") {
        (self.isSecure, self.host, self.target) = (isSecure, host, target)
        self.port = port ?? Self.usualPort(isSecure)
    }

    /// Reads `scheme://host[:port][/path][?query]`.
    ///
    /// - Throws: Why not; user names and fragments are refused as malformed.
    package init(_ text: String) throws(RemoteURLError) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .unknownScheme(text) }
        switch parts[0].lowercased() {
        case "ws", "http": isSecure = false
        case "wss", "https": isSecure = true
        default: throw .unknownScheme(text)
        }
        let authority = parts[1].prefix { $0 != "/" && $0 != "?" }
        let rest = parts[1][authority.endIndex...]
        target = rest.first == "/" ? String(rest) : "/\(rest)"
        guard HTTPRequestHead.isTarget(target) else { throw .malformed(text) }

        var host = authority
        var digits: Substring?
        if let end = authority.lastIndex(of: "]"), authority.first == "[" {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let behind = authority[authority.index(after: end)...]
            guard behind.isEmpty || behind.first == ":" else { throw .malformed(text) }
            digits = behind.isEmpty ? nil : behind.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            digits = authority[authority.index(after: colon)...]
        }
        port = Self.usualPort(isSecure)
        if let digits {
            guard let number = UInt16(digits), digits.first != "+" else { throw .malformed(text) }
            port = number
        }
        let isAllowed = { (byte: UInt8) in
            byte > 0x20 && byte < 0x7F && !"@[]\\".utf8.contains(byte)
        }
        guard !host.isEmpty, host.utf8.allSatisfy(isAllowed) else { throw .malformed(text) }
        self.host = String(host)
    }

    private static func usualPort(_ isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// `host:port`, as the resolver reads it.
    var hostAndPort: String { "\(bracketedHost):\(port)" }

    /// The value of `Host`: without the port when it is the scheme's own (RFC 9110 §7.2), and
    /// without an address's zone, which means something on this machine only (RFC 6874 §1).
    var hostHeader: String {
        var host = bracketedHost
        if host.first == "[", let zone = host.firstIndex(of: "%") {
            host = host[..<zone] + "]"
        }
        return port == Self.usualPort(isSecure) ? host : "\(host):\(port)"
    }
}
