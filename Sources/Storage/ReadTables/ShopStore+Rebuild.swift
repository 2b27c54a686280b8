internal import GRDB
package import ShopCore
internal import ShopModel
internal import Synchronization

/// A row that differs between a read table and what the journal says.
package struct ReadTableDifference: Equatable, Sendable {
    package let table: String
    /// Column names and values; `nil` when the table lacks the row.
    package let found: String?
    /// `nil` when the journal knows no such row.
    package let expected: String?
}

extension ShopStore {
    /// Empties the read tables, in this version's shape, and fills them from the journal, in one
    /// transaction. Blocks; commits wait.
    ///
    /// - Parameter decode: Makes the event of an entry's payload and secret.
    /// - Throws: What `decode` throws; `StorageError`. Then nothing has changed.
    package func rebuildReadTables(decode: (StoredEntry) throws -> ShopEvent) throws {
        do {
            try pool.write { db in
                try ReadTables.recreate(db)
                try ReadTables.replay(from: db, into: db, decode)
            }
        } catch let error as DatabaseError {
            throw StorageError(error, file: file)
        }
        writing.withLock { $0.readTablesAreCurrent = true }
    }

    /// Compares the read tables with ones made anew from the journal in a temporary file. Blocks.
    ///
    /// - Parameters:
    ///   - limit: The most differences to report.
    ///   - decode: Makes the event of an entry's payload and secret.
    /// - Throws: What `decode` throws; `StorageError`.
    package func checkReadTables(
        limit: Int = 100, decode: (StoredEntry) throws -> ShopEvent
    ) throws -> [ReadTableDifference] {
        try reading { db in
            // An empty path is SQLite's own temporary file, gone when it is closed.
            let fresh = try DatabaseQueue(path: "")
            return try fresh.write { fresh in
                try fresh.execute(
                    sql: "CREATE TABLE versions (name TEXT PRIMARY KEY, version INTEGER)")
                try ReadTables.recreate(fresh)
                try ReadTables.replay(from: db, into: fresh, decode)
                var differences: [ReadTableDifference] = []
                for table in ReadTables.tables where differences.count < limit {
                    try ReadTables.compare(
                        ReadTables.kept[table.name] ?? table.name, by: table.key, db, with: fresh,
                        limit: limit, &differences)
                }
                return differences
            }
        }
    }
}

extension ReadTables {
    fileprivate static func replay(
        from journal: Database, into db: Database, _ decode: (StoredEntry) throws -> ShopEvent
    ) throws {
        var tables = ReadTableWriter()
        try Journal.forEach(journal) { stored in
            let entry = Entry(
                sequence: stored.sequence, at: stored.at, audience: stored.audience,
                event: try decode(stored))
            try tables.apply(entry, to: db)
        }
        try tables.finish(db)
    }

    /// Walks both tables row by row in the order of their keys.
    fileprivate static func compare(
        _ table: String, by key: String, _ db: Database, with fresh: Database, limit: Int,
        _ differences: inout [ReadTableDifference]
    ) throws {
        let sql = "SELECT * FROM \(table) ORDER BY \(key)"
        let found = try Row.fetchCursor(db, sql: sql)
        let expected = try Row.fetchCursor(fresh, sql: sql)
        while differences.count < limit {
            let (left, right) = try (found.next(), expected.next())
            if left == nil && right == nil { return }
            guard left != right else { continue }
            differences.append(
                ReadTableDifference(
                    table: table, found: left?.description, expected: right?.description))
        }
    }
}
