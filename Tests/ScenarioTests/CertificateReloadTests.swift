import Foundation
import OpenSSLBridge
import Reactor
import RelayServer
import Testing
import Transport

/// A real server whose certificates are changed under it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CertificateReloadTests {
    @Test func `SIGHUP brings a new certificate to new connections and leaves open ones alone`()
        async throws
    {
        let server = try CertifiedServer(intervalSeconds: 3_600)
        let clients = try EventLoopGroup(count: 1)
        #expect(try await server.shown(on: clients[0]) == server.fingerprint)
        let early = try await TestClient.connect(to: server.address, on: clients[0])
        try server.putNewCertificate()
        #expect(try await server.shown(on: clients[0]) != server.fingerprint)
        server.hangUp()
        while try await server.shown(on: clients[0]) != server.fingerprint {}
        _ = try await early.authenticate(token: server.owner.text)
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
    }

    @Test func `half a file is said, and the certificate stays`() async throws {
        let server = try CertifiedServer(intervalSeconds: 3_600)
        let clients = try EventLoopGroup(count: 1)
        try server.cutCertificate()
        server.hangUp()
        // Each round is a handshake that goes well.
        while !server.log.contains("connections still get the certificate from before") {
            #expect(try await server.shown(on: clients[0]) == server.fingerprint)
        }
        #expect(server.log.contains("chain.pem"))
        #expect(try await server.shown(on: clients[0]) == server.fingerprint)
        try server.putNewCertificate()
        server.hangUp()
        while try await server.shown(on: clients[0]) != server.fingerprint {}
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
    }

    @Test func `changed files are found without a signal`() async throws {
        let server = try CertifiedServer(intervalSeconds: 1)
        let clients = try EventLoopGroup(count: 1)
        try server.putNewCertificate()
        while try await server.shown(on: clients[0]) != server.fingerprint {}
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
    }

    @Test(arguments: [
        (["--certificate", "a"], "--certificate and --key go together"),
        (["--certificate", "a", "--certificate", "b", "--key", "c"], "go together, one for one"),
        (["--certificate-interval", "0"], "--certificate-interval is 1 s to 1 h"),
        (["--certificate-interval", "3601"], "--certificate-interval is 1 s to 1 h"),
    ])
    func `wrong options are refused in words`(options: [String], text: String) throws {
        let (said, code) = try runServer(["serve"] + options)
        #expect(code == 64)
        #expect(said.contains(text), "\(said)")
    }
}

/// A `shopcastd` in a process of its own, with a certificate in files.
private final class CertifiedServer {
    let address: SocketAddress
    let owner: Token
    /// SHA-256 of the certificate in the files.
    private(set) var fingerprint: [UInt8]
    private let folder: URL
    private let process = Process()
    private var chain: URL { folder.appending(path: "chain.pem") }
    private var key: URL { folder.appending(path: "key.pem") }
    private var logFile: URL { folder.appending(path: "log") }

    init(intervalSeconds: Int) throws {
        folder = try Stage.temporaryFolder()
        owner = try Stage.prepare(folder)
        let made = try Self.make()
        fingerprint = try Certificate(pem: made.certificatePEM).fingerprint
        let output = Pipe()
        process.executableURL = ServerProcess.executable
        let folder = folder
        let (chain, key) = (folder.appending(path: "chain.pem"), folder.appending(path: "key.pem"))
        try Data(made.certificatePEM).write(to: chain)
        try Data(made.privateKeyPEM.bytes).write(to: key)
        process.arguments = [
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
            "--certificate", chain.path, "--key", key.path,
            "--certificate-interval", "\(intervalSeconds)",
        ]
        process.standardOutput = output
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        var said = ""
        while !said.contains("certificate SHA-256") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw ServerProcess.Failure(description: "it said only “\(said)”")
            }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let start = said.range(of: "wss://"), let end = said.range(of: "/v1") else {
            throw ServerProcess.Failure(description: "it does not say where it listens: \(said)")
        }
        address = try SocketAddress.parse(String(said[start.upperBound..<end.lowerBound]))
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func make() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 1)
    }

    var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    func hangUp() { _ = kill(process.processIdentifier, SIGHUP) }

    func putNewCertificate() throws {
        let made = try Self.make()
        fingerprint = try Certificate(pem: made.certificatePEM).fingerprint
        try Data(made.certificatePEM).write(to: chain)
        try Data(made.privateKeyPEM.bytes).write(to: key)
    }

    func cutCertificate() throws {
        let whole = try Data(contentsOf: chain)
        try whole.prefix(whole.count / 2).write(to: chain)
    }

    /// SHA-256 of the certificate that a new connection is shown.
    func shown(on loop: EventLoop) async throws -> [UInt8] {
        let url = try RemoteURL("https://\(address)/healthz")
        let tls = try TLSContext.client(verification: .none)
        return try await withCheckedThrowingContinuation { continuation in
            loop.execute {
                HTTPClient.send(
                    HTTPClientRequest(url: url), on: loop, tls: tls, verifyPeer: { _ in false }
                ) { result in
                    switch result {
                    case .failure(.connect(.untrusted(let fingerprint))):
                        continuation.resume(returning: fingerprint)
                    case .failure(let failure): continuation.resume(throwing: failure)
                    case .success: preconditionFailure("the client trusts no certificate")
                    }
                }
            }
        }
    }
}
