package import OpenSSLBridge

/// The key that signs a shop's receipts; its public half is what buyers keep.
package struct ReceiptKey: Sendable {
    package let signer: Ed25519PrivateKey
    /// 64 hex digits.
    package let publicText: String

    /// Reads a shop's key, which is drawn when the shop is made.
    ///
    /// - Throws: See `KeyFile.load`.
    package static func load(
        of shop: ShopSlug, _ layout: FolderLayout
    ) throws(StorageError) -> ReceiptKey {
        try FileSystem.makeFolder(layout.shopFolder(shop))
        let path = layout.receiptKey(shop)
        return try ReceiptKey(try KeyFile.load(path, in: layout.shopFolder(shop)), path)
    }

    /// Reads a shop's key without making one.
    ///
    /// - Throws: `.noSuch` when there is none yet; see `KeyFile.load`.
    package static func existing(
        of shop: ShopSlug, _ layout: FolderLayout
    ) throws(StorageError) -> ReceiptKey {
        let path = layout.receiptKey(shop)
        guard FileSystem.exists(path) else { throw .noSuch("receipt key of a shop \(shop)") }
        return try ReceiptKey(try KeyFile.read(path), path)
    }

    private init(_ bytes: [UInt8], _ path: String) throws(StorageError) {
        do throws(CryptoError) {
            signer = try Ed25519PrivateKey(bytes: bytes)
            publicText = Hex.encode(try signer.publicKey())
        } catch {
            throw .corrupt(file: path, reason: "\(error)")
        }
    }
}
