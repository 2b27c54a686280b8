import Synchronization
import Wire

/// What the user has been shown of each item's price, by code: orders name that version.
final class SeenOffers: Sendable {
    struct Seen: Sendable {
        var version: UInt32
        var hasOptions: Bool
    }

    private let offers = Mutex<[String: Seen]>([:])

    /// Takes note of an event that is on the screen now.
    func shown(_ event: WireEvent) {
        switch event.body {
        case .itemPosted(let item)?: shown(item)
        case .itemCorrected(let corrected)?: shown(corrected.code, corrected.version)
        case .flashSaleStarted(let started)?: shown(started.code, started.version)
        case .flashSaleEnded(let ended)?: shown(ended.code, ended.version)
        default: break
        }
    }

    func shown(_ item: WireItem) {
        let seen = Seen(version: item.version, hasOptions: !item.options.isEmpty)
        offers.withLock { $0[item.code] = seen }
    }

    private func shown(_ code: String, _ version: UInt32) {
        offers.withLock { $0[code]?.version = version }
    }

    var all: [String: Seen] { offers.withLock { $0 } }
}
