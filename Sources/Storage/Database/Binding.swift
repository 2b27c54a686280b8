internal import GRDB
internal import GRDBSQLite

/// Gives a statement its values, one for each `?`, in their order.
///
/// Texts and blobs are copied to a little room that stands until the statement has run; what does
/// not fit there SQLite copies itself.
@safe struct Binding: ~Copyable {
    static let roomBytes = 1024

    private let statement: SQLiteStatement
    private var room: UnsafeMutableRawBufferPointer
    private(set) var count: CInt = 0

    init(_ statement: SQLiteStatement, room: UnsafeMutableRawBufferPointer) {
        unsafe (self.statement, self.room) = (statement, room)
    }

    mutating func add(_ number: Int64) {
        count += 1
        unsafe Self.check(sqlite3_bind_int64(statement, count, number))
    }

    mutating func add(_ number: Int) { add(Int64(number)) }

    mutating func add(_ number: Int64?) {
        if let number { add(number) } else { addNull() }
    }

    mutating func add(_ number: Int?) { add(number.map(Int64.init)) }

    mutating func add(_ text: String) {
        count += 1
        var text = text
        text.withUTF8 { bytes in
            let (start, end) = unsafe place(UnsafeRawBufferPointer(bytes))
            unsafe Self.check(
                sqlite3_bind_text(
                    statement, count, start?.assumingMemoryBound(to: CChar.self),
                    CInt(bytes.count), end))
        }
    }

    mutating func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    mutating func add(_ bytes: [UInt8]) {
        count += 1
        if bytes.isEmpty {  // Without an address it would be NULL.
            return unsafe Self.check(sqlite3_bind_zeroblob(statement, count, 0))
        }
        unsafe bytes.withUnsafeBytes { bytes in
            let (start, end) = unsafe place(bytes)
            unsafe Self.check(
                sqlite3_bind_blob(statement, count, start, CInt(bytes.count), end))
        }
    }

    mutating func add(_ bytes: [UInt8]?) {
        if let bytes { add(bytes) } else { addNull() }
    }

    mutating func addNull() {
        count += 1
        unsafe Self.check(sqlite3_bind_null(statement, count))
    }

    /// Where the bytes stand while the statement runs, and who copies them.
    private mutating func place(
        _ bytes: UnsafeRawBufferPointer
    ) -> (UnsafeRawPointer?, sqlite3_destructor_type?) {
        guard unsafe bytes.count < room.count else {
            return unsafe (bytes.baseAddress, Self.copies)
        }
        let start = unsafe room.baseAddress
        unsafe room.copyMemory(from: bytes)
        unsafe room = UnsafeMutableRawBufferPointer(rebasing: room[bytes.count...])
        return (UnsafeRawPointer(start), nil)
    }

    /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
    private static let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func check(_ code: CInt) {
        precondition(code == SQLITE_OK, "a value is bound to each question mark")
    }
}
