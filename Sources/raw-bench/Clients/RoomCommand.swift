import ArgumentParser
import Glibc
import LoadTool
import OpenSSLBridge
import Reactor

/// One client publishes to a room, and all others get each message.
struct RoomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room", abstract: "Messages of one client to many, by way of a server.")

    @OptionGroup var target: TargetOptions
    @Option(help: "Clients that listen.")
    var clients = 1_000
    @Option(help: "Bytes of a message.")
    var bytes = 300
    @Option(help: "Messages per second; 0 sends as many as the window allows.")
    var rate = 0.0
    @Option(help: "Messages that may be on their way, for a rate of 0.")
    var window = 64
    @Option(help: "Seconds to measure.")
    var seconds = 2.0
    @Option(help: "Seconds to warm up.")
    var after = 1.0
    @Option(help: "Further connections that stay idle.")
    var idle = 0

    /// Times are taken at every so manyth client.
    private static let sample = 8

    func run() throws {
        let (tls, probe) = (try target.context(), try target.probe())
        let idlers = try (0..<idle).map { _ in
            try Client(port: target.port, path: "/", tls: tls)
        }
        let set = ClientSet()
        for _ in 0..<clients { set.add(try Client(port: target.port, path: "/room", tls: tls)) }
        let publisher = try Client(port: target.port, path: "/publish", tls: tls)
        var run = Run(set: set, publisher: publisher, plan: self)
        try run.go(for: after)
        run.begin(probe)
        try run.go(for: seconds)
        try run.settle()
        withExtendedLifetime(idlers) { run.report(probe) }
    }

    struct Run {
        let set: ClientSet
        let publisher: Client
        let plan: RoomCommand
        let frame: [UInt8]
        private var published = 0
        private var received = 0
        private var latency = Latency()
        private var start = (wall: 0.0, cpu: 0.0, server: 0.0, received: 0, published: 0)
        private var due = secondsOf(CLOCK_MONOTONIC)

        init(set: ClientSet, publisher: Client, plan: RoomCommand) {
            (self.set, self.publisher, self.plan) = (set, publisher, plan)
            frame = maskedFrame(bytes: plan.bytes)
        }

        mutating func begin(_ probe: ServerProbe) {
            latency = Latency()
            start = (
                secondsOf(CLOCK_MONOTONIC), secondsOf(CLOCK_PROCESS_CPUTIME_ID),
                probe.cpuSeconds ?? 0, received, published
            )
        }

        mutating func go(for seconds: Double) throws {
            let end = secondsOf(CLOCK_MONOTONIC) + seconds
            while secondsOf(CLOCK_MONOTONIC) < end { try receive(try publish()) }
        }

        /// Waits for what is still on its way.
        mutating func settle() throws {
            let end = secondsOf(CLOCK_MONOTONIC) + 10
            while received < published * plan.clients {
                guard secondsOf(CLOCK_MONOTONIC) < end else {
                    throw BenchError(
                        description: "\(published * plan.clients - received) messages are missing")
                }
                try receive(10)
            }
        }

        /// Sends what is due; the milliseconds until something will be.
        private mutating func publish() throws -> Int32 {
            var count = 0
            let now = secondsOf(CLOCK_MONOTONIC)
            if plan.rate > 0 {
                while due <= now {
                    count += 1
                    due += 1 / plan.rate
                }
            } else {
                count = max(0, plan.window - (published * plan.clients - received) / plan.clients)
            }
            if count > 0 {
                try publisher.send(stamped(count).span)
                published += count
            }
            return plan.rate > 0 ? max(0, Int32((due - now) * 1e3)) : 1
        }

        private func stamped(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count * frame.count)
            let stamp = UInt64(MonotonicTime.read().nanoseconds)
            for _ in 0..<count {
                let payload = bytes.count + frame.count - plan.bytes
                bytes += frame
                unsafe bytes.withUnsafeMutableBytes {
                    unsafe $0.storeBytes(of: stamp, toByteOffset: payload, as: UInt64.self)
                }
            }
            return bytes
        }

        private mutating func receive(_ milliseconds: Int32) throws {
            let set = set
            try set.wait(milliseconds: milliseconds) { index in
                let client = set.clients[index]
                let before = client.frames.messages
                let now = MonotonicTime.read()
                let isOpen = try client.receive { stamp in
                    guard index % RoomCommand.sample == 0 else { return }
                    latency.record(
                        from: MonotonicTime(nanoseconds: Int64(stamp)), to: now)
                }
                guard isOpen else { throw BenchError(description: "the server closed") }
                received += client.frames.messages - before
            }
        }

        func report(_ probe: ServerProbe) {
            let wall = secondsOf(CLOCK_MONOTONIC) - start.wall
            let load = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - start.cpu
            let server = (probe.cpuSeconds ?? 0) - start.server
            let deliveries = Double(received - start.received)
            let gigabytes = deliveries * Double(plan.bytes) / 1e9
            print(
                """
                {"clients":\(plan.clients),"bytes":\(plan.bytes),\
                "us_per_message":\(fixed(server * 1e6 / deliveries, 3)),\
                "messages_per_second":\(fixed(deliveries / wall, 0)),\
                "messages_per_cpu_second":\(fixed(deliveries / server, 0)),\
                "gigabytes_per_second":\(fixed(gigabytes / wall, 3)),\
                "cpu_seconds_per_gigabyte":\(fixed(server / gigabytes, 3)),\
                "p50_ms":\(fixed(latency.milliseconds(percentile: 50), 2)),\
                "p99_ms":\(fixed(latency.milliseconds(percentile: 99), 2)),\
                "server_cpu_percent":\(fixed(100 * server / wall, 0)),\
                "load_cpu_percent":\(fixed(100 * load / wall, 0))}
                """)
        }
    }
}

/// A binary frame as a client sends it, with a mask of zeros: the server does not save any work.
func maskedFrame(bytes: Int) -> [UInt8] {
    var frame: [UInt8] = [0x82]
    if bytes < 126 {
        frame.append(0x80 | UInt8(bytes))
    } else {
        let long = bytes > 0xFFFF
        frame.append(0x80 | (long ? 127 : 126))
        for shift in stride(from: long ? 56 : 8, through: 0, by: -8) {
            frame.append(UInt8(truncatingIfNeeded: bytes >> shift))
        }
    }
    return frame + [0, 0, 0, 0] + [UInt8](repeating: 0x61, count: bytes)
}
