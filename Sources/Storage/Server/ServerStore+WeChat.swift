internal import GRDB

/// A shop's account at WeChat Pay. Keys stay in files of their own; here are only their paths.
package struct WeChatSettings: Equatable, Sendable {
    package var mchid: String
    package var appid: String
    /// The serial number of the merchant's API certificate.
    package var merchantSerial: String
    package var merchantKeyFile: String
    package var apiV3KeyFile: String
    /// WeChat Pay's public key or platform certificate.
    package var platformKeyFile: String
    package var platformSerial: String
    /// Begins with `https://`.
    package var apiBaseURL: String
    /// Certificates to trust instead of the system's.
    package var caFile: String?

    package init(
        mchid: String, appid: String, merchantSerial: String, merchantKeyFile: String,
        apiV3KeyFile: String, platformKeyFile: String, platformSerial: String,
        apiBaseURL: String, caFile: String?
    ) {
        (self.mchid, self.appid, self.merchantSerial) = (mchid, appid, merchantSerial)
        (self.merchantKeyFile, self.apiV3KeyFile) = (merchantKeyFile, apiV3KeyFile)
        (self.platformKeyFile, self.platformSerial) = (platformKeyFile, platformSerial)
        (self.apiBaseURL, self.caFile) = (apiBaseURL, caFile)
    }
}

extension ServerStore {
    /// The shop's account; `nil` when it has none.
    package func weChatSettings(of shop: ShopSlug) throws(StorageError) -> WeChatSettings? {
        try read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM wechat_settings WHERE shop = ?", arguments: [shop.text]
            ).map { row in
                WeChatSettings(
                    mchid: row["mchid"], appid: row["appid"],
                    merchantSerial: row["merchant_serial"],
                    merchantKeyFile: row["merchant_key_file"],
                    apiV3KeyFile: row["api_v3_key_file"],
                    platformKeyFile: row["platform_key_file"],
                    platformSerial: row["platform_serial"], apiBaseURL: row["api_base_url"],
                    caFile: row["ca_file"])
            }
        }
    }

    /// Sets the shop's account; `nil` removes it.
    ///
    /// - Throws: `.noSuch` shop; `.constraint` when the URL does not begin with `https://`.
    package func setWeChatSettings(
        _ settings: WeChatSettings?, of shop: ShopSlug
    ) throws(StorageError) {
        try write { db in
            try Self.requireShop(shop, in: db)
            try db.run("DELETE FROM wechat_settings WHERE shop = ?", shop.text)
            guard let settings else { return }
            try db.run(
                """
                INSERT INTO wechat_settings (
                    shop, mchid, appid, merchant_serial, merchant_key_file, api_v3_key_file,
                    platform_key_file, platform_serial, api_base_url, ca_file)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                shop.text, settings.mchid, settings.appid, settings.merchantSerial,
                settings.merchantKeyFile, settings.apiV3KeyFile, settings.platformKeyFile,
                settings.platformSerial, settings.apiBaseURL, settings.caFile)
        }
    }
}
