import OpenSSLBridge
import Testing

struct SelfSignedCertificateTests {
    @Test func `a certificate says what it was made with`() throws {
        let made = try SelfSignedCertificate.make(
            names: ["10.0.0.1", "shop.test"], validityDays: 10, serial: [0x0A, 0xBC],
            notBeforeSeconds: 1_700_000_000)
        let certificate = try Certificate(pem: made.certificatePEM)
        #expect(certificate.subject == "CN=shop.test")
        #expect(certificate.serialHex == "0ABC")
        #expect(certificate.notBeforeSeconds == 1_700_000_000)
        #expect(certificate.notAfterSeconds == 1_700_864_000)
    }

    @Test func `drawn serials differ and drawn dates span the days asked for`() throws {
        let made = try (0..<2).map { _ in
            try Certificate(
                pem: SelfSignedCertificate.make(names: ["::1"], validityDays: 825).certificatePEM)
        }
        #expect(made[0].serialHex != made[1].serialHex)
        #expect(made[0].serialHex.count == 32)
        #expect(made[0].fingerprint != made[1].fingerprint)
        #expect(made[0].subject == "CN=Shopcast")
        // Two readings of the clock may fall on two sides of a second.
        let span = made[0].notAfterSeconds - made[0].notBeforeSeconds
        #expect((825 * 86_400...825 * 86_400 + 1).contains(span))
    }

    @Test(arguments: ["", "a,DNS:b", "*", "a.*.b", "sp ace", "999.1.1.1:80", "é.test"])
    func `a name that would mean something else is refused`(name: String) {
        #expect(throws: CryptoError.invalidName(name)) {
            try SelfSignedCertificate.make(names: ["shop.test", name], validityDays: 1)
        }
    }

    @Test(arguments: [0, 1, 100, 101])
    func `a certificate has one to a hundred names`(count: Int) throws {
        let names = (0..<count).map { "n\($0).test" }
        if (1...SelfSignedCertificate.namesLimit).contains(count) {
            _ = try SelfSignedCertificate.make(names: names, validityDays: 1)
        } else {
            #expect(throws: CryptoError.nameCount(count, limit: 100)) {
                try SelfSignedCertificate.make(names: names, validityDays: 1)
            }
        }
    }

    @Test(arguments: [
        [], [0], [UInt8](repeating: 1, count: 21), [UInt8](repeating: 0x80, count: 20),
    ])
    func `a serial that X.509 does not allow is refused`(serial: [UInt8]) {
        #expect(throws: CryptoError.invalidSerial) {
            try SelfSignedCertificate.make(names: ["a.test"], validityDays: 1, serial: serial)
        }
    }

    @Test(arguments: [(0, 0), (-1, 0), (1, 253_402_300_799), (1, -631_152_001), (3_000_000, 0)])
    func `dates that X.509 cannot say are refused`(days: Int, notBefore: Int64) {
        #expect(throws: CryptoError.invalidValidity) {
            try SelfSignedCertificate.make(
                names: ["a.test"], validityDays: days, notBeforeSeconds: notBefore)
        }
    }
}

struct TLSContextTests {
    @Test func `a key of another certificate is refused`() throws {
        let (first, second) = try (
            Shop.identity.get(), SelfSignedCertificate.make(names: ["a.test"], validityDays: 1)
        )
        #expect(throws: TLSError.configuration(reason: "key values mismatch")) {
            try TLSContext.server(
                certificateChainPEM: first.certificatePEM, privateKeyPEM: second.privateKeyPEM)
        }
    }

    @Test func `texts without certificate or key are refused with a reason`() throws {
        let identity = try Shop.identity.get()
        let missing = "the PEM cannot be read: no start line (Expecting: CERTIFICATE)"
        #expect(throws: TLSError.configuration(reason: missing)) {
            try TLSContext.server(
                certificateChainPEM: [1], privateKeyPEM: identity.privateKeyPEM)
        }
        #expect(throws: TLSError.configuration(reason: missing)) {
            try TLSContext.client(verification: .authorities(pem: [1]))
        }
        let error = #expect(throws: TLSError.self) {
            try TLSContext.server(
                certificateChainPEM: identity.certificatePEM,
                privateKeyPEM: PrivateKeyPEM(Array(ProviderFixture.encryptedKeyPEM.utf8)))
        }
        #expect(error?.description.hasPrefix("the PEM cannot be read: ") == true)
    }

    @Test(arguments: ["", String(repeating: "a", count: 256)])
    func `a protocol name that ALPN cannot carry is refused`(name: String) {
        #expect(
            throws: TLSError.configuration(reason: "\"\(name)\" is not an ALPN protocol name")
        ) {
            try TLSContext.client(verification: .none, applicationProtocols: [name])
        }
    }
}
