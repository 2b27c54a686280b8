import ArgumentParser
import Dispatch
import Glibc
import LoadTool
import OpenSSLBridge
import Reactor
import Synchronization
import Transport
import WebCodec

/// Many clients that come at the same moment, and stay.
struct StormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm", abstract: "Clients that all connect at once.")

    @OptionGroup var target: TargetOptions
    @Option(help: "Clients.")
    var clients = 5_000
    @Option(help: "Seconds to wait before they come.")
    var after = 0.0

    func run() throws {
        let (tls, probe, loop) = (try target.context(), try target.probe(), try EventLoop())
        let url = RemoteURL(
            isSecure: target.tls, host: "127.0.0.1", port: target.port, target: "/")
        var limits = TransportLimits()
        limits.connectTime = .seconds(60)
        limits.handshakeTime = .seconds(60)
        let storm = Storm(clients)
        usleep(UInt32(after * 1e6))
        let (wall, server) = (secondsOf(CLOCK_MONOTONIC), probe.cpuSeconds ?? 0)
        loop.execute { [clients, limits] in
            for _ in 0..<clients {
                WebSocketClient.connect(
                    to: url, on: loop, tls: tls, limits: limits, handler: storm
                ) { storm.arrived($0) }
            }
        }
        storm.over.wait()
        let seconds = secondsOf(CLOCK_MONOTONIC) - wall
        let failures = storm.failures.withLock { $0 }
        guard failures.isEmpty else {
            throw BenchError(description: "\(failures.count) of them failed: \(failures[0])")
        }
        let spent = (probe.cpuSeconds ?? 0) - server
        print(
            """
            {"clients":\(clients),"seconds":\(fixed(seconds, 2)),\
            "clients_per_second":\(fixed(Double(clients) / seconds, 0)),\
            "server_cpu_seconds":\(fixed(spent, 2))}
            """)
    }
}

private final class Storm: WebSocketHandler, Sendable {
    let over = DispatchSemaphore(value: 0)
    let failures = Mutex<[String]>([])
    private let missing: Atomic<Int>

    init(_ count: Int) { missing = Atomic(count) }

    func arrived(_ result: Result<WebSocketConnection, ConnectFailure>) {
        if case .failure(let failure) = result { failures.withLock { $0.append("\(failure)") } }
        if missing.wrappingSubtract(1, ordering: .relaxed).newValue == 0 { over.signal() }
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {}

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {}
}
