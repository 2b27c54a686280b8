import FoundationEssentials
import OpenSSLBridge

/// Where a sandbox keeps its keys, its books and the settings files for the merchant.
///
/// Everything is made at the first opening and kept from then on, so that a merchant that was
/// configured once stays configured. Secrets are readable by the owner only.
package struct SandboxFolder: Sendable {
    package let path: String

    /// The settings for WeChat Pay that `shopcastd` reads.
    package var settingsPath: String { file("wechat.json") }
    package var alipaySettingsPath: String { file("alipay.json") }
    package var stripeSettingsPath: String { file("stripe.json") }
    /// The certificate that a client of the sandbox has to trust.
    package var certificatePath: String { file(Name.certificate) }

    /// A certificate and a key are good for this long.
    package static let validityDays = 3650
    package static let fileLimitBytes = 1 << 20

    enum Name {
        static let certificate = "tls-certificate.pem"
        static let certificateKey = "tls-key.pem"
        static let control = "control-url.txt"
    }

    /// A folder that a sandbox has opened before; nothing is made.
    package init(existing path: String) { self.path = path }

    /// Opens a folder, and makes whatever is not there yet.
    ///
    /// - Throws: `.file`, `.crypto`.
    package static func open(_ path: String) throws(SandboxError) -> SandboxFolder {
        let folder = SandboxFolder(existing: path)
        for name in ["", "/orders", "/alipay", "/stripe", "/stripe-keys"] {
            try folder.makeFolder(path + name)
        }
        // An account comes last: where it is, all the rest is.
        if !folder.exists(WeChatName.account) { try folder.fillWeChat() }
        if !folder.exists(AlipayName.account) { try folder.fillAlipay() }
        if !folder.exists(StripeName.settled) { try folder.fillStripe() }
        return folder
    }

    /// The certificate of the HTTPS server and its key.
    ///
    /// - Throws: `.file`.
    package func certificate() throws(SandboxError) -> (certificatePEM: [UInt8], keyPEM: [UInt8]) {
        (try read(Name.certificate), try read(Name.certificateKey))
    }

    /// Writes the settings files for the merchant.
    ///
    /// - Parameter baseURL: Where the sandbox listens, `https://HOST:PORT`.
    /// - Throws: `.file`, `.crypto`.
    package func writeSettings(baseURL: String) throws(SandboxError) {
        try write(settings(try weChatSettings(baseURL: baseURL)), "wechat.json", isSecret: true)
        try write(settings(try alipaySettings(baseURL: baseURL)), "alipay.json", isSecret: true)
        try write(settings(stripeSettings(baseURL: baseURL)), "stripe.json", isSecret: true)
    }

    private func settings(_ value: some Encodable) -> [UInt8] {
        SandboxJSON.bytes(value, pretty: true) + Array("\n".utf8)
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

    // MARK: Books

    /// Stores records, each in a file of its own that is replaced as a whole.
    ///
    /// - Throws: `.file`.
    func store(_ records: [SandboxRecord]) throws(SandboxError) {
        for record in records {
            try write(record.bytes, "\(record.folder)/\(record.name).json", isSecret: false)
        }
    }

    /// - Throws: `.file`.
    func records<Value: Decodable>(
        _ type: Value.Type, in name: String
    ) throws(SandboxError) -> [Value] {
        let folder = file(name)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .file(folder, problem: "it cannot be read")
        }
        var values: [Value] = []
        for item in names.sorted() where item.hasSuffix(".json") {
            values.append(try value(type, "\(name)/\(item)"))
        }
        return values
    }

    // MARK: Keys

    func makeKey(_ privateName: String, _ publicName: String? = nil) throws(SandboxError) {
        let (secret, shared): (PrivateKeyPEM, [UInt8])
        do throws(CryptoError) {
            let key = try RSAPrivateKey.generate()
            (secret, shared) = (try key.pem(), try key.publicKey.pem())
        } catch {
            throw .crypto(error)
        }
        try write(secret.bytes, privateName, isSecret: true)
        if let publicName { try write(shared, publicName, isSecret: false) }
    }

    func privateKey(_ name: String) throws(SandboxError) -> RSAPrivateKey {
        let pem = PrivateKeyPEM(try read(name))
        do throws(CryptoError) {
            return try RSAPrivateKey(pem: pem)
        } catch {
            throw .file(file(name), problem: error.description)
        }
    }

    // MARK: Files

    func file(_ name: String) -> String { "\(path)/\(name)" }

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

    func value<Value: Decodable>(_ type: Value.Type, _ name: String) throws(SandboxError) -> Value {
        guard let value = SandboxJSON.read(type, try read(name)) else {
            throw .file(file(name), problem: "is not what the sandbox wrote")
        }
        return value
    }

    func line(_ name: String) throws(SandboxError) -> String {
        String(decoding: try read(name).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    func read(_ name: String) throws(SandboxError) -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: file(name))) else {
            throw .file(file(name), problem: "it cannot be read")
        }
        guard data.count <= Self.fileLimitBytes else {
            throw .file(file(name), problem: "longer than \(Self.fileLimitBytes) bytes")
        }
        return Array(data)
    }

    /// Replaces a file as a whole.
    func write(_ bytes: [UInt8], _ name: String, isSecret: Bool) throws(SandboxError) {
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
