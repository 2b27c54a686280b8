/// A rate limit with a burst: a bucket that fills evenly and pays one token per act.
package struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var filledAt: Int64

    /// A full bucket.
    ///
    /// - Parameters:
    ///   - perSecond: Acts per second in the long run.
    ///   - burst: Acts at once after a rest.
    ///   - now: Any clock's reading in nanoseconds, the same clock as for `take(at:)`.
    package init(perSecond: Int, burst: Int, now: Int64) {
        (self.perSecond, self.burst) = (Double(perSecond), Double(burst))
        (tokens, filledAt) = (Double(burst), now)
    }

    /// Takes a token; otherwise says how many milliseconds later there will be one.
    package mutating func take(at now: Int64) -> Outcome {
        tokens = min(burst, tokens + Double(max(0, now - filledAt)) / 1e9 * perSecond)
        filledAt = max(filledAt, now)
        guard tokens < 1 else {
            tokens -= 1
            return .taken
        }
        return .wait(milliseconds: Int(((1 - tokens) / perSecond * 1000).rounded(.up)))
    }

    package enum Outcome: Equatable, Sendable {
        case taken
        case wait(milliseconds: Int)
    }
}
