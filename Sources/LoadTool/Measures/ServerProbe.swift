package import Glibc

/// Reads what a process on this machine uses: the server's, and our own beside it.
package struct ServerProbe: Sendable {
    let process: pid_t
    private let clock: clockid_t

    /// Fails when there is no such process.
    ///
    /// The C function is clock_getcpuclockid.
    package init?(process: pid_t) {
        var clock: clockid_t = 0
        guard unsafe clock_getcpuclockid(process, &clock) == 0 else { return nil }
        (self.process, self.clock) = (process, clock)
    }

    /// CPU time of all its threads so far; nil when it has ended.
    package var cpuSeconds: Double? { Self.read(clock) }

    /// CPU time of our own process.
    static var ownCPUSeconds: Double { read(CLOCK_PROCESS_CPUTIME_ID) ?? 0 }

    /// Bytes of memory that are its own and resident (proc_pid_status(5), `RssAnon`); nil when it
    /// has ended.
    package var residentBytes: Int? {
        guard let file = unsafe fopen("/proc/\(process)/status", "r") else { return nil }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, Int32(line.count), file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("RssAnon:") else { continue }
            return text.split(whereSeparator: { " \t\n".contains($0) }).dropFirst().first
                .flatMap { Int($0) }.map { $0 << 10 }
        }
        return nil
    }

    private static func read(_ clock: clockid_t) -> Double? {
        var value = timespec()
        guard unsafe clock_gettime(clock, &value) == 0 else { return nil }
        return Double(value.tv_sec) + Double(value.tv_nsec) / 1e9
    }
}
