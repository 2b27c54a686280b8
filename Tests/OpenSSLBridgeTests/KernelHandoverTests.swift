import COpenSSL
import TestSupport
import Testing

@testable import OpenSSLBridge

struct KernelHandoverTests {
    /// What `KernelRecords` can encrypt with.
    private static let suites = Set(KernelSuite.all.filter { $0.cipher != .chacha20Poly1305 })

    private static let preferences: [(CipherPreference, KernelSuite.Cipher)] = [
        (.aes128GCM, .aes128GCM), (.aes256GCM, .aes256GCM),
    ]

    /// Shakes hands with a server whose kernel encrypts.
    private static func connection(
        _ version: TLSVersion, _ preference: CipherPreference = .aes128GCM
    ) throws -> Connection {
        let connection = try Connection(
            try Shop.client(version), try Shop.server(preference), serverSuites: suites)
        try connection.settle()
        return connection
    }

    @Test func `this OpenSSL gives its keys away in both versions`() {
        #expect(TLSEngine.versionsForKernels() == Set(TLSVersion.allCases))
    }

    @Test(arguments: TLSVersion.allCases, preferences)
    func `what a kernel encrypts is read at the other end`(
        version: TLSVersion, choice: (CipherPreference, KernelSuite.Cipher)
    ) throws {
        let connection = try Self.connection(version, choice.0)
        #expect(connection.server.kernelSuite == KernelSuite(version, choice.1))
        let text = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for piece in [Array(text[..<1]), text, []] {
            connection.client.forgetInbox()
            try connection.server.send(piece)
            try connection.client.send([9])  // OpenSSL goes on reading at the server's end.
            try connection.settle(pieceSize: 1_000)
            #expect(connection.client.inbox == piece)
        }
        #expect(connection.server.inbox == [9, 9, 9])
    }

    @Test(arguments: TLSVersion.allCases)
    func `both ends may have a kernel that encrypts`(version: TLSVersion) throws {
        let connection = try Connection(
            try Shop.client(version), try Shop.server(), clientSuites: Self.suites,
            serverSuites: Self.suites)
        try connection.settle()
        #expect(connection.client.kernelSuite == connection.server.kernelSuite)
        #expect(connection.client.kernelSuite != nil)
        try connection.client.send([1, 2])
        try connection.server.send([3])
        try connection.settle()
        #expect(connection.server.inbox == [1, 2] && connection.client.inbox == [3])
    }

    @Test(arguments: TLSVersion.allCases)
    func `a ticket that passed a kernel resumes a connection that passes one too`(
        version: TLSVersion
    ) throws {
        let (client, server) = (try Shop.client(version), try Shop.server())
        let first = try Connection(client, server, serverSuites: Self.suites)
        try first.settle()
        let session = try #require(first.client.session)
        let second = try Connection(
            client, server, resuming: session, serverSuites: Self.suites)
        try second.settle()
        #expect(second.client.isResumed && second.server.kernelSuite != nil)
        try second.server.send([5])
        try second.settle()
        #expect(second.client.inbox == [5])
    }

    @Test(arguments: TLSVersion.allCases)
    func `a suite that the kernel does not know stays with OpenSSL`(version: TLSVersion) throws {
        let connection = try Connection(
            try Shop.client(version), try Shop.server(.chacha20Poly1305),
            serverSuites: Self.suites)
        try connection.settle()
        #expect(connection.server.kernelSuite == nil && !connection.server.isKernelSending)
        try connection.server.send([5])
        try connection.settle()
        #expect(connection.client.inbox == [5])
    }

    @Test(arguments: TLSVersion.allCases)
    func `close_notify passes the kernel behind the last bytes`(version: TLSVersion) throws {
        let connection = try Self.connection(version)
        try connection.server.send([5])
        connection.server.shutDown()
        try connection.settle()
        #expect(connection.client.inbox == [5] && connection.client.isClosed)
        try connection.client.engine.checkEndOfStream()
    }

    @Test(arguments: TLSVersion.allCases)
    func `an alert passes the kernel`(version: TLSVersion) throws {
        let connection = try Self.connection(version)
        let forged: [UInt8] = [23, 3, 3, 0, 40] + Array(repeating: 1, count: 40)
        let error = failure { () throws(TLSError) in try connection.server.receive(forged) }
        guard case .protocolViolation = error else { Issue.record("\(error as Any)"); return }
        let answer = connection.server.takeRecords()
        let told = failure { () throws(TLSError) in try connection.client.receive(answer) }
        guard case .alertReceived(code: 20, _) = told else {
            Issue.record("\(told as Any)")
            return
        }
    }

    @Test func `a client that changes its own keys is read on`() throws {
        let client = RawClient(TLS1_3_VERSION...TLS1_3_VERSION)
        let server = try Endpoint(try Shop.server(), kernelSuites: Self.suites)
        try client.shakeHands(with: server)
        try client.changeKeys(askingServer: false, with: server)
        try client.write([1], to: server)
        #expect(server.inbox == [1] && server.isOpen)
        try server.send([3])
        #expect(client.read(from: server) == 0)
    }

    @Test func `a client that asks for the server's new keys is told goodbye`() throws {
        let client = RawClient(TLS1_3_VERSION...TLS1_3_VERSION)
        let server = try Endpoint(try Shop.server(), kernelSuites: Self.suites)
        try client.shakeHands(with: server)
        #expect(throws: TLSError.newKeysWanted) {
            try client.changeKeys(askingServer: true, with: server)
        }
        #expect(!server.isOpen)
        let internalError = SSL_AD_REASON_OFFSET + 80
        #expect(client.read(from: server) == internalError)
    }

    @Test func `an engine that has given its keys away does not take plaintext`() async {
        await #expect(processExitsWith: .failure) {
            let connection = try Connection(
                try Shop.client(), try Shop.server(),
                serverSuites: Set(KernelSuite.all))
            try connection.settle()
            guard connection.server.isKernelSending else { return }
            try connection.server.writeAnyway()
        }
    }

    @Test func `only announced alerts and handshake messages pass, and keys only once`() throws {
        let suite = KernelSuite(.tls13, .aes128GCM)
        let handover = KernelHandover([suite])
        func offer(_ suite: KernelSuite) -> Bool {
            var isTaken = false
            unsafe KernelKeys(blank: suite).read { raw in
                guard let start = raw.baseAddress else { return }
                isTaken = unsafe handover.take(start)
            }
            return isTaken
        }
        func write(_ bytes: [UInt8]) -> Bool {
            unsafe bytes.withUnsafeBytes { unsafe handover.write($0) }
        }
        #expect(!offer(KernelSuite(.tls12, .aes128GCM)) && !handover.isDone)
        #expect(offer(suite) && handover.isDone)
        #expect(!write([1]))  // Nothing is announced: application data.
        handover.announce(23)
        #expect(!write([1]))
        handover.announce(21)
        #expect(write([1, 0]))
        handover.forgetType()
        #expect(!write([1]))
        handover.announce(22)
        #expect(write([4, 0, 0, 0]))
        #expect(
            handover.takeRecords() == [
                ControlRecord(type: 21, bytes: [1, 0]),
                ControlRecord(type: 22, bytes: [4, 0, 0, 0]),
            ])
        #expect(handover.takeKeys()?.suite == suite && handover.takeKeys() == nil)
        #expect(!handover.hasNews && !handover.hasLostKeys)
        #expect(!offer(suite) && handover.hasLostKeys)
    }
}
