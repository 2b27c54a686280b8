import ArgumentParser
import Glibc

/// One `send`, or one TLS record and its `send`, for each message and socket in turn.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Sends the same message to each socket in turn.")

    @Option(help: "Loopback connections.")
    var sockets = 1_000
    @Option(help: "Bytes of a message.")
    var bytes = 300
    @Option(help: "Messages in one write.")
    var messages = 1
    @Option(help: "Seconds to send.")
    var seconds = 1.0
    @Option(help: "Turns over all sockets per second; 0 pauses never.")
    var rate = 0.0
    @Option(help: "The core of the process that reads.")
    var drainCore = 1
    @OptionGroup var certificate: CertificateOptions

    func run() throws {
        let tls = try certificate.bareTLS()
        let peers = try Peers(count: sockets, core: drainCore, isSecure: tls != nil)
        let payload = [UInt8](repeating: 0x61, count: bytes * messages)
        let turn: () throws -> Void
        if let tls {
            let connections = try peers.sockets.map(tls.accept)
            turn = { for connection in connections { try connection.send(payload) } }
        } else {
            turn = { for socket in peers.sockets { try sendAll(socket, payload.span) } }
        }
        try turn()  // The first one makes buffers.
        let (wall, cpu) = (secondsOf(CLOCK_MONOTONIC), secondsOf(CLOCK_PROCESS_CPUTIME_ID))
        var turns = 0
        while secondsOf(CLOCK_MONOTONIC) - wall < seconds {
            try turn()
            turns += 1
            if rate > 0 { Self.sleep(until: wall + Double(turns) / rate) }
        }
        let spentCPU = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - cpu
        let spentWall = secondsOf(CLOCK_MONOTONIC) - wall
        let count = Double(turns * sockets * messages)
        let gigabytes = count * Double(bytes) / 1e9
        print(
            """
            {"transport":"\(tls == nil ? "plain" : "tls")","sockets":\(sockets),"bytes":\(bytes),\
            "messages":\(messages),"us_per_message":\(fixed(spentCPU * 1e6 / count, 3)),\
            "messages_per_second":\(fixed(count / spentWall, 0)),\
            "messages_per_cpu_second":\(fixed(count / spentCPU, 0)),\
            "gigabytes_per_second":\(fixed(gigabytes / spentWall, 3)),\
            "cpu_seconds_per_gigabyte":\(fixed(spentCPU / gigabytes, 3))}
            """)
    }
}

extension SendCommand {
    /// Sleeps until CLOCK_MONOTONIC reads so many seconds; the C function is clock_nanosleep.
    private static func sleep(until time: Double) {
        var wanted = timespec(tv_sec: Int(time), tv_nsec: Int((time - time.rounded(.down)) * 1e9))
        unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wanted, nil)
    }
}
