import ArgumentParser
import Glibc
import LoadTool

/// Connections that do nothing, and what they cost the server.
struct IdleClientsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle-clients", abstract: "What connections cost a server that do nothing.")

    @OptionGroup var target: TargetOptions
    @Option(help: "Connections.")
    var clients = 10_000
    @Option(help: "Seconds of idleness to look at.")
    var seconds = 3.0

    func run() throws {
        let (tls, probe) = (try target.context(), try target.probe())
        guard let before = probe.residentBytes else {
            throw BenchError(description: "there is no process \(target.serverPid)")
        }
        let connections = try (0..<clients).map { _ in
            try Client(port: target.port, path: "/", tls: tls)
        }
        usleep(200_000)
        let after = probe.residentBytes ?? 0
        let start = probe.cpuSeconds ?? 0
        usleep(UInt32(seconds * 1e6))
        let spent = (probe.cpuSeconds ?? 0) - start
        withExtendedLifetime(connections) {
            print(
                """
                {"clients":\(clients),"bytes_per_client":\(after / clients),\
                "bytes_per_further_client":\((after - before) / clients),\
                "idle_cpu_percent":\(fixed(100 * spent / seconds, 2))}
                """)
        }
    }
}
