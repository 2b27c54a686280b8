import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import OpenSSLBridge
import Reactor
import Transport
import WebCodec

/// Sends every WebSocket message back: for conformance suites and for measurements.
@main
struct WSEcho: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ws-echo", abstract: "Sends every WebSocket message back.")

    @Option(help: "Where to listen; port 0 lets the kernel choose.")
    var listen = "127.0.0.1:9001"

    @Option(help: "Certificate chain, a PEM file; with it TLS is spoken. May be repeated.")
    var cert: [String] = []

    @Option(help: "The key, a PEM file, of the --cert in the same place.")
    var key: [String] = []

    @Option(help: "Seconds until session tickets get another key.")
    var ticketKeySeconds = TicketKeyRing.usualLifeSeconds

    @Flag(help: "With TLS: have the kernel encrypt, or fail and say why it cannot.")
    var kernelTLS = false

    @Flag(help: "Agree to compression (RFC 7692).")
    var deflate = false

    @Option(help: "Event loops.")
    var loops = 1

    @Option(help: "Be a client: connect to this URL and echo until the server closes.")
    var connect: String?

    @Option(help: "With --connect: the authority of the server's certificate, a PEM file.")
    var ca: String?

    @Option(help: "With --connect to an Autobahn fuzzing server: how many cases to go through.")
    var cases: Int?

    func validate() throws {
        guard cert.count == key.count else {
            throw ValidationError("--cert and --key go together, one for one.")
        }
        guard (1...86_400).contains(ticketKeySeconds) else {
            throw ValidationError("--ticket-key-seconds is 1 to 86400.")
        }
        guard (1...64).contains(loops) else { throw ValidationError("--loops is 1 to 64.") }
        guard cases == nil || connect != nil else {
            throw ValidationError("--cases goes with --connect.")
        }
    }

    func run() throws {
        if let connect {
            let verification: PeerVerification =
                if let ca { .authorities(pem: try Self.bytes(of: ca)) } else { .none }
            let (loop, urls) = try (EventLoop(), Self.urls(of: connect, cases: cases))
            for url in urls {
                try EchoClient.run(
                    url, on: loop, verification: verification, deflate: deflate,
                    limits: Self.limits)
            }
            return
        }
        let ticketKeys = try TicketKeyRing(
            lifeSeconds: ticketKeySeconds, ticketSeconds: 2 * ticketKeySeconds, at: Self.seconds)
        let tls = try tlsContext(ticketKeys)
        let group = try EventLoopGroup(count: loops)
        let deflates = deflate
        let kernel = kernelTLS ? try KernelTLS.detect() : nil
        if let kernel { print("kernel TLS sends with \(kernel)") }
        let server = try Server.start(
            at: SocketAddress.parse(listen), group: group, tls: tls,
            kernelTLS: kernel, limits: Self.limits
        ) { EchoDelegate(deflates: deflates, on: $0) }
        print("listening on \(tls == nil ? "ws" : "wss")://\(server.address)")
        fflush(nil)
        group[0].execute { Self.turn(ticketKeys, on: group[0]) }
        Self.wait(for: [SIGTERM, SIGINT], on: group[0])
        Self.end(server)
    }

    /// Where a client connects to, one after the other; an Autobahn fuzzing server has an address
    /// for each case and one that makes it write its report.
    private static func urls(of url: String, cases: Int?) throws -> [RemoteURL] {
        guard let cases else { return [try RemoteURL(url)] }
        let targets = (1...max(cases, 1)).map { "/runCase?case=\($0)&agent=Shopcast" }
        return try (targets + ["/updateReports?agent=Shopcast"]).map { try RemoteURL(url + $0) }
    }

    private func tlsContext(_ ticketKeys: TicketKeyRing) throws -> TLSContext? {
        guard !cert.isEmpty else { return nil }
        let identities = try zip(cert, key).map { cert, key in
            try TLSIdentity(
                certificateChainPEM: Self.bytes(of: cert),
                privateKeyPEM: PrivateKeyPEM(Self.bytes(of: key)))
        }
        return try TLSContext.server(identities, ticketKeys: ticketKeys)
    }

    private static var seconds: Int64 { MonotonicTime.read().nanoseconds / 1_000_000_000 }

    /// Changes the key now and whenever it has lived long enough.
    private static func turn(_ ticketKeys: TicketKeyRing, on loop: EventLoop) {
        do throws(CryptoError) {
            let pause = try ticketKeys.rotate(at: seconds)
            loop.schedule(after: .seconds(pause)) { turn(ticketKeys, on: loop) }
        } catch {
            print("session tickets keep their key from now on: \(error)")
        }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw Unreadable(path: path)
        }
        return [UInt8](data)
    }

    /// What the conformance suite asks for: messages of 16 MiB, and 65,536 fragments with an empty
    /// one behind them; and what measurements ask for.
    private static var limits: TransportLimits {
        let messageBytes = 16 << 20
        var limits = TransportLimits()
        limits.message = WebSocketLimits(
            payloadBytes: messageBytes, fragments: 65_537, decompressedBytes: messageBytes)
        limits.queuedBytes = 4 * messageBytes
        (limits.framesPerSecond, limits.bytesPerSecond) = (0, 0)  // Measurements know no pace.
        return limits
    }

    private static func wait(for signals: [Int32], on loop: EventLoop) {
        let arrived = DispatchSemaphore(value: 0)
        let watcher = SignalWatcher(signals, on: loop) { _ in arrived.signal() }
        arrived.wait()
        watcher.stop()
    }

    private static func end(_ server: Server) {
        let ended = DispatchSemaphore(value: 0)
        server.stop {
            server.closeAll(.goingAway, reason: "ws-echo ends") { ended.signal() }
        }
        ended.wait()
    }
}

/// A file that the command line names cannot be read.
private struct Unreadable: Error, CustomStringConvertible {
    let path: String
    var description: String { "cannot read \(path): does the file exist, and may you read it?" }
}
