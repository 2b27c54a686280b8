internal import GRDB
internal import OpenSSLBridge
internal import ShopCore
internal import ShopModel

/// The rows of the journal table.
enum Journal {
    /// For `append`.
    static func insertion(_ db: Database) throws -> Statement {
        try db.cachedStatement(
            sql: """
                INSERT INTO journal (
                    seq, at_ms, kind, audience, audience_id, actor, command_id, payload,
                    payload_hash, secret, scope, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
    }

    /// Appends one entry.
    ///
    /// - Throws: `.outOfSequence` when it does not follow `head`; `DatabaseError`.
    static func append(
        _ record: JournalRecord, after head: inout ChainHead, with insertion: Statement
    ) throws {
        let entry = record.entry
        guard entry.sequence == head.sequence.next else {
            throw StorageError.outOfSequence(
                expected: head.sequence.next.number, found: entry.sequence.number)
        }
        let kind = entry.event.kind
        let payloadHash = Digest.sha256(record.payload)
        head.advance(kind: kind, payloadHash: payloadHash)
        let (audience, audienceID) = entry.audience.columns
        try insertion.write { row in
            row.add(entry.sequence.row)
            row.add(entry.at.milliseconds)
            row.add(kind)
            row.add(audience)
            row.add(audienceID)
            row.add(record.actor)
            row.add(record.commandID)
            row.add(record.payload)
            row.add(payloadHash)
            row.add(record.secret)
            row.add(entry.scope.column)
            row.add(head.hash)
        }
    }

    /// All entries, in SQL, where a condition on the audience is looked up in the index.
    static let byAudience = Stretch.rows(of: "journal", by: "seq")

    /// Reads the last entry's number and hash.
    static func head(_ db: Database) throws -> ChainHead {
        let last = try Row.fetchOne(
            db, sql: "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        guard let last else { return .start }
        return ChainHead(sequence: EventSequence(last[0] as UInt64), hash: (last[1] as Blob).bytes)
    }

    /// Hands over all entries in order, one at a time.
    ///
    /// - Parameters:
    ///   - source: What to read from, in SQL.
    ///   - condition: Of the entries wanted, in SQL.
    static func forEach(
        _ db: Database, in source: String = "journal", where condition: String = "true",
        _ body: (StoredEntry) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT seq, at_ms, kind, audience, audience_id, actor, command_id, payload, secret,
                    scope
                FROM \(source) WHERE \(condition) ORDER BY seq
                """)
        while let row = try rows.next() {
            guard let audience = Audience(columns: row[3], row[4]) else {
                throw DatabaseError(
                    resultCode: .SQLITE_CORRUPT, message: "an entry's audience is unreadable")
            }
            try body(
                StoredEntry(
                    sequence: EventSequence(row[0] as UInt64),
                    at: Timestamp(milliseconds: row[1]), kind: row[2], audience: audience,
                    actor: row[5], commandID: row[6], payload: (row[7] as Blob).bytes,
                    secret: (row[8] as Blob?)?.bytes, scope: JournalScope(column: row[9])))
        }
    }
}

extension Numbered {
    /// The number as SQLite keeps it. Ours are counted from 1 and never get to its end; a client can
    /// ask for any.
    var row: Int64 { Int64(clamping: number) }
}

extension Audience {
    var columns: (audience: String, id: Int64?) {
        switch self {
        case .session(let id): ("session", id.row)
        case .buyer(let id): ("buyer", id.row)
        case .staff: ("staff", nil)
        }
    }

    init?(columns audience: String, _ id: UInt64?) {
        switch (audience, id) {
        case ("session", let id?): self = .session(SessionID(id))
        case ("buyer", let id?): self = .buyer(BuyerID(id))
        case ("staff", nil): self = .staff
        default: return nil
        }
    }
}

extension JournalScope {
    var column: Int64? {
        switch self {
        case .nothing: nil
        case .archive: -1
        case .shop: 0
        case .session(let id): id.row
        }
    }

    init(column: Int64?) {
        switch column {
        case nil: self = .nothing
        case -1: self = .archive
        case 0: self = .shop
        case let id?: self = .session(SessionID(UInt64(id)))
        }
    }
}
