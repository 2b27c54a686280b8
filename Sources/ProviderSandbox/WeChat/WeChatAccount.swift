package import OpenSSLBridge

/// What the provider knows of its one merchant, and the keys it signs and seals with.
package struct WeChatAccount: Sendable {
    package let merchantID: String
    package let applicationID: String
    package let merchantSerial: String
    let merchantKey: RSAPublicKey
    package let platformSerial: String
    let platformKey: RSAPrivateKey
    /// 32 bytes, shared with the merchant.
    let apiKey: [UInt8]

    package init(
        merchantID: String, applicationID: String, merchantSerial: String,
        merchantKey: RSAPublicKey, platformSerial: String, platformKey: RSAPrivateKey,
        apiKey: [UInt8]
    ) {
        precondition(apiKey.count == 32, "an APIv3 key has 32 bytes")
        (self.merchantID, self.applicationID) = (merchantID, applicationID)
        (self.merchantSerial, self.merchantKey) = (merchantSerial, merchantKey)
        (self.platformSerial, self.platformKey) = (platformSerial, platformKey)
        self.apiKey = apiKey
    }
}

extension WeChatAccount: CustomStringConvertible, CustomReflectable {
    package var description: String { "WeChat Pay account \(merchantID)" }
    /// Shows no key.
    package var customMirror: Mirror { Mirror(self, children: ["merchantID": merchantID]) }
}
