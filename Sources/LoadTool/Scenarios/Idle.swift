import Reactor
import Synchronization
import Wire

/// Buyers who have joined, and only listen.
package struct IdleSettings: Sendable {
    /// After so many buyers more, memory is read; nil reads it once all are in.
    package var step: Int?

    package init() {}
}

extension LoadRun {
    /// Lets buyers in, leaves them alone, and checks that they all stay.
    ///
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func idle(_ settings: IdleSettings) throws(LoadFailure) -> Report {
        let session = try openSession()
        let crowd = Crowd(self, session, photos: .none) { _ in IdleTask() }
        let usage = Usage(probe)
        let before = probe?.residentBytes
        var samples: [(buyers: Int, bytes: Int)] = []
        var count = 0
        var idleSpent: Usage.Spent?
        while count < plan.buyers {
            count = min(plan.buyers, count + (settings.step ?? plan.buyers))
            try crowd.gather(count, self)
            let resting = Usage(probe)
            rest(count)
            idleSpent = resting.soFar()
            if let bytes = probe?.residentBytes { samples.append((count, bytes)) }
        }
        let spent = usage.soFar()
        let lost = counters.lost.load(ordering: .relaxed)
        var breaches = crowd.breaches
        crowd.tell { $0.leave() }
        breaches.add(ending(session))
        var report = Report("idle", self, breaches: breaches)
        report.add("lost", lost)
        if let before {
            report.add("server_bytes_before", before)
            for (buyers, bytes) in samples {
                report.add("server_bytes_\(buyers)", bytes)
                report.add("bytes_per_buyer_\(buyers)", (bytes - before) / buyers)
            }
            if let first = samples.first, let last = samples.last, last.buyers > first.buyers {
                report.add(
                    "bytes_per_further_buyer",
                    (last.bytes - first.bytes) / (last.buyers - first.buyers))
            }
        }
        if let idleSpent, let server = idleSpent.serverCPUSeconds {
            report.add("server_cpu_percent_idle", 100 * server / idleSpent.wallSeconds)
        }
        report.add("seconds", spent.wallSeconds)
        return report
    }

    /// Does nothing for the plan's seconds.
    private func rest(_ count: Int) {
        _ = wait(for: Answer<Bool>(), seconds: plan.seconds) { "\(count) buyers are in, and rest" }
    }
}

/// Buyers who hear what others do, and make nothing of it.
final class IdleTask: BuyerTask {
    var breaches = Breaches()

    func ready(_ buyer: LoadClient) {}
    func receive(_ message: [UInt8], by buyer: LoadClient) {}
}
