import Reactor

/// What a scenario's run has found out: figures, breaches, and what the page plots.
package struct Performance: Sendable {
    package let title: String
    package let script: Script
    package let report: Report
    package let experience: Experience
    package let health: LoadHealth
    package let samples: [Sample]

    package init(
        title: String, script: Script, report: Report, experience: Experience,
        health: LoadHealth, samples: [Sample]
    ) {
        (self.title, self.script, self.report) = (title, script, report)
        (self.experience, self.health, self.samples) = (experience, health, samples)
    }
}

extension LoadRun {
    func performance(
        _ stage: Stage, title: String, spent: Usage.Spent, samples: [Sample], breaches: Breaches
    ) -> Performance {
        let script = stage.scene.script
        var (experience, all) = (Experience(script.phases), breaches)
        for troupe in stage.troupes {
            experience.add(troupe.ask { $0.experience })
            all.add(troupe.ask { $0.breaches })
        }
        for seller in stage.sellers { experience.lag.add(seller.ask { $0.lag }) }
        if experience.counts.deliveries + experience.counts.answers == 0 {
            all.add("nothing was delivered and nothing answered: there is nothing to measure")
        }
        let health = LoadHealth(
            lagMilliseconds: experience.lag.milliseconds(percentile: 99),
            loopPercent: 100 * spent.ownCPUSeconds / spent.wallSeconds / Double(group.loops.count))
        var report = Report(title, self, breaches: all)
        report.add("paying", stage.scene.till == nil ? "nobody" : "sandbox")
        report.add(experience.counts)
        report.add(spent)
        report.add(
            "again",
            """
            shopcast-load run \(title) --buyers \(script.buyers) \
            --seconds \(script.seconds) --seed \(plan.seed) --loops \(plan.loops)
            """)
        report.add("load_lag_p99_ms", health.lagMilliseconds)
        report.add("load_is_bottleneck", health.isBottleneck ? "yes" : "no")
        report.add(experience, script.phases)
        if let first = samples.first?.serverBytes, let last = samples.last?.serverBytes {
            report.add("server_bytes_first", first)
            report.add("server_bytes_last", last)
        }
        if let first = samples.first?.serverDescriptors, let last = samples.last?.serverDescriptors
        {
            report.add("server_descriptors_first", first)
            report.add("server_descriptors_last", last)
        }
        return Performance(
            title: title, script: script, report: report, experience: experience, health: health,
            samples: samples)
    }
}

extension Report {
    mutating func add(_ counts: Experience.Counts) {
        add("deliveries", counts.deliveries)
        add("answers", counts.answers)
        add("orders", counts.orders)
        for (code, count) in counts.refused.sorted(by: { $0.key < $1.key }) {
            add("refused_\(code)", count)
        }
        add("too_fast", counts.tooFast)
        add("paid", counts.paid)
        add("photos", counts.photos)
        add("photos_skipped", counts.photosSkipped)
        add("drops", counts.drops)
        add("stalls", counts.stalls)
        add("lost", counts.lost)
        add("resumed", counts.resumed)
        add("acts_left_out", counts.leftOut)
    }

    /// Adds the times of each phase, and of bad networks over all of them.
    mutating func add(_ experience: Experience, _ phases: [Script.Phase]) {
        for (phase, times) in zip(phases, experience.times) {
            for kind in Experience.Kind.allCases {
                if let latency = times[kind] { add(latency, of: "\(phase.name)_\(kind.rawValue)_") }
            }
        }
        for kind in Experience.Kind.allCases {
            if let latency = experience.badNetworkTimes[kind] {
                add(latency, of: "bad_network_\(kind.rawValue)_")
            }
        }
    }
}
