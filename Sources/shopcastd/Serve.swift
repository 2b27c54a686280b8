public import ArgumentParser
import Dispatch
import Glibc
import Logging
import Reactor
import RelayServer
import ShopCore
import Storage

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Without --certificate it makes a self-signed one in the data folder and prints its \
            fingerprint; clients remember it as ssh does. SIGTERM drains: clients are told when to \
            come back, and everything acknowledged is on disk.
            """)

    @OptionGroup var folder: FolderOptions
    @Option(help: "ADDRESS:PORT; port 0 takes a free one.")
    var listen = "127.0.0.1:8443"
    @Option(help: "The certificate chain in PEM, with --key.")
    var certificate: String?
    @Option(help: "The certificate's private key in PEM.")
    var key: String?
    @Option(help: "A DNS name or IP address for the self-signed certificate; may be repeated.")
    var name = ServerIdentity.usualNames
    @Flag(help: "Speak plain ws:// and http://, on a loopback address only: for measurements.")
    var plain = false
    @Option(help: "Event loops; by default one per processor.")
    var loops: Int?
    @Option(help: "Where payment providers reach this server, as https://HOST:PORT.")
    var noticeURL: String?
    @Option(help: "Connections in all; by default 20,000, or as many as descriptors allow.")
    var connections: Int?
    @Option(help: "Commands per second and connection.")
    var commandsPerSecond = 20
    @Option(help: "Unpaid orders per buyer.")
    var unpaidOrders = 20
    @Option(help: "Whose messages to compress on request: none, json (JSON clients) or all.")
    var compression = CompressionPolicy.json
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = Logger.Level.notice

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key go together.")
        }
        guard !plain || certificate == nil else {
            throw ValidationError("--plain speaks no TLS: leave out --certificate and --key.")
        }
        guard loops.map({ (1...64).contains($0) }) ?? true else {
            throw ValidationError("--loops is 1 to 64.")
        }
        for (name, limit) in [
            ("--connections", connections ?? 1), ("--commands-per-second", commandsPerSecond),
            ("--unpaid-orders", unpaidOrders),
        ] where !(1...1_000_000).contains(limit) {
            throw ValidationError("\(name) is 1 to 1000000.")
        }
        if let noticeURL, noticeBaseURL == nil {
            throw ValidationError(
                "--notice-url is https://HOST:PORT, not “\(noticeURL)”: providers post over TLS.")
        }
    }

    /// The URL without slashes at its end; `nil` when it is none of HTTPS.
    private var noticeBaseURL: String? {
        guard let noticeURL, noticeURL.lowercased().hasPrefix("https://") else { return nil }
        let place = noticeURL.dropFirst("https://".count)
        guard let end = place.lastIndex(where: { $0 != "/" }) else { return nil }
        return "https://\(place[...end])"
    }

    func run() throws {
        let logger = makeLogger()
        SignalWatcher.ignoreBrokenPipes()
        let address = try SocketAddress.parse(listen)
        guard !plain || address.isLoopback else {
            throw ValidationError(
                """
                --plain would send tokens and orders unencrypted over a network: listen on a \
                loopback address, such as 127.0.0.1:8080, or leave out --plain.
                """)
        }
        let opened = try DataFolder.open(folder.data)
        let identity =
            plain
            ? nil
            : try ServerIdentity.load(
                certificateFile: certificate, keyFile: key, folder: folder.data, names: name)
        var configuration = ServerConfiguration(
            address: address, tls: identity?.context,
            loops: loops ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), logger: logger
        ) { error in
            // Nothing after this is acknowledged: what clients were told is on disk.
            logger.critical("shopcastd stops: \(error)")
            _exit(EXIT_FAILURE)
        }
        configuration.noticeBaseURL = noticeBaseURL
        configuration.connections = allowedConnections(logger)
        configuration.compression = compression
        configuration.limits.commandsPerSecond = commandsPerSecond
        configuration.limits.commandBurst = 2 * commandsPerSecond
        configuration.limits.shop.unpaidOrdersPerBuyer = unpaidOrders
        let server = try RelayServer.start(configuration, folder: opened)
        print("listening on \(plain ? "ws" : "wss")://\(server.address)/v1")
        if let identity { print("certificate SHA-256 \(identity.fingerprint)") }
        fflush(nil)
        waitForEnd(server)
    }

    /// Descriptors that are not connections: databases, photos, loops, payment requests.
    private static let descriptorReserve = 100

    private static let usualConnections = 20_000

    /// Raises the descriptor limit as far as it goes; warns when that is not what was asked for.
    private func allowedConnections(_ logger: Logger) -> Int {
        let descriptors = DescriptorLimit.raise()
        let allowed = max(1, descriptors - Self.descriptorReserve)
        guard let connections else { return min(Self.usualConnections, allowed) }
        guard connections > allowed else { return connections }
        logger.warning(
            """
            \(connections) connections need more descriptors than the \(descriptors) allowed \
            here: raise the hard limit (ulimit -H -n), or lower --connections
            """)
        return connections
    }

    private func makeLogger() -> Logger {
        var logger = Logger(label: "shopcastd") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        return logger
    }

    /// Blocks until SIGTERM or SIGINT, then drains.
    private func waitForEnd(_ server: RelayServer) {
        let ended = DispatchSemaphore(value: 0)
        let watcher = SignalWatcher([SIGTERM, SIGINT], on: server.controlLoop) { _ in
            server.stop { ended.signal() }
        }
        ended.wait()
        watcher.stop()
    }
}

extension SocketAddress {
    /// Whether only this machine can reach it.
    fileprivate var isLoopback: Bool {
        switch host {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let high, let low, _): high == 0 && low == 1
        }
    }
}

extension CompressionPolicy: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
