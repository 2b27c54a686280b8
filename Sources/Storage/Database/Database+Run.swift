internal import GRDB

extension Database {
    /// Runs a cached statement with one value for each `?`, bound without a detour.
    func run<each Value: StatementBinding>(_ sql: String, _ values: repeat each Value) throws {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments())  // Bound below instead.
        var index: CInt = 0
        for value in repeat each values {
            index += 1
            let code = unsafe value.bind(to: statement.sqliteStatement, at: index)
            precondition(code == 0, "a statement takes as many values as it has question marks")
        }
        assert(
            sql.utf8.count { $0 == UInt8(ascii: "?") } == Int(index),
            "a statement gets as many values as it has question marks")
        try statement.execute()
    }

    /// Runs an UPDATE that must find its row.
    func update<each Value: StatementBinding>(_ sql: String, _ values: repeat each Value) throws {
        try run(sql, repeat each values)
        guard changesCount > 0 else {
            throw DatabaseError(
                resultCode: .SQLITE_CONSTRAINT, message: "no row to change for: \(sql)")
        }
    }
}
