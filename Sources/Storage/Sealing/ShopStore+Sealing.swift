internal import GRDB
internal import ShopCore
package import ShopModel

extension ShopStore {
    /// The keys of the shop's buyers. Blocks.
    ///
    /// - Throws: `.corrupt` when the server's key does not open them; `StorageError`.
    package func vault(of shop: ShopSlug, in folder: DataFolder) throws -> BuyerVault {
        let keys = try reading { db in
            try Row.fetchAll(db, sql: "SELECT buyer, wrapped FROM buyer_keys").map {
                BuyerKeyRecord(
                    buyer: BuyerID($0[0] as UInt64), wrapped: ($0[1] as Blob).bytes)
            }
        }
        let vault = BuyerVault(shop: shop, master: folder.masterKey, keys)
        guard vault.fits else {
            throw StorageError.corrupt(
                file: folder.layout.masterKey, reason: "it does not open the keys in \(file)")
        }
        return vault
    }

    /// The buyers whose erasure is in the journal and not yet carried out. Blocks.
    package func unfinishedErasures(_ erased: [BuyerID: EventSequence]) throws -> [BuyerID] {
        guard !erased.isEmpty else { return [] }
        let done = try reading { db in
            Set(try UInt64.fetchAll(db, sql: "SELECT buyer FROM erasures"))
        }
        return erased.keys.filter { !done.contains($0.number) }.sorted()
    }

    /// Carries an erasure out: destroys the buyer's key, takes answers to the buyer's commands
    /// away, and puts what `rewrite` makes of them in the place of payloads that name the person.
    /// The hashes of what was there stay, so the chain holds. Again, it changes nothing.
    ///
    /// - Parameters:
    ///   - by: The journal's entry that erases the buyer.
    ///   - rewrite: The new payload of an entry; `nil` leaves it as it is.
    ///   - completion: Called once, on the store's queue.
    package func carryOutErasure(
        of buyer: BuyerID, by sequence: EventSequence,
        rewrite: @escaping @Sendable (StoredEntry) throws -> [UInt8]?,
        completion: @escaping @Sendable (Result<Void, StorageError>) -> Void
    ) {
        let file = file
        pool.asyncWriteWithoutTransaction { db in
            completion(Self.erase(buyer, by: sequence, rewrite, file, db))
        }
    }

    /// The same, waited for. Blocks.
    package func carryOutErasure(
        of buyer: BuyerID, by sequence: EventSequence,
        rewrite: @escaping @Sendable (StoredEntry) throws -> [UInt8]?
    ) throws(StorageError) {
        let file = file
        try pool.writeWithoutTransaction { db in
            Self.erase(buyer, by: sequence, rewrite, file, db)
        }.get()
    }

    private static func erase(
        _ buyer: BuyerID, by sequence: EventSequence,
        _ rewrite: (StoredEntry) throws -> [UInt8]?, _ file: String, _ db: Database
    ) -> Result<Void, StorageError> {
        do {
            try db.inTransaction(.immediate) {
                try erase(buyer, by: sequence, rewrite, db)
                return .commit
            }
        } catch {
            return .failure(StorageError(error, file: file))
        }
        // Old pages would linger in the WAL. A reader may be in the way: then closing the file,
        // or the next checkpoint, does it.
        _ = try? db.checkpoint(.truncate)
        return .success(())
    }

    private static func erase(
        _ buyer: BuyerID, by sequence: EventSequence,
        _ rewrite: (StoredEntry) throws -> [UInt8]?, _ db: Database
    ) throws {
        try db.run("DELETE FROM buyer_keys WHERE buyer = ?", buyer.row)
        try db.run("DELETE FROM commands WHERE actor = ?", "buyer:\(buyer)")
        var payloads: [(EventSequence, [UInt8])] = []
        for (source, condition) in [
            (
                "journal",
                """
                seq IN (SELECT seq FROM chat WHERE buyer = \(buyer.row)
                    UNION ALL SELECT seq FROM messages WHERE buyer = \(buyer.row))
                """
            ),
            (
                Journal.byAudience,
                """
                audience = 'buyer' AND audience_id = \(buyer.row)
                    AND kind IN (
                        'buyer_blocked', 'buyer_muted', 'request_made', 'claim_answered')
                """
            ),
            (
                Journal.byAudience,
                "audience = 'staff' AND audience_id IS NULL AND kind = 'buyer_joined'"
            ),
        ] {
            try Journal.forEach(db, in: source, where: "erased_by IS NULL AND (\(condition))") {
                if let payload = try rewrite($0) { payloads.append(($0.sequence, payload)) }
            }
        }
        for (entry, payload) in payloads {
            try db.update(
                """
                UPDATE journal SET payload = ?, erased_by = ?,
                    secret = CASE WHEN secret IS NULL THEN NULL ELSE x'' END
                WHERE seq = ?
                """, Blob(payload), sequence.row, entry.row)
        }
        try db.run(
            "INSERT OR IGNORE INTO erasures (buyer, seq) VALUES (?, ?)", buyer.row, sequence.row)
    }

    /// One line of a buyer's chat or thread, for the buyer's file.
    package struct ChatLine: Equatable, Sendable {
        package let sequence: EventSequence
        package let at: Timestamp
        /// `nil`: a message in the buyer's thread.
        package let session: SessionID?
        package let text: String
        /// Who of staff wrote the message; empty: the buyer.
        package let staff: String
    }

    /// Reads what a buyer has said, and the buyer's thread without notes, on a connection of its own.
    ///
    /// - Parameter completion: Called once, on a reader's queue, with at most `limit` lines.
    package func chat(
        of buyer: BuyerID, after cursor: EventSequence, limit: Int,
        completion: @escaping @Sendable (Result<[ChatLine], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let rows = try Row.fetchAll(
                    result.get(),
                    sql: """
                        SELECT seq, at_ms, session, text, '' FROM chat
                            WHERE buyer = ?1 AND seq > ?2
                        UNION ALL SELECT seq, at_ms, NULL, text, iif(from_staff, author, '')
                            FROM messages WHERE buyer = ?1 AND seq > ?2 AND NOT is_note
                        ORDER BY seq LIMIT ?3
                        """, arguments: [buyer.row, cursor.row, limit])
                completion(
                    .success(
                        rows.map {
                            ChatLine(
                                sequence: EventSequence($0[0] as UInt64),
                                at: Timestamp(milliseconds: $0[1]),
                                session: ($0[2] as UInt64?).map { SessionID($0) }, text: $0[3],
                                staff: $0[4])
                        }))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }
}
