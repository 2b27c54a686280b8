import ArgumentParser
import Glibc

/// Appends records to a file and makes them durable, a group at a time.
struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Appends records and calls fdatasync after each group.")

    @Option(help: "Where the file is made, and removed again.")
    var folder = "."
    @Option(help: "Bytes of a record.")
    var bytes = 1_024
    @Option(help: "Records made durable together.")
    var group = 1
    @Option(help: "Seconds to write.")
    var seconds = 1.0

    func run() throws {
        let path = "\(folder)/raw-bench-\(getpid()).tmp"
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw BenchError(description: "cannot make \(path): \(errno)") }
        defer {
            close(file)
            unsafe unlink(path)
        }
        let records = [UInt8](repeating: 0x61, count: bytes * group)
        var times: [Double] = []
        let start = secondsOf(CLOCK_MONOTONIC)
        var now = start
        while now - start < seconds {
            guard unsafe write(file, records, records.count) == records.count, fdatasync(file) == 0
            else { throw BenchError(description: "cannot write \(path): \(errno)") }
            let end = secondsOf(CLOCK_MONOTONIC)
            times.append(end - now)
            now = end
        }
        times.sort()
        func percentile(_ share: Double) -> String {
            fixed(1_000 * times[min(times.count - 1, Int(Double(times.count) * share))], 3)
        }
        print(
            """
            {"bytes":\(bytes),"group":\(group),\
            "records_per_second":\(fixed(Double(times.count * group) / (now - start), 0)),\
            "syncs_per_second":\(fixed(Double(times.count) / (now - start), 0)),\
            "p50_ms":\(percentile(0.5)),"p99_ms":\(percentile(0.99))}
            """)
    }
}
