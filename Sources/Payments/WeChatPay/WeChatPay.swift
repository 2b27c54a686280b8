package import OpenSSLBridge
package import ShopModel

/// A merchant's side of WeChat Pay API v3, Native (QR code) payments.
package struct WeChatPay: PaymentProvider {
    /// Answers and notices with a longer body are refused with `.tooLong`; bills may be longer.
    package static let bodyLimitBytes = ProviderCall.usualLimitBytes
    /// Answers and notices signed this long ago or ahead, or longer, are refused with
    /// `.staleTimestamp`; the provider's own libraries draw the line there too.
    package static let clockToleranceSeconds: Int64 = 300

    package let merchantID: String
    package let applicationID: String
    /// The serial of the merchant's certificate, by which the provider finds our public key.
    package let merchantSerial: String
    /// Where notices are to be sent: https, at most 255 characters, without a query.
    package let notifyURL: String

    let merchantKey: RSAPrivateKey
    let apiKey: WeChatAPIKey
    /// The serial of the key we ask the provider to sign answers with.
    let preferredPlatformSerial: String
    let platformKeys: [String: RSAPublicKey]

    package var name: String { "WeChat Pay" }
    package var reconciliation: ReconciliationSource { .bill }
    package var refundPause: TimeSpan { .seconds(10) }

    /// Puts a merchant's settings together.
    ///
    /// - Parameters:
    ///   - merchantID: `mchid`, 1 to 32 digits.
    ///   - applicationID: `appid`, 1 to 32 letters, digits, `_` or `-`.
    ///   - merchantSerial: The serial of the merchant's certificate, 1 to 64 such characters.
    ///   - merchantKey: Signs our requests.
    ///   - apiKey: Opens notices.
    ///   - platformKeys: The provider's keys by serial, at least one; several while they rotate.
    ///     Answers are asked to be signed with the first.
    ///   - notifyURL: Where notices are to be sent.
    /// - Throws: `.field` that names what is wrong.
    package init(
        merchantID: String, applicationID: String, merchantSerial: String,
        merchantKey: RSAPrivateKey, apiKey: WeChatAPIKey,
        platformKeys: [(serial: String, key: RSAPublicKey)], notifyURL: String
    ) throws(ProviderSettingsError) {
        let isNumber = merchantID.utf8.allSatisfy(\.isDigit)
        guard (1...32).contains(merchantID.utf8.count), isNumber else {
            throw .field("mchid", rule: "is 1 to 32 digits")
        }
        try SettingsFile.checkToken(applicationID, "appid", limit: 32)
        try SettingsFile.checkToken(merchantSerial, "merchant_serial", limit: 64)
        guard let preferred = platformKeys.first else {
            throw .field("platform_keys", rule: "has at least one key")
        }
        for (serial, _) in platformKeys {
            try SettingsFile.checkToken(serial, "platform serial", limit: 64)
        }
        guard Set(platformKeys.map(\.serial)).count == platformKeys.count else {
            throw .field("platform_keys", rule: "has each serial once")
        }
        try SettingsFile.checkURL(notifyURL, "notify_url", limit: 255)
        (self.merchantID, self.applicationID) = (merchantID, applicationID)
        (self.merchantSerial, self.merchantKey) = (merchantSerial, merchantKey)
        (self.apiKey, self.notifyURL) = (apiKey, notifyURL)
        preferredPlatformSerial = preferred.serial
        self.platformKeys = Dictionary(uniqueKeysWithValues: platformKeys.map { ($0, $1) })
    }

    package func check(_ order: ProviderOrder) throws(ProviderError) { _ = try WeChatOrder(order) }
}
