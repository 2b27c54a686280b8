import Reactor
import Synchronization
import Testing

@testable import LoadTool

struct ExperienceTests {
    private let phases = [
        Script.Phase(name: "ramp", seconds: 2), Script.Phase(name: "steady", seconds: 2),
    ]

    // MARK: Percentiles

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `percentiles are those of the sorted values, within a thousandth`(seed: UInt64) {
        var (random, latency, values) = (SplitMix(seed: seed), Latency(), [Double]())
        for _ in 0..<20_000 {
            let seconds = 0.001 * random.exponential() + 0.000_5
            values.append(seconds * 1_000)
            latency.record(seconds: seconds)
        }
        values.sort()
        for percentile in [50.0, 90, 99, 99.9, 100] {
            let exact = values[Int((percentile * 200).rounded()) - 1]
            let told = latency.milliseconds(percentile: percentile)
            #expect(abs(told - exact) <= exact / 1_000 + 0.001, "\(percentile): \(told), \(exact)")
        }
    }

    @Test func `a stretch's percentiles are within a hundredth`() {
        var latency = Latency.coarse
        for milliseconds in 1...1_000 { latency.record(seconds: Double(milliseconds) / 1_000) }
        #expect(abs(latency.milliseconds(percentile: 99) - 990) < 10)
    }

    @Test func `a server that stops for a second is charged for all that was due meanwhile`() {
        var experience = Experience(phases)
        // An act each 10 ms; the first second's are all answered at its end.
        for index in 0..<200 {
            let due = Double(index) / 100
            let answered = due < 1 ? 1 : due
            experience.note(.answer, due: due, after: answered - due, isBad: false)
        }
        let times = experience.all(.answer)
        #expect(times?.count == 200)
        // Counted from when the tool was free to send, there would be one slow answer of 200.
        let p75 = times?.milliseconds(percentile: 75) ?? 0
        #expect((490...520).contains(p75))
        #expect(experience.timeline.stretches.map(\.answers) == [0, 200, 0, 0])
    }

    // MARK: Where a time counts

    @Test func `a time belongs to the phase in which its cause was due`() {
        var experience = Experience(phases)
        experience.note(.text, due: -0.5, after: 0.1, isBad: false)
        experience.note(.text, due: 1.9, after: 0.5, isBad: false)
        experience.note(.text, due: 2.0, after: 0.1, isBad: false)
        experience.note(.text, due: 9.0, after: 0.1, isBad: false)
        #expect(experience.times.map { $0[.text]?.count } == [2, 2])
        #expect(experience.counts.deliveries == 4)
    }

    @Test func `bad networks are kept apart, and are counted all the same`() {
        var experience = Experience(phases)
        experience.note(.answer, due: 1, after: 9, isBad: true)
        experience.note(.answer, due: 1, after: 0.1, isBad: false)
        #expect(experience.all(.answer)?.count == 1)
        #expect(experience.badNetworkTimes[.answer]?.count == 1)
        #expect(experience.counts.answers == 2)
        #expect(experience.timeline.stretches[1].answers == 1)
    }

    @Test func `what loops saw adds up`() {
        var (one, other) = (Experience(phases), Experience(phases))
        one.note(.order, due: 0, after: 0.1, isBad: false)
        other.note(.order, due: 3, after: 0.1, isBad: false)
        other.note(.text, due: 3, after: 0.2, isBad: false)
        (one.counts.orders, other.counts.orders) = (1, 2)
        other.counts.refused = [403: 5]
        one.add(other)
        #expect(one.all(.order)?.count == 2 && one.times[1][.order]?.count == 1)
        #expect(one.counts.orders == 3 && one.counts.refused == [403: 5])
        #expect(one.timeline.stretches[3].deliveries == 1)
        #expect(one.timeline.stretches[3].deliveryTimes?.count == 1)
    }

    @Test(arguments: [(0.5, 1.0, 1), (120, 1, 120), (121, 2, 61), (3_600, 30, 120)])
    func `a timeline has about as many stretches as a plot can show`(
        seconds: Double, length: Double, count: Int
    ) {
        let timeline = Timeline(seconds: seconds)
        #expect(timeline.stretchSeconds == length && timeline.stretches.count == count)
    }

    // MARK: Honesty

    @Test(arguments: [
        (5.0, 50.0, false), (20, 85, false), (20.1, 10, true), (1, 85.1, true),
    ])
    func `the tool says when it is the bottleneck itself`(
        lag: Double, percent: Double, isBottleneck: Bool
    ) {
        let health = LoadHealth(lagMilliseconds: lag, loopPercent: percent)
        #expect(health.isBottleneck == isBottleneck)
        #expect(health.verdict.contains("THE LOAD SIDE IS THE BOTTLENECK") == isBottleneck)
        #expect(health.verdict.contains("--loops") == isBottleneck)
    }

    // MARK: Progress

    private func told(isTerminal: Bool, _ body: (Progress) -> Void) -> String {
        let text = SharedText()
        body(Progress(isTerminal: isTerminal) { text.add($0) })
        return text.value
    }

    @Test func `in a terminal a block is written over the one before`() {
        let text = told(isTerminal: true) {
            $0.show("a", "b", "c")
            $0.show(String(repeating: "x", count: 200))
            $0.end()
        }
        let line = String(repeating: "x", count: 79)
        #expect(
            text == "\r\u{1B}[Ja\nb\nc\u{1B}[2A" + "\r\u{1B}[J\(line)" + "\r\u{1B}[J")
    }

    @Test func `elsewhere each report is a plain line`() {
        let text = told(isTerminal: false) {
            $0.show("a", "b")
            $0.show("c")
            $0.end()
        }
        #expect(text == "a; b\nc\n")
    }
}

/// What a `Progress` has written.
private final class SharedText: Sendable {
    private let text = Mutex("")

    var value: String { text.withLock { $0 } }
    func add(_ more: String) { text.withLock { $0 += more } }
}
