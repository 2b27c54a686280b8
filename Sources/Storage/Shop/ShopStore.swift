internal import GRDB
internal import ShopModel
internal import Synchronization

/// One shop's file: the journal, the answers given, the notices received, and the read tables.
///
/// Writes go through the store's own serial queue, reads through connections of their own. The
/// blocking calls can be made from any thread but an event loop, `answer` from there as well.
package final class ShopStore: Sendable {
    package struct Options: Equatable, Sendable {
        /// The most pages the file may have; `nil` for SQLite's own limit.
        package var maximumPages: Int?

        package init(maximumPages: Int? = nil) { self.maximumPages = maximumPages }
    }

    /// The journal's end when the file was opened.
    package let headAtOpen: ChainHead
    package let file: String
    /// Reads single answers, beside the pool: there a reader may have to be waited for.
    let lookups: DatabaseQueue
    let pool: DatabasePool
    let writing: Mutex<Writing>
    private let lock: FolderLock  // The folder stays ours while anything in it is open.

    /// What the next commit continues. It is held while a commit runs.
    struct Writing: Sendable {
        var head: ChainHead
        var readTablesAreCurrent: Bool
        /// Set by the first commit that failed; see `commit`.
        var failure: StorageError?
    }

    /// A shop's rows follow from its rules, and each reference costs a look-up: tests look, which
    /// are debug builds, and a server does not.
    #if DEBUG
        private static let checksReferences = true
    #else
        private static let checksReferences = false
    #endif

    init(file: String, options: Options, lock: FolderLock) throws(StorageError) {
        try DatabaseFile.checkVersion(of: file, supported: ShopSchema.version)
        do {
            let pool = try DatabasePool(
                path: file,
                configuration: DatabaseFile.configuration(
                    maximumPages: options.maximumPages, checksReferences: Self.checksReferences))
            try ShopSchema.migrator.migrate(pool)
            try DatabaseFile.syncEveryCommit(pool)
            let (head, areCurrent) = try pool.write { db in
                let head = try Journal.head(db)
                if head == .start { try ReadTables.recreate(db) }
                return (head, try ReadTables.areCurrent(db))
            }
            writing = Mutex(Writing(head: head, readTablesAreCurrent: areCurrent))
            lookups = try DatabaseQueue(
                path: file, configuration: DatabaseFile.lookupConfiguration())
            (self.pool, self.file, self.lock, headAtOpen) = (pool, file, lock, head)
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Waits for the commits and reads under way and closes the file. Later commits fail.
    func close() throws(StorageError) {
        do {
            pool.writeWithoutTransaction { _ in
                writing.withLock { $0.failure = $0.failure ?? .closed(file: file) }
            }
            try lookups.close()  // Before the pool: the last connection tidies up, and must write.
            try pool.close()
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Whether `rebuildReadTables` must run before the first commit. Waits for a commit's end.
    package var needsRebuild: Bool { writing.withLock { !$0.readTablesAreCurrent } }
}
