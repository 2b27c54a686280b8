import FoundationEssentials
import OpenSSLBridge

/// Where a sandbox keeps its keys, its books and the settings file for the merchant.
///
/// Everything is made at the first opening and kept from then on, so that a merchant that was
/// configured once stays configured. Secrets are readable by the owner only.
package struct SandboxFolder: Sendable {
    package let path: String

    /// The settings that `shopcastd` reads.
    package var settingsPath: String { file("wechat.json") }
    /// The certificate that a client of the sandbox has to trust.
    package var certificatePath: String { file("tls-certificate.pem") }

    /// A certificate and a key are good for this long.
    package static let validityDays = 3650
    package static let fileLimitBytes = 1 << 20

    private enum Name {
        static let account = "account.json"
        static let merchantKey = "merchant-key.pem"
        static let platformKey = "platform-private-key.pem"
        static let platformPublicKey = "platform-key.pem"
        static let apiKey = "api-v3-key.txt"
        static let certificate = "tls-certificate.pem"
        static let certificateKey = "tls-key.pem"
        static let orders = "orders"
        static let control = "control-url.txt"
    }

    /// What has names and numbers rather than keys.
    private struct Account: Codable {
        let mchid: String
        let appid: String
        let merchant_serial: String
        let platform_serial: String
    }

    /// A folder that a sandbox has opened before; nothing is made.
    package init(existing path: String) { self.path = path }

    /// Opens a folder, and makes whatever is not there yet.
    ///
    /// - Throws: `.file`, `.crypto`.
    package static func open(_ path: String) throws(SandboxError) -> SandboxFolder {
        let folder = SandboxFolder(existing: path)
        try folder.makeFolder(path)
        try folder.makeFolder(folder.file(Name.orders))
        // The account comes last: where it is, all the rest is.
        if !folder.exists(Name.account) { try folder.fill() }
        return folder
    }

    /// - Throws: `.file`, `.crypto`.
    package func account() throws(SandboxError) -> WeChatAccount {
        let bytes = try read(Name.account)
        guard let account = SandboxJSON.read(Account.self, bytes) else {
            throw .file(file(Name.account), problem: "is not what the sandbox wrote")
        }
        let apiKey = try read(Name.apiKey)
        guard apiKey.count == 32 else { throw .file(file(Name.apiKey), problem: "has 32 bytes") }
        return WeChatAccount(
            merchantID: account.mchid, applicationID: account.appid,
            merchantSerial: account.merchant_serial,
            merchantKey: try privateKey(Name.merchantKey).publicKey,
            platformSerial: account.platform_serial,
            platformKey: try privateKey(Name.platformKey), apiKey: apiKey)
    }

    /// The certificate of the HTTPS server and its key.
    ///
    /// - Throws: `.file`.
    package func certificate() throws(SandboxError) -> (certificatePEM: [UInt8], keyPEM: [UInt8]) {
        (try read(Name.certificate), try read(Name.certificateKey))
    }

    // MARK: Books

    /// The orders as they were last stored.
    ///
    /// - Throws: `.file`.
    package func orders() throws(SandboxError) -> [SandboxOrder] {
        let folder = file(Name.orders)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .file(folder, problem: "it cannot be read")
        }
        var orders: [SandboxOrder] = []
        for name in names.sorted() where name.hasSuffix(".json") {
            guard
                let order = SandboxJSON.read(
                    SandboxOrder.self, try read("\(Name.orders)/\(name)"))
            else { throw .file("\(folder)/\(name)", problem: "is not what the sandbox wrote") }
            orders.append(order)
        }
        return orders
    }

    /// Stores orders, each in a file of its own that is replaced as a whole.
    ///
    /// - Throws: `.file`.
    package func store(_ orders: [SandboxOrder]) throws(SandboxError) {
        for order in orders {
            // An order number has no characters but `0-9A-Za-z_-*`.
            try write(
                SandboxJSON.bytes(order), "\(Name.orders)/\(order.reference).json",
                isSecret: false)
        }
    }

    // MARK: Settings for the merchant

    private struct Settings: Encodable {
        let mchid: String
        let appid: String
        let merchant_serial: String
        let merchant_key_file = Name.merchantKey
        let api_v3_key_file = Name.apiKey
        let platform_keys: [PlatformKey]
        let base_url: String
        let base_url_ca_file = Name.certificate

        struct PlatformKey: Encodable {
            let serial: String
            let file = Name.platformPublicKey
        }
    }

    /// Writes the settings file for the merchant.
    ///
    /// - Parameter baseURL: Where the sandbox listens, `https://HOST:PORT`.
    /// - Throws: `.file`, `.crypto`.
    package func writeSettings(baseURL: String) throws(SandboxError) {
        let account = try account()
        let settings = Settings(
            mchid: account.merchantID, appid: account.applicationID,
            merchant_serial: account.merchantSerial,
            platform_keys: [Settings.PlatformKey(serial: account.platformSerial)],
            base_url: baseURL)
        try write(
            SandboxJSON.bytes(settings, pretty: true) + Array("\n".utf8), "wechat.json",
            isSecret: true)
    }

    /// Where the control interface was last, `http://HOST:PORT`.
    ///
    /// - Throws: `.file`.
    package func controlURL() throws(SandboxError) -> String {
        String(decoding: try read(Name.control).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    func writeControl(url: String) throws(SandboxError) {
        try write(Array("\(url)\n".utf8), Name.control, isSecret: false)
    }

    // MARK: Making

    private func fill() throws(SandboxError) {
        var random = SystemRandomNumberGenerator()
        let keys = try Keys()
        try write(keys.merchant.bytes, Name.merchantKey, isSecret: true)
        try write(keys.platform.bytes, Name.platformKey, isSecret: true)
        try write(keys.platformPublic, Name.platformPublicKey, isSecret: false)
        try write(keys.tls.privateKeyPEM.bytes, Name.certificateKey, isSecret: true)
        try write(keys.tls.certificatePEM, Name.certificate, isSecret: false)
        try write(Array(random.text(32).utf8), Name.apiKey, isSecret: true)
        let serial = (0..<40).map { _ in
            String(Int.random(in: 0...15, using: &random), radix: 16, uppercase: true)
        }
        let account = Account(
            mchid: "19" + random.digits(8), appid: "wx" + random.digits(16),
            merchant_serial: serial.joined(), platform_serial: "PUB_KEY_ID_" + random.digits(34))
        try write(SandboxJSON.bytes(account, pretty: true), Name.account, isSecret: false)
    }

    private struct Keys {
        let merchant: PrivateKeyPEM
        let platform: PrivateKeyPEM
        let platformPublic: [UInt8]
        let tls: SelfSignedCertificate

        init() throws(SandboxError) {
            do throws(CryptoError) {
                merchant = try RSAPrivateKey.generate().pem()
                let key = try RSAPrivateKey.generate()
                (platform, platformPublic) = (try key.pem(), try key.publicKey.pem())
                tls = try SelfSignedCertificate.make(
                    names: ["localhost", "127.0.0.1", "::1"],
                    validityDays: SandboxFolder.validityDays)
            } catch {
                throw .crypto(error)
            }
        }
    }

    private func privateKey(_ name: String) throws(SandboxError) -> RSAPrivateKey {
        let pem = PrivateKeyPEM(try read(name))
        do throws(CryptoError) {
            return try RSAPrivateKey(pem: pem)
        } catch {
            throw .file(file(name), problem: error.description)
        }
    }

    // MARK: Files

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: file(name))
    }

    private func makeFolder(_ path: String) throws(SandboxError) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(path, problem: "the folder cannot be made")
        }
    }

    private func read(_ name: String) throws(SandboxError) -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: file(name))) else {
            throw .file(file(name), problem: "it cannot be read")
        }
        guard data.count <= Self.fileLimitBytes else {
            throw .file(file(name), problem: "longer than \(Self.fileLimitBytes) bytes")
        }
        return Array(data)
    }

    /// Replaces a file as a whole.
    private func write(_ bytes: [UInt8], _ name: String, isSecret: Bool) throws(SandboxError) {
        do {
            try Data(bytes).write(to: URL(filePath: file(name)), options: .atomic)
            if isSecret {
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file(name))
            }
        } catch {
            throw .file(file(name), problem: "it cannot be written")
        }
    }
}
