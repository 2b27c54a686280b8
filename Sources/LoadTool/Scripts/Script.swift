/// A scenario file: who takes part, how often each does what, and in which phases.
///
/// The format is explained in Scripts/scenarios/README.md; `Script(json:)` reads it.
package struct Script: Equatable, Sendable {
    /// A stretch of time with its own level of activity.
    package struct Phase: Equatable, Sendable {
        package var name: String
        package var seconds: Double
        /// The share of the buyers and of all rhythms, at the phase's start and its end.
        package var level: Level
        /// Many buyers lose their connection when the phase begins.
        package var cut: Cut?
        /// Each seller offers a few units, and all of its buyers order one.
        package var rush: Rush?

        package init(
            name: String, seconds: Double, level: Level = Level(start: 1, end: 1)
        ) {
            (self.name, self.seconds, self.level) = (name, seconds, level)
        }
    }

    package struct Level: Equatable, Sendable {
        package var start: Double
        package var end: Double
    }

    package struct Cut: Equatable, Sendable {
        package var percent = 100.0
        /// Everybody is back after a random time up to this.
        package var backWithinSeconds: Double
    }

    package struct Rush: Equatable, Sendable {
        package var units: Int
        /// From the first order to the last.
        package var seconds: Double
        /// From the phase's start, when the item is posted, to the first order.
        package static let leadSeconds = 1.0
    }

    /// A seller with a session of its own.
    package struct Seller: Equatable, Sendable {
        package var name: String
        /// Items that are there before the clock starts.
        package var items: Int
        /// Units of each item; nil: bought to order, without end.
        package var stock: Int?
        package var talkPerMinute = 0.0
        package var postsPerMinute = 0.0
        package var correctionsPerMinute = 0.0
        package var stockChangesPerMinute = 0.0
        package var photos: Photos?

        package init(name: String, items: Int = 5, stock: Int? = nil) {
            (self.name, self.items, self.stock) = (name, items, stock)
        }
    }

    /// What a seller's posts show, in turn.
    package enum Photos: Equatable, Sendable {
        /// So many pictures of noise, each with so many bytes.
        case noise(bytes: Int, count: Int)
        /// All JPEG files of a folder.
        case folder(String)
    }

    /// Buyers who behave alike, all in one seller's session.
    package struct BuyerGroup: Equatable, Sendable {
        package enum PhotoChoice: String, CaseIterable, Sendable { case none, preview, full }

        package var name: String
        package var count: Int
        /// The place of their seller.
        package var seller = 0
        package var photos = PhotoChoice.none
        package var chatPerMinute = 0.0
        package var ordersPerMinute = 0.0
        /// How many of their orders they pay at once.
        package var paysPercent = 0.0
        package var network = Network()

        package init(name: String, count: Int) { (self.name, self.count) = (name, count) }
    }

    /// How bad the network of a group is; times are each buyer's own.
    package struct Network: Equatable, Sendable {
        /// What is sent leaves so much later, and what comes is read in gulps so far apart.
        package var delayMilliseconds = 0.0
        package var dropsPerMinute = 0.0
        /// Who dropped out is back after a random time up to this.
        package var awaySeconds = 3.0
        /// How often a buyer reads nothing for a while.
        package var stallsPerMinute = 0.0
        package var stallSeconds = 5.0

        /// Whether what these buyers experience says nothing about the server.
        package var isBad: Bool {
            delayMilliseconds > 0 || dropsPerMinute > 0 || stallsPerMinute > 0
        }
    }

    package var about = ""
    package var seed: UInt64 = 1
    package var phases: [Phase]
    package var sellers: [Seller]
    package var groups: [BuyerGroup]

    package init(
        about: String = "", phases: [Phase], sellers: [Seller], groups: [BuyerGroup]
    ) {
        (self.about, self.phases, self.sellers, self.groups) = (about, phases, sellers, groups)
    }

    package var buyers: Int { groups.reduce(0) { $0 + $1.count } }
    package var seconds: Double { phases.reduce(0) { $0 + $1.seconds } }
    /// The phase at a time in seconds from the start; nil when all are over.
    package func phase(at seconds: Double) -> Phase? {
        var end = 0.0
        return phases.first { phase in
            end += phase.seconds
            return seconds < end
        }
    }

    /// How long a buyer may be away or read nothing by plan.
    var longestAbsenceSeconds: Double {
        let cuts = phases.compactMap(\.cut?.backWithinSeconds)
        let networks = groups.filter(\.network.isBad).flatMap {
            [$0.network.awaySeconds, $0.network.stallSeconds]
        }
        return (cuts + networks).max() ?? 0
    }

    package var pays: Bool { groups.contains { $0.paysPercent > 0 && $0.ordersPerMinute > 0 } }
}

/// Why a scenario file is not taken: where, what is wrong, and what to do.
package struct ScriptError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
