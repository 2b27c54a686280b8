import Glibc
import OpenSSLBridge
import Synchronization
package import Wire

/// What a seller has given while there may have been no network: one file for each command, in a
/// folder that only its user can read, in the order in which they were given.
///
/// ```text
/// FOLDER/00000000000000000007-DIGEST          a `Command` as protobuf; the digest is of its id
/// FOLDER/00000000000000000008-DIGEST.damaged  what could not be read any more
/// FOLDER/photos/SHA256                        photo files that entries name
/// FOLDER/lock                                 held by the program that adds or removes
/// ```
///
/// Several programs may use one folder: each sends what it finds there, and since an entry is sent
/// under its own id by all of them, the shop carries it out once. A number may be used again when
/// the folder is empty, a file name never: what one program removes is what it has sent.
package final class Outbox: Sendable {
    /// One more is refused: somebody has to look at what is going on.
    package static let entryLimit = 1000
    /// A longer command is refused when it is given, and put aside when it lies there.
    package static let entryBytes = PrivateFile.limitBytes

    package let folder: String
    private let state = Mutex(State())
    /// Held while the folder is read or changed, so that memory never lags behind what was done here.
    private let disk = Mutex(())

    private struct State {
        /// By file name.
        var entries: [String: OutboxEntry] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
        var onChange: @Sendable (OutboxSummary) -> Void = { _ in }
        var onProblem: (@Sendable (String) -> Void)?
        /// What nobody has been told of yet.
        var problems: [String] = []

        var inLine: [OutboxEntry] {
            entries.values.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
        }
    }

    /// Opens a folder, which need not be there yet, and finds what was left in it.
    package init(folder: String) throws(FileProblem) {
        self.folder = folder
        try exclusively { () throws(FileProblem) in
            let names = try PrivateFile.names(in: folder)
            for name in names where PrivateFile.isAbandoned(draft: name) {
                try PrivateFile.remove("\(folder)/\(name)")
            }
            try refresh()
            // Somebody may mend a damaged entry; its photos stay.
            let isWhole = try !PrivateFile.names(in: folder).contains { $0.hasSuffix(Self.aside) }
            if isWhole { try removePhotos(try PrivateFile.names(in: "\(folder)/photos")) }
        }
    }

    /// Calls `body` after each change, on any thread.
    package func watch(_ body: @escaping @Sendable (OutboxSummary) -> Void) {
        state.withLock { $0.onChange = body }
    }

    /// Calls `body` with what was put aside, in words, and whenever more is, on any thread.
    package func whenProblem(_ body: @escaping @Sendable (String) -> Void) {
        state.withLock { $0.onProblem = body }
        tellProblems()
    }

    package var summary: OutboxSummary { OutboxSummary(entries) }

    /// What waits, first in line first.
    package var entries: [OutboxEntry] { state.withLock { $0.inLine } }

    /// Accepts a command: it and its photos are on the disk when this returns.
    ///
    /// - Parameters:
    ///   - photos: Files that the command names.
    ///   - milliseconds: When it was given, since 1970.
    /// - Returns: The entry; the one that waits already when it has the same id and body.
    /// - Throws: When it cannot be kept, or its id is another's; then nothing of it is sent.
    package func add(
        _ body: WireCommand.OneOf_Body, id: String, photos: [UploadFile] = [],
        at milliseconds: Int64
    ) throws(FileProblem) -> OutboxEntry {
        let command = make(WireCommand()) {
            ($0.id, $0.body, $0.capturedAtMs) = (id, body, milliseconds)
        }
        precondition(command.outboxKind != nil, "only what makes sense later is kept")
        let entry = try exclusively { () throws(FileProblem) in try keep(command, photos) }
        tellProblems()
        changed()
        return entry
    }

    private func keep(
        _ command: WireCommand, _ photos: [UploadFile]
    ) throws(FileProblem) -> OutboxEntry {
        try refresh()
        if let known = entries.first(where: { $0.command.id == command.id }) {
            guard known.command.body == command.body else {
                throw FileProblem(
                    "the id \(command.id) is that of entry \(known.number), which waits and says "
                        + "something else; give another id")
            }
            return known
        }
        guard entries.count < Self.entryLimit else {
            throw FileProblem(
                "\(Self.entryLimit) commands wait in \(folder) already; send or drop them first")
        }
        let bytes = Encoding.protobuf.encode(command)
        guard bytes.count <= Self.entryBytes else {
            throw FileProblem(
                "this has \(bytes.count) bytes, and at most \(Self.entryBytes) can be kept; say less"
            )
        }
        for photo in photos { try PrivateFile.keep(photo.bytes, at: photoPath(photo.sha256)) }
        let entry = OutboxEntry(number: (entries.last?.number ?? 0) + 1, command: command)
        try PrivateFile.keep(bytes, at: path(entry.name))
        state.withLock { $0.entries[entry.name] = entry }
        return entry
    }

    /// Forgets an entry that the shop has answered, or that its user has dropped.
    package func remove(_ entry: OutboxEntry) throws(FileProblem) {
        try exclusively { () throws(FileProblem) in
            try PrivateFile.remove(path(entry.name))
            // What others have added meanwhile may need the same photos.
            try refresh()
            try removePhotos(entry.photos.map(\.sha256))
        }
        tellProblems()
        changed()
    }

    /// The first in line, also of what other programs have put there meanwhile.
    func first() throws(FileProblem) -> OutboxEntry? {
        try disk.withLock { _ throws(FileProblem) in try refresh() }
        tellProblems()
        return entries.first
    }

    /// Whether it is still to be sent, as far as is known.
    func holds(_ entry: OutboxEntry) -> Bool {
        state.withLock { $0.entries[entry.name] != nil }
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

    private func tellProblems() {
        let told = state.withLock(\.onProblem)
        guard let told else { return }
        let problems: [String] = state.withLock { state in
            defer { state.problems = [] }
            return state.problems
        }
        for problem in problems { told(problem) }
    }

    // MARK: Files

    /// Behind the name of what is put aside.
    private static let aside = ".damaged"

    /// Does something that no other program may do to this folder meanwhile.
    private func exclusively<Value: Sendable>(
        _ body: () throws(FileProblem) -> Value
    ) throws(FileProblem) -> Value {
        try disk.withLock { _ throws(FileProblem) in
            try PrivateFile.locked("\(folder)/lock", body)
        }
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func photoPath(_ sha256: String) -> String { "\(folder)/photos/\(sha256)" }

    /// Removes those that no entry names; to be called with the folder to oneself.
    private func removePhotos(_ files: [String]) throws(FileProblem) {
        let needed = Set(entries.flatMap { $0.photos.map(\.sha256) })
        for name in files where name != "." && name != ".." && !needed.contains(name) {
            try PrivateFile.remove(photoPath(name))
        }
    }

    /// Takes in what is new in the folder, and forgets what is gone.
    private func refresh() throws(FileProblem) {
        let names = Set(
            try PrivateFile.names(in: folder).filter { OutboxEntry.number(ofName: $0) != nil })
        let known = Set(state.withLock { $0.entries.keys })
        var found: [String: OutboxEntry] = [:]
        var problems: [String] = []
        for name in names.subtracting(known) {
            do throws(FileProblem) {
                guard let bytes = try PrivateFile.read(path(name), limitBytes: Self.entryBytes)
                else { continue }
                let command = try? Encoding.protobuf.decode(WireCommand.self, from: bytes)
                if let command, let entry = OutboxEntry(name: name, command: command) {
                    found[name] = entry
                    continue
                }
                problems.append("\(path(name))\(Self.aside) cannot be read and is not sent")
            } catch {
                guard !error.isScarcity else { throw error }
                problems.append("\(path(name))\(Self.aside) is not sent: \(error)")
            }
            try PrivateFile.rename(path(name), to: path(name) + Self.aside)
        }
        state.withLock { state in
            for name in known.subtracting(names) { state.entries[name] = nil }
            state.entries.merge(found) { $1 }
            state.problems += problems
        }
    }
}
