import Reactor
import ShopCore
import ShopModel
import Storage
import Synchronization

/// How many photo files buyers may begin to upload: so many of each within an hour.
///
/// Staff is trusted with the disk; of buyers there may be many. Kept in memory, for all loops.
final class UploadBudget: Sendable {
    struct Name: Hashable, Sendable {
        let shop: ShopSlug
        let buyer: BuyerID
    }

    private struct Spent {
        let since: MonotonicTime
        var files = 0
    }

    private let spent = Mutex<[Name: Spent]>([:])

    static let period = Duration.seconds(3600)
    /// Buyers kept in mind before those whose hour is over are forgotten.
    private static let remembered = 10_000

    /// Takes one file out of a buyer's budget.
    ///
    /// - Returns: How long to wait when nothing is left; `nil` when it was taken.
    func take(_ name: Name, limit: Int, at now: MonotonicTime) -> Duration? {
        spent.withLock { spent in
            if spent.count >= Self.remembered {
                spent = spent.filter { now - $0.value.since < Self.period }
            }
            var own = spent[name] ?? Spent(since: now)
            if now - own.since >= Self.period { own = Spent(since: now) }
            guard own.files < limit else { return Self.period - (now - own.since) }
            own.files += 1
            spent[name] = own
            return nil
        }
    }
}
