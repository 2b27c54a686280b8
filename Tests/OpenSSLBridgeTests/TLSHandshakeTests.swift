import OpenSSLBridge
import Testing

struct TLSHandshakeTests {
    @Test(arguments: TLSVersion.allCases)
    func `both ends agree on version, cipher, protocol and name`(version: TLSVersion) throws {
        let connection = try Shop.connection(version)
        for end in [connection.client, connection.server] {
            #expect(end.isOpen)
            #expect(end.engine.version == version)
            #expect(end.engine.applicationProtocol == "http/1.1")
            #expect(end.engine.requestedServerName == "shop.test")
            #expect(!end.isResumed)
        }
        #expect(connection.client.engine.cipherName == connection.server.engine.cipherName)
    }

    @Test func `the newest version wins`() throws {
        let client = try TLSContext.client(verification: .none)
        let connection = try Connection(client, try Shop.server())
        try connection.settle()
        #expect(connection.server.engine.version == .tls13)
        #expect(connection.server.engine.requestedServerName == nil)
    }

    @Test(arguments: TLSVersion.allCases, CipherPreference.allCases)
    func `the preferred cipher is used`(version: TLSVersion, preference: CipherPreference) throws {
        // Both prefer it: the client's hello says whether it wants ChaCha20 for lack of AES.
        let client = try TLSContext.client(
            verification: .none, cipherPreference: preference, versions: version...version)
        let connection = try Connection(client, try Shop.server(preference))
        try connection.settle()
        let mark =
            switch (preference, version) {
            case (.aes128GCM, .tls12): "ECDHE-ECDSA-AES128-GCM"
            case (.aes128GCM, .tls13): "TLS_AES_128_GCM"
            case (.aes256GCM, .tls12): "ECDHE-ECDSA-AES256-GCM"
            case (.aes256GCM, .tls13): "TLS_AES_256_GCM"
            case (.chacha20Poly1305, .tls12): "ECDHE-ECDSA-CHACHA20"
            case (.chacha20Poly1305, .tls13): "TLS_CHACHA20"
            }
        #expect(connection.server.engine.cipherName?.hasPrefix(mark) == true)
    }

    @Test(arguments: TLSVersion.allCases)
    func `a handshake survives coming byte by byte`(version: TLSVersion) throws {
        let connection = try Connection(try Shop.client(version), try Shop.server())
        try connection.settle(pieceSize: 1)
        #expect(connection.client.isOpen && connection.server.isOpen)
    }

    @Test(arguments: TLSVersion.allCases)
    func `a handshake survives a cut at any byte of any flight`(version: TLSVersion) throws {
        let (clientContext, serverContext) = (try Shop.client(version), try Shop.server())
        var cut = 0
        var isInside = true
        while isInside {
            // The cut moves through the bytes of all flights; no two of them are in flight at once.
            let connection = try Connection(clientContext, serverContext)
            try connection.client.receive([])
            var passed = 0
            isInside = false
            var (sender, receiver) = (connection.client, connection.server)
            while !sender.outbox.isEmpty {
                let flight = sender.takeRecords()
                let position = cut - passed
                if flight.indices.contains(position) {
                    isInside = true
                    try receiver.receive(Array(flight[..<position]))
                    try receiver.receive(Array(flight[position...]))
                } else {
                    try receiver.receive(flight)
                }
                passed += flight.count
                (sender, receiver) = (receiver, sender)
            }
            let isDone = connection.client.isOpen && connection.server.isOpen
            try #require(isDone)
            cut += 1
        }
        #expect(cut > 500)
    }

    @Test func `a client that offers only other protocols is told so`() throws {
        let client = try TLSContext.client(verification: .none, applicationProtocols: ["h2"])
        let connection = try Connection(client, try Shop.server())
        let atServer = failure { () throws(TLSError) in try connection.settle() }
        #expect(atServer == .protocolViolation(reason: "no application protocol"))
        let alert = connection.server.takeRecords()
        let atClient = failure { () throws(TLSError) in try connection.client.receive(alert) }
        guard case .alertReceived(code: 120, _) = atClient else {
            Issue.record("\(String(describing: atClient))")
            return
        }
    }

    @Test(arguments: [["h2", "http/1.1"], ["http/1.1", "h2"]])
    func `ours is found among other protocols`(offer: [String]) throws {
        let client = try TLSContext.client(verification: .none, applicationProtocols: offer)
        let connection = try Connection(client, try Shop.server())
        try connection.settle()
        #expect(connection.server.engine.applicationProtocol == "http/1.1")
    }

    @Test func `a client without ALPN is served`() throws {
        let client = try TLSContext.client(verification: .none, applicationProtocols: [])
        let connection = try Connection(client, try Shop.server())
        try connection.settle()
        #expect(connection.client.engine.applicationProtocol == nil)
        #expect(connection.server.isOpen)
    }

    @Test func `versions without overlap fail on both ends`() throws {
        let server = try Shop.server(versions: .tls13 ... .tls13)
        let connection = try Connection(try Shop.client(.tls12), server)
        let atServer = failure { () throws(TLSError) in try connection.settle() }
        #expect(atServer == .protocolViolation(reason: "unsupported protocol"))
        let alert = connection.server.takeRecords()
        let atClient = failure { () throws(TLSError) in try connection.client.receive(alert) }
        guard case .alertReceived(code: 70, _) = atClient else {
            Issue.record("\(String(describing: atClient))")
            return
        }
    }

    @Test func `TLS 1.1 is refused`() throws {
        let connection = try Connection(try Shop.client(.tls12), try Shop.server())
        try connection.client.receive([])
        var hello = connection.client.takeRecords()
        let versionOffset = 5 + 4  // After the record's and the handshake message's headers.
        try #require(hello[versionOffset...].starts(with: [3, 3]))
        hello[versionOffset + 1] = 2
        let atServer = failure { () throws(TLSError) in try connection.server.receive(hello) }
        #expect(atServer == .protocolViolation(reason: "unsupported protocol"))
    }

    @Test(arguments: TLSVersion.allCases)
    func `a session shortens the next handshake, even after a lost network`(
        version: TLSVersion
    ) throws {
        let (client, server) = (try Shop.client(version), try Shop.server())
        func firstSession() throws -> TLSSession? {
            let connection = try Connection(client, server, serverName: "shop.test")
            try connection.settle()
            return connection.client.engine.session
        }
        let first = try firstSession()
        let session = try #require(first)  // Its connection is gone, unclosed.
        let second = try Connection(
            client, server, serverName: "shop.test", resuming: session)
        try second.settle()
        #expect(second.client.isResumed && second.server.isResumed)
        #expect(second.server.engine.requestedServerName == "shop.test")
        #expect(second.client.engine.peerCertificateFingerprint != nil)
    }

    @Test func `a session is good for its own name and context only`() throws {
        let (client, server) = (try Shop.client(), try Shop.server())
        let first = try Connection(client, server, serverName: "shop.test")
        try first.settle()
        let kept = first.client.engine.session
        let session = try #require(kept)
        let otherName = try Connection(
            client, server, serverName: "other.test", resuming: session)
        try otherName.settle()
        #expect(!otherName.client.isResumed)
        let otherContext = try Connection(
            try Shop.client(), server, serverName: "shop.test", resuming: session)
        try otherContext.settle()
        #expect(!otherContext.client.isResumed)
    }

    @Test func `the whole chain is shown`() throws {
        let identity = try Shop.identity.get()
        let issuer = try SelfSignedCertificate.make(names: ["issuer.test"], validityDays: 1)
        let server = try TLSContext.server(
            certificateChainPEM: identity.certificatePEM + issuer.certificatePEM,
            privateKeyPEM: identity.privateKeyPEM)
        let connection = try Connection(try Shop.client(.tls12), server)
        try connection.client.receive([])
        try connection.server.receive(connection.client.takeRecords())
        let flight = connection.server.takeRecords()  // TLS 1.2 shows certificates in the clear.
        for pem in [identity.certificatePEM, issuer.certificatePEM] {
            let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n")
            let der = try #require(
                Base64.standard.decode(lines.dropFirst().dropLast().joined()))
            let isShown = flight.indices.contains { flight[$0...].starts(with: der) }
            #expect(isShown)
        }
    }
}
