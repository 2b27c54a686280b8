/// What buyers experienced, and what was done: by phase, by kind, and over time.
///
/// All times are counted from when an act was due, not from when the tool got round to it: a server
/// that makes the tool wait is not spared the waiting in the figures (coordinated omission).
package struct Experience: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// From a text's due time to each buyer.
        case text
        /// From a post's due time to each buyer.
        case post
        /// From a post's due time to a photo's last byte, at each buyer who wants photos.
        case photo
        /// From a command's due time to its answer.
        case answer
        /// The same, of orders alone.
        case order
        /// From the provider's word that it is paid to the order's confirmation.
        case payment
        /// From when a buyer comes to when it is live.
        case join
        /// From when a buyer is back to when it is live, with all that it missed.
        case resume
    }

    /// Of buyers with a good network, by phase and kind.
    package private(set) var times: [[Kind: Latency]]
    /// Of buyers with a bad one, over all phases.
    package private(set) var badNetworkTimes: [Kind: Latency] = [:]
    package private(set) var timeline: Timeline
    /// How late the tool itself was with what was due.
    package internal(set) var lag = Latency()
    package internal(set) var counts = Counts()
    private let phaseEnds: [Double]

    package struct Counts: Equatable, Sendable {
        package var deliveries = 0
        package var answers = 0
        package var orders = 0
        /// Orders that the shop refused as it may, by code.
        package var refused: [Int: Int] = [:]
        package var tooFast = 0
        package var paid = 0
        package var photos = 0
        package var photosSkipped = 0
        package var drops = 0
        package var stalls = 0
        /// Connections that the server or the network ended.
        package var lost = 0
        package var resumed = 0
        /// Acts of buyers who were away, or for whom there was nothing to order yet.
        package var leftOut = 0

        mutating func add(_ other: Counts) {
            deliveries += other.deliveries
            answers += other.answers
            orders += other.orders
            refused.merge(other.refused, uniquingKeysWith: +)
            tooFast += other.tooFast
            paid += other.paid
            photos += other.photos
            photosSkipped += other.photosSkipped
            drops += other.drops
            stalls += other.stalls
            lost += other.lost
            resumed += other.resumed
            leftOut += other.leftOut
        }
    }

    package init(_ phases: [Script.Phase]) {
        var end = 0.0
        phaseEnds = phases.map { phase in
            end += phase.seconds
            return end
        }
        times = phases.map { _ in [:] }
        timeline = Timeline(seconds: end)
    }

    /// Notes one effect.
    ///
    /// - Parameters:
    ///   - due: In seconds from the start; before it counts as the first phase.
    ///   - seconds: From then to the effect.
    package mutating func note(_ kind: Kind, due: Double, after seconds: Double, isBad: Bool) {
        if isBad {
            badNetworkTimes[kind, default: Latency()].record(seconds: seconds)
        } else {
            let phase = phaseEnds.firstIndex { due < $0 } ?? phaseEnds.count - 1
            times[phase][kind, default: Latency()].record(seconds: seconds)
        }
        switch kind {
        case .text, .post:
            counts.deliveries += 1
            if !isBad { timeline.note(.delivery, due: due, after: seconds) }
        case .answer:
            counts.answers += 1
            if !isBad { timeline.note(.answer, due: due, after: seconds) }
        case .order, .photo, .payment, .join, .resume: break
        }
    }

    package mutating func add(_ other: Experience) {
        for (index, kinds) in other.times.enumerated() {
            for (kind, latency) in kinds { times[index][kind, default: Latency()].add(latency) }
        }
        for (kind, latency) in other.badNetworkTimes {
            badNetworkTimes[kind, default: Latency()].add(latency)
        }
        timeline.add(other.timeline)
        lag.add(other.lag)
        counts.add(other.counts)
    }

    /// Of a kind over all phases, with a good network; nil when there is none.
    package func all(_ kind: Kind) -> Latency? {
        let found = times.compactMap { $0[kind] }
        guard var sum = found.first else { return nil }
        for latency in found.dropFirst() { sum.add(latency) }
        return sum
    }
}
