internal import GRDB
internal import GRDBSQLite

/// What one `?` of a statement can be given.
protocol ColumnValue {
    /// The bytes that `bind` writes to its room.
    var roomNeeded: Int { get }

    /// Gives the value to a statement. Texts and blobs are copied to the beginning of `room`, which
    /// is cut, and SQLite reads them there.
    ///
    /// The C functions are sqlite3_bind_int64, sqlite3_bind_text, sqlite3_bind_blob,
    /// sqlite3_bind_zeroblob and sqlite3_bind_null.
    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt
}

extension ColumnValue where Self: BinaryInteger {
    var roomNeeded: Int { 0 }

    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt {
        unsafe sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension Int64: ColumnValue {}
extension Int: ColumnValue {}

extension Bool: ColumnValue {
    var roomNeeded: Int { 0 }

    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt {
        unsafe sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
}

extension String: ColumnValue {
    var roomNeeded: Int { utf8.count }

    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt {
        let count = utf8.count
        let text = unsafe room.take(count)
        unsafe text.copyBytes(from: utf8)
        return unsafe sqlite3_bind_text(
            statement, index, text.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(count),
            nil)
    }
}

extension Blob: ColumnValue {
    var roomNeeded: Int { bytes.count }

    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt {
        if bytes.isEmpty { return unsafe sqlite3_bind_zeroblob(statement, index, 0) }
        let copy = unsafe room.take(bytes.count)
        unsafe copy.copyBytes(from: bytes)
        return unsafe sqlite3_bind_blob(
            statement, index, copy.baseAddress, CInt(bytes.count), nil)
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    var roomNeeded: Int { self?.roomNeeded ?? 0 }

    func bind(
        to statement: SQLiteStatement, at index: CInt, _ room: inout UnsafeMutableRawBufferPointer
    ) -> CInt {
        switch self {
        case let value?: unsafe value.bind(to: statement, at: index, &room)
        case nil: unsafe sqlite3_bind_null(statement, index)
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Cuts off the beginning.
    fileprivate mutating func take(_ count: Int) -> UnsafeMutableRawBufferPointer {
        defer { unsafe self = unsafe UnsafeMutableRawBufferPointer(rebasing: self[count...]) }
        return unsafe UnsafeMutableRawBufferPointer(rebasing: self[..<count])
    }
}
