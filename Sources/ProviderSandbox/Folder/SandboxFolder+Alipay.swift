import OpenSSLBridge

/// The files of Alipay's side.
enum AlipayName {
    static let account = "alipay-account.json"
    static let applicationKey = "alipay-app-key.pem"
    static let keys = ["alipay-private-key.pem", "alipay-next-private-key.pem"]
    static let publicKeys = ["alipay-key.pem", "alipay-next-key.pem"]
}

extension SandboxFolder {
    private struct Account: Codable {
        let app_id: String
        let seller_id: String
    }

    private struct Settings: Encodable {
        let app_id: String
        let seller_id: String
        let app_private_key_file = AlipayName.applicationKey
        let alipay_public_key_files = AlipayName.publicKeys
        let base_url: String
        let base_url_ca_file = Name.certificate
    }

    /// - Throws: `.file`, `.crypto`.
    package func alipayAccount() throws(SandboxError) -> AlipayAccount {
        let account = try value(Account.self, AlipayName.account)
        var keys: [RSAPrivateKey] = []
        for name in AlipayName.keys { keys.append(try privateKey(name)) }
        return AlipayAccount(
            applicationID: account.app_id, sellerID: account.seller_id,
            applicationKey: try privateKey(AlipayName.applicationKey).publicKey, keys: keys)
    }

    /// The trades as they were last stored.
    ///
    /// - Throws: `.file`.
    package func trades() throws(SandboxError) -> [AlipayTrade] {
        try records(AlipayTrade.self, in: "alipay")
    }

    func alipaySettings(baseURL: String) throws(SandboxError) -> some Encodable {
        let account = try value(Account.self, AlipayName.account)
        return Settings(
            app_id: account.app_id, seller_id: account.seller_id, base_url: baseURL)
    }

    func fillAlipay() throws(SandboxError) {
        var random = SystemRandomNumberGenerator()
        try makeKey(AlipayName.applicationKey)
        for (secret, shared) in zip(AlipayName.keys, AlipayName.publicKeys) {
            try makeKey(secret, shared)
        }
        let account = Account(
            app_id: "2021" + random.digits(12), seller_id: "2088" + random.digits(12))
        try write(
            SandboxJSON.bytes(account, pretty: true), AlipayName.account, isSecret: false)
    }
}
