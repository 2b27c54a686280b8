internal import Histogram
package import Reactor

/// Times from cause to effect, in an HdrHistogram: three digits, 1 µs to 100 s.
package struct Latency: Sendable {
    private var histogram: Histogram<UInt64>

    package init() { self.init(.three) }

    /// One of two digits, a tenth as large: for a stretch of time among many.
    static var coarse: Latency { Latency(.two) }

    private init(_ digits: SignificantDigits) {
        histogram = Histogram(
            lowestDiscernibleValue: 1, highestTrackableValue: 100_000_000,
            numberOfSignificantValueDigits: digits)
    }

    package var count: Int { Int(histogram.totalCount) }

    package mutating func record(from start: MonotonicTime, to end: MonotonicTime) {
        let microseconds = max(0, end.nanoseconds - start.nanoseconds) / 1_000
        _ = histogram.record(min(UInt64(microseconds), 100_000_000))
    }

    package mutating func add(_ other: Latency) { histogram.add(other.histogram) }

    /// In milliseconds; 0 when nothing was recorded.
    package func milliseconds(percentile: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1_000
    }

    package var greatestMilliseconds: Double {
        count == 0 ? 0 : Double(histogram.max) / 1_000
    }
}
