import Reactor
import Wire

/// Commands until their one reply came: sent in order, at the server's pace, and again unchanged
/// on the next connection.
struct CommandQueue {
    enum Outcome: Equatable {
        case answered
        /// The server kept nothing; the command waits and goes again.
        case tooFast
        case unknown
    }

    /// How much of the server's pace is used: its clock is not ours.
    private static let paceShare = 0.9

    private var waiting: [WireCommand] = []
    private var sent: [WireCommand] = []
    private var pace: (bucket: TokenBucket, rate: TokenBucket.Rate)?
    /// When the next one may go.
    private(set) var pausedUntil: MonotonicTime?

    var count: Int { waiting.count + sent.count }

    mutating func add(_ command: WireCommand) { waiting.append(command) }

    /// A new connection, with this pace; zero means none.
    mutating func connected(_ limits: WireLimits, at now: MonotonicTime) {
        pace = nil
        guard limits.commandsPerSecond > 0 else { return }
        let burst = max(1, Int(Double(limits.commandBurst) * Self.paceShare))
        let perSecond = max(1, Int(Double(limits.commandsPerSecond) * Self.paceShare))
        let rate = TokenBucket.Rate(perSecond: perSecond, burst: burst)
        pace = (TokenBucket(rate, at: now), rate)
    }

    /// What was sent may or may not have been carried out; it goes again, first of all.
    mutating func disconnected() {
        waiting = sent + waiting
        sent = []
        pausedUntil = nil
    }

    mutating func takeSendable(at now: MonotonicTime) -> [WireCommand] {
        if let pausedUntil, now < pausedUntil { return [] }
        pausedUntil = nil
        var free = 0
        while free < waiting.count {
            if let rate = pace?.rate, case .wait(let time)? = pace?.bucket.take(at: now, rate) {
                pausedUntil = now + time
                break
            }
            free += 1
        }
        let going = Array(waiting.prefix(free))
        waiting.removeFirst(free)
        sent += going
        return going
    }

    mutating func take(_ reply: WireReply, at now: MonotonicTime) -> Outcome {
        guard let index = sent.firstIndex(where: { $0.id == reply.id }) else { return .unknown }
        let command = sent.remove(at: index)
        guard reply.error.code == .tooFast else { return .answered }
        // Before those that were given later, so that a script's order stays what it was.
        waiting.insert(command, at: 0)
        pausedUntil = now + .milliseconds(Int64(max(50, reply.error.retryAfterMs)))
        return .tooFast
    }
}
