/// Where things lie in a data folder.
package struct FolderLayout: Equatable, Sendable {
    package let root: String

    package init(_ root: String) { self.root = root }

    package var lockFile: String { root + "/lock" }
    package var serverDatabase: String { root + "/server.sqlite" }
    /// Wraps the keys of all buyers; mode 0600.
    package var masterKey: String { root + "/master.key" }
    package var shops: String { root + "/shops" }
    package var photos: String { root + "/photos" }
    /// Photos that are being uploaded.
    package var incomingPhotos: String { photos + "/incoming" }

    package func shopFolder(_ shop: ShopSlug) -> String { "\(shops)/\(shop)" }
    package func shopDatabase(_ shop: ShopSlug) -> String { shopFolder(shop) + "/shop.sqlite" }
    /// Signs the shop's receipts; mode 0600.
    package func receiptKey(_ shop: ShopSlug) -> String { shopFolder(shop) + "/receipt.key" }
}

/// A shop's name in paths and commands: 1 to 32 of `a` to `z`, `0` to `9` and `-`.
package struct ShopSlug: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package static let maximumLength = 32

    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count) else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                continue
            default:
                return nil
            }
        }
        self.text = String(text)
    }

    package var description: String { text }

    package static func < (left: ShopSlug, right: ShopSlug) -> Bool { left.text < right.text }
}
