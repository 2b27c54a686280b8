internal import GRDB
package import ShopCore
package import ShopModel

/// A row of the journal; its payload is for the caller to decode.
package struct StoredEntry: Equatable, Sendable {
    package let sequence: EventSequence
    package let at: Timestamp
    package let kind: String
    package let audience: Audience
    package let actor: String
    package let commandID: String?
    package let payload: [UInt8]
    package let secret: [UInt8]?
    package let scope: JournalScope
}

extension ShopStore {
    /// Hands over the whole journal in order, one entry at a time. Blocks.
    ///
    /// - Throws: What `body` throws; `StorageError` when the file cannot be read.
    package func load(_ body: (StoredEntry) throws -> Void) throws {
        try reading { try Journal.forEach($0, body) }
    }

    /// Hands over all answers ever given, by actor and command. Blocks.
    ///
    /// - Throws: What `body` throws; `StorageError` when the file cannot be read.
    package func loadCommands(_ body: (CommandRecord) throws -> Void) throws {
        try reading { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT actor, command_id, body_hash, reply, at_ms FROM commands")
            while let row = try rows.next() {
                try body(
                    CommandRecord(
                        actor: row[0], commandID: row[1], bodyHash: (row[2] as Blob).bytes,
                        reply: (row[3] as Blob).bytes, at: Timestamp(milliseconds: row[4])))
            }
        }
    }

    /// Runs `body` on one unchanging state of the file; only database errors are translated.
    func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error as DatabaseError {
            throw StorageError(error, file: file)
        }
    }
}
