internal import GRDB
package import ShopCore

// A shop's account at a payment provider is described in a file of the operator's; here is only
// where that file lies.
extension ServerStore {
    /// The absolute path of the settings for a way to pay; `nil` when the shop does not take it.
    package func paymentSettingsFile(
        of shop: ShopSlug, _ method: PaymentMethod
    ) throws(StorageError) -> String? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT file FROM payment_settings WHERE shop = ? AND method = ?",
                arguments: [shop.text, method.rawValue])
        }
    }

    /// Sets where the settings lie; `nil` ends that way to pay.
    ///
    /// - Throws: `.noSuch` shop; `.constraint` when the path is not absolute.
    package func setPaymentSettingsFile(
        _ file: String?, of shop: ShopSlug, _ method: PaymentMethod
    ) throws(StorageError) {
        try write { db in
            try Self.requireShop(shop, in: db)
            try db.run(
                "DELETE FROM payment_settings WHERE shop = ? AND method = ?", shop.text,
                method.rawValue)
            guard let file else { return }
            try db.run(
                "INSERT INTO payment_settings (shop, method, file) VALUES (?, ?, ?)", shop.text,
                method.rawValue, file)
        }
    }
}
