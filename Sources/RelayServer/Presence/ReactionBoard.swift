import ShopCore
import ShopModel
import Wire

/// How buyers have reacted to a session's items and lines: one of each kind for each buyer.
///
/// Reactions are of the moment: they are in memory only, a bit each, and a restart begins anew.
struct ReactionBoard {
    enum Kind: UInt8, CaseIterable, Sendable {
        case heart, thumb, laugh, wow, hand
    }

    enum Target: Hashable, Sendable {
        case item(ItemID)
        case line(EventSequence)
    }

    struct Total: Equatable {
        let target: Target
        /// Those that somebody has.
        let counts: [(kind: Kind, buyers: Int)]

        static func == (first: Total, second: Total) -> Bool {
            first.target == second.target
                && first.counts.elementsEqual(second.counts) { $0 == $1 }
        }
    }

    private var buyers: [Target: [Kind: NumberSet<Subject.Buyer>]] = [:]
    /// The lines that somebody has reacted to, oldest first.
    private var lines: [EventSequence] = []
    private var changed: Set<Target> = []

    var hasChanged: Bool { !changed.isEmpty }

    func has(_ target: Target) -> Bool { buyers[target] != nil }

    /// - Parameter limit: The most lines that are kept; the oldest is forgotten for a younger one, and
    ///   one that is older than all of them is not taken.
    /// - Returns: Whether a count has changed.
    mutating func react(
        _ buyer: BuyerID, _ kind: Kind, to target: Target, takesBack: Bool, limit: Int
    ) -> Bool {
        if buyers[target] == nil {
            if takesBack { return false }
            if case .line(let line) = target {
                if lines.count >= limit {
                    guard let oldest = lines.first, oldest < line else { return false }
                    forget(oldest)
                }
                lines.insert(line, at: lines.firstIndex { $0 > line } ?? lines.endIndex)
            }
        }
        var set = buyers[target]?[kind] ?? NumberSet()
        let before = set.count
        if takesBack { set.remove(buyer) } else { set.insert(buyer) }
        guard set.count != before else { return false }
        buyers[target, default: [:]][kind] = set
        changed.insert(target)
        return true
    }

    /// - Parameter targets: `nil`: all.
    func totals(of targets: Set<Target>?) -> [Total] {
        buyers.filter { targets?.contains($0.key) ?? true }.map { target, sets in
            Total(
                target: target,
                counts: Kind.allCases.compactMap { kind in
                    sets[kind].flatMap { $0.count > 0 ? (kind, $0.count) : nil }
                })
        }.sorted { $0.target.order < $1.target.order }
    }

    /// What has changed, which counts as told from now on.
    mutating func takeChanged() -> [Total] {
        guard !changed.isEmpty else { return [] }
        defer { changed.removeAll(keepingCapacity: true) }
        return totals(of: changed)
    }

    /// Lets go of a line, which was taken away or is too old.
    mutating func forget(_ line: EventSequence) {
        lines.removeAll { $0 == line }
        buyers[.line(line)] = nil
        changed.remove(.line(line))
    }
}

extension ReactionBoard.Target {
    /// Items first, each kind by number.
    fileprivate var order: (Int, UInt64) {
        switch self {
        case .item(let id): (0, id.number)
        case .line(let line): (1, line.number)
        }
    }
}

extension ReactionBoard.Kind {
    init?(_ wire: WireReactionKind) {
        switch wire {
        case .heart: self = .heart
        case .thumb: self = .thumb
        case .laugh: self = .laugh
        case .wow: self = .wow
        case .hand: self = .hand
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }

    var wire: WireReactionKind {
        switch self {
        case .heart: .heart
        case .thumb: .thumb
        case .laugh: .laugh
        case .wow: .wow
        case .hand: .hand
        }
    }
}
