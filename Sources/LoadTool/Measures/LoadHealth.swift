/// Whether the tool itself kept up, so that what it measured is the server's doing.
package struct LoadHealth: Equatable, Sendable {
    /// How late 99 of 100 acts were at most, in milliseconds.
    package let lagMilliseconds: Double
    /// The tool's share of one core for each of its loops, in percent.
    package let loopPercent: Double

    /// More than this and the tool's own delay is seen in the figures.
    package static let lagLimitMilliseconds = 20.0
    /// More than this and there is no reserve for a moment in which much happens.
    package static let loopLimitPercent = 85.0

    package init(lagMilliseconds: Double, loopPercent: Double) {
        (self.lagMilliseconds, self.loopPercent) = (lagMilliseconds, loopPercent)
    }

    package var isBottleneck: Bool {
        lagMilliseconds > Self.lagLimitMilliseconds || loopPercent > Self.loopLimitPercent
    }

    /// For people: what it means, and what to do.
    package var verdict: String {
        func rounded(_ value: Double) -> Int { Int(value.rounded()) }
        guard isBottleneck else {
            return """
                The load side kept up (99 % of its acts at most \(rounded(lagMilliseconds)) ms \
                late, \(rounded(loopPercent)) % of its loops' time)
                """
        }
        return """
            THE LOAD SIDE IS THE BOTTLENECK (99 % of its acts up to \(rounded(lagMilliseconds)) ms \
            late, \(rounded(loopPercent)) % of its loops' time): times are upper bounds; take \
            fewer buyers, more --loops, or another machine
            """
    }
}
