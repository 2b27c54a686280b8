import Foundation
import Logging
import OpenSSLBridge
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Wire

/// A whole server in this process, on a real folder and real TLS sockets, with one shop.
struct Stage {
    let folder: URL
    let data: DataFolder
    let server: RelayServer
    let clients: EventLoopGroup
    let owner: Token
    /// Whether it speaks TLS.
    let isSecure: Bool

    static let shop = "seoul-finds"

    static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "shopcast-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Makes a folder with a shop and an owner's token.
    static func prepare(_ folder: URL) throws -> Token {
        guard let slug = ShopSlug(shop) else { preconditionFailure("the test's shop has a name") }
        let store = try ServerStore.openBeside(folder.path)
        try store.createShop(
            ShopRecord(
                id: slug, title: "Seoul Finds", referencePrefix: "k3v9x2pq",
                createdAt: Timestamp(milliseconds: 0)))
        let token = try Token.make(.staff, shop: slug)
        try store.createStaffToken(
            StaffToken(
                hash: token.hash, shop: slug, name: "Mina", role: .owner,
                createdAt: Timestamp(milliseconds: 0)))
        return token
    }

    static func open(
        folder: URL? = nil, owner: Token? = nil, loops: Int = 2,
        limits: ServerLimits = .generous, address: SocketAddress = .loopback(),
        isSecure: Bool = true, origins: OriginPolicy = OriginPolicy(),
        compression: CompressionPolicy = .json, noticeBaseURL: String? = nil,
        storeOptions: ShopStore.Options = ShopStore.Options(), wallClockOffset: Duration = .zero,
        log: (@Sendable (String) -> Void)? = nil,
        onFailure: @escaping @Sendable (StorageError) -> Void = { _ in }
    ) throws -> Stage {
        let folder = try folder ?? temporaryFolder()
        let owner = try owner ?? prepare(folder)
        let data = try DataFolder.open(folder.path)
        let identity = try ServerIdentity.load(
            folder: folder.path, names: ["localhost", "127.0.0.1"])
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        if let log { logger = Logger(label: "test") { _ in LineHandler(log) } }
        var configuration = ServerConfiguration(
            address: address, tls: isSecure ? identity.context : nil, loops: loops,
            logger: logger, onFailure: onFailure)
        configuration.origins = origins
        (configuration.limits, configuration.noticeBaseURL) = (limits, noticeBaseURL)
        configuration.storeOptions = storeOptions
        configuration.wallClockOffset = wallClockOffset
        configuration.compression = compression
        return Stage(
            folder: folder, data: data,
            server: try RelayServer.start(configuration, folder: data),
            clients: try EventLoopGroup(count: 1), owner: owner, isSecure: isSecure)
    }

    func connect(
        _ encoding: Encoding = .protobuf, _ name: String = "client", compressed: Bool = false
    ) async throws -> TestClient {
        try await TestClient.connect(
            to: server.address, on: clients.next(), encoding, name: name, compressed: compressed)
    }

    /// A seller who has opened a session; also its number and invite code.
    func seller(holdSeconds: UInt32 = 900) async throws -> (TestClient, WireSession) {
        let seller = try await connect(.protobuf, "mina")
        _ = try await seller.authenticate(token: owner.text)
        try await seller.join()
        let reply = try await seller.done(.openSession(Self.session(holdSeconds: holdSeconds)))
        return (seller, reply.session)
    }

    static func session(holdSeconds: UInt32) -> WireOpenSession {
        make(WireOpenSession()) {
            $0.title = "Myeongdong evening"
            ($0.priceCurrency, $0.settlementCurrency) = ("KRW", "CNY")
            ($0.rate, $0.rateSource) = ("0.0052", "seller")
            $0.freight = make(WireMoney()) { ($0.minorUnits, $0.currency) = (1200, "CNY") }
            $0.holdSeconds = holdSeconds
        }
    }

    /// A buyer who has joined the session by invite.
    func buyer(
        _ alias: String, in session: WireSession, _ encoding: Encoding = .protobuf,
        photos: WirePhotoChoice = .none, compressed: Bool = false
    ) async throws -> (TestClient, WireWelcome) {
        let buyer = try await connect(encoding, alias, compressed: compressed)
        let welcome = try await buyer.authenticate(invite: session.inviteCode, alias: alias)
        try await buyer.join(session: session.session, photos: photos)
        return (buyer, welcome)
    }

    /// Ends the server and frees its folder.
    func close() async throws {
        await withCheckedContinuation { done in server.stop { done.resume() } }
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
        try data.close()
        try FileManager.default.removeItem(at: folder)
    }
}

extension ServerLimits {
    /// A test's client is faster than a person, and its machine may be slower than a server's.
    static var generous: ServerLimits {
        var limits = ServerLimits()
        limits.authenticationSeconds = 120
        (limits.commandsPerSecond, limits.commandBurst) = (10_000, 10_000)
        return limits
    }
}

extension WireCommand.OneOf_Body {
    static func post(
        _ code: String, in session: WireSession, stock: UInt32? = 3, limit: UInt32 = 0,
        photos: [WirePhoto] = []
    ) -> Self {
        .postItem(
            make(WirePostItem()) {
                ($0.session, $0.code) = (session.session, code)
                $0.caption = make(WireCaption()) {
                    $0.title = "Item \(code)"
                    $0.price = make(WireMoney()) {
                        ($0.minorUnits, $0.currency) = (10_000, "KRW")
                    }
                }
                $0.stock.model = stock == nil ? .toOrder : .onHand
                ($0.stock.offered, $0.limitPerBuyer) = (stock ?? 0, limit)
                $0.photos = photos
            })
    }

    static func order(_ code: String, _ quantity: UInt32 = 1, in session: UInt64) -> Self {
        .placeOrder(
            make(WirePlaceOrder()) {
                $0.session = session
                $0.lines = [
                    make(WirePlaceOrder.Line()) { ($0.code, $0.quantity) = (code, quantity) }
                ]
            })
    }

    static func say(_ text: String, in session: UInt64) -> Self {
        .say(make(WireSay()) { ($0.session, $0.text) = (session, text) })
    }

    static func pay(_ order: UInt64, _ method: WirePaymentMethod) -> Self {
        .requestPayment(make(WireRequestPayment()) { ($0.order, $0.method) = (order, method) })
    }

    static func confirm(_ payment: WirePayment) -> Self {
        .confirmPayment(
            make(WireConfirmPayment()) {
                ($0.payment, $0.received) = (payment.payment, payment.amount)
            })
    }

    static func pack(_ order: UInt64) -> Self {
        .packParcel(make(WirePackParcel()) { $0.orders = [order] })
    }

    static func handOver(_ parcel: UInt64) -> Self {
        .handOver(
            make(WireHandOver()) {
                ($0.parcel, $0.carrier, $0.trackingNumber) = (parcel, "EMS", "EE123456789KR")
            })
    }
}

/// Hands on what a server logs, without metadata.
private struct LineHandler: LogHandler {
    private let add: @Sendable (String) -> Void
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(_ add: @escaping @Sendable (String) -> Void) { self.add = add }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { add("\(event.message)") }
}
