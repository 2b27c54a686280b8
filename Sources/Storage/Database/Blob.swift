internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Bytes of a BLOB column; an empty one is an empty blob, not NULL.
struct Blob: DatabaseValueConvertible, StatementColumnConvertible {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Copies the bytes out of the row; fails on NULL.
    ///
    /// The C functions are sqlite3_column_blob and sqlite3_column_bytes.
    init?(sqliteStatement: SQLiteStatement, index: CInt) {
        guard unsafe sqlite3_column_type(sqliteStatement, index) != SQLITE_NULL else {
            return nil
        }
        let count = unsafe Int(sqlite3_column_bytes(sqliteStatement, index))
        let start = unsafe sqlite3_column_blob(sqliteStatement, index)
        unsafe bytes = Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Blob? {
        Data.fromDatabaseValue(value).map { Blob(Array($0)) }
    }
}
