import Reactor

/// What each address has: how many connections are open, and how fast they come.
///
/// An address that has no connection and has rested is forgotten, so the table is never much larger
/// than the number of connections and `remembered` together.
struct AddressTable {
    enum Verdict: Equatable {
        case admitted
        case answered(ConnectionRefusal)
        case closed(ConnectionRefusal)
    }

    private struct Entry {
        var open = 0
        var handshakes: TokenBucket?
        var answers: TokenBucket?
    }

    private let limits: AddressLimits
    private let handshakeRate: TokenBucket.Rate?
    private let answerRate: TokenBucket.Rate?
    private var entries: [SocketAddress.Host: Entry] = [:]
    /// Entries with a connection.
    private var busy = 0
    /// How many entries make it worth to look for those that have rested.
    private var threshold = Self.leastThreshold

    static let leastThreshold = 1_024

    init(_ limits: AddressLimits) {
        self.limits = limits
        (handshakeRate, answerRate) = (limits.handshakeRate, limits.answerRate)
    }

    var count: Int { entries.count }

    /// Decides about a connection that was accepted; `leave` follows, unless it was closed.
    mutating func enter(_ host: SocketAddress.Host, at now: MonotonicTime) -> Verdict {
        let key = host.network
        var entry: Entry
        if let known = entries[key] {
            entry = known
        } else {
            makeRoom(at: now)
            entry = Entry(
                handshakes: handshakeRate.map { TokenBucket($0, at: now) },
                answers: answerRate.map { TokenBucket($0, at: now) })
        }
        let verdict = decide(&entry, at: now)
        switch verdict {
        case .admitted, .answered:
            if entry.open == 0 { busy += 1 }
            entry.open += 1
        case .closed: break
        }
        entries[key] = entry
        return verdict
    }

    private func decide(_ entry: inout Entry, at now: MonotonicTime) -> Verdict {
        let refusal: ConnectionRefusal
        if limits.connections > 0, entry.open >= limits.connections {
            refusal = .connectionsOfAddress(limit: limits.connections)
        } else if let handshakeRate,
            case .wait? = entry.handshakes?.take(at: now, handshakeRate)
        {
            refusal = .handshakesOfAddress(perSecond: handshakeRate.perSecond)
        } else {
            return .admitted
        }
        if let answerRate, entry.answers?.take(at: now, answerRate) == .taken {
            return .answered(refusal)
        }
        return .closed(refusal)
    }

    /// A connection that entered is gone.
    mutating func leave(_ host: SocketAddress.Host, at now: MonotonicTime) {
        let key = host.network
        guard var entry = entries[key], entry.open > 0 else {
            preconditionFailure("who leaves has entered")
        }
        entry.open -= 1
        if entry.open == 0 { busy -= 1 }
        entries[key] = isForgettable(&entry, at: now) ? nil : entry
    }

    /// Whether a new entry would be the same.
    private func isForgettable(_ entry: inout Entry, at now: MonotonicTime) -> Bool {
        guard entry.open == 0 else { return false }
        if let handshakeRate, entry.handshakes?.isFull(at: now, handshakeRate) == false {
            return false
        }
        if let answerRate, entry.answers?.isFull(at: now, answerRate) == false { return false }
        return true
    }

    /// Forgets who has rested, and everybody without a connection when they are too many.
    ///
    /// It looks at all entries only after they have doubled, or after half of `remembered` are new,
    /// so a flood of addresses costs each of them a constant time.
    private mutating func makeRoom(at now: MonotonicTime) {
        let isFull = entries.count - busy >= limits.remembered
        guard isFull || entries.count >= threshold else { return }
        entries = entries.filter { _, entry in
            var entry = entry
            return !isForgettable(&entry, at: now)
        }
        if entries.count - busy > limits.remembered / 2 {
            entries = entries.filter { $1.open > 0 }
        }
        threshold = max(Self.leastThreshold, 2 * entries.count)
    }
}

extension SocketAddress.Host {
    /// What is counted as one: an IPv4 address, 64 bits of an IPv6 address, and the whole of a
    /// link-local one (`fe80::/10`), since neighbours share its first half.
    var network: SocketAddress.Host {
        switch unwrapped {
        case .v6(let high, _, _) where high >> 54 != 0xFE80 >> 6:
            .v6(high: high, low: 0, scope: 0)
        case let host: host
        }
    }
}
