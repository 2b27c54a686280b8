package import Reactor

/// When each of an even series of acts is due, whatever came between.
///
/// What is late stays due at its own time, so that a server which makes us wait is not spared the
/// waiting in the figures.
package struct Pacer: Sendable {
    private let start: MonotonicTime
    private let perSecond: Double
    private let end: MonotonicTime
    /// Acts taken so far.
    package private(set) var count = 0

    /// What is due before the end and still not taken so long after it never is, in seconds.
    private static let graceSeconds = 1

    /// - Parameters:
    ///   - perSecond: Above 0.
    ///   - seconds: How long acts become due.
    package init(start: MonotonicTime, perSecond: Double, seconds: Double) {
        (self.start, self.perSecond) = (start, perSecond)
        end = start + .nanoseconds(Int64(seconds * 1e9))
    }

    /// Whether no act is to come any more.
    package func isOver(at now: MonotonicTime) -> Bool {
        next >= end || now >= end + .seconds(Self.graceSeconds)
    }

    /// When the next act is due.
    package var next: MonotonicTime {
        start + .nanoseconds(Int64(Double(count) / perSecond * 1e9))
    }

    /// Takes the next act when it is due; its own time.
    package mutating func take(at now: MonotonicTime) -> MonotonicTime? {
        let due = next
        guard due <= now, !isOver(at: now) else { return nil }
        count += 1
        return due
    }
}
