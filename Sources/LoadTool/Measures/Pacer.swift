package import Reactor

/// When each of an even series of acts is due, whatever came between.
///
/// What is late stays due at its own time, so that a server which makes us wait is not spared the
/// waiting in the figures.
package struct Pacer: Sendable {
    private let start: MonotonicTime
    private let perSecond: Double
    /// Acts taken so far.
    package private(set) var count = 0

    /// - Parameter perSecond: Above 0.
    package init(start: MonotonicTime, perSecond: Double) {
        (self.start, self.perSecond) = (start, perSecond)
    }

    /// When the next act is due.
    package var next: MonotonicTime {
        start + .nanoseconds(Int64(Double(count) / perSecond * 1e9))
    }

    /// Takes the next act when it is due; its own time.
    package mutating func take(at now: MonotonicTime) -> MonotonicTime? {
        let due = next
        guard due <= now else { return nil }
        count += 1
        return due
    }
}
