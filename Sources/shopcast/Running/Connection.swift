import Reactor
import RelayClient
import Wire

/// A server, a profile and its files: what is needed to start a client.
struct Connection: Sendable {
    let options: ConnectionOptions
    let home: ClientHome
    let settings: ProfileSettings
    let connector: ServerConnector
    let serverText: String
    let environment: [String: String]

    /// The session that the profile was last in, if that was on this server.
    var usualSession: UInt64? { settings.server == serverText ? settings.session : nil }

    /// The token to use: from a file, the environment, or the one that was kept.
    ///
    /// - Throws: `.signInNeeded` when there is none.
    func token() throws(CommandFailure) -> String {
        if let file = options.tokenFile {
            let bytes = try LocalFile.read(file, limitBytes: 4096)
            return try Self.checked(String(decoding: bytes, as: UTF8.self).trimmed, file)
        }
        if let token = environment["SHOPCAST_TOKEN"], !token.isEmpty {
            return try Self.checked(token.trimmed, "SHOPCAST_TOKEN")
        }
        guard settings.server == serverText, let shop = settings.shop else {
            throw .signInNeeded(Self.signInAdvice)
        }
        let kept: String?
        do throws(FileProblem) {
            kept = try home.token(server: connector.server, shop: shop)
        } catch {
            throw .signInNeeded(error.description)
        }
        guard let kept, !kept.isEmpty else { throw .signInNeeded(Self.signInAdvice) }
        return kept
    }

    /// Where a seller's posts, ticks and lines are kept until they are answered; nil for buyers.
    func outbox(_ token: String) throws(CommandFailure) -> Outbox? {
        guard token.hasPrefix("staff."), let shop = Self.shop(ofToken: token) else { return nil }
        do throws(FileProblem) {
            return try home.outbox(server: connector.server, shop: shop)
        } catch {
            throw .local(error.description)
        }
    }

    func memory(_ token: String) -> SessionMemory? {
        Self.shop(ofToken: token).map {
            SessionMemory(home: home, server: connector.server, shop: $0)
        }
    }

    private static let signInAdvice =
        "not signed in here: run `shopcast login --token-file FILE` (staff) or "
        + "`shopcast join CODE --name NAME` (buyers)"

    private static func checked(
        _ token: String, _ source: String
    ) throws(CommandFailure) -> String {
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .signInNeeded("there is no token in \(source)")
        }
        return token
    }

    /// Starts a client.
    ///
    /// - Parameters:
    ///   - patience: How long to go on after a lost connection, unless the user says; nil: for ever.
    ///   - keepsTrying: Whether to go on when the server cannot be reached at first.
    func client(
        _ credential: Credential, _ plan: JoinPlan? = nil, patience: Duration?,
        keepsTrying: Bool = false,
        knownPhotos: Set<String> = [], printer: Printer
    ) throws(CommandFailure) -> RelayClient {
        var configuration = ClientSession.Configuration(credential: credential, plan: plan)
        configuration.encoding = options.wire
        configuration.clientName = "shopcast/\(Shopcast.version)"
        configuration.firstAttempts = options.keepTrying || keepsTrying ? nil : 1
        configuration.patience = options.patience.map { .seconds($0) } ?? patience
        configuration.knownPhotos = knownPhotos
        do throws(SystemError) {
            return try RelayClient(configuration, over: connector) { printer.note($0) }
        } catch {
            throw .local("\(error)")
        }
    }

    /// Writes the settings down before a token is asked for that is told only once.
    func checkFiles() throws(CommandFailure) {
        do throws(FileProblem) {
            try home.keep(settings)
        } catch {
            throw .local(error.description)
        }
    }

    /// Remembers the session that is live now.
    func remember(session: UInt64) throws(CommandFailure) {
        do throws(FileProblem) {
            var settings = try home.settings()
            settings.session = session
            try home.keep(settings)
        } catch {
            throw .local(error.description)
        }
    }

    /// Remembers what the welcome says: server and shop, and a new buyer's token.
    func remember(_ welcome: WireWelcome, token: String? = nil) throws(CommandFailure) {
        var settings = settings
        let isSame = settings.server == serverText && settings.shop == welcome.shop
        if !isSame { settings.session = nil }
        (settings.server, settings.shop) = (serverText, welcome.shop)
        if welcome.session != 0 { settings.session = welcome.session }
        do throws(FileProblem) {
            let secret = welcome.token.isEmpty ? token : welcome.token
            if let secret {
                try home.keep(token: secret, server: connector.server, shop: welcome.shop)
            }
            if !welcome.receiptKey.isEmpty,
                try home.receiptKey(server: serverText, shop: welcome.shop) == nil
            {
                try home.keep(
                    receiptKey: welcome.receiptKey, server: serverText, shop: welcome.shop)
            }
            try home.keep(settings)
        } catch {
            throw .local(error.description)
        }
    }
}
