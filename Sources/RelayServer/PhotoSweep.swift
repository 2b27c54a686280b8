import Dispatch
import Foundation
import Logging
import ShopModel
import Storage
import Synchronization

/// Removes photos that no shop names any more: of uploads that nothing came of, of buyers who were
/// erased, of sessions whose time is over.
///
/// A photo that is named is never removed: what was decided before photos were hidden is on disk
/// when the journals are read the second time, and what is decided later has to upload them again.
final class PhotoSweep: Sendable {
    private let shops: ShopDirectory
    private let photos: PhotoStore
    private let limits: ServerLimits
    private let logger: Logger
    private let isRunning = Mutex(false)

    /// After the start, unless `photo-sweep` is shorter: a server that is often restarted sweeps too.
    static let firstPause = Duration.seconds(600)

    init(_ shops: ShopDirectory, _ photos: PhotoStore, _ limits: ServerLimits, _ logger: Logger) {
        (self.shops, self.photos, self.limits, self.logger) = (shops, photos, limits, logger)
    }

    /// Sweeps once; one that goes on already is enough.
    ///
    /// - Parameters:
    ///   - now: The wall clock.
    ///   - completion: Called once, on any thread, with how many files are gone.
    func run(at now: Timestamp, _ completion: @escaping @Sendable (Int) -> Void = { _ in }) {
        let isFirst = isRunning.withLock { isRunning in
            defer { isRunning = true }
            return !isRunning
        }
        guard isFirst else { return completion(0) }
        names(at: now) { [self] named in
            guard let named else { return end(0, completion) }
            let unusedSince = now.milliseconds - limits.photoGrace.milliseconds
            guard photos.hide(except: named, unusedSince: unusedSince * 1_000_000) > 0 else {
                return end(0, completion)
            }
            settle { [self] in
                names(at: now) { [self] named in remove(named, completion) }
            }
        }
    }

    private func remove(_ named: Set<PhotoID>?, _ completion: (Int) -> Void) {
        guard let named else {
            photos.unhide()
            return end(0, completion)
        }
        do throws(StorageError) {
            let removed = try photos.removeHidden(except: named)
            logger.info(
                "photos that nobody names are removed",
                metadata: ["files": "\(removed.files)", "bytes": "\(removed.bytes)"])
            end(removed.files, completion)
        } catch {
            photos.unhide()
            logger.error("photos cannot be removed", metadata: ["why": "\(error)"])
            end(0, completion)
        }
    }

    private func end(_ files: Int, _ completion: (Int) -> Void) {
        isRunning.withLock { $0 = false }
        completion(files)
    }

    /// What all shops name; nil when one of them cannot be read.
    private func names(
        at now: Timestamp, _ completion: @escaping @Sendable (Set<PhotoID>?) -> Void
    ) {
        let retention = limits.photoRetention.milliseconds
        let closedBefore =
            retention == 0 ? nil : Timestamp(milliseconds: now.milliseconds - retention)
        let found = Mutex<Set<PhotoID>?>([])
        let all = DispatchGroup()
        for shop in shops.all {
            all.enter()
            shop.store.namedPhotos(closedBefore: closedBefore) { [logger] result in
                found.withLock { found in
                    switch result {
                    case .success(let named): found?.formUnion(named)
                    case .failure(let error):
                        logger.error("photos cannot be counted", metadata: ["why": "\(error)"])
                        found = nil
                    }
                }
                all.leave()
            }
        }
        all.notify(queue: .global()) { completion(found.withLock { $0 }) }
    }

    /// Calls back when all that was under way is on disk: what connections have checked has reached
    /// its shop, and each shop has stored what it has decided.
    private func settle(_ completion: @escaping @Sendable () -> Void) {
        let loops = DispatchGroup()
        for relay in shops.services.relays.all {
            loops.enter()
            relay.execute { _ in loops.leave() }
        }
        loops.notify(queue: .global()) { [shops] in
            let stores = DispatchGroup()
            for shop in shops.all {
                stores.enter()
                shop.execute { $0.whenSettled { stores.leave() } }
            }
            stores.notify(queue: .global()) { completion() }
        }
    }
}
