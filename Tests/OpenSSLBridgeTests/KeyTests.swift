import OpenSSLBridge
import Testing

struct KeyTests {
    /// One key for all tests: making one takes its time.
    private static let key = Result<RSAPrivateKey, CryptoError> {
        () throws(CryptoError) in try RSAPrivateKey.generate()
    }

    private static let message = Array("POST\n/v3/pay\n1700000000\nnonce\n{}\n".utf8)

    @Test(arguments: [ProviderFixture.publicKeyPEM, ProviderFixture.certificatePEM])
    func `a signature made elsewhere holds for its message only`(pem: String) throws {
        let key = try RSAPublicKey(pem: Array(pem.utf8))
        let signature = try #require(Hex.decode(ProviderFixture.signatureHex))
        let message = Array(ProviderFixture.message.utf8)
        #expect(try key.isValid(signature: signature.span, of: message.span))
        #expect(try !key.isValid(signature: signature.span, of: message.dropLast().span))
        #expect(try !key.isValid(signature: signature.dropLast().span, of: message.span))
        #expect(try !key.isValid(signature: Span(), of: message.span))
        var altered = signature
        altered[100] ^= 1
        #expect(try !key.isValid(signature: altered.span, of: message.span))
    }

    @Test func `what a key signs, its public half accepts, also after both went through PEM`()
        throws
    {
        let key = try Self.key.get()
        let again = try RSAPrivateKey(pem: key.pem())
        let publicKey = try RSAPublicKey(pem: key.publicKey.pem())
        let signature = try again.signature(of: Self.message.span)
        #expect(signature.count == 256)
        #expect(try publicKey.isValid(signature: signature.span, of: Self.message.span))
        #expect(try signature == key.signature(of: Self.message.span))
        let stranger = try RSAPublicKey(pem: Array(ProviderFixture.publicKeyPEM.utf8))
        #expect(try !stranger.isValid(signature: signature.span, of: Self.message.span))
    }

    @Test func `an empty message can be signed`() throws {
        let key = try Self.key.get()
        let signature = try key.signature(of: Span())
        #expect(try key.publicKey.isValid(signature: signature.span, of: Span()))
    }

    @Test(arguments: [0, 1_024, 2_047, 8_193])
    func `a key of a size we do not use is not made`(bits: Int) {
        let refusal = CryptoError.rsaKeySize(bits: bits, minimum: 2_048, maximum: 8_192)
        #expect(throws: refusal) { try RSAPrivateKey.generate(bits: bits) }
    }

    @Test func `a small key is not read`() {
        #expect(throws: CryptoError.rsaKeySize(bits: 1_024, minimum: 2_048, maximum: 8_192)) {
            try RSAPublicKey(pem: Array(ProviderFixture.smallRSAPublicKeyPEM.utf8))
        }
    }

    @Test func `a key of another kind is refused`() throws {
        #expect(throws: CryptoError.notAnRSAKey) {
            try RSAPublicKey(pem: Array(ProviderFixture.ed25519PublicKeyPEM.utf8))
        }
        let elliptic = try Shop.identity.get()
        #expect(throws: CryptoError.notAnRSAKey) {
            try RSAPrivateKey(pem: elliptic.privateKeyPEM)
        }
        #expect(throws: CryptoError.notAnRSAKey) {
            try RSAPublicKey(pem: elliptic.certificatePEM)
        }
    }

    @Test(arguments: ["", "no PEM", ProviderFixture.publicKeyPEM, ProviderFixture.encryptedKeyPEM])
    func `a text without a readable private key is refused and nobody is asked`(text: String) {
        let error = #expect(throws: CryptoError.self) {
            try RSAPrivateKey(pem: PrivateKeyPEM(Array(text.utf8)))
        }
        guard case .unreadablePEM(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `a PEM of the limit is searched and a longer one is refused unread`() {
        let limit = 1 << 20
        let text = [UInt8](repeating: UInt8(ascii: "\n"), count: limit)
        #expect(throws: CryptoError.unreadablePEM(reason: "no start line (Expecting: CERTIFICATE)"))
        {
            try Certificate(pem: text)
        }
        #expect(throws: CryptoError.pemTooLong(count: limit + 1, limit: limit)) {
            try Certificate(pem: text + text.prefix(1))
        }
    }

    @Test func `no way of printing shows a private key`() throws {
        let key = try Self.key.get()
        let identity = try Shop.identity.get()
        let secrets = [try key.pem(), identity.privateKeyPEM]
        var shown = "\(key) \(String(reflecting: key)) \(identity) \(String(reflecting: identity))"
        dump(key, to: &shown)
        dump(identity, to: &shown)
        for secret in secrets {
            shown += "\(secret) \(String(reflecting: secret))"
            dump(secret, to: &shown)
        }
        #expect(shown.contains("private key (hidden)"))
        for secret in secrets {
            let line = String(decoding: secret.bytes, as: UTF8.self).split(separator: "\n")[1]
            #expect(!shown.contains(line))
            let numbers = secret.bytes[40..<60].map(String.init).joined(separator: ", ")
            #expect(!shown.contains(numbers))
        }
        #expect(!shown.contains("PRIVATE KEY"))
    }

    @Test func `a certificate tells its fingerprint, subject, dates and serial`() throws {
        let certificate = try Certificate(pem: Array(ProviderFixture.certificatePEM.utf8))
        #expect(
            Hex.encode(certificate.fingerprint)
                == "220bc00ff4be2418bfb5134b91020aaf605dc22416b13c230bac2912a2aee851")
        #expect(certificate.subject == "CN=Öffentlich,O=Provider Test,C=CN")
        #expect(certificate.notBeforeSeconds == 1_795_301_220)
        #expect(certificate.notAfterSeconds == 4_948_901_220)
        #expect(certificate.serialHex == "0A57F09EFDC096DE15EBE81A47057A7232F1B8E1")
    }

    @Test func `a damaged certificate is refused`() {
        let damaged = ProviderFixture.certificatePEM.replacing("MIID", with: "MIIE")
        let error = #expect(throws: CryptoError.self) {
            try Certificate(pem: Array(damaged.utf8))
        }
        guard case .unreadablePEM = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

extension [UInt8] {
    fileprivate func dropLast() -> [UInt8] { Array(self[..<(count - 1)]) }
}
