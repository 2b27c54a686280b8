import Reactor
import Synchronization

extension LoadRun {
    /// Blocks until the timetable is over, and tells each second how it goes.
    func watch(_ stage: Stage, _ clock: RunClock, _ usage: Usage) -> [Sample] {
        let end = clock.time(stage.scene.timetable.seconds)
        // A soak has no more samples than a plot has places.
        let every = max(1, Int(stage.scene.timetable.seconds / Self.sampleLimit))
        var (samples, before, turn) = ([Sample](), Figures(counters, usage), 0)
        while true {
            let now = MonotonicTime.read()
            if turn.isMultiple(of: every) { samples.append(sample(clock.seconds(now))) }
            turn += 1
            let left = Double(end.nanoseconds - now.nanoseconds) / 1e9
            guard left > 0, !stage.isCutOff else { return samples }
            _ = Answer<Bool>().wait(seconds: min(1, left))
            let figures = Figures(counters, usage)
            show(stage, clock.seconds(.read()), figures, since: before)
            before = figures
        }
    }

    private static let sampleLimit = 600.0

    private func sample(_ seconds: Double) -> Sample {
        Sample(
            seconds: seconds, buyers: counters.ready.load(ordering: .relaxed),
            serverBytes: probe?.residentBytes, serverDescriptors: probe?.descriptors)
    }

    /// What the counters say at one moment.
    private struct Figures {
        let (deliveries, answers, orders, paid, breaches): (Int, Int, Int, Int, Int)
        let spent: Usage.Spent

        init(_ counters: LiveCounters, _ usage: Usage) {
            deliveries = counters.done.load(ordering: .relaxed)
            answers = counters.answers.load(ordering: .relaxed)
            orders = counters.orders.load(ordering: .relaxed)
            paid = counters.paid.load(ordering: .relaxed)
            breaches = counters.breaches.load(ordering: .relaxed)
            spent = usage.soFar()
        }
    }

    private func show(_ stage: Stage, _ seconds: Double, _ now: Figures, since before: Figures) {
        var (recent, lag) = (Latency(), Latency())
        for troupe in stage.troupes {
            let part = troupe.ask { $0.takeRecent() }
            recent.add(part.times)
            lag.add(part.lag)
        }
        let wall = max(0.001, now.spent.wallSeconds - before.spent.wallSeconds)
        func perSecond(_ after: Int, _ before: Int) -> Int {
            Int((Double(after - before) / wall).rounded())
        }
        let percent =
            100 * (now.spent.ownCPUSeconds - before.spent.ownCPUSeconds) / wall
            / Double(group.loops.count)
        let health = LoadHealth(
            lagMilliseconds: lag.milliseconds(percentile: 99), loopPercent: percent)
        let phase = stage.scene.script.phase(at: seconds)?.name ?? "over"
        let p99 = Report.Figure.number(recent.milliseconds(percentile: 99), digits: 1).plainText
        progress.show(
            """
            \(Int(seconds)) of \(Int(stage.scene.script.seconds)) s, \(phase): \
            \(counters.ready.load(ordering: .relaxed)) of \(stage.scene.script.buyers) buyers in
            """,
            """
            \(perSecond(now.deliveries, before.deliveries)) texts/s, \
            \(perSecond(now.answers, before.answers)) answers/s, p99 \(p99) ms
            """,
            "\(now.orders) orders, \(now.paid) paid, \(now.breaches) breaches",
            """
            load side: \(Int(health.loopPercent.rounded())) % of its loops, \
            \(Int(health.lagMilliseconds.rounded())) ms late\
            \(health.isBottleneck ? " – THE BOTTLENECK IS HERE" : "")
            """)
    }
}
