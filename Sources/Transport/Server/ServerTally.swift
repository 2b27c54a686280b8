import Reactor
import Synchronization

/// What a server counts over all of its loops; read from any thread.
package struct ServerCounters: Equatable, Sendable {
    /// Connections that were accepted and served, since the start.
    package var accepted: Int
    /// Connections that are open now, in whatever phase.
    package var open: Int
    /// Connections that were closed at once or answered with a refusal, since the start: too many,
    /// or not admitted.
    package var refused: Int
}

/// Counts a server's connections and keeps them within their limits.
final class ServerTally: Sendable {
    private let limit: Int
    /// The first place of the reserve, less one.
    private let openToAll: Int
    private let address: AddressLimits
    private let table: Mutex<AddressTable>
    private let accepted = Atomic(0)
    private let open = Atomic(0)
    private let refused = Atomic(0)

    init(_ limits: TransportLimits) {
        limit = limits.connections
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
            leave(peer, at: now)
            refuse()
            return .closed(.connections(limit: limit))
        }
        if case .answered(let why) = verdict {
            refuse()
            guard place > openToAll else { return .answered(why) }
            leave(peer, at: now)  // An explanation is not worth a place of the reserve.
            return .closed(why)
        }
        accepted.wrappingAdd(1, ordering: .relaxed)
        return .admitted(inReserve: place > openToAll)
    }

    func leave(_ peer: SocketAddress, at now: MonotonicTime) {
        open.wrappingSubtract(1, ordering: .relaxed)
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
