/// Whether one buyer gets every text of a run exactly once and in order.
package struct StreamCheck: Sendable {
    package enum Fault: Error, Equatable, Sendable {
        /// The text has come before.
        case repeated(Int)
        /// Texts before this one have not come.
        case skipped(Range<Int>)
        /// The event's number is not above that of the one before.
        case notRising(from: UInt64, to: UInt64)
    }

    private var lastSequence: UInt64 = 0
    /// The text that comes next.
    package private(set) var next = 0

    package init() {}

    /// Takes in one text.
    ///
    /// - Throws: What is wrong; the check goes on behind it.
    package mutating func take(sequence: UInt64, index: Int) throws(Fault) {
        guard index >= next else { throw .repeated(index) }
        let missed = next..<index
        let before = lastSequence
        (lastSequence, next) = (sequence, index + 1)
        guard missed.isEmpty else { throw .skipped(missed) }
        guard sequence > before else { throw .notRising(from: before, to: sequence) }
    }
}

extension StreamCheck.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .repeated(let index): "text \(index) came again"
        case .skipped(let range): "texts \(range.lowerBound) to \(range.upperBound - 1) are missing"
        case .notRising(let before, let after): "event \(after) came after event \(before)"
        }
    }
}
