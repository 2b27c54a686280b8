import COpenSSL
import TestSupport
import Testing

@testable import OpenSSLBridge

struct CertificateChoiceTests {
    private let choice = CertificateChoice([
        (["shop.test", "www.shop.test", "ip:7f000001"], .ecdsa),
        (["shop.test", "www.shop.test", "ip:7f000001", "old.test"], .rsa),
        (["*.shop.test"], .ecdsa),
        (["*.shop.test", "live.shop.test"], .rsa),
        (["other.test"], .rsa),
    ])

    @Test(arguments: [
        ("shop.test", [0, 1]), ("www.shop.test", [0, 1]), ("live.shop.test", [2, 3]),
        ("a.shop.test", [2, 3]), ("old.test", [1]), ("other.test", [4]),
        ("a.b.shop.test", [0, 1]), (".shop.test", [0, 1]), ("*.shop.test", [2, 3]),
        ("unknown.test", [0, 1]), ("test", [0, 1]), ("", [0, 1]), (".", [0, 1]),
        ("ip:7f000001", [0, 1]), ("shop.test.", [0, 1]),
    ])
    func `a name leads to the certificates that have it, exactly or by one label`(
        name: String, places: [Int]
    ) {
        #expect(choice.sets[choice.set(for: name)] == places)
    }

    @Test func `no name leads to the first certificate and its twin`() {
        #expect(choice.sets[choice.set(for: nil)] == [0, 1])
        #expect(choice.unused == nil)
    }

    @Test func `another key's certificate must have all names of the first to stand in for it`() {
        let choice = CertificateChoice([(["a.test", "b.test"], .ecdsa), (["a.test"], .rsa)])
        #expect(choice.sets[0] == [0])
        #expect(choice.sets[choice.set(for: "a.test")] == [0, 1])
    }

    @Test func `a certificate that is never shown is found`() {
        let twice = CertificateChoice([(["a.test"], .ecdsa), (["a.test"], .ecdsa)])
        #expect(twice.unused == 1)
        let nameless = CertificateChoice([(["a.test"], .ecdsa), ([], .rsa)])
        #expect(nameless.unused == 1)
        #expect(CertificateChoice([([], .ecdsa)]).unused == nil)
    }

    @Test func `equal choices share a set`() {
        let names = (0..<50).map { "n\($0).test" }
        #expect(CertificateChoice([(names, .ecdsa), (names, .rsa)]).sets == [[0, 1]])
    }
}

struct ServerNameParsingTests {
    private func parse(_ bytes: [UInt8]) -> String? { ServerName.parse(bytes.span) }

    private func list(_ name: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        let entry = [kind, UInt8(name.count >> 8), UInt8(name.count & 255)] + name
        return [UInt8(entry.count >> 8), UInt8(entry.count & 255)] + entry
    }

    @Test func `letters become small, other bytes stay`() {
        #expect(parse(list(Array("ShOp.TEST-[@`{_9".utf8))) == "shop.test-[@`{_9")
        let long = [UInt8](repeating: 97, count: 300)
        #expect(parse(list(long))?.count == 300)
    }

    @Test func `anything but one host name is none`() {
        let sound = list(Array("a.test".utf8))
        for count in 0..<sound.count { #expect(parse(Array(sound.prefix(count))) == nil) }
        #expect(parse(sound + [0]) == nil)
        #expect(parse(list([])) == nil)
        #expect(parse(list([97], kind: 1)) == nil)
        for index in 0..<5 {
            var bent = sound
            bent[index] ^= 1
            #expect(parse(bent) == nil)
        }
    }

    @Test func `no bytes make it fail`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &random)
            _ = parse((0..<count).map { _ in UInt8.random(in: 0...8, using: &random) })
        }
    }
}

/// Several certificates on one server.
struct SeveralCertificatesTests {
    private static func identity(
        _ names: [String], _ kind: TLSIdentity.KeyKind = .ecdsa
    ) throws -> TLSIdentity {
        let made = try SelfSignedCertificate.make(names: names, validityDays: 1, keyKind: kind)
        return try TLSIdentity(
            certificateChainPEM: made.certificatePEM, privateKeyPEM: made.privateKeyPEM)
    }

    /// An RSA key takes a tenth of a second to make, so it is made once.
    private static let made = Result { () throws -> [TLSIdentity] in
        [
            try identity(["shop.test", "127.0.0.1"]),
            try identity(["Shop.Test", "127.0.0.1"], .rsa),
            try identity(["*.live.test"]),
        ]
    }

    private func server() throws -> (context: TLSContext, identities: [TLSIdentity]) {
        let identities = try Self.made.get()
        return (try TLSContext.server(identities), identities)
    }

    @Test(arguments: TLSVersion.allCases)
    func `the name asked for chooses the certificate`(version: TLSVersion) throws {
        let (server, identities) = try server()
        for (name, place) in [
            ("shop.test", 0), ("SHOP.test", 0), ("a.live.test", 2), ("live.test", 0),
            ("a.b.live.test", 0), ("unknown.test", 0), (nil, 0),
        ] {
            let connection = try Connection(try Shop.client(version), server, serverName: name)
            try connection.settle()
            let shown = connection.client.engine.peerCertificateFingerprint
            #expect(shown == identities[place].fingerprint, "\(name ?? "none")")
            #expect(connection.server.engine.requestedServerName == name)
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `a client gets the certificate whose signatures it knows`(version: Int32) throws {
        let (server, _) = try server()
        for name in ["shop.test", nil] {
            for (algorithms, kind) in [
                ("ECDSA+SHA256", EVP_PKEY_EC), ("RSA-PSS+SHA256:RSA+SHA256", EVP_PKEY_RSA),
                ("RSA-PSS+SHA256:ECDSA+SHA256", EVP_PKEY_EC),
            ] {
                let client = RawClient(
                    version...version, RawClient.Offer(signatureAlgorithms: algorithms),
                    serverName: name)
                try client.shakeHands(with: Endpoint(server))
                #expect(client.keyKind == kind, "\(algorithms)")
            }
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `a ticket is good for the name it was made for`(version: Int32) throws {
        let (server, _) = try server()
        let names = ["shop.test", "unknown.test", "a.live.test", "b.live.test", nil]
        for name in names {
            let first = RawClient(version...version, serverName: name)
            try first.shakeHands(with: Endpoint(server))
            let session = first.session
            for other in names {
                let second = RawClient(
                    version...version, serverName: other, resuming: session)
                try second.shakeHands(with: Endpoint(server))
                #expect(
                    second.isResumed == (name == other), "\(name ?? "none") \(other ?? "none")")
            }
        }
    }

    @Test func `a second hello after a retry keeps the certificate`() throws {
        let (server, identities) = try server()
        // Its key share is for the first group, which the server does not take.
        let client = RawClient(
            TLS1_3_VERSION...TLS1_3_VERSION, RawClient.Offer(groups: "P-521:P-256"),
            serverName: "a.live.test")
        let end = try Endpoint(server)
        try client.shakeHands(with: end)
        #expect(end.engine.requestedServerName == "a.live.test")
        #expect(client.certificateFingerprint == identities[2].fingerprint)
    }

    @Test func `a certificate that nobody would see is refused`() throws {
        let identities = try Self.made.get()
        let error = #expect(throws: TLSError.self) {
            try TLSContext.server([identities[0], identities[0]])
        }
        #expect(error?.description.contains("certificate 2 would never be shown") == true)
    }

    @Test func `a certificate says its names and kind of key`() throws {
        let identities = try Self.made.get()
        #expect(identities.map(\.keyKind) == [.ecdsa, .rsa, .ecdsa])
        #expect(
            identities.map(\.names) == [
                ["shop.test", "ip:7f000001"], ["shop.test", "ip:7f000001"], ["*.live.test"],
            ])
    }
}
