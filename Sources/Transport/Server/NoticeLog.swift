import Reactor

/// Tells the log of refused connections: of the first at once, and then once a second how many
/// more there were, so that a flood of them is not one of lines too.
final class RefusalLog {
    private let loop: EventLoop
    private let log: @Sendable (TransportNotice) -> Void
    private var counts: [ConnectionRefusal: Int] = [:]
    private var isResting = false

    private static let rest = Duration.seconds(1)

    init(_ loop: EventLoop, log: @escaping @Sendable (TransportNotice) -> Void) {
        (self.loop, self.log) = (loop, log)
    }

    func note(_ refusal: ConnectionRefusal) {
        counts[refusal, default: 0] += 1
        if !isResting { tell() }
    }

    private func tell() {
        isResting = !counts.isEmpty
        guard isResting else { return }
        for (refusal, count) in counts { log(.refused(refusal, count: count)) }
        counts.removeAll()
        loop.schedule(after: Self.rest) { self.tell() }
    }
}
