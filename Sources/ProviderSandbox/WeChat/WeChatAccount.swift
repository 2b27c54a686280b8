package import OpenSSLBridge

/// What the provider knows of its one merchant, and the keys it signs and seals with.
package struct WeChatAccount: Sendable {
    package let merchantID: String
    package let applicationID: String
    package let merchantSerial: String
    let merchantKey: RSAPublicKey
    /// In the order in which they come into use.
    let platformKeys: [(serial: String, key: RSAPrivateKey)]
    /// 32 bytes, shared with the merchant.
    let apiKey: [UInt8]

    package init(
        merchantID: String, applicationID: String, merchantSerial: String,
        merchantKey: RSAPublicKey, platformKeys: [(serial: String, key: RSAPrivateKey)],
        apiKey: [UInt8]
    ) {
        precondition(apiKey.count == 32, "an APIv3 key has 32 bytes")
        precondition(!platformKeys.isEmpty, "a provider signs with some key")
        (self.merchantID, self.applicationID) = (merchantID, applicationID)
        (self.merchantSerial, self.merchantKey) = (merchantSerial, merchantKey)
        (self.platformKeys, self.apiKey) = (platformKeys, apiKey)
    }
}

extension WeChatAccount: CustomStringConvertible, CustomReflectable {
    package var description: String { "WeChat Pay account \(merchantID)" }
    /// Shows no key.
    package var customMirror: Mirror { Mirror(self, children: ["merchantID": merchantID]) }
}
