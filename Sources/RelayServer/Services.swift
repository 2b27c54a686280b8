import Logging
import Reactor
import Storage
import Synchronization

/// What the parts of the server share; all of it may be used from any thread.
struct Services: Sendable {
    let relays: RelayDirectory
    let photos: PhotoService
    let invites: InviteDirectory
    let revocations = Revocations()
    let uploadBudget = UploadBudget()
    /// Who may have messages compressed.
    let compression: CompressionPolicy
    let compressions = CompressionTally()
    let logger: Logger
    /// Called at most once with what makes going on impossible: nothing more is acknowledged.
    let fail: @Sendable (StorageError) -> Void
}

/// The loops' relays, in the order of the loops; filled while the server starts.
final class RelayDirectory: Sendable {
    private let handles = Mutex<[RelayHandle]>([])

    func fill(_ handles: [RelayHandle]) { self.handles.withLock { $0 = handles } }

    var all: [RelayHandle] { handles.withLock { $0 } }

    subscript(loop: Int) -> RelayHandle { handles.withLock { $0[loop] } }

    /// The relay of the loop that the caller runs on.
    func relay(on loop: EventLoop) -> LoopRelay {
        guard let handle = all.first(where: { $0.loop === loop }) else {
            preconditionFailure("every loop of the server has a relay")
        }
        return handle.relay
    }
}

extension RelayHandle {
    func deliver(_ deliveries: [Delivery]) { execute { $0.deliver(deliveries) } }
}

/// Which shop an open session's invite code belongs to.
final class InviteDirectory: Sendable {
    private let shops = Mutex<[String: ShopSlug]>([:])

    func set(_ code: String, _ shop: ShopSlug) { shops.withLock { $0[code] = shop } }
    func remove(_ code: String) { shops.withLock { $0[code] = nil } }
    func shop(_ code: String) -> ShopSlug? { shops.withLock { $0[code] } }
}
