internal import GRDB

/// What a server knows beside its shops: their names, their staff's tokens, provider settings.
///
/// Calls block on the disk and can be made from any thread, but not from an event loop. Another
/// process may read and write the same file meanwhile: each call sees what is committed by then.
package final class ServerStore: Sendable {
    let queue: DatabaseQueue
    private let file: String

    /// Opens the file of a folder whose lock the caller holds.
    static func openHeld(_ layout: FolderLayout) throws(StorageError) -> ServerStore {
        let store = try ServerStore(layout)
        try store.run { try ServerSchema.migrator.migrate($0) }
        return store
    }

    /// Opens the file for an administration command; a server may be running on the folder.
    ///
    /// A new or older file is brought to this version only while no server runs.
    ///
    /// - Throws: `.inUse` when a server of an older version runs; `.newerVersion`,
    ///   `.notWritable`, `.noSpace`, `.ioFailure`, `.corrupt`.
    package static func openBeside(_ path: String) throws(StorageError) -> ServerStore {
        let layout = FolderLayout(path)
        try FileSystem.makeFolder(path)
        let store = try ServerStore(layout)
        let isCurrent = try store.read { try ServerSchema.migrator.hasCompletedMigrations($0) }
        if isCurrent { return store }
        let lock = try FolderLock(layout)
        return try withExtendedLifetime(lock) { () throws(StorageError) in
            try store.run { try ServerSchema.migrator.migrate($0) }
            return store
        }
    }

    private init(_ layout: FolderLayout) throws(StorageError) {
        file = layout.serverDatabase
        try DatabaseFile.checkVersion(of: file, supported: ServerSchema.version)
        do {
            queue = try DatabaseQueue(path: file, configuration: DatabaseFile.configuration())
            try DatabaseFile.syncEveryCommit(queue)
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Waits for the calls under way and closes the file.
    func close() throws(StorageError) { try run { try $0.close() } }

    func read<Value>(_ body: (Database) throws -> Value) throws(StorageError) -> Value {
        do { return try queue.read(body) } catch { throw StorageError(error, file: file) }
    }

    /// Runs `body` in one transaction.
    func write<Value>(_ body: (Database) throws -> Value) throws(StorageError) -> Value {
        do { return try queue.write(body) } catch { throw StorageError(error, file: file) }
    }

    private func run(_ body: (DatabaseQueue) throws -> Void) throws(StorageError) {
        do { try body(queue) } catch { throw StorageError(error, file: file) }
    }
}
