package import OpenSSLBridge
package import ShopModel

/// What Alipay knows of its one merchant, and the keys it signs with.
package struct AlipayAccount: Sendable {
    package let applicationID: String
    package let sellerID: String
    let applicationKey: RSAPublicKey
    /// In the order in which they come into use.
    let keys: [RSAPrivateKey]

    package init(
        applicationID: String, sellerID: String, applicationKey: RSAPublicKey,
        keys: [RSAPrivateKey]
    ) {
        precondition(!keys.isEmpty, "a provider signs with some key")
        (self.applicationID, self.sellerID) = (applicationID, sellerID)
        (self.applicationKey, self.keys) = (applicationKey, keys)
    }
}

extension AlipayAccount: CustomStringConvertible, CustomReflectable {
    package var description: String { "Alipay account \(applicationID)" }
    /// Shows no key.
    package var customMirror: Mirror { Mirror(self, children: ["applicationID": applicationID]) }
}

/// What differs between the products of the family: the reply that counts, and the patience.
package enum AlipayProduct: String, CaseIterable, Sendable {
    case mainland = "alipay"
    case crossBorder = "antom"

    var reply: String { self == .mainland ? "success" : "SUCCESS" }

    /// Between sendings; then no more.
    package var intervals: [TimeSpan] {
        let first: [TimeSpan] = self == .mainland ? [.minutes(4)] : [.minutes(2)]
        return first + [.minutes(10), .minutes(10), .hours(1), .hours(2), .hours(6), .hours(15)]
    }
}
