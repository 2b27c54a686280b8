package import Wire

/// Where a client keeps its files, apart for each profile.
///
/// ```text
/// CONFIG/known_servers                          which certificate belongs to which server
/// CONFIG/profiles/NAME/settings                 the last server, shop and session
/// CONFIG/profiles/NAME/tokens/HOST:PORT,SHOP    the token
/// CONFIG/profiles/NAME/receipt_keys/URL,SHOP    what signs the shop's receipts, as first told
/// STATE/profiles/NAME/cursors/HOST:PORT,SHOP,SESSION
/// STATE/profiles/NAME/sessions/HOST:PORT,SHOP   the session last worked in, for when there is no network
/// STATE/profiles/NAME/outbox/HOST:PORT,SHOP/    what waits to be sent; see `Outbox`
/// ```
package struct ClientHome: Equatable, Sendable {
    package let configFolder: String
    package let stateFolder: String
    package let profile: String

    /// The profile of who names none.
    package static let standardProfile = "default"

    /// Finds the folders.
    ///
    /// - Parameters:
    ///   - environment: `SHOPCAST_HOME` gives both; else `XDG_CONFIG_HOME` and `XDG_STATE_HOME`
    ///     (XDG Base Directory Specification), else `HOME`.
    ///   - profile: Letters, digits, `-`, `_` and `.`, not beginning with a point.
    /// - Throws: When a folder or the name is not usable.
    package init(
        environment: [String: String], profile: String = standardProfile
    ) throws(FileProblem) {
        guard !profile.isEmpty, !profile.hasPrefix("."), profile.utf8.allSatisfy(Self.isPlain)
        else { throw FileProblem("“\(profile)” is no profile name: use letters, digits, - _ .") }
        self.profile = profile
        if let home = environment["SHOPCAST_HOME"], !home.isEmpty {
            (configFolder, stateFolder) = (home, home)
            return
        }
        func folder(_ variable: String, _ fallback: String) -> String? {
            // The specification has relative paths ignored.
            if let path = environment[variable], path.hasPrefix("/") { return path + "/shopcast" }
            guard let home = environment["HOME"], !home.isEmpty else { return nil }
            return "\(home)/\(fallback)/shopcast"
        }
        guard let config = folder("XDG_CONFIG_HOME", ".config"),
            let state = folder("XDG_STATE_HOME", ".local/state")
        else { throw FileProblem("there is no home folder; set HOME or SHOPCAST_HOME") }
        (configFolder, stateFolder) = (config, state)
    }

    package var knownServers: KnownServers {
        KnownServers(path: configFolder + "/known_servers")
    }

    // MARK: Tokens

    private func tokenPath(_ server: String, _ shop: String) -> String {
        "\(configFolder)/profiles/\(profile)/tokens/\(Self.name(server, shop))"
    }

    /// The token kept for a shop on a server (`HOST:PORT`); nil when there is none.
    ///
    /// - Throws: When others can read the file, for then it is no secret any more.
    package func token(server: String, shop: String) throws(FileProblem) -> String? {
        let path = tokenPath(server, shop)
        guard let bytes = try PrivateFile.read(path) else { return nil }
        guard !PrivateFile.isReadableByOthers(path) else {
            throw FileProblem("others can read \(path); have the token replaced, or chmod 600 it")
        }
        return String(decoding: bytes, as: UTF8.self).trimmed
    }

    package func keep(token: String, server: String, shop: String) throws(FileProblem) {
        try PrivateFile.write(Array((token + "\n").utf8), to: tokenPath(server, shop))
    }

    // MARK: Receipt keys

    private func receiptKeyPath(_ server: String, _ shop: String) -> String {
        "\(configFolder)/profiles/\(profile)/receipt_keys/\(Self.name(server, shop))"
    }

    /// The key that signs a shop's receipts, as its server (an address such as
    /// `wss://HOST:PORT/v1`) said first; nil when it has not said any.
    package func receiptKey(server: String, shop: String) throws(FileProblem) -> String? {
        try PrivateFile.read(receiptKeyPath(server, shop)).map {
            String(decoding: $0, as: UTF8.self).trimmed
        }
    }

    package func keep(
        receiptKey: String, server: String, shop: String
    ) throws(FileProblem) {
        try PrivateFile.write(
            Array((receiptKey + "\n").utf8), to: receiptKeyPath(server, shop))
    }

    // MARK: Cursors

    private func cursorPath(_ server: String, _ shop: String, _ session: UInt64) -> String {
        "\(stateFolder)/profiles/\(profile)/cursors/\(Self.name(server, shop)),\(session)"
    }

    /// The last event that was shown; nil when none was.
    package func cursor(
        server: String, shop: String, session: UInt64
    ) throws(FileProblem) -> UInt64? {
        guard let bytes = try PrivateFile.read(cursorPath(server, shop, session)) else {
            return nil
        }
        return UInt64(String(decoding: bytes, as: UTF8.self).trimmed)
    }

    package func keep(
        cursor: UInt64, server: String, shop: String, session: UInt64
    ) throws(FileProblem) {
        try PrivateFile.write(
            Array("\(cursor)\n".utf8), to: cursorPath(server, shop, session))
    }

    // MARK: The outbox, and what is needed to fill it without a network

    package func outbox(server: String, shop: String) throws(FileProblem) -> Outbox {
        try Outbox(
            folder: "\(stateFolder)/profiles/\(profile)/outbox/\(Self.name(server, shop))")
    }

    private func sessionPath(_ server: String, _ shop: String) -> String {
        "\(stateFolder)/profiles/\(profile)/sessions/\(Self.name(server, shop))"
    }

    /// The session that was last worked in, as the server showed it then; nil when none was.
    package func session(server: String, shop: String) throws(FileProblem) -> WireSession? {
        try PrivateFile.read(sessionPath(server, shop)).flatMap {
            try? Encoding.protobuf.decode(WireSession.self, from: $0)
        }
    }

    package func keep(
        session: WireSession, server: String, shop: String
    ) throws(FileProblem) {
        try PrivateFile.write(
            Encoding.protobuf.encode(session), to: sessionPath(server, shop))
    }

    // MARK: Settings

    private var settingsPath: String { "\(configFolder)/profiles/\(profile)/settings" }

    package func settings() throws(FileProblem) -> ProfileSettings {
        guard let bytes = try PrivateFile.read(settingsPath) else { return ProfileSettings() }
        return ProfileSettings(text: String(decoding: bytes, as: UTF8.self))
    }

    package func keep(_ settings: ProfileSettings) throws(FileProblem) {
        try PrivateFile.write(Array(settings.text.utf8), to: settingsPath)
    }

    // MARK: Names

    private static func name(_ server: String, _ shop: String) -> String {
        "\(escaped(server)),\(escaped(shop))"
    }

    /// A server's words never make a path: all but plain characters are written as `%XX`.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) || byte == UInt8(ascii: ":") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension String {
    /// Without white space at both ends.
    package var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

/// What a profile remembers, so that it need not be said again.
package struct ProfileSettings: Equatable, Sendable {
    /// Such as `wss://shop.example:8443/v1`.
    package var server: String?
    package var shop: String?
    package var session: UInt64?

    package init(server: String? = nil, shop: String? = nil, session: UInt64? = nil) {
        (self.server, self.shop, self.session) = (server, shop, session)
    }

    /// Reads `name = value` lines; others are left out.
    init(text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "server": server = parts[1]
            case "shop": shop = parts[1]
            case "session": session = UInt64(parts[1])
            default: break
            }
        }
    }

    var text: String {
        var lines: [String] = []
        if let server { lines.append("server = \(server)") }
        if let shop { lines.append("shop = \(shop)") }
        if let session { lines.append("session = \(session)") }
        return lines.map { $0 + "\n" }.joined()
    }
}
