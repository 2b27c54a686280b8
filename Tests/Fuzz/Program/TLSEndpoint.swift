import COpenSSL

@testable import OpenSSLBridge

/// One end of a TLS connection in memory.
final class TLSEndpoint {
    private var engine: TLSEngine
    private(set) var isOpen = false
    /// Why it went no further.
    private(set) var error: TLSError?
    private(set) var sawClose = false
    /// What was received.
    private(set) var plaintext: [UInt8] = []
    /// What is to be sent.
    private var output: [UInt8] = []

    init(_ context: TLSContext, resuming session: TLSSession? = nil) {
        do throws(TLSError) {
            engine = try TLSEngine.make(context, serverName: "shop.test", resuming: session)
        } catch {
            fatalError("there is memory: \(error)")
        }
    }

    var session: TLSSession? { engine.session }
    var isResumed: Bool { engine.isResumed }

    /// Takes what is to be sent.
    func flight() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Takes received bytes; a client's handshake begins with none.
    ///
    /// - Parameter roomBytes: For the plaintext of one call, at least 1.
    func take(_ bytes: [UInt8], roomBytes: Int = 1_024) {
        var input = bytes.span
        do throws(TLSError) {
            if !isOpen {
                guard try engine.handshake(&input, output: &output) == .finished else {
                    return demand(input.isEmpty, "a handshake that needs input has taken all")
                }
                isOpen = true
            }
            var room = [UInt8](repeating: 0, count: roomBytes)
            while true {
                var place = room.mutableSpan
                switch try engine.read(&input, into: &place, output: &output) {
                case .bytes(let count):
                    demand((1...roomBytes).contains(count), "a read fills the room at most")
                    plaintext += room[..<count]
                case .needInput:
                    return demand(input.isEmpty, "a read that needs input has taken all")
                case .closed:
                    sawClose = true
                    return
                }
            }
        } catch {
            demand(
                self.error == nil || error == .alreadyFailed, "a failed connection stays failed")
            self.error = self.error ?? error
        }
    }

    func send(_ bytes: [UInt8]) {
        guard isOpen else { return }
        do throws(TLSError) {
            try engine.write(bytes.span, output: &output)
        } catch {
            demand(
                self.error != nil || error == .alreadyShutDown,
                "a sound connection writes: \(error)"
            )
        }
    }

    func shutDown() { engine.shutDown(output: &output) }

    /// Whether the end of the stream would be the peer's own.
    var endsSoundly: Bool {
        do throws(TLSError) { try engine.checkEndOfStream() } catch { return false }
        return true
    }

    /// Lets two ends talk until neither has anything to say.
    static func shakeHands(_ client: TLSEndpoint, _ server: TLSEndpoint) {
        client.take([])
        while true {
            let (toServer, toClient) = (client.flight(), server.flight())
            if toServer.isEmpty && toClient.isEmpty { return }
            if !toServer.isEmpty { server.take(toServer) }
            if !toClient.isEmpty { client.take(toClient) }
        }
    }
}

/// What TLS targets share, made at the first use.
enum TLSFixture {
    private static let identity = must {
        try SelfSignedCertificate.make(names: ["shop.test"], validityDays: 3_650)
    }
    static let server = must {
        try TLSContext.server(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM)
    }
    static let clients = [TLSVersion.tls12, .tls13].map { version in
        must { try TLSContext.client(verification: .none, versions: version...version) }
    }
    /// A session of each client, so that handshakes need no signature; made anew each hour, since
    /// a ticket is good for two.
    private nonisolated(unsafe) static var sessions: [TLSSession?] = []
    private nonisolated(unsafe) static var madeAt = ContinuousClock.now

    private static func renewSessions() {
        let now = ContinuousClock.now
        guard unsafe sessions.isEmpty || now - madeAt > .seconds(3_600) else { return }
        unsafe madeAt = now
        unsafe sessions = clients.map { client in
            let (mine, theirs) = (TLSEndpoint(client), TLSEndpoint(server))
            TLSEndpoint.shakeHands(mine, theirs)
            return mine.session
        }
    }

    /// A client that resumes a copy of its version's session: a connection that fails makes OpenSSL
    /// forget the session that it was made from (RFC 5246 §7.2.2).
    static func client(_ version: Int) -> TLSEndpoint {
        let index = version % clients.count
        renewSessions()
        guard let session = unsafe sessions[index],
            let copy = unsafe SSL_SESSION_dup(session.pointer)
        else { fatalError("the server gives tickets") }
        let own = unsafe TLSSession(
            adopting: copy, context: clients[index], serverName: session.serverName)
        return TLSEndpoint(clients[index], resuming: own)
    }

    private static func must<T>(_ body: () throws -> T) -> T {
        do {
            return try body()
        } catch {
            fatalError("the fixture can be made: \(error)")
        }
    }
}
