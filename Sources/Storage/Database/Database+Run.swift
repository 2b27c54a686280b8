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
    func run<each Value: ColumnValue>(_ values: repeat each Value) throws {
        try write { binding in
            for value in repeat each values { value.add(to: &binding) }
        }
    }

    /// The same for rows that come by the thousand: values that are listed cost several times what
    /// it costs to bind them.
    ///
    /// Nothing observes these changes, so the statement is bound and stepped without the detours
    /// that are for observers. Texts and blobs stand on the stack until it has run; nothing runs it
    /// again before they are replaced.
    func write(_ bind: (inout Binding) -> Void) throws {
        let code = unsafe withUnsafeTemporaryAllocation(
            byteCount: Binding.roomBytes, alignment: 1
        ) { room in
            var binding = unsafe Binding(sqliteStatement, room: room)
            bind(&binding)
            precondition(
                unsafe sqlite3_bind_parameter_count(sqliteStatement) == binding.count,
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
