import Dispatch
package import Logging
package import OpenSSLBridge
package import Reactor
import ShopCore
import ShopModel
package import Storage
import Synchronization
import Transport
import WebCodec
import Wire

/// What a server needs to run.
package struct ServerConfiguration: Sendable {
    package var address: SocketAddress
    package var tls: TLSContext?
    package var loops: Int
    package var limits = ServerLimits()
    /// Connections over all loops; one more is turned away.
    package var connections: Int {
        get { limits.transport.connections }
        set { limits.transport.connections = newValue }
    }
    /// Which web pages may connect, and read photos.
    package var origins = OriginPolicy()
    /// Where payment providers reach this server, such as `https://shop.example:8443`.
    package var noticeBaseURL: String?
    /// Who gets messages compressed, of those who ask for it.
    package var compression = CompressionPolicy.json
    package var kernelTLS = KernelTLSPolicy.off
    /// For tests of a day that is over: how far the server's clock is ahead of the system's, in
    /// whole seconds.
    package var wallClockOffset = Duration.zero
    /// For tests of a full disk.
    package var storeOptions = ShopStore.Options()
    package var logger: Logger
    /// Called at most once, on any thread, when the server can no longer keep its promises.
    package var onFailure: @Sendable (StorageError) -> Void

    package init(
        address: SocketAddress, tls: TLSContext?, loops: Int, logger: Logger,
        onFailure: @escaping @Sendable (StorageError) -> Void
    ) {
        (self.address, self.tls, self.loops) = (address, tls, loops)
        (self.logger, self.onFailure) = (logger, onFailure)
    }
}

/// The whole server: loops, shops, rooms, photos and payments, wired together.
package final class RelayServer: Sendable {
    package let address: SocketAddress
    /// The loop on which signals and the like are handled.
    package var controlLoop: EventLoop { group.loops[0] }
    private let folder: DataFolder
    private let group: EventLoopGroup
    let server: Server
    private let relays: RelayDirectory
    let shops: ShopDirectory
    private let compressions: CompressionTally

    /// Messages compressed since the start, each once for all who got it; from any thread.
    package var compressedMessages: Int { compressions.total }

    /// Opens every shop, then listens. Blocks until the server takes connections.
    ///
    /// - Throws: `StorageError`, `PaymentSetupError`, `ListenError`, `SystemError`; each says what
    ///   to do.
    package static func start(
        _ configuration: ServerConfiguration, folder: DataFolder
    ) throws -> RelayServer {
        let group = try EventLoopGroup(
            count: configuration.loops, wallClockOffset: configuration.wallClockOffset)
        let limits = configuration.limits.reconciled
        let relays = RelayDirectory()
        let hasFailed = Atomic(false)
        let services = Services(
            relays: relays,
            photos: PhotoService(
                store: folder.photos, chunkBytes: limits.photoChunkBytes,
                logger: configuration.logger),
            invites: InviteDirectory(), compression: configuration.compression,
            logger: configuration.logger,
            fail: { error in
                guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
                configuration.onFailure(error)
            })
        let shops = ShopDirectory(
            folder: folder, limits: limits, services: services, group: group,
            paymentSetup: PaymentSetup(noticeBaseURL: configuration.noticeBaseURL),
            storeOptions: configuration.storeOptions)
        relays.fill(
            group.loops.enumerated().map { index, loop in
                onLoop(loop) {
                    RelayHandle(
                        LoopRelay(
                            index: index, loop: loop, limits: limits, services: services,
                            shops: shops))
                }
            })
        try shops.openAll()
        let server = try Server.start(
            at: configuration.address, group: group, tls: configuration.tls,
            kernelTLS: configuration.tls == nil
                ? nil : configuration.kernelTLS.kernelTLS(configuration.logger),
            limits: limits.transport,
            log: { [logger = configuration.logger] in logger.notice("\($0)") },
            makeDelegate: { loop in
                let index = group.loops.firstIndex { $0 === loop } ?? 0
                return LoopDelegate(
                    relays[index].relay, origins: configuration.origins,
                    isSecure: configuration.tls != nil)
            })
        let first = group.loops[0]
        first.execute { shops.watchStaff(on: first, every: limits.revocationInterval) }
        let sweep = PhotoSweep(shops, folder.photos, limits, configuration.logger)
        let pause = Duration.milliseconds(limits.photoSweep.milliseconds)
        sweepPhotos(sweep, after: min(PhotoSweep.firstPause, pause), every: pause, on: first)
        return RelayServer(
            folder: folder, group: group, server: server, relays: relays, shops: shops,
            compressions: services.compressions)
    }

    private static func sweepPhotos(
        _ sweep: PhotoSweep, after first: Duration, every pause: Duration, on loop: EventLoop
    ) {
        loop.execute {
            loop.schedule(after: first) {
                sweep.run(at: Timestamp(milliseconds: loop.wallClockMilliseconds))
                sweepPhotos(sweep, after: pause, every: pause, on: loop)
            }
        }
    }

    private init(
        folder: DataFolder, group: EventLoopGroup, server: Server, relays: RelayDirectory,
        shops: ShopDirectory, compressions: CompressionTally
    ) {
        (self.folder, self.group, self.server) = (folder, group, server)
        self.compressions = compressions
        (self.relays, self.shops) = (relays, shops)
        address = server.address
    }

    /// Drains: no new connections, clients are told when to come back, commits are finished.
    ///
    /// - Parameter completion: Called once, off the loops, when nothing runs any more.
    package func stop(_ completion: @escaping @Sendable () -> Void) {
        server.stop { [self] in
            let all = relays.all
            for relay in all { relay.execute { $0.announceDrain(loops: all.count) } }
            server.closeAll(.draining, reason: "the server is going down") { [self] in
                finishCommits { [group] in group.shutdown(completion) }
            }
        }
    }

    private func finishCommits(_ completion: @escaping @Sendable () -> Void) {
        let shops = DispatchGroup()
        for shop in self.shops.all {
            shops.enter()
            shop.execute { $0.whenSettled { shops.leave() } }
        }
        shops.notify(queue: .global()) { completion() }
    }

    private static func onLoop<Value: Sendable>(
        _ loop: EventLoop, _ body: @escaping @Sendable () -> Value
    ) -> Value {
        let value = Mutex<Value?>(nil)
        let done = DispatchSemaphore(value: 0)
        loop.execute {
            let made = body()
            value.withLock { $0 = made }
            done.signal()
        }
        done.wait()
        return value.withLock { value in
            guard let value else { preconditionFailure("a loop runs what it is given") }
            return value
        }
    }
}
