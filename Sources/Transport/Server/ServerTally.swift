import Synchronization

/// What a server counts over all of its loops; read from any thread.
package struct ServerCounters: Equatable, Sendable {
    /// Connections that were accepted and served, since the start.
    package var accepted: Int
    /// Connections that are open now, in whatever phase.
    package var open: Int
    /// Connections that were closed at once, since the start: too many, or not admitted.
    package var refused: Int
}

/// Counts a server's connections and keeps them within their limit.
final class ServerTally: Sendable {
    private let limit: Int
    private let accepted = Atomic(0)
    private let open = Atomic(0)
    private let refused = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Takes a place for a connection; false when there is none.
    func enter() -> Bool {
        guard open.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        accepted.wrappingAdd(1, ordering: .relaxed)
        return true
    }

    func leave() { open.wrappingSubtract(1, ordering: .relaxed) }

    func refuse() { refused.wrappingAdd(1, ordering: .relaxed) }

    var counters: ServerCounters {
        ServerCounters(
            accepted: accepted.load(ordering: .relaxed), open: open.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed))
    }
}
