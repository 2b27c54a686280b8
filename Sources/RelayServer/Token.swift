package import OpenSSLBridge
package import Storage

/// What a client shows to be let in: `staff.SHOP.SECRET` or `buyer.SHOP.SECRET`, with 256 random
/// bits. The server keeps only its SHA-256.
package struct Token: Sendable {
    package enum Kind: String, Sendable { case staff, buyer }

    package let kind: Kind
    package let shop: ShopSlug
    package let text: String

    private static let secretBytes = 32

    /// Reads a token; fails when it cannot be one.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let kind = Kind(rawValue: String(parts[0])),
            let shop = ShopSlug(parts[1]),
            Base64.urlSafe.decode(String(parts[2]))?.count == Self.secretBytes
        else { return nil }
        (self.kind, self.shop, self.text) = (kind, shop, text)
    }

    /// A buyer's token with the secret that the client has drawn; fails unless it has 32 bytes.
    package init?(buyerOf shop: ShopSlug, secret: String) {
        self.init("\(Kind.buyer.rawValue).\(shop).\(secret)")
    }

    private init(kind: Kind, shop: ShopSlug, secret: [UInt8]) {
        (self.kind, self.shop) = (kind, shop)
        text = "\(kind.rawValue).\(shop).\(Base64.urlSafe.encode(secret))"
    }

    /// Draws a new one.
    ///
    /// - Throws: `CryptoError` when the system gives no random bytes.
    package static func make(_ kind: Kind, shop: ShopSlug) throws(CryptoError) -> Token {
        Token(kind: kind, shop: shop, secret: try SecureRandom.bytes(secretBytes))
    }

    /// The SHA-256 of the whole text.
    package var hash: [UInt8] { Digest.sha256(Array(text.utf8)) }
}
