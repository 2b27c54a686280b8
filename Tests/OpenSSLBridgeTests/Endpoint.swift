import OpenSSLBridge
import TestSupport

/// One end of a connection in memory: an engine and what passed through it.
final class Endpoint {
    private(set) var engine: TLSEngine
    /// Records waiting to be carried to the other end.
    private(set) var outbox: [UInt8] = []
    /// Plaintext received.
    private(set) var inbox: [UInt8] = []
    private(set) var isClosed = false
    /// Encrypts in OpenSSL's stead.
    private var kernel: KernelRecords?
    private(set) var kernelSuite: KernelSuite?

    // `#expect` cannot look through a property that is not copyable.
    var isOpen: Bool { engine.isOpen }
    var isResumed: Bool { engine.isResumed }
    var session: TLSSession? { engine.session }
    var isKernelSending: Bool { engine.isKernelSending }

    init(
        _ context: TLSContext, serverName: String? = nil, resuming session: TLSSession? = nil,
        kernelSuites: Set<KernelSuite> = []
    ) throws(TLSError) {
        engine = try TLSEngine.make(
            context, serverName: serverName, resuming: session, kernelSuites: kernelSuites)
    }

    /// Hands received bytes to the engine until it has taken all it wants.
    func receive(_ bytes: [UInt8]) throws(TLSError) {
        defer { serveKernel() }
        var input = bytes.span
        if !engine.isOpen {
            guard try engine.handshake(&input, output: &outbox) == .finished else {
                precondition(input.isEmpty, "`needInput` means that all input is taken")
                return
            }
        }
        var scratch = [UInt8](repeating: 0, count: 5_000)
        while true {
            var place = scratch.mutableSpan
            switch try engine.read(&input, into: &place, output: &outbox) {
            case .bytes(let count): inbox += scratch.prefix(count)
            case .needInput:
                precondition(input.isEmpty, "`needInput` means that all input is taken")
                return
            case .closed:
                isClosed = true
                return
            }
        }
    }

    func send(_ plaintext: [UInt8]) throws(TLSError) {
        if let kernel {
            var next = kernel
            outbox += next.records(type: 23, plaintext)
            self.kernel = next
        } else {
            try engine.write(plaintext.span, output: &outbox)
        }
    }

    /// Writes although a kernel has the keys.
    func writeAnyway() throws(TLSError) { try engine.write([1].span, output: &outbox) }

    func shutDown() {
        engine.shutDown(output: &outbox)
        serveKernel()
    }

    /// Does for this end what a kernel would.
    private func serveKernel() {
        if let keys = engine.takeKernelKeys() {
            kernelSuite = keys.suite
            unsafe keys.read { kernel = unsafe KernelRecords(Array($0), seal: sealed) }
        }
        for record in engine.takeControlRecords() {
            guard var next = kernel else { preconditionFailure("keys come before records") }
            outbox += next.records(type: record.type, record.bytes)
            kernel = next
        }
    }

    /// Empties the outbox.
    func takeRecords() -> [UInt8] {
        defer { outbox = [] }
        return outbox
    }

    func forgetInbox() { inbox = [] }
}

/// Two ends in memory.
struct Connection {
    let client: Endpoint
    let server: Endpoint

    init(
        _ clientContext: TLSContext, _ serverContext: TLSContext, serverName: String? = nil,
        resuming session: TLSSession? = nil, clientSuites: Set<KernelSuite> = [],
        serverSuites: Set<KernelSuite> = []
    ) throws(TLSError) {
        client = try Endpoint(
            clientContext, serverName: serverName, resuming: session, kernelSuites: clientSuites)
        server = try Endpoint(serverContext, kernelSuites: serverSuites)
    }

    /// Carries records until both ends are quiet.
    ///
    /// - Parameter pieceSize: The most bytes handed over at once.
    /// - Throws: What either end's engine throws.
    func settle(pieceSize: Int = .max) throws(TLSError) {
        if !client.isOpen { try client.receive([]) }
        while true {
            let (toServer, toClient) = (client.takeRecords(), server.takeRecords())
            if toServer.isEmpty && toClient.isEmpty { return }
            for piece in toServer.pieces(of: pieceSize) { try server.receive(piece) }
            for piece in toClient.pieces(of: pieceSize) { try client.receive(piece) }
        }
    }
}

/// Encrypts with AES-GCM, for keys that OpenSSL has made.
@Sendable private func sealed(
    _ text: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ context: [UInt8]
) -> [UInt8] {
    guard let sealed = try? AESGCM.seal(text, key: key, nonce: nonce, authenticating: context)
    else { preconditionFailure("OpenSSL encrypts with its own keys") }
    return sealed
}

extension [UInt8] {
    func pieces(of size: Int) -> [[UInt8]] {
        guard size < count else { return isEmpty ? [] : [self] }
        return stride(from: 0, to: count, by: size).map {
            Array(self[$0..<Swift.min($0 + size, count)])
        }
    }
}

/// The error a step ends with; `nil` when it does not fail.
func failure(of step: () throws(TLSError) -> Void) -> TLSError? {
    do {
        try step()
        return nil
    } catch {
        return error
    }
}

/// What the tests share, made once per run.
enum Shop {
    /// Named `shop.test`, `*.shop.test` and two loopback addresses.
    static let identity = Result<SelfSignedCertificate, CryptoError> {
        () throws(CryptoError) in
        try SelfSignedCertificate.make(
            names: ["shop.test", "*.shop.test", "127.0.0.1", "::1"], validityDays: 30)
    }

    static func server(
        _ cipherPreference: CipherPreference = .aes128GCM,
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
    ) throws -> TLSContext {
        let identity = try identity.get()
        return try TLSContext.server(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM,
            cipherPreference: cipherPreference, versions: versions)
    }

    /// A client that checks nothing and speaks one version only.
    static func client(_ version: TLSVersion = .tls13) throws -> TLSContext {
        try TLSContext.client(verification: .none, versions: version...version)
    }

    /// A connection whose handshake is done.
    static func connection(_ version: TLSVersion = .tls13) throws -> Connection {
        let connection = try Connection(try client(version), try server(), serverName: "shop.test")
        try connection.settle()
        return connection
    }
}
