import COpenSSL
import OpenSSLBridge
import Testing

/// What other clients may try and a server does not do.
struct TLSRefusalTests {
    /// Both kinds of certificates, so that a refusal is the cipher's and not the key's.
    private static let identities = Result { () throws -> [TLSIdentity] in
        try TLSIdentity.KeyKind.allCases.map { kind in
            let made = try SelfSignedCertificate.make(
                names: ["shop.test"], validityDays: 1, keyKind: kind)
            return try TLSIdentity(
                certificateChainPEM: made.certificatePEM, privateKeyPEM: made.privateKeyPEM)
        }
    }

    private func server() throws -> Endpoint {
        try Endpoint(try TLSContext.server(Self.identities.get()))
    }

    /// What the server says to a client's offer.
    private func answer(
        to version: Int32, _ offer: RawClient.Offer = RawClient.Offer()
    ) throws -> TLSError? {
        let server = try server()
        return failure { () throws(TLSError) in
            try RawClient(version...version, offer).shakeHands(with: server)
        }
    }

    @Test(arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func `older versions are refused`(version: Int32) throws {
        #expect(try answer(to: version) == .protocolViolation(reason: "unsupported protocol"))
    }

    @Test(arguments: [
        "AES128-GCM-SHA256", "AES256-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384",
        "DHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-CCM", "AECDH-AES128-SHA",
        "ECDHE-RSA-NULL-SHA",
    ])
    func `ciphers without forward secrecy or authenticated encryption are refused`(
        cipher: String
    ) throws {
        let error = try answer(to: TLS1_2_VERSION, RawClient.Offer(ciphers12: cipher))
        #expect(error == .protocolViolation(reason: "no shared cipher"))
    }

    @Test(arguments: [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ])
    func `each cipher of TLS 1.2 that we name works`(cipher: String) throws {
        let client = RawClient(
            TLS1_2_VERSION...TLS1_2_VERSION, RawClient.Offer(ciphers12: cipher))
        try client.shakeHands(with: server())
        #expect(client.cipherName == cipher)
    }

    @Test(arguments: ["X25519", "P-256", "P-384"])
    func `each group that we name works`(group: String) throws {
        // An ECDSA certificate on P-256 needs that group in TLS 1.2; an RSA certificate needs none.
        let offer = RawClient.Offer(ciphers12: "ECDHE-RSA-AES128-GCM-SHA256", groups: group)
        #expect(try answer(to: TLS1_2_VERSION, offer) == nil)
        #expect(try answer(to: TLS1_3_VERSION, offer) == nil)
    }

    @Test(arguments: ["P-521", "ffdhe2048", "X448"])
    func `costly groups are refused`(group: String) throws {
        let error = try answer(to: TLS1_3_VERSION, RawClient.Offer(groups: group))
        #expect(error == .protocolViolation(reason: "no suitable key share"))
    }

    @Test func `a client that renegotiates is told no, and the connection goes on`() throws {
        let client = RawClient(TLS1_2_VERSION...TLS1_2_VERSION)
        let server = try server()
        try client.shakeHands(with: server)
        #expect(try client.renegotiate(with: server) == SSL_R_NO_RENEGOTIATION)
        try server.send([7])
        #expect(server.isOpen && !server.outbox.isEmpty)
    }

    @Test func `early data is refused and never delivered, while the session resumes`() throws {
        let context = try TLSContext.server(Self.identities.get())
        let first = RawClient(TLS1_3_VERSION...TLS1_3_VERSION)
        try first.shakeHands(with: Endpoint(context))
        let session = first.session
        #expect(session.earlyDataBytes == 0)
        session.earlyDataBytes = 1_000

        let second = RawClient(TLS1_3_VERSION...TLS1_3_VERSION, resuming: session)
        let server = try Endpoint(context)
        #expect(try !second.shakeHands(with: server, early: [7, 7, 7]))
        #expect(second.isResumed && server.isResumed)
        #expect(server.inbox == [])
        try second.write([8], to: server)
        #expect(server.inbox == [8])
    }
}
