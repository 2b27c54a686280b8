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
package struct WeChatPaySettings: Equatable, ProviderSettings {
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

    package var files: [String] {
        [merchantKeyFile, apiKeyFile] + platformKeys.map(\.file)
            + (baseURLAuthorityFile.map { [$0] } ?? [])
    }

    package struct PlatformKey: Equatable, Sendable, Decodable {
        /// May be left out when the file is a certificate, which has one.
        package let serial: String?
        /// A public key or a certificate, in PEM.
        package let file: String
    }

    /// Reads the settings file, not yet the keys.
    ///
    /// - Throws: `.file`, `.field`.
    package static func read(_ path: String) throws(ProviderSettingsError) -> WeChatPaySettings {
        try WeChatPaySettings(try SettingsFile.json(File.self, in: path), beside: path)
    }

    package func provider(
        notifyURL: String?
    ) throws(ProviderSettingsError) -> any PaymentProvider {
        try load(notifyURL: notifyURL)
    }

    /// Reads the keys and checks that everything fits together.
    ///
    /// - Parameter notifyURL: Where notices are to be sent, when the file does not say.
    /// - Throws: `.file`, `.field`.
    package func load(notifyURL: String? = nil) throws(ProviderSettingsError) -> WeChatPay {
        guard let notifyURL = self.notifyURL ?? notifyURL else {
            throw .field("notify_url", rule: "is not set")
        }
        let merchantKey = try SettingsFile.privateKey(merchantKeyFile)
        var keys: [(serial: String, key: RSAPublicKey)] = []
        for entry in platformKeys { keys.append(try Self.platformKey(entry)) }
        return try WeChatPay(
            merchantID: merchantID, applicationID: applicationID, merchantSerial: merchantSerial,
            merchantKey: merchantKey, apiKey: try apiKey(), platformKeys: keys,
            notifyURL: notifyURL)
    }

    private func apiKey() throws(ProviderSettingsError) -> WeChatAPIKey {
        let bytes = try SettingsFile.line(of: apiKeyFile)
        guard bytes.count == 32 else {
            throw .file(apiKeyFile, problem: "an APIv3 key has 32 characters, not \(bytes.count)")
        }
        return try WeChatAPIKey(bytes)
    }

    private static func platformKey(
        _ entry: PlatformKey
    ) throws(ProviderSettingsError) -> (serial: String, key: RSAPublicKey) {
        let key = try SettingsFile.publicKey(entry.file)
        let certificate = try? Certificate(pem: SettingsFile.contents(of: entry.file))
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

    fileprivate init(_ file: File, beside settings: String) throws(ProviderSettingsError) {
        func path(_ name: String) -> String { SettingsFile.resolved(name, beside: settings) }
        try SettingsFile.checkBaseURL(file.base_url)
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
}
