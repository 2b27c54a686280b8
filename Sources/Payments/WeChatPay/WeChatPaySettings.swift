import FoundationEssentials
import OpenSSLBridge

/// The settings file of a merchant: names and numbers, and where the keys are.
///
/// JSON, so that a provider's sandbox can write it:
/// ```json
/// {
///   "mchid": "1900000001", "appid": "wx0123456789abcdef", "merchant_serial": "5F3A…",
///   "merchant_key_file": "merchant-key.pem", "api_v3_key_file": "api-v3-key.txt",
///   "platform_keys": [{ "serial": "PUB_KEY_ID_0001", "file": "platform-key.pem" }],
///   "base_url": "https://api.mch.weixin.qq.com", "base_url_ca_file": "tls-certificate.pem",
///   "notify_url": "https://shop.example/notices/wechat"
/// }
/// ```
/// File names are relative to the settings file. `base_url_ca_file` is for a provider whose
/// certificate no public authority has signed; it and `notify_url` may be left out.
package struct WeChatPaySettings: Equatable, Sendable {
    package let merchantID: String
    package let applicationID: String
    package let merchantSerial: String
    package let merchantKeyFile: String
    package let apiKeyFile: String
    package let platformKeys: [PlatformKey]
    /// `https://HOST` or `https://HOST:PORT`, without a path.
    package let baseURL: String
    package let baseURLAuthorityFile: String?
    package let notifyURL: String?

    package struct PlatformKey: Equatable, Sendable, Decodable {
        /// May be left out when the file is a certificate, which has one.
        package let serial: String?
        /// A public key or a certificate, in PEM.
        package let file: String
    }

    /// Longer files are refused with `.file`.
    package static let fileLimitBytes = 1 << 20

    /// Reads the settings file, not yet the keys.
    ///
    /// - Throws: `.file`, `.field`.
    package static func read(_ path: String) throws(WeChatPaySettingsError) -> WeChatPaySettings {
        let bytes = try contents(of: path)
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: Data(bytes))
        } catch {
            throw .file(path, problem: "is not the JSON it should be: \(error)")
        }
        return try WeChatPaySettings(file, folder: folder(of: path))
    }

    /// Reads the keys and checks that everything fits together.
    ///
    /// - Parameter notifyURL: Where notices are to be sent, when the file does not say.
    /// - Throws: `.file`, `.field`.
    package func load(notifyURL: String? = nil) throws(WeChatPaySettingsError) -> WeChatPay {
        guard let notifyURL = self.notifyURL ?? notifyURL else {
            throw .field("notify_url", rule: "is not set")
        }
        let keyPEM = PrivateKeyPEM(try Self.contents(of: merchantKeyFile))
        let merchantKey = try Self.parsing(merchantKeyFile) { () throws(CryptoError) in
            try RSAPrivateKey(pem: keyPEM)
        }
        var keys: [(serial: String, key: RSAPublicKey)] = []
        for entry in platformKeys { keys.append(try Self.platformKey(entry)) }
        return try WeChatPay(
            merchantID: merchantID, applicationID: applicationID, merchantSerial: merchantSerial,
            merchantKey: merchantKey, apiKey: try apiKey(), platformKeys: keys,
            notifyURL: notifyURL)
    }

    private func apiKey() throws(WeChatPaySettingsError) -> WeChatAPIKey {
        var bytes = try Self.contents(of: apiKeyFile)
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        guard bytes.count == 32 else {
            throw .file(apiKeyFile, problem: "an APIv3 key has 32 characters, not \(bytes.count)")
        }
        return try WeChatAPIKey(bytes)
    }

    private static func platformKey(
        _ entry: PlatformKey
    ) throws(WeChatPaySettingsError) -> (serial: String, key: RSAPublicKey) {
        let pem = try contents(of: entry.file)
        let key = try parsing(entry.file) { () throws(CryptoError) in try RSAPublicKey(pem: pem) }
        let certificate = try? Certificate(pem: pem)
        switch (entry.serial, certificate?.serialHex) {
        case (let serial?, nil): return (serial, key)
        case (nil, let serial?): return (serial, key)
        case (let said?, let serial?):
            guard said == serial else {
                let problem = "its serial is \(serial), the settings say \(said)"
                throw .file(entry.file, problem: problem)
            }
            return (serial, key)
        case (nil, nil):
            throw .file(entry.file, problem: "a public key has no serial; the settings must")
        }
    }

    private static func parsing<Value>(
        _ path: String, _ body: () throws(CryptoError) -> Value
    ) throws(WeChatPaySettingsError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw .file(path, problem: error.description)
        }
    }
}

extension WeChatPaySettings {
    fileprivate struct File: Decodable {
        let mchid: String
        let appid: String
        let merchant_serial: String
        let merchant_key_file: String
        let api_v3_key_file: String
        let platform_keys: [PlatformKey]
        let base_url: String
        let base_url_ca_file: String?
        let notify_url: String?
    }

    fileprivate init(_ file: File, folder: String) throws(WeChatPaySettingsError) {
        func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
        let host = file.base_url.dropFirst("https://".count)
        guard file.base_url.hasPrefix("https://"), !host.isEmpty,
            host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !host.contains(where: { "/?#@".contains($0) })
        else { throw .field("base_url", rule: "is https://HOST or https://HOST:PORT") }
        (merchantID, applicationID) = (file.mchid, file.appid)
        merchantSerial = file.merchant_serial
        merchantKeyFile = path(file.merchant_key_file)
        apiKeyFile = path(file.api_v3_key_file)
        platformKeys = file.platform_keys.map {
            PlatformKey(serial: $0.serial, file: path($0.file))
        }
        baseURL = file.base_url
        baseURLAuthorityFile = file.base_url_ca_file.map(path)
        notifyURL = file.notify_url
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "" : String(path[..<slash])
    }

    /// The certificates to trust for `baseURL`, in PEM; `nil` for the system's authorities.
    ///
    /// - Throws: `.file`.
    package func baseURLAuthority() throws(WeChatPaySettingsError) -> [UInt8]? {
        guard let baseURLAuthorityFile else { return nil }
        return try Self.contents(of: baseURLAuthorityFile)
    }

    fileprivate static func contents(of path: String) throws(WeChatPaySettingsError) -> [UInt8] {
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
        guard data.count <= fileLimitBytes else {
            throw .file(path, problem: "\(data.count) bytes, the limit is \(fileLimitBytes)")
        }
        return Array(data)
    }
}
