import OpenSSLBridge

/// The settings file of an Alipay merchant.
///
/// ```json
/// {
///   "app_id": "2021000000000001", "seller_id": "2088000000000001",
///   "app_private_key_file": "alipay-app-key.pem",
///   "alipay_public_key_files": ["alipay-key.pem", "alipay-key-next.pem"],
///   "base_url": "https://openapi.alipay.com", "base_url_ca_file": "tls-certificate.pem",
///   "notify_url": "https://shop.example/notices/alipay", "notice_reply": "success"
/// }
/// ```
/// File names are relative to the settings file. `base_url_ca_file`, `notify_url` and
/// `notice_reply` may be left out.
package struct AlipaySettings: Equatable, ProviderSettings {
    package let applicationID: String
    package let sellerID: String
    package let applicationKeyFile: String
    package let alipayKeyFiles: [String]
    package let baseURL: String
    package let baseURLAuthorityFile: String?
    package let notifyURL: String?
    package let noticeReply: String

    package var files: [String] {
        [applicationKeyFile] + alipayKeyFiles + (baseURLAuthorityFile.map { [$0] } ?? [])
    }

    private struct File: Decodable {
        let app_id: String
        let seller_id: String
        let app_private_key_file: String
        let alipay_public_key_files: [String]
        let base_url: String
        let base_url_ca_file: String?
        let notify_url: String?
        let notice_reply: String?
    }

    /// Reads the settings file, not yet the keys.
    ///
    /// - Throws: `.file`, `.field`.
    package static func read(_ path: String) throws(ProviderSettingsError) -> AlipaySettings {
        try AlipaySettings(try SettingsFile.json(File.self, in: path), beside: path)
    }

    private init(_ file: File, beside settings: String) throws(ProviderSettingsError) {
        func path(_ name: String) -> String { SettingsFile.resolved(name, beside: settings) }
        try SettingsFile.checkBaseURL(file.base_url)
        (applicationID, sellerID) = (file.app_id, file.seller_id)
        applicationKeyFile = path(file.app_private_key_file)
        alipayKeyFiles = file.alipay_public_key_files.map(path)
        baseURL = file.base_url
        baseURLAuthorityFile = file.base_url_ca_file.map(path)
        notifyURL = file.notify_url
        noticeReply = file.notice_reply ?? Alipay.usualReplyText
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
    package func load(notifyURL: String? = nil) throws(ProviderSettingsError) -> Alipay {
        guard let notifyURL = self.notifyURL ?? notifyURL else {
            throw .field("notify_url", rule: "is not set")
        }
        var keys: [RSAPublicKey] = []
        for file in alipayKeyFiles { keys.append(try SettingsFile.publicKey(file)) }
        return try Alipay(
            applicationID: applicationID, sellerID: sellerID,
            applicationKey: try SettingsFile.privateKey(applicationKeyFile), alipayKeys: keys,
            notifyURL: notifyURL, replyText: noticeReply)
    }
}
