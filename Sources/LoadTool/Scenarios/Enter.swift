import Glibc
import Wire

extension LoadRun {
    /// Says how long it took until the seller was let in and had joined.
    ///
    /// - Parameter since: What it is counted from, in seconds since the epoch.
    package func enter(since: Double) -> Report {
        var clock = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &clock)
        let now = Double(clock.tv_sec) + Double(clock.tv_nsec) / 1e9
        var report = Report("enter", self, breaches: Breaches())
        report.add("ms", 1_000 * (now - since), digits: 0)
        report.add("head", Int(clamping: welcome.head))
        if let bytes = probe?.residentBytes { report.add("megabytes", bytes >> 20) }
        seller.tell { $0.leave() }
        return report
    }
}
