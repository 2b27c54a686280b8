import Glibc
import OpenSSLBridge
import Synchronization
package import Wire

/// What a seller has given while there may have been no network: one file for each command, in a
/// folder that only its user can read, in the order in which they were given.
///
/// ```text
/// FOLDER/00000000000000000007          a `Command` as protobuf
/// FOLDER/00000000000000000008.damaged  what could not be read any more
/// FOLDER/photos/SHA256                 photo files that entries name
/// ```
///
/// Several programs may use one folder: each sends what it finds there, and since an entry is sent
/// under its own id by all of them, the shop carries it out once.
package final class Outbox: Sendable {
    /// One more is refused: somebody has to look at what is going on.
    package static let entryLimit = 1000

    package let folder: String
    private let state = Mutex(State())
    /// Held while the folder is read or changed, so that memory never lags behind what was done here.
    private let disk = Mutex(())

    private struct State {
        var entries: [UInt64: OutboxEntry] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
        var onChange: @Sendable (OutboxSummary) -> Void = { _ in }
        var problems: [String] = []
    }

    /// Opens a folder, which need not be there yet, and finds what was left in it.
    package init(folder: String) throws(FileProblem) {
        self.folder = folder
        for name in try PrivateFile.names(in: folder) where PrivateFile.isAbandoned(draft: name) {
            try PrivateFile.remove("\(folder)/\(name)")
        }
        try refresh()
    }

    /// Calls `body` after each change, on any thread.
    package func watch(_ body: @escaping @Sendable (OutboxSummary) -> Void) {
        state.withLock { $0.onChange = body }
    }

    package var summary: OutboxSummary { OutboxSummary(entries) }

    /// What waits, first in line first.
    package var entries: [OutboxEntry] {
        state.withLock { $0.entries.values.sorted { $0.number < $1.number } }
    }

    /// What was put aside since the last call, in words.
    package func takeProblems() -> [String] {
        state.withLock { state in
            defer { state.problems = [] }
            return state.problems
        }
    }

    /// Accepts a command: it and its photos are on the disk when this returns.
    ///
    /// - Parameters:
    ///   - photos: Files that the command names.
    ///   - milliseconds: When it was given, since 1970.
    /// - Throws: When it cannot be kept; then nothing of it is sent.
    package func add(
        _ body: WireCommand.OneOf_Body, id: String, photos: [UploadFile] = [],
        at milliseconds: Int64
    ) throws(FileProblem) -> OutboxEntry {
        let command = make(WireCommand()) {
            ($0.id, $0.body, $0.capturedAtMs) = (id, body, milliseconds)
        }
        precondition(command.outboxKind != nil, "only what makes sense later is kept")
        let entry = try disk.withLock { _ throws(FileProblem) in try keep(command, photos) }
        changed()
        return entry
    }

    private func keep(
        _ command: WireCommand, _ photos: [UploadFile]
    ) throws(FileProblem) -> OutboxEntry {
        try refresh()
        if let known = entries.first(where: { $0.command.id == command.id }) { return known }
        guard entries.count < Self.entryLimit else {
            throw FileProblem(
                "\(Self.entryLimit) commands wait in \(folder) already; send or drop them first")
        }
        for photo in photos { try PrivateFile.keep(photo.bytes, at: photoPath(photo.sha256)) }
        var number = (entries.last?.number ?? 0) + 1
        let bytes = Encoding.protobuf.encode(command)
        while try !PrivateFile.keepNew(bytes, at: path(number)) { number += 1 }
        let entry = OutboxEntry(number: number, command: command)
        state.withLock { $0.entries[number] = entry }
        return entry
    }

    /// Forgets an entry that the shop has answered, or that its user has dropped.
    package func remove(_ entry: OutboxEntry) throws(FileProblem) {
        try disk.withLock { _ throws(FileProblem) in
            try PrivateFile.remove(path(entry.number))
            // What others have added meanwhile may need the same photos.
            try refresh()
            let needed = Set(entries.flatMap { $0.photos.map(\.sha256) })
            for (sha256, _) in entry.photos where !needed.contains(sha256) {
                try PrivateFile.remove(photoPath(sha256))
            }
        }
        changed()
    }

    /// The first in line, also of what other programs have put there meanwhile.
    func first() throws(FileProblem) -> OutboxEntry? {
        try disk.withLock { _ throws(FileProblem) in try refresh() }
        return entries.first
    }

    /// A photo of an entry; nil when its file is gone.
    func photo(_ sha256: String) throws(FileProblem) -> [UInt8]? {
        try PrivateFile.read(photoPath(sha256), limitBytes: Self.photoBytes)
    }

    private static let photoBytes = 4 << 20

    /// Returns after the next change, or `nudge`; at once when it is as wanted.
    package func change(unless isThere: @Sendable (OutboxSummary) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if isThere(OutboxSummary(Array(state.entries.values))) { return true }
                state.waiters.append(continuation)
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Wakes whoever waits for a change.
    package func nudge() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when nothing waits any more.
    package func drained() async {
        while summary.count > 0, !Task.isCancelled { await change { $0.count == 0 } }
    }

    private func changed() {
        let (told, summary) = state.withLock {
            ($0.onChange, OutboxSummary(Array($0.entries.values)))
        }
        told(summary)
        nudge()
    }

    // MARK: Files

    private func path(_ number: UInt64) -> String {
        let digits = String(number)
        return "\(folder)/" + String(repeating: "0", count: 20 - digits.count) + digits
    }

    private func photoPath(_ sha256: String) -> String { "\(folder)/photos/\(sha256)" }

    /// Takes in what is new in the folder, and forgets what is gone.
    private func refresh() throws(FileProblem) {
        let numbers = Set(
            try PrivateFile.names(in: folder).compactMap { $0.count == 20 ? UInt64($0) : nil })
        let known = Set(state.withLock { $0.entries.keys })
        var found: [UInt64: OutboxEntry] = [:]
        var problems: [String] = []
        for number in numbers.subtracting(known) {
            guard let bytes = try PrivateFile.read(path(number)) else { continue }
            if let command = try? Encoding.protobuf.decode(WireCommand.self, from: bytes),
                command.outboxKind != nil
            {
                found[number] = OutboxEntry(number: number, command: command)
            } else {
                try PrivateFile.rename(path(number), to: path(number) + ".damaged")
                problems.append("\(path(number)).damaged cannot be read and is not sent")
            }
        }
        state.withLock { state in
            for number in known.subtracting(numbers) { state.entries[number] = nil }
            state.entries.merge(found) { $1 }
            state.problems += problems
        }
    }
}
