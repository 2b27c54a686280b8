internal import GRDB
package import ShopModel

/// An entry with its place in the hash chain.
package struct ChainedEntry: Equatable, Sendable {
    package let entry: StoredEntry
    /// Of the entry before it; all zero for the first.
    package let previousHash: [UInt8]
    package let hash: [UInt8]
}

extension ShopStore {
    /// Reads entries that are for one buyer, with the journal's head at the same moment, on a
    /// connection of its own.
    ///
    /// - Parameters:
    ///   - isWanted: Chooses among the buyer's entries; called on a reader's queue.
    ///   - completion: Called once, on a reader's queue, with the entries in order.
    package func chainedEntries(
        of buyer: BuyerID, where isWanted: @escaping @Sendable (StoredEntry) throws -> Bool,
        completion:
            @escaping @Sendable (Result<([ChainedEntry], ChainHead), StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let db = try result.get()
                var wanted: [StoredEntry] = []
                let ofBuyer = "audience = 'buyer' AND audience_id = \(buyer.row)"
                try Journal.forEach(db, in: Journal.byAudience, where: ofBuyer) { stored in
                    if try isWanted(stored) { wanted.append(stored) }
                }
                let entries = try wanted.map {
                    ChainedEntry(
                        entry: $0,
                        previousHash: try Self.hash(at: $0.sequence.number - 1, db)
                            ?? ChainHead.start.hash,
                        hash: try Self.hash(at: $0.sequence.number, db) ?? [])
                }
                completion(.success((entries, try Journal.head(db))))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    /// Reads the hash of one entry, on a connection of its own.
    ///
    /// - Parameter completion: Called once, on a reader's queue; with `nil` when the journal has
    ///   no such entry on disk.
    package func hash(
        at sequence: EventSequence,
        completion: @escaping @Sendable (Result<[UInt8]?, StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                completion(.success(try Self.hash(at: sequence.number, result.get())))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    /// What the journal has at these numbers. Blocks.
    package func chained(
        at numbers: [UInt64]
    ) throws -> [UInt64: (payload: [UInt8], hash: [UInt8], isErased: Bool)] {
        try reading { db in
            var found: [UInt64: (payload: [UInt8], hash: [UInt8], isErased: Bool)] = [:]
            let statement = try db.makeStatement(
                sql: "SELECT payload, hash, erased_by IS NOT NULL FROM journal WHERE seq = ?")
            for number in numbers {
                guard
                    let row = try Int64(exactly: number).flatMap({
                        try Row.fetchOne(statement, arguments: [$0])
                    })
                else { continue }
                found[number] = ((row[0] as Blob).bytes, (row[1] as Blob).bytes, row[2])
            }
            return found
        }
    }

    private static func hash(at number: UInt64, _ db: Database) throws -> [UInt8]? {
        guard let row = Int64(exactly: number) else { return nil }
        return try Row.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM journal WHERE seq = ?"), arguments: [row]
        ).map { ($0[0] as Blob).bytes }
    }
}
