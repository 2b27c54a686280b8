import Foundation
import RelayClient
import Wire

/// Photos by their names: from memory, from the cache folder, else from the shop.
actor PhotoFiles {
    /// What the folder may hold; then the files that were written first go.
    static let folderLimitBytes = 64 * 1024 * 1024
    /// Files kept in memory.
    static let memoryLimit = 6

    private let client: RelayClient
    private let connection: Connection
    private let folder: String?
    private var memory: [(sha256: String, bytes: [UInt8])] = []
    private var written = 0

    init(_ client: RelayClient, _ connection: Connection) {
        (self.client, self.connection) = (client, connection)
        let environment = connection.environment
        let base: String? =
            if let home = environment["SHOPCAST_HOME"], !home.isEmpty {
                home + "/cache"
            } else if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
                cache + "/shopcast"
            } else {
                environment["HOME"].map { $0 + "/.cache/shopcast" }
            }
        folder = base.map { $0 + "/photos" }
    }

    /// Where a photo lies as a file, once it is there.
    func path(_ sha256: String) -> String? {
        guard let folder, sha256.utf8.allSatisfy(Self.isHex), sha256.utf8.count == 64 else {
            return nil
        }
        return "\(folder)/\(sha256).jpg"
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// A photo's bytes; nil when it cannot be had now.
    func bytes(_ sha256: String) async -> [UInt8]? {
        if let index = memory.firstIndex(where: { $0.sha256 == sha256 }) {
            let found = memory.remove(at: index)
            memory.append(found)
            return found.bytes
        }
        guard let path = path(sha256) else { return nil }
        if let kept = try? LocalFile.read(path, limitBytes: 12 * 1024 * 1024) {
            remember(sha256, kept)
            return kept
        }
        guard let fetched = await fetch(sha256) else { return nil }
        remember(sha256, fetched)
        keep(fetched, path)
        return fetched
    }

    /// Has a photo found that was made here.
    func add(_ sha256: String, _ bytes: [UInt8]) {
        remember(sha256, bytes)
        if let path = path(sha256) { keep(bytes, path) }
    }

    private func fetch(_ sha256: String) async -> [UInt8]? {
        switch connection.options.wire {
        case .protobuf: try? await client.photo(sha256)
        case .json:
            try? await PhotoCommand.overHTTPS(
                sha256, connection, Printer(isJSON: false, sink: { _, _ in }))
        }
    }

    private func remember(_ sha256: String, _ bytes: [UInt8]) {
        memory.append((sha256, bytes))
        if memory.count > Self.memoryLimit { memory.removeFirst() }
    }

    /// A cache that cannot be written costs speed and nothing else.
    private func keep(_ bytes: [UInt8], _ path: String) {
        guard let folder, (try? LocalFile.makeFolder(folder)) != nil else { return }
        try? LocalFile.write(bytes, to: path)
        if written.isMultiple(of: 16) { trim(folder) }
        written += 1
    }

    private func trim(_ folder: String) {
        let url = URL(fileURLWithPath: folder)
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let files =
            (try? FileManager.default.contentsOfDirectory(
                at: url, includingPropertiesForKeys: Array(keys))) ?? []
        var known = files.compactMap { file -> (url: URL, size: Int, date: Date)? in
            guard let values = try? file.resourceValues(forKeys: keys) else { return nil }
            return (file, values.fileSize ?? 0, values.contentModificationDate ?? .distantPast)
        }
        known.sort { $0.date < $1.date }
        var total = known.reduce(0) { $0 + $1.size }
        for file in known where total > Self.folderLimitBytes {
            try? FileManager.default.removeItem(at: file.url)
            total -= file.size
        }
    }
}
