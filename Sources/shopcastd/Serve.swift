import ArgumentParser
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
            fingerprint; clients remember it as ssh does. With several pairs of --certificate and \
            --key, clients get the one for the name they ask for, else the first; an ECDSA and an \
            RSA pair may share names. Changed files are taken while the server runs, at once on \
            SIGHUP. SIGTERM drains: clients are told when to come back, and everything \
            acknowledged is on disk.
            """)

    @OptionGroup var folder: FolderOptions
    @OptionGroup var options: SettingOptions
    @Option(help: "A certificate chain in PEM, with --key; may be repeated.")
    var certificate: [String] = []
    @Option(help: "The private key in PEM of the --certificate in the same place.")
    var key: [String] = []
    @Option(help: "A DNS name or IP address for the self-signed certificate; may be repeated.")
    var name = ServerIdentity.usualNames
    @Flag(help: "Speak plain ws:// and http://, on a loopback address only: for measurements.")
    var plain = false

    func validate() throws {
        guard certificate.count == key.count else {
            throw ValidationError("--certificate and --key go together, one for one.")
        }
        guard !plain || certificate.isEmpty else {
            throw ValidationError("--plain speaks no TLS: leave out --certificate and --key.")
        }
    }

    func run() throws {
        let resolved = try options.resolve()
        let settings = resolved.settings
        let logger = makeLogger(settings.logLevel)
        SignalWatcher.ignoreBrokenPipes()
        guard !plain || settings.listen.isLoopback else {
            throw ValidationError(
                """
                --plain would send tokens and orders unencrypted over a network: listen on a \
                loopback address, such as 127.0.0.1:8080, or leave out --plain.
                """)
        }
        var photoLimits = PhotoLimits()
        photoLimits.storedBytes = settings.limits.photoStoreBytes
        let opened = try DataFolder.open(folder.data, photoLimits: photoLimits)
        let keeper = plain ? nil : try makeKeeper(settings, logger)
        var configuration = ServerConfiguration(
            address: settings.listen, tls: keeper?.identity.context,
            loops: settings.loops ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), logger: logger
        ) { error in
            // Nothing after this is acknowledged: what clients were told is on disk.
            logger.critical("shopcastd stops: \(error)")
            _exit(EXIT_FAILURE)
        }
        configuration.noticeBaseURL = settings.noticeURL
        configuration.origins = settings.origins
        configuration.compression = settings.compression
        configuration.kernelTLS = settings.kernelTLS
        configuration.limits = settings.limits
        configuration.connections = allowedConnections(
            configuration.connections, isAskedFor: resolved.isSet("connections"), logger)
        let server = try RelayServer.start(configuration, folder: opened)
        print("listening on \(plain ? "ws" : "wss")://\(server.address)/v1")
        for fingerprint in keeper?.identity.fingerprints ?? [] {
            print("certificate SHA-256 \(fingerprint)")
        }
        let renewal = keeper.map { renew($0, server) }
        fflush(nil)
        waitForEnd(server)
        renewal?.stop()
    }

    /// Descriptors that are not connections: databases, photos, loops, payment requests.
    private static let descriptorReserve = 100

    /// Raises the descriptor limit as far as it goes; warns when that is not what was asked for.
    private func allowedConnections(
        _ connections: Int, isAskedFor: Bool, _ logger: Logger
    ) -> Int {
        let descriptors = DescriptorLimit.raise()
        let allowed = max(1, descriptors - Self.descriptorReserve)
        guard isAskedFor else { return min(connections, allowed) }
        guard connections > allowed else { return connections }
        logger.warning(
            """
            \(connections) connections need more descriptors than the \(descriptors) allowed \
            here: raise the hard limit (ulimit -H -n), or lower connections
            """)
        return connections
    }

    private func makeLogger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "shopcastd") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

    private func makeKeeper(_ settings: ServerSettings, _ logger: Logger) throws
        -> CertificateKeeper
    {
        try CertificateKeeper(
            zip(certificate, key).map { CertificateFiles(certificate: $0, key: $1) },
            folder: folder.data, names: name, interval: settings.certificateInterval,
            logger: logger)
    }

    /// Takes changed certificates by themselves, and on SIGHUP.
    private func renew(_ keeper: CertificateKeeper, _ server: RelayServer) -> SignalWatcher {
        keeper.start(on: server.controlLoop) { server.use($0) }
        return SignalWatcher([SIGHUP], on: server.controlLoop) { _ in
            keeper.reload { server.use($0) }
        }
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
