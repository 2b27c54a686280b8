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

    /// Runs `body` on one unchanging state of the file; only database errors are translated.
    func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error as DatabaseError {
            throw StorageError(error, file: file)
        }
    }
}
