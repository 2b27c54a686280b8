internal import GRDB

/// Writes a shop's read tables for other programs, beside a running server: it reads one moment of
/// the file, and no commit waits for it.
package struct ShopExport: Sendable {
    /// What was written of one table.
    package struct Written: Equatable, Sendable {
        package let table: String
        package let rows: Int
    }

    /// What was done.
    package struct Result: Equatable, Sendable {
        package let tables: [Written]
        package let files: [String]
        /// The most bytes that were in memory for a file at once.
        package let mostBuffered: Int
    }

    /// All tables that can be exported.
    package static var tables: [String] { ReadTables.tables.map(\.name) }

    private let queue: DatabaseQueue
    private let file: String
    private let shop: ShopSlug

    /// Opens a shop's file for reading; a server may be running on the folder.
    ///
    /// - Throws: `.noSuch` when there is no such shop, `.newerVersion`, or that it cannot be read.
    package init(_ shop: ShopSlug, in folder: String) throws(StorageError) {
        file = FolderLayout(folder).shopDatabase(shop)
        self.shop = shop
        guard FileSystem.exists(file) else { throw .noSuch("shop \(shop) with data in \(folder)") }
        try DatabaseFile.checkVersion(of: file, supported: ShopSchema.version)
        do {
            var configuration = DatabaseFile.configuration()
            configuration.readonly = true
            configuration.journalMode = .default
            queue = try DatabaseQueue(path: file, configuration: configuration)
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Writes tables into a folder, which is made if it is not there.
    ///
    /// - Throws: `.readTablesOutdated` when a server of this version has not started yet; `.noSuch`
    ///   for an unknown table; `.notWritable`, `.noSpace`, `.ioFailure`.
    package func write(
        _ tables: [String], as format: ExportFormat, to folder: String
    ) throws(StorageError) -> Result {
        if let unknown = tables.first(where: { !Self.tables.contains($0) }) {
            throw .noSuch("table \(unknown)")
        }
        try FileSystem.makeFolder(folder)
        do {
            return try queue.read { db in
                guard try ReadTables.areCurrent(db) else {
                    throw StorageError.readTablesOutdated(file: file)
                }
                switch format {
                case .csv: return try writeCSV(tables, to: folder, db)
                case .sql: return try writeSQL(tables, to: folder, db)
                }
            }
        } catch {
            throw StorageError(error, file: file)
        }
    }

    private func writeCSV(_ tables: [String], to folder: String, _ db: Database) throws -> Result {
        var written: [Written] = []
        var files: [String] = []
        var most = 0
        for table in tables {
            let plan = try ExportPlan(table, db)
            let path = "\(folder)/\(table).csv"
            let file = try ExportFile(path)
            try file.write(
                plan.columns.map { ExportValue.text($0.name).cell }.joined(separator: ",") + "\r\n")
            let rows = try Self.forEachRow(of: plan, db) { values in
                try file.write(values.map(\.cell).joined(separator: ",") + "\r\n")
            }
            try file.finish()
            written.append(Written(table: table, rows: rows))
            files.append(path)
            most = max(most, file.mostBuffered)
        }
        return Result(tables: written, files: files, mostBuffered: most)
    }

    private func writeSQL(_ tables: [String], to folder: String, _ db: Database) throws -> Result {
        var written: [Written] = []
        let path = "\(folder)/\(shop).sql"
        let file = try ExportFile(path)
        try file.write("BEGIN;\n")
        for table in tables {
            let plan = try ExportPlan(table, db)
            try file.write(plan.createTable)
            let rows = try Self.forEachRow(of: plan, db) { values in
                try file.write(
                    "INSERT INTO \"\(table)\" VALUES "
                        + "(\(values.map(\.sql).joined(separator: ", ")));\n")
            }
            written.append(Written(table: table, rows: rows))
        }
        try file.write("COMMIT;\n")
        try file.finish()
        return Result(tables: written, files: [path], mostBuffered: file.mostBuffered)
    }

    /// Hands over the rows one at a time.
    private static func forEachRow(
        of plan: ExportPlan, _ db: Database, _ body: ([ExportValue]) throws -> Void
    ) throws -> Int {
        let rows = try Row.fetchCursor(db, sql: plan.query)
        var count = 0
        while let row = try rows.next() {
            try body(plan.values(of: row))
            count += 1
        }
        return count
    }
}

extension ExportPlan {
    /// The table as sqlite3 and PostgreSQL make it. The key is one of the columns read, or of times
    /// that are not in any key.
    fileprivate var createTable: String {
        let lines = columns.map { "    \"\($0.name)\" \($0.type)" }
        let keys = key.map { "\"\($0)\"" }.joined(separator: ", ")
        return "CREATE TABLE \"\(table)\" (\n"
            + (lines + ["    PRIMARY KEY (\(keys))"])
            .joined(separator: ",\n") + "\n);\n"
    }
}
