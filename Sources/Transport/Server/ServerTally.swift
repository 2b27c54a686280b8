import Reactor
import Synchronization

/// What a server counts over all of its loops; read from any thread.
package struct ServerCounters: Equatable, Sendable {
    /// Connections that were accepted and served, since the start.
    package var accepted: Int
    /// Connections that are open now, in whatever phase; those that only hear that the server is full
    /// are not among them.
    package var open: Int
    /// Connections that were closed at once or answered with a refusal, since the start: too many,
    /// or not admitted.
    package var refused: Int
}

/// Counts a server's connections and keeps them within their limits.
final class ServerTally: Sendable {
    private let limit: Int
    private let explanationLimit: Int
    /// The first place of the reserve, less one.
    private let openToAll: Int
    private let address: AddressLimits
    private let table: Mutex<AddressTable>
    private let accepted = Atomic(0)
    private let open = Atomic(0)
    private let refused = Atomic(0)
    /// Connections beyond the limit that are being told so.
    private let explained = Atomic(0)

    init(_ limits: TransportLimits) {
        limit = limits.connections
        explanationLimit = limits.explanations
        openToAll = limits.connections - limits.reserve
        address = limits.address
        table = Mutex(AddressTable(limits.address))
    }

    /// Takes a place for a connection, unless it is closed; `leave` gives it back.
    func enter(_ peer: SocketAddress, at now: MonotonicTime) -> Admission {
        let verdict =
            isExempt(peer) ? .admitted : table.withLock { $0.enter(peer.host, at: now) }
        if case .closed(let why) = verdict {
            refuse()
            return .closed(why)
        }
        let place = open.wrappingAdd(1, ordering: .relaxed).newValue
        guard place <= limit else {
            open.wrappingSubtract(1, ordering: .relaxed)
            refuse()
            return explain(.connections(limit: limit), verdict, to: peer, at: now)
        }
        if case .answered(let why) = verdict {
            refuse()
            guard place > openToAll else { return .answered(why) }
            // An explanation is not worth a place of the reserve.
            leave(peer, .answered(why), at: now)
            return .closed(why)
        }
        accepted.wrappingAdd(1, ordering: .relaxed)
        return .admitted(inReserve: place > openToAll)
    }

    /// Has a full server say so, as long as not too many hear it.
    private func explain(
        _ refusal: ConnectionRefusal, _ verdict: AddressTable.Verdict, to peer: SocketAddress,
        at now: MonotonicTime
    ) -> Admission {
        // Who is over its own limits as well is not worth it.
        if verdict == .admitted {
            let place = explained.wrappingAdd(1, ordering: .relaxed).newValue
            if place <= explanationLimit { return .answered(refusal) }
            explained.wrappingSubtract(1, ordering: .relaxed)
        }
        forget(peer, at: now)
        return .closed(refusal)
    }

    /// Gives back what `enter` has taken.
    func leave(_ peer: SocketAddress, _ admission: Admission, at now: MonotonicTime) {
        switch admission {
        case .answered(.connections): explained.wrappingSubtract(1, ordering: .relaxed)
        case .admitted, .answered: open.wrappingSubtract(1, ordering: .relaxed)
        case .closed: preconditionFailure("who is closed has taken nothing")
        }
        forget(peer, at: now)
    }

    private func forget(_ peer: SocketAddress, at now: MonotonicTime) {
        if !isExempt(peer) { table.withLock { $0.leave(peer.host, at: now) } }
    }

    func refuse() { refused.wrappingAdd(1, ordering: .relaxed) }

    /// Whether all places but the reserve are taken.
    var isReserveInUse: Bool { open.load(ordering: .relaxed) > openToAll }

    private func isExempt(_ peer: SocketAddress) -> Bool {
        if address.isOff { return true }
        let host = peer.host.unwrapped
        return address.exempt.contains { $0.contains(host) }
    }

    var counters: ServerCounters {
        ServerCounters(
            accepted: accepted.load(ordering: .relaxed), open: open.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed))
    }
}
