import Glibc

/// What the server gives to the disk, from a start to now.
struct DiskUsage: Sendable {
    private let probe: ServerProbe?
    private let bytes: Int?
    private let commits: Int?

    init(_ probe: ServerProbe?) {
        self.probe = probe
        (bytes, commits) = (probe?.writtenBytes, probe?.commits)
    }

    /// What was written and committed since the start; nil when it cannot be known.
    func soFar() -> (bytes: Int?, commits: Int?) {
        func difference(_ now: Int?, _ start: Int?) -> Int? {
            now.flatMap { now in start.map { now - $0 } }
        }
        return (difference(probe?.writtenBytes, bytes), difference(probe?.commits, commits))
    }
}

extension ServerProbe {
    /// Bytes handed to `write` and `pwrite` so far (proc_pid_io(5), `wchar`); what goes over
    /// sockets is sent otherwise. Nil when it has ended, or is another user's.
    var writtenBytes: Int? {
        lines(of: "io").first { $0.hasPrefix("wchar:") }
            .flatMap { Int($0.dropFirst("wchar: ".count)) }
    }

    /// Transactions so far of all shops that it has open: `iChange` of each WAL index
    /// (sqlite.org/walformat.html, "The WAL-Index Header"). Nil when there is none to be read.
    var commits: Int? {
        let files = Set(
            lines(of: "maps").filter { $0.hasSuffix("/shop.sqlite-shm") }
                .compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } })
        let counts = files.compactMap(Self.changes)
        return counts.isEmpty ? nil : counts.reduce(0, +)
    }

    private static func changes(_ walIndex: String) -> Int? {
        guard let file = unsafe fopen(walIndex, "r") else { return nil }
        defer { unsafe fclose(file) }
        var words: [UInt32] = [0, 0, 0]
        let size = MemoryLayout<UInt32>.size
        guard unsafe fread(&words, size, words.count, file) == words.count else { return nil }
        return Int(words[2])
    }

    private func lines(of name: String) -> [String] {
        guard let file = unsafe fopen("/proc/\(process)/\(name)", "r") else { return [] }
        defer { unsafe fclose(file) }
        var (lines, line) = ([String](), [CChar](repeating: 0, count: 4_200))
        while unsafe fgets(&line, Int32(line.count), file) != nil {
            let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            lines.append(String(decoding: bytes, as: UTF8.self))
        }
        return lines
    }
}
