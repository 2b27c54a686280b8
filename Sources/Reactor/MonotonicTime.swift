import Glibc

/// A reading of `CLOCK_MONOTONIC`, which never jumps; good for deadlines on one machine only.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    package let nanoseconds: Int64

    /// After all other times.
    package static let never = MonotonicTime(nanoseconds: .max)

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads the clock; inside a loop prefer the tick's own `EventLoop.now`.
    package static func read() -> MonotonicTime {
        MonotonicTime(nanoseconds: clockNanoseconds(CLOCK_MONOTONIC))
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Adds a duration, rounded down to nanoseconds and held within 292 years.
    package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = time.nanoseconds.addingReportingOverflow(
            whole &+ attoseconds / 1_000_000_000)
        guard !overflow, !overflows else {
            return MonotonicTime(nanoseconds: seconds < 0 ? .min : .max)
        }
        return MonotonicTime(nanoseconds: sum)
    }

    /// Subtracts a duration, as `+` adds one.
    package static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        time + (.zero - duration)
    }

    package static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

/// Reads a clock of clock_gettime(2) in nanoseconds.
func clockNanoseconds(_ clock: clockid_t) -> Int64 {
    var value = timespec()
    let result = unsafe clock_gettime(clock, &value)
    precondition(result == 0, "the clocks used here exist on every Linux")
    return Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec)
}
