import FoundationEssentials
import OpenSSLBridge

/// A merchant's settings file, read but for the keys it names.
package protocol ProviderSettings: Sendable {
    /// `https://HOST` or `https://HOST:PORT`, without a path.
    var baseURL: String { get }
    /// Certificates for a provider whose certificate no public authority has signed.
    var baseURLAuthorityFile: String? { get }
    /// The files with keys and certificates that it names.
    var files: [String] { get }

    /// Reads the keys and checks that everything fits together.
    ///
    /// - Parameter notifyURL: Where notices are to be sent, when the file does not say.
    /// - Throws: `.file`, `.field`.
    func provider(notifyURL: String?) throws(ProviderSettingsError) -> any PaymentProvider
}

extension ProviderSettings {
    /// The certificates to trust for `baseURL`, in PEM; `nil` for the system's authorities.
    ///
    /// - Throws: `.file`.
    package func baseURLAuthority() throws(ProviderSettingsError) -> [UInt8]? {
        guard let baseURLAuthorityFile else { return nil }
        return try SettingsFile.contents(of: baseURLAuthorityFile)
    }
}

/// Reading what settings name, and the rules that settings share.
package enum SettingsFile {
    /// Longer files are refused with `.file`.
    package static let limitBytes = 1 << 20

    /// - Throws: `.file`.
    static func contents(of path: String) throws(ProviderSettingsError) -> [UInt8] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw .file(path, problem: "there is no such file")
        } catch let error as CocoaError where error.code == .fileReadNoPermission {
            throw .file(path, problem: "we may not read it")
        } catch {
            throw .file(path, problem: "it cannot be read")
        }
        guard data.count <= limitBytes else {
            throw .file(path, problem: "\(data.count) bytes, the limit is \(limitBytes)")
        }
        return Array(data)
    }

    /// A secret that is one line of a file.
    ///
    /// - Throws: `.file`.
    static func line(of path: String) throws(ProviderSettingsError) -> [UInt8] {
        var bytes = try contents(of: path)
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        return bytes
    }

    /// - Throws: `.file`.
    static func json<Value: Decodable>(
        _ type: Value.Type, in path: String
    ) throws(ProviderSettingsError) -> Value {
        let bytes = try contents(of: path)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw .file(path, problem: "is not the JSON it should be: \(error)")
        }
    }

    /// - Throws: `.file`.
    static func privateKey(_ path: String) throws(ProviderSettingsError) -> RSAPrivateKey {
        let pem = PrivateKeyPEM(try contents(of: path))
        return try parsing(path) { () throws(CryptoError) in try RSAPrivateKey(pem: pem) }
    }

    /// - Throws: `.file`.
    static func publicKey(_ path: String) throws(ProviderSettingsError) -> RSAPublicKey {
        let pem = try contents(of: path)
        return try parsing(path) { () throws(CryptoError) in try RSAPublicKey(pem: pem) }
    }

    private static func parsing<Value>(
        _ path: String, _ body: () throws(CryptoError) -> Value
    ) throws(ProviderSettingsError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw .file(path, problem: error.description)
        }
    }

    /// A file name in the settings file at `path`, which is relative to that file.
    static func resolved(_ name: String, beside path: String) -> String {
        guard !name.hasPrefix("/") else { return name }
        guard let slash = path.lastIndex(of: "/") else { return "./\(name)" }
        return path[...slash] + name
    }

    /// - Throws: `.field`.
    static func checkBaseURL(_ text: String) throws(ProviderSettingsError) {
        let host = text.dropFirst("https://".count)
        guard text.hasPrefix("https://"), !host.isEmpty,
            host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !host.contains(where: { "/?#@".contains($0) })
        else { throw .field("base_url", rule: "is https://HOST or https://HOST:PORT") }
    }

    /// - Throws: `.field`.
    static func checkURL(
        _ text: String, _ field: String, limit: Int, allowsQuery: Bool = false
    ) throws(ProviderSettingsError) {
        let rule =
            "is https://HOST/PATH of at most \(limit) characters, without "
            + (allowsQuery ? "fragment" : "query or fragment")
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard text.hasPrefix("https://"), text.utf8.count > 8, text.utf8.count <= limit, isPlain,
            allowsQuery || !text.contains("?"), !text.contains("#")
        else { throw .field(field, rule: rule) }
    }

    /// - Throws: `.field`.
    static func checkToken(
        _ text: String, _ field: String, limit: Int
    ) throws(ProviderSettingsError) {
        guard (1...limit).contains(text.utf8.count), text.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .field(field, rule: "is 1 to \(limit) of A-Z a-z 0-9 _ -")
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// A letter, a digit, `_` or `-`.
    var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: isDigit
        }
    }
}

extension String {
    /// Between one and `limit` letters, digits, `_` and `-`.
    func isToken(limit: Int) -> Bool {
        (1...limit).contains(utf8.count) && utf8.allSatisfy(\.isTokenCharacter)
    }

    /// Cut between code points, for one character can be longer than all that is allowed.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var count = 0
        return String(
            unicodeScalars.prefix { scalar in
                count += UTF8.width(scalar)
                return count <= limit
            })
    }
}
