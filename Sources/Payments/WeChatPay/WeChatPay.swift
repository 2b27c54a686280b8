package import OpenSSLBridge

/// A merchant's side of WeChat Pay API v3, Native (QR code) payments.
///
/// It makes requests and judges answers and notices as values; sending them is somebody else's
/// part, and so are the clock and randomness.
package struct WeChatPay: Sendable {
    /// Answers and notices with a longer body are refused with `.tooLong`.
    package static let bodyLimitBytes = 64 * 1024
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
    ) throws(WeChatPaySettingsError) {
        let isNumber = merchantID.utf8.allSatisfy(\.isDigit)
        guard (1...32).contains(merchantID.utf8.count), isNumber else {
            throw .field("mchid", rule: "is 1 to 32 digits")
        }
        try Self.checkToken(applicationID, "appid", limit: 32)
        try Self.checkToken(merchantSerial, "merchant_serial", limit: 64)
        guard let preferred = platformKeys.first else {
            throw .field("platform_keys", rule: "has at least one key")
        }
        for (serial, _) in platformKeys {
            try Self.checkToken(serial, "platform serial", limit: 64)
        }
        guard Set(platformKeys.map(\.serial)).count == platformKeys.count else {
            throw .field("platform_keys", rule: "has each serial once")
        }
        try Self.checkNotifyURL(notifyURL)
        (self.merchantID, self.applicationID) = (merchantID, applicationID)
        (self.merchantSerial, self.merchantKey) = (merchantSerial, merchantKey)
        (self.apiKey, self.notifyURL) = (apiKey, notifyURL)
        preferredPlatformSerial = preferred.serial
        self.platformKeys = Dictionary(uniqueKeysWithValues: platformKeys.map { ($0, $1) })
    }

    private static func checkToken(
        _ text: String, _ field: String, limit: Int
    ) throws(WeChatPaySettingsError) {
        guard (1...limit).contains(text.utf8.count), text.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .field(field, rule: "is 1 to \(limit) of A-Z a-z 0-9 _ -")
        }
    }

    private static func checkNotifyURL(_ text: String) throws(WeChatPaySettingsError) {
        let rule = "is https://HOST/PATH of at most 255 characters, without query or fragment"
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard text.hasPrefix("https://"), text.utf8.count > 8, text.utf8.count <= 255, isPlain,
            !text.contains("?"), !text.contains("#")
        else { throw .field("notify_url", rule: rule) }
    }

    /// A nonce for one request, 32 characters nobody can guess.
    ///
    /// - Throws: `.library` when the system gives no randomness.
    package static func drawNonce() throws(CryptoError) -> String {
        Hex.encode(try SecureRandom.bytes(16))
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
