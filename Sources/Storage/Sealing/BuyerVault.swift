internal import OpenSSLBridge
package import ShopCore
package import ShopModel

/// A buyer's key, wrapped under the server's: AES-256-GCM, nonce before ciphertext and tag.
package struct BuyerKeyRecord: Equatable, Sendable {
    package let buyer: BuyerID
    package let wrapped: [UInt8]

    package init(buyer: BuyerID, wrapped: [UInt8]) { (self.buyer, self.wrapped) = (buyer, wrapped) }
}

package enum SealingError: Error, Equatable {
    /// The buyer has no key: nothing was ever sealed, or it was erased.
    case noKey
    /// The bytes, or whose they are said to be, were changed; or the server's key is another one.
    case broken
    case noRandomness
}

/// The keys of one shop's buyers: seals what is kept of them, and opens it.
///
/// A seal is AES-256-GCM with a nonce of 96 random bits before it; shop, buyer and detail are
/// authenticated with it, so that nothing sealed can be passed off as something else.
package struct BuyerVault: Sendable {
    private let shop: ShopSlug
    private let master: MasterKey
    private var wrapped: [BuyerID: [UInt8]]

    init(shop: ShopSlug, master: MasterKey, _ keys: [BuyerKeyRecord]) {
        (self.shop, self.master) = (shop, master)
        wrapped = Dictionary(keys.map { ($0.buyer, $0.wrapped) }) { $1 }
    }

    /// Seals under the buyer's key, which is drawn when there is none.
    ///
    /// - Returns: The seal, and the key to be stored with it if it is new.
    /// - Throws: `.broken` when the key cannot be unwrapped, `.noRandomness`.
    package mutating func seal(
        _ plain: [UInt8], of buyer: BuyerID, as detail: BuyerDetail
    ) throws(SealingError) -> (sealed: [UInt8], newKey: BuyerKeyRecord?) {
        if wrapped[buyer] != nil {
            let key = try key(of: buyer)
            return (try Self.seal(plain, key, context(buyer, detail.name)), nil)
        }
        let key: [UInt8]
        do { key = try SecureRandom.bytes(MasterKey.byteCount) } catch { throw .noRandomness }
        let record = BuyerKeyRecord(
            buyer: buyer, wrapped: try Self.seal(key, master.bytes, context(buyer, "key")))
        let sealed = try Self.seal(plain, key, context(buyer, detail.name))
        wrapped[buyer] = record.wrapped
        return (sealed, record)
    }

    /// - Throws: `.noKey`, `.broken`.
    package func open(
        _ sealed: [UInt8], of buyer: BuyerID, as detail: BuyerDetail
    ) throws(SealingError) -> [UInt8] {
        try Self.open(sealed, try key(of: buyer), context(buyer, detail.name))
    }

    /// Forgets a buyer's key, here; the store destroys it on disk.
    package mutating func forget(_ buyer: BuyerID) { wrapped[buyer] = nil }

    /// Whether the server's key opens what this shop has.
    package var fits: Bool {
        guard let buyer = wrapped.keys.first else { return true }
        return (try? key(of: buyer)) != nil
    }

    private func key(of buyer: BuyerID) throws(SealingError) -> [UInt8] {
        guard let wrapped = wrapped[buyer] else { throw .noKey }
        return try Self.open(wrapped, master.bytes, context(buyer, "key"))
    }

    private func context(_ buyer: BuyerID, _ what: String) -> [UInt8] {
        Array("shopcast/\(shop)/buyer/\(buyer)/\(what)".utf8)
    }

    private static func seal(
        _ plain: [UInt8], _ key: [UInt8], _ context: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        do {
            let nonce = try SecureRandom.bytes(AESGCM.nonceCount)
            return nonce
                + (try AESGCM.seal(plain, key: key, nonce: nonce, authenticating: context))
        } catch {
            throw .noRandomness
        }
    }

    private static func open(
        _ sealed: [UInt8], _ key: [UInt8], _ context: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        let nonce = Array(sealed.prefix(AESGCM.nonceCount))
        do {
            return try AESGCM.open(
                Array(sealed.dropFirst(AESGCM.nonceCount)), key: key, nonce: nonce,
                authenticating: context)
        } catch {
            throw .broken
        }
    }
}

extension BuyerDetail {
    /// Its name in tables and in what is authenticated: never changed.
    var name: String {
        switch self {
        case .profile: "profile"
        case .address(let number): "address/\(number)"
        case .notes: "notes"
        }
    }
}
