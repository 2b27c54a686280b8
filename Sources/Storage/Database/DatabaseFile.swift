internal import GRDB

/// What the server's and the shops' databases have in common.
enum DatabaseFile {
    /// How long a statement waits for another process's lock; then `.busy`.
    static let busySeconds = 5.0
    /// Pages that each connection keeps in memory, in KiB; what the commits of a busy evening touch.
    static let cacheKiB = 16 << 10

    /// - Parameters:
    ///   - maximumPages: The most pages the file may have; a full disk for tests.
    ///   - checksReferences: Whether each row that is written must find the rows it refers to.
    static func configuration(
        maximumPages: Int? = nil, checksReferences: Bool = true
    ) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.journalMode = .wal
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = checksReferences
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
            // What is erased is overwritten, not only forgotten.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            if let maximumPages {
                try db.execute(sql: "PRAGMA max_page_count = \(maximumPages)")
            }
        }
        return configuration
    }

    /// How long a look-up on an event loop waits for another process's lock; then `.busy`.
    static let lookupBusySeconds = 0.05

    /// For single rows of a file that is open for writing already.
    static func lookupConfiguration() -> Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(lookupBusySeconds)
        return configuration
    }

    /// Refuses a file that a later program wrote, before anything in it is touched.
    ///
    /// - Throws: `.newerVersion`, or that the file cannot be read.
    static func checkVersion(of file: String, supported: Int) throws(StorageError) {
        guard FileSystem.exists(file) else { return }
        let found: Int
        do {
            var configuration = configuration()
            configuration.readonly = true
            configuration.journalMode = .default
            let queue = try DatabaseQueue(path: file, configuration: configuration)
            found = try queue.read { db in
                try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            }
        } catch {
            throw StorageError(error, file: file)
        }
        guard found <= supported else {
            throw .newerVersion(file: file, found: found, supported: supported)
        }
    }

    /// Each commit is on the disk when it returns.
    ///
    /// Set after opening: GRDB turns WAL on last, and then asks for NORMAL.
    static func syncEveryCommit(_ writer: some DatabaseWriter) throws {
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
            precondition(level == 2, "SQLite syncs every commit once it is told to")
        }
    }
}
