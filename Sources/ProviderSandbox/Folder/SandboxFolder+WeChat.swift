import OpenSSLBridge

/// The files of WeChat Pay's side.
enum WeChatName {
    static let account = "account.json"
    static let merchantKey = "merchant-key.pem"
    static let apiKey = "api-v3-key.txt"
    static let platformKeys = ["platform-private-key.pem", "platform-next-private-key.pem"]
    static let publicKeys = ["platform-key.pem", "platform-next-key.pem"]
}

extension SandboxFolder {
    /// What has names and numbers rather than keys.
    private struct Account: Codable {
        let mchid: String
        let appid: String
        let merchant_serial: String
        let platform_serials: [String]
    }

    private struct Settings: Encodable {
        let mchid: String
        let appid: String
        let merchant_serial: String
        let merchant_key_file = WeChatName.merchantKey
        let api_v3_key_file = WeChatName.apiKey
        let platform_keys: [PlatformKey]
        let base_url: String
        let base_url_ca_file = Name.certificate

        struct PlatformKey: Encodable {
            let serial: String
            let file: String
        }
    }

    /// - Throws: `.file`, `.crypto`.
    package func account() throws(SandboxError) -> WeChatAccount {
        let account = try value(Account.self, WeChatName.account)
        let apiKey = try read(WeChatName.apiKey)
        guard apiKey.count == 32 else {
            throw .file(file(WeChatName.apiKey), problem: "has 32 bytes")
        }
        var keys: [(serial: String, key: RSAPrivateKey)] = []
        for (serial, name) in zip(account.platform_serials, WeChatName.platformKeys) {
            keys.append((serial, try privateKey(name)))
        }
        guard !keys.isEmpty else {
            throw .file(file(WeChatName.account), problem: "names no platform key")
        }
        return WeChatAccount(
            merchantID: account.mchid, applicationID: account.appid,
            merchantSerial: account.merchant_serial,
            merchantKey: try privateKey(WeChatName.merchantKey).publicKey, platformKeys: keys,
            apiKey: apiKey)
    }

    /// The orders as they were last stored.
    ///
    /// - Throws: `.file`.
    package func orders() throws(SandboxError) -> [SandboxOrder] {
        try records(SandboxOrder.self, in: "orders")
    }

    /// Stores orders, each in a file of its own that is replaced as a whole.
    ///
    /// - Throws: `.file`.
    package func store(_ orders: [SandboxOrder]) throws(SandboxError) {
        try store(
            orders.map { order in
                SandboxRecord(
                    folder: "orders", name: order.reference, bytes: SandboxJSON.bytes(order))
            })
    }

    func weChatSettings(baseURL: String) throws(SandboxError) -> some Encodable {
        let account = try value(Account.self, WeChatName.account)
        return Settings(
            mchid: account.mchid, appid: account.appid, merchant_serial: account.merchant_serial,
            platform_keys: zip(account.platform_serials, WeChatName.publicKeys).map {
                Settings.PlatformKey(serial: $0, file: $1)
            },
            base_url: baseURL)
    }

    /// Also makes what all providers share: the certificate of the HTTPS server.
    func fillWeChat() throws(SandboxError) {
        var random = SystemRandomNumberGenerator()
        try makeKey(WeChatName.merchantKey)
        for (secret, shared) in zip(WeChatName.platformKeys, WeChatName.publicKeys) {
            try makeKey(secret, shared)
        }
        let tls: SelfSignedCertificate
        do throws(CryptoError) {
            tls = try SelfSignedCertificate.make(
                names: ["localhost", "127.0.0.1", "::1"], validityDays: Self.validityDays)
        } catch {
            throw .crypto(error)
        }
        try write(tls.privateKeyPEM.bytes, Name.certificateKey, isSecret: true)
        try write(tls.certificatePEM, Name.certificate, isSecret: false)
        try write(Array(random.text(32).utf8), WeChatName.apiKey, isSecret: true)
        let serial = (0..<40).map { _ in
            String(Int.random(in: 0...15, using: &random), radix: 16, uppercase: true)
        }
        let account = Account(
            mchid: "19" + random.digits(8), appid: "wx" + random.digits(16),
            merchant_serial: serial.joined(),
            platform_serials: [
                "PUB_KEY_ID_" + random.digits(34), "PUB_KEY_ID_" + random.digits(34),
            ])
        try write(
            SandboxJSON.bytes(account, pretty: true), WeChatName.account, isSecret: false)
    }
}
