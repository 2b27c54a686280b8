import ArgumentParser
import Glibc
import LoadTool
import OpenSSLBridge

/// One connection after the other: TCP, TLS, and its end.
struct HandshakesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handshakes", abstract: "Full or resumed TLS handshakes.")

    @OptionGroup var target: TargetOptions
    @Flag(help: "Resume the session of the connection before.")
    var resumed = false
    @Option(help: "Handshakes to make; 0 counts seconds instead.")
    var count = 0
    @Option(help: "Seconds to measure.")
    var seconds = 2.0

    func run() throws {
        guard let tls = try target.context() else { throw ValidationError("--tls is needed.") }
        let probe = try target.probe()
        var session: TLSSession?
        func shakeHands() throws {
            let client = try Client(port: target.port, path: nil, tls: tls, session: session)
            if resumed {
                if session != nil, client.isResumed != true {
                    throw BenchError(description: "the server did not resume")
                }
                session = try client.awaitedSession()
            }
        }
        for _ in 0..<20 { try shakeHands() }
        let (wall, server) = (secondsOf(CLOCK_MONOTONIC), probe.cpuSeconds ?? 0)
        var made = 0
        while count > 0 ? made < count : secondsOf(CLOCK_MONOTONIC) - wall < seconds {
            try shakeHands()
            made += 1
        }
        let spent = (probe.cpuSeconds ?? 0) - server
        print(
            """
            {"handshakes":\(made),"resumed":\(resumed ? 1 : 0),\
            "us_per_handshake":\(fixed(spent * 1e6 / Double(made), 1)),\
            "handshakes_per_cpu_second":\(fixed(Double(made) / spent, 0)),\
            "handshakes_per_second":\
            \(fixed(Double(made) / (secondsOf(CLOCK_MONOTONIC) - wall), 0))}
            """)
    }
}
