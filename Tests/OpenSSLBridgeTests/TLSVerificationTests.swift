import OpenSSLBridge
import Testing

struct TLSVerificationTests {
    /// The client's error, if any, and what the server is told.
    private func attempt(
        _ verification: PeerVerification, _ name: String,
        identity: SelfSignedCertificate? = nil
    ) throws -> (client: TLSError?, server: TLSError?) {
        let identity = try identity ?? Shop.identity.get()
        let server = try TLSContext.server(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM)
        let client = try TLSContext.client(verification: verification)
        let connection = try Connection(client, server, serverName: name)
        let atClient = failure { () throws(TLSError) in try connection.settle() }
        let alert = connection.client.takeRecords()
        let atServer = failure { () throws(TLSError) in try connection.server.receive(alert) }
        return (atClient, atServer)
    }

    @Test func `a self-signed certificate is refused in words, at both ends`() throws {
        let errors = try attempt(.publicAuthorities, "shop.test")
        let text = "certificate verify failed: self-signed certificate"
        #expect(errors.client == .certificateRejected(reason: text))
        #expect(errors.client?.description == text)
        guard case .alertReceived(code: 48, let reason) = errors.server else {
            Issue.record("\(String(describing: errors.server))")
            return
        }
        #expect(reason == "tlsv1 alert unknown ca (SSL alert number 48)")
    }

    @Test(arguments: ["shop.test", "SHOP.test", "www.shop.test", "127.0.0.1", "::1"])
    func `a certificate from a given authority and with the name is accepted`(
        name: String
    ) throws {
        let authority = try Shop.identity.get().certificatePEM
        #expect(try attempt(.authorities(pem: authority), name).client == nil)
    }

    @Test(arguments: [
        ("other.test", "hostname mismatch"), ("a.b.shop.test", "hostname mismatch"),
        ("127.0.0.2", "IP address mismatch"),
    ])
    func `a certificate for another name is refused`(name: String, cause: String) throws {
        let authority = try Shop.identity.get().certificatePEM
        let error = try attempt(.authorities(pem: authority), name).client
        #expect(error == .certificateRejected(reason: "certificate verify failed: \(cause)"))
    }

    @Test(arguments: [
        (1_000_000_000, "certificate has expired"),
        (20_000_000_000, "certificate is not yet valid"),
    ])
    func `a certificate outside its dates is refused`(
        notBefore: Int64, cause: String
    ) throws {
        let identity = try SelfSignedCertificate.make(
            names: ["shop.test"], validityDays: 1, notBeforeSeconds: notBefore)
        let error = try attempt(
            .authorities(pem: identity.certificatePEM), "shop.test", identity: identity
        ).client
        #expect(error == .certificateRejected(reason: "certificate verify failed: \(cause)"))
    }

    @Test func `a client that pins sees the certificate's own fingerprint`() throws {
        let connection = try Shop.connection()
        let expected = try Certificate(pem: Shop.identity.get().certificatePEM).fingerprint
        #expect(connection.client.engine.peerCertificateFingerprint == expected)
        #expect(connection.client.engine.verificationFailure == "self-signed certificate")
        #expect(connection.server.engine.peerCertificateFingerprint == nil)
        #expect(connection.server.engine.verificationFailure == "no certificate")
    }

    @Test func `a verified certificate has no failure to tell`() throws {
        let authority = try Shop.identity.get().certificatePEM
        let client = try TLSContext.client(verification: .authorities(pem: authority))
        let connection = try Connection(client, try Shop.server(), serverName: "shop.test")
        try connection.settle()
        #expect(connection.client.engine.verificationFailure == nil)
    }

    @Test func `a verifying client needs a name`() throws {
        let client = try TLSContext.client(verification: .publicAuthorities)
        #expect(throws: TLSError.serverNameMissing) { _ = try Endpoint(client) }
    }

    @Test(arguments: [
        "", ".shop.test", "shop..test", "*.shop.test", "shop.test:443", "shop test", "a,b",
        "-a.test", "a\0.test", String(repeating: "a", count: 64),
        String(repeating: "a.", count: 126) + "bb",
    ])
    func `an odd name is refused before it can weaken the check`(name: String) throws {
        for verification in [PeerVerification.publicAuthorities, .none] {
            let client = try TLSContext.client(verification: verification)
            #expect(throws: TLSError.serverNameInvalid(name)) {
                _ = try Endpoint(client, serverName: name)
            }
        }
    }

    @Test func `a name of 253 characters is accepted`() throws {
        let name = String(repeating: "a.", count: 126) + "b"
        _ = try Endpoint(try Shop.client(), serverName: name)
    }
}
