import Dispatch
import Logging
import Reactor
import ShopCore
import ShopModel
import Storage
import Synchronization

/// A shop or its staff cannot be read now; why is in the log.
struct ShopUnavailable: Error {}

/// The shops of this server. Those that exist when it starts are open from then on; one made
/// later is opened when somebody first asks for it.
final class ShopDirectory: Sendable {
    let folder: DataFolder
    private let limits: ServerLimits
    let services: Services
    private let group: EventLoopGroup
    private let paymentSetup: PaymentSetup
    private let storeOptions: ShopStore.Options
    /// Opening reads a whole journal, so it has a queue of its own.
    let queue = DispatchQueue(label: "shopcast.directory")
    private let handles = Mutex<[ShopSlug: ShopHandle]>([:])

    init(
        folder: DataFolder, limits: ServerLimits, services: Services, group: EventLoopGroup,
        paymentSetup: PaymentSetup, storeOptions: ShopStore.Options
    ) {
        (self.folder, self.limits, self.services) = (folder, limits, services)
        (self.group, self.paymentSetup) = (group, paymentSetup)
        self.storeOptions = storeOptions
    }

    var all: [ShopHandle] { handles.withLock { Array($0.values) } }

    /// Opens every shop there is. Blocks on the disk.
    ///
    /// - Throws: `StorageError`, `PaymentSetupError`.
    func openAll() throws {
        for record in try folder.server.shops() {
            _ = try queue.sync { try open(record) }
        }
    }

    /// Finds a shop.
    ///
    /// - Parameter completion: Called once, on the caller's thread or on the directory's queue;
    ///   with `nil` when there is no such shop.
    func find(
        _ slug: ShopSlug,
        _ completion: @escaping @Sendable (Result<ShopHandle?, ShopUnavailable>) -> Void
    ) {
        if let handle = handles.withLock({ $0[slug] }) { return completion(.success(handle)) }
        queue.async { [self] in
            do {
                completion(.success(try folder.server.shop(slug).map(open)))
            } catch {
                services.logger.error(
                    "a shop cannot be opened", metadata: ["shop": "\(slug)", "why": "\(error)"])
                completion(.failure(ShopUnavailable()))
            }
        }
    }

    /// Finds a member of staff by token.
    ///
    /// - Parameter completion: Called once, on the directory's queue; with `nil` when nobody has
    ///   this token.
    func staff(
        tokenHash: [UInt8],
        _ completion: @escaping @Sendable (Result<StaffToken?, ShopUnavailable>) -> Void
    ) {
        queue.async { [self] in
            do {
                completion(.success(try folder.server.staffToken(hash: tokenHash)))
            } catch {
                services.logger.error("tokens cannot be read", metadata: ["why": "\(error)"])
                completion(.failure(ShopUnavailable()))
            }
        }
    }

    /// Reads payment settings again when they have changed.
    ///
    /// - Parameter completion: Called once, on the directory's queue; with `nil` when there is
    ///   nothing new that can be used.
    private func reloadPayments(
        of shop: ShopSlug, after known: [PaymentMethod: WatchedFiles],
        _ completion: @escaping @Sendable (ShopPayments?) -> Void
    ) {
        queue.async { [self] in
            do {
                completion(try paymentSetup.reload(shop, from: folder.server, after: known))
            } catch {
                services.logger.error(
                    "changed payment settings cannot be used",
                    metadata: ["shop": "\(shop)", "why": "\(error)"])
                completion(nil)
            }
        }
    }

    /// To be called on `queue`, so that no shop is opened twice.
    private func open(_ record: ShopRecord) throws -> ShopHandle {
        if let handle = handles.withLock({ $0[record.id] }) { return handle }
        let payments = try paymentSetup.load(record.id, from: folder.server)
        let loaded = try LoadedShop.load(
            record, from: folder, limits: limits.shop, providers: payments.methods,
            options: storeOptions)
        let loop = group.next()
        let done = DispatchSemaphore(value: 0)
        loop.execute { [self] in
            let host = ShopHost(loaded, on: loop, limits: limits, services: services)
            host.payments = PaymentRunner(payments, for: host)
            host.payments?.driveAll()
            host.payments?.watchSettings { [self] known, done in
                reloadPayments(of: record.id, after: known, done)
            }
            host.payments?.watchDays()
            let handle = ShopHandle(host)
            handles.withLock { $0[record.id] = handle }
            done.signal()
        }
        done.wait()
        guard let handle = handles.withLock({ $0[record.id] }) else {
            preconditionFailure("a shop that was opened is in the directory")
        }
        return handle
    }
}
