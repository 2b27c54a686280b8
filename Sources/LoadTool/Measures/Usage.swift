import Reactor
import Transport

/// Wall time and CPU time, from a start to now.
struct Usage: Sendable {
    private let probe: ServerProbe?
    private let start = MonotonicTime.read()
    private let ownStart = ServerProbe.ownCPUSeconds
    private let serverStart: Double?

    init(_ probe: ServerProbe?) {
        self.probe = probe
        serverStart = probe?.cpuSeconds
    }

    /// What was used since the start.
    func soFar() -> Spent {
        let wall = Double((MonotonicTime.read() - start) / .nanoseconds(1)) / 1e9
        var server: Double?
        if let serverStart, let now = probe?.cpuSeconds { server = now - serverStart }
        return Spent(
            wallSeconds: wall, ownCPUSeconds: ServerProbe.ownCPUSeconds - ownStart,
            serverCPUSeconds: server)
    }

    struct Spent: Sendable {
        let wallSeconds: Double
        let ownCPUSeconds: Double
        /// Nil when the server's process is not known, or has ended.
        let serverCPUSeconds: Double?
    }
}

extension Report {
    /// Adds how busy both sides were.
    mutating func add(_ spent: Usage.Spent) {
        add("seconds", spent.wallSeconds)
        add("load_cpu_percent", 100 * spent.ownCPUSeconds / spent.wallSeconds, digits: 0)
        if let server = spent.serverCPUSeconds {
            add("server_cpu_percent", 100 * server / spent.wallSeconds, digits: 0)
        }
    }

    /// Begins a report with what was run.
    init(_ scenario: String, _ run: LoadRun, breaches: Breaches) {
        self.init(breaches: breaches)
        add("scenario", scenario)
        add("transport", run.plan.server.isSecure ? "tls" : "plain")
        add("buyers", run.plan.buyers)
        add("seed", Int(clamping: run.plan.seed))
    }
}
