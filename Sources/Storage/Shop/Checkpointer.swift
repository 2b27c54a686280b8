internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Moves what was committed from the write-ahead log into the file, beside the commits.
///
/// SQLite would do it in the commit that finds the log long enough, and everybody would wait for
/// that one. A log is begun anew only when all of it is in the file, which beside a steady stream of
/// commits never happens; so when it has grown too long the writer moves the little that is left.
final class Checkpointer: Sendable {
    /// Pages of 4 KiB written to the log after which they are moved: 4 MiB.
    static let usualPages = 1024
    /// Pages of a log that is begun anew: 16 MiB.
    static let mostPages = 4 * usualPages

    private let queue: DatabaseQueue
    private let progress = Mutex(Progress())

    private struct Progress {
        /// Pages that the writer had written in all when they were last moved.
        var moved = 0
        var isMoving = false
    }

    init(file: String) throws {
        queue = try DatabaseQueue(path: file, configuration: DatabaseFile.configuration())
        try DatabaseFile.syncEveryCommit(queue)
    }

    /// To be called on the writer's queue when a commit has ended.
    func committed(_ db: Database, in pool: DatabasePool) {
        let written = Self.pagesWritten(db)
        let isDue = progress.withLock { progress in
            guard !progress.isMoving, written - progress.moved >= Self.usualPages else {
                return false
            }
            progress.moved = written
            progress.isMoving = true
            return true
        }
        guard isDue else { return }
        queue.asyncWriteWithoutTransaction { [self] db in
            let pages = Self.move(db)
            progress.withLock { $0.isMoving = false }
            if pages >= Self.mostPages {
                pool.asyncWriteWithoutTransaction { _ = Self.move($0) }
            }
        }
    }

    func close() throws { try queue.close() }

    /// - Returns: The log's pages. A checkpoint that fails is tried again with the next; a disk that
    ///   takes nothing any more fails the commits.
    private static func move(_ db: Database) -> Int {
        (try? db.checkpoint(.passive).walFrameCount) ?? 0
    }

    /// SQLITE_DBSTATUS_CACHE_WRITE: of a connection, since it was opened.
    private static func pagesWritten(_ db: Database) -> Int {
        var (pages, highest): (CInt, CInt) = (0, 0)
        let code = unsafe sqlite3_db_status(
            db.sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0)
        precondition(code == SQLITE_OK, "SQLite counts the pages it writes")
        return Int(pages)
    }
}
