import ArgumentParser
import Glibc

/// Memory for each accepted connection that does nothing, with OpenSSL's objects or without.
struct IdleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle", abstract: "Memory for each connection that does nothing.")

    @Option(help: "Loopback connections.")
    var sockets = 1_000
    @Option(help: "The core of the process at the other end.")
    var drainCore = 1
    @OptionGroup var certificate: CertificateOptions

    func run() throws {
        // What the first connections make once for all is there before memory is read.
        let tls = try certificate.bareTLS()
        let first = try Peers(count: 50, core: drainCore, isSecure: tls != nil)
        let firstEngines = try tls.map { try first.sockets.map($0.accept) }
        let before = try Self.residentBytes()
        let peers = try Peers(count: sockets, core: drainCore, isSecure: tls != nil)
        let engines = try tls.map { try peers.sockets.map($0.accept) }
        let after = try Self.residentBytes()
        withExtendedLifetime((first, firstEngines, peers, engines)) {
            print(
                """
                {"transport":"\(tls == nil ? "plain" : "tls")","sockets":\(sockets),\
                "bytes_per_socket":\((after - before) / sockets)}
                """)
        }
    }

    /// Resident memory of its own (proc_pid_status(5), `RssAnon`).
    private static func residentBytes() throws -> Int {
        guard let file = unsafe fopen("/proc/self/status", "r") else {
            throw BenchError(description: "/proc is not there")
        }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("RssAnon:") else { continue }
            let words = text.split(whereSeparator: { " \t\n".contains($0) })
            if words.count > 1, let kilobytes = Int(words[1]) { return kilobytes << 10 }
        }
        throw BenchError(description: "/proc/self/status has no RssAnon")
    }
}
