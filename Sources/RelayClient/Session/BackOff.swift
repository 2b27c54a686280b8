/// How long to wait before the next attempt to connect: a random time below a ceiling that doubles.
///
/// Source: Protocol/README.md, "Close codes".
package struct BackOff: Equatable, Sendable {
    /// The ceiling before the second attempt, in milliseconds.
    package static let firstCeilingMilliseconds: Int64 = 500
    /// The highest ceiling, in milliseconds.
    package static let highestCeilingMilliseconds: Int64 = 30_000

    /// The most that a server can make a client wait by its wish, in milliseconds; more is not believed.
    package static let longestWishMilliseconds: Int64 = 300_000

    /// Attempts that failed since the last good connection.
    package private(set) var failures = 0

    package init() {}

    /// The ceiling after the failures so far.
    package var ceilingMilliseconds: Int64 {
        let doublings = min(failures, 6)  // 0.5 s × 2⁶ is above the highest ceiling already.
        return min(Self.highestCeilingMilliseconds, Self.firstCeilingMilliseconds << doublings)
    }

    /// Counts a failure and draws the time to wait.
    ///
    /// - Parameter wish: What the server has asked for (`Retry-After`, `retry_after_ms`): the time is
    ///   added to it, so nobody comes back too early, and not all at once.
    package mutating func next(
        after wish: Duration? = nil, using random: inout some RandomNumberGenerator
    ) -> Duration {
        defer { failures += 1 }
        let least = min(wish ?? .zero, .milliseconds(Self.longestWishMilliseconds))
        return least + .milliseconds(Int64.random(in: 0...ceilingMilliseconds, using: &random))
    }

    /// Starts over, after a connection that has held.
    package mutating func reset() { failures = 0 }
}
