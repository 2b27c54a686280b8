import ArgumentParser
import Glibc
import LoadTool
import OpenSSLBridge

/// Each client sends, and sends again when its message has come back.
struct EchoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo", abstract: "Messages that a server sends back.")

    @OptionGroup var target: TargetOptions
    @Option(help: "Connections.")
    var clients = 100
    @Option(help: "Bytes of a message.")
    var bytes = 200
    @Option(help: "Messages of each connection that are on their way.")
    var window = 1
    @Option(help: "Seconds to measure, after half a second to warm up.")
    var seconds = 2.0
    @Flag(help: "The server sends bytes back and knows no WebSocket.")
    var bare = false

    func run() throws {
        let (tls, probe) = (try target.context(), try target.probe())
        let set = ClientSet()
        for _ in 0..<clients {
            set.add(try Client(port: target.port, path: bare ? nil : "/", tls: tls))
        }
        // A bare server sends our own frames back, which are four bytes longer: their masks.
        let frame = bare ? echoFrame(bytes: bytes) : maskedFrame(bytes: bytes)
        let frames = (0..<window).flatMap { _ in frame }
        for client in set.clients { try client.send(frames.span) }
        var messages = 0
        func go(for seconds: Double) throws {
            let end = secondsOf(CLOCK_MONOTONIC) + seconds
            while secondsOf(CLOCK_MONOTONIC) < end {
                try set.wait(milliseconds: 10) { index in
                    let client = set.clients[index]
                    let before = client.frames.messages
                    guard try client.receive({ _ in }) else {
                        throw BenchError(description: "the server closed")
                    }
                    let count = client.frames.messages - before
                    messages += count
                    if count > 0 {
                        try client.send(frames.span.extracting(first: count * frame.count))
                    }
                }
            }
        }
        try go(for: 0.5)
        let start = (
            wall: secondsOf(CLOCK_MONOTONIC), cpu: secondsOf(CLOCK_PROCESS_CPUTIME_ID),
            server: probe.cpuSeconds ?? 0, messages: messages
        )
        try go(for: seconds)
        let wall = secondsOf(CLOCK_MONOTONIC) - start.wall
        let load = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - start.cpu
        let server = (probe.cpuSeconds ?? 0) - start.server
        let count = Double(messages - start.messages)
        print(
            """
            {"clients":\(clients),"bytes":\(bytes),"window":\(window),\
            "us_per_message":\(fixed(server * 1e6 / count, 3)),\
            "messages_per_second":\(fixed(count / wall, 0)),\
            "messages_per_cpu_second":\(fixed(count / server, 0)),\
            "server_cpu_percent":\(fixed(100 * server / wall, 0)),\
            "load_cpu_percent":\(fixed(100 * load / wall, 0))}
            """)
    }
}

/// A frame without mask, as a server sends it.
private func echoFrame(bytes: Int) -> [UInt8] {
    var frame: [UInt8] = [0x82]
    if bytes < 126 {
        frame.append(UInt8(bytes))
    } else {
        frame += [126, UInt8(bytes >> 8), UInt8(bytes & 0xFF)]
    }
    return frame + [UInt8](repeating: 0x61, count: bytes)
}
