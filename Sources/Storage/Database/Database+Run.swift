internal import GRDB
internal import GRDBSQLite

extension Database {
    /// Runs a cached statement with one value for each `?`.
    func run<each Value: ColumnValue>(_ sql: String, _ values: repeat each Value) throws {
        try cachedStatement(sql: sql).run(repeat each values)
    }

    /// Runs an UPDATE that must find its row.
    func update<each Value: ColumnValue>(_ sql: String, _ values: repeat each Value) throws {
        try run(sql, repeat each values)
        guard changesCount > 0 else {
            throw DatabaseError(
                resultCode: .SQLITE_CONSTRAINT, message: "no row to change for: \(sql)")
        }
    }
}

extension Statement {
    /// Runs a statement that changes rows and gives none, with one value for each `?`.
    ///
    /// Nothing observes these changes, so the statement is bound and stepped without the detours
    /// that are for observers. Texts and blobs stand on the stack until it has run; nothing runs it
    /// again before they are replaced.
    func run<each Value: ColumnValue>(_ values: repeat each Value) throws {
        var bytes = 1  // Room is never without an address.
        for value in repeat each values { bytes += value.roomNeeded }
        let code = unsafe withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 1) { room in
            var (room, index): (UnsafeMutableRawBufferPointer, CInt) = unsafe (room, 0)
            for value in repeat each values {
                index += 1
                let code = unsafe value.bind(to: sqliteStatement, at: index, &room)
                precondition(code == SQLITE_OK, "a value is bound to each question mark")
            }
            assert(
                unsafe sqlite3_bind_parameter_count(sqliteStatement) == index,
                "a statement gets as many values as it has question marks")
            return unsafe sqlite3_step(sqliteStatement)
        }
        defer { unsafe sqlite3_reset(sqliteStatement) }
        guard code == SQLITE_DONE else {
            let connection = unsafe sqlite3_db_handle(sqliteStatement)
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: unsafe String(cString: sqlite3_errmsg(connection)), sql: sql)
        }
    }
}
