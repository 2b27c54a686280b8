import Reactor

/// What happened in each stretch of a run, for plots: counts by when things were done, times by when
/// they were due.
package struct Timeline: Sendable {
    package struct Stretch: Sendable {
        /// Texts and posts that reached a buyer.
        package internal(set) var deliveries = 0
        /// Commands of buyers that were answered.
        package internal(set) var answers = 0
        package internal(set) var deliveryTimes: Latency?
        package internal(set) var answerTimes: Latency?
    }

    /// Of each stretch, in seconds.
    package let stretchSeconds: Double
    package private(set) var stretches: [Stretch]

    /// Stretches of whole seconds, about this many at most.
    private static let stretchLimit = 120.0

    package init(seconds: Double) {
        stretchSeconds = max(1, (seconds / Self.stretchLimit).rounded(.up))
        let count = Int((seconds / stretchSeconds).rounded(.up))
        stretches = [Stretch](repeating: Stretch(), count: max(1, count))
    }

    private func place(_ seconds: Double) -> Int {
        min(stretches.count - 1, max(0, Int(seconds / stretchSeconds)))
    }

    enum Kind { case delivery, answer }

    /// Notes one effect.
    ///
    /// - Parameters:
    ///   - due: When its cause was due, in seconds from the start.
    ///   - seconds: From then to the effect.
    mutating func note(_ kind: Kind, due: Double, after seconds: Double) {
        let (done, began) = (place(due + seconds), place(due))
        switch kind {
        case .delivery:
            stretches[done].deliveries += 1
            if stretches[began].deliveryTimes == nil { stretches[began].deliveryTimes = .coarse }
            stretches[began].deliveryTimes?.record(seconds: seconds)
        case .answer:
            stretches[done].answers += 1
            if stretches[began].answerTimes == nil { stretches[began].answerTimes = .coarse }
            stretches[began].answerTimes?.record(seconds: seconds)
        }
    }

    mutating func add(_ other: Timeline) {
        for (index, stretch) in other.stretches.enumerated() {
            stretches[index].deliveries += stretch.deliveries
            stretches[index].answers += stretch.answers
            stretches[index].deliveryTimes.add(stretch.deliveryTimes)
            stretches[index].answerTimes.add(stretch.answerTimes)
        }
    }
}

extension Latency? {
    fileprivate mutating func add(_ other: Latency?) {
        guard let other else { return }
        if self == nil { self = .coarse }
        self?.add(other)
    }
}

extension Latency {
    mutating func record(seconds: Double) {
        record(
            from: MonotonicTime(nanoseconds: 0),
            to: MonotonicTime(nanoseconds: Int64(min(seconds, 1e6) * 1e9)))
    }
}
