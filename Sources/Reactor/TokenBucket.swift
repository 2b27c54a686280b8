/// A rate limit with a burst: a bucket that fills evenly and pays a token for each act.
///
/// The rate is handed in, so that many buckets share one.
package struct TokenBucket: Equatable, Sendable {
    package struct Rate: Equatable, Sendable {
        /// Acts per second in the long run, at least 1.
        package var perSecond: Int
        /// Acts at once after a rest, at least 1.
        package var burst: Int

        package init(perSecond: Int, burst: Int) {
            (self.perSecond, self.burst) = (perSecond, burst)
        }

        /// How long an empty bucket takes to be full.
        package var fillTime: Duration { .seconds(Double(burst) / Double(perSecond)) }
    }

    package enum Outcome: Equatable, Sendable {
        case taken
        case wait(Duration)
    }

    /// Below zero when more was spent than there was.
    private var tokens: Double
    private var filledAt: MonotonicTime

    /// A full bucket.
    package init(_ rate: Rate, at now: MonotonicTime) {
        (tokens, filledAt) = (Double(rate.burst), now)
    }

    /// Takes a token; otherwise says how much later there will be one, in whole milliseconds.
    package mutating func take(at now: MonotonicTime, _ rate: Rate) -> Outcome {
        fill(at: now, rate)
        guard tokens < 1 else {
            tokens -= 1
            return .taken
        }
        // Rounded up: whoever comes back at that time, by whatever clock, gets it.
        let milliseconds = (1_000 * (1 - tokens) / Double(rate.perSecond)).rounded(.up)
        return .wait(.milliseconds(Int(max(1, milliseconds))))
    }

    /// Spends tokens without a look at the clock, even some that are not there.
    ///
    /// - Returns: False when the bucket is in debt; `timeOfDebt` says for how long.
    package mutating func spend(_ count: Int) -> Bool {
        tokens -= Double(count)
        return tokens >= 0
    }

    /// How long until the bucket is out of debt; zero when it is not in debt.
    package mutating func timeOfDebt(at now: MonotonicTime, _ rate: Rate) -> Duration {
        fill(at: now, rate)
        return tokens < 0 ? .seconds(-tokens / Double(rate.perSecond)) : .zero
    }

    /// Whole tokens that were left when the clock was last looked at; 0 in debt.
    package func left(_ rate: Rate) -> Int { max(0, min(rate.burst, Int(tokens))) }

    /// Whether it is as good as new.
    package mutating func isFull(at now: MonotonicTime, _ rate: Rate) -> Bool {
        fill(at: now, rate)
        return tokens >= Double(rate.burst)
    }

    private mutating func fill(at now: MonotonicTime, _ rate: Rate) {
        guard now > filledAt else { return }
        let seconds = Double(now.nanoseconds - filledAt.nanoseconds) / 1e9
        tokens = min(Double(rate.burst), tokens + seconds * Double(rate.perSecond))
        filledAt = now
    }
}
