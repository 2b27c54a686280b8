internal import GRDB
internal import ShopCore
internal import ShopModel
internal import Synchronization

extension ShopStore {
    /// Stores a batch in one transaction with one sync of the disk.
    ///
    /// Batches are stored in the order of the calls. When one fails nothing of it is stored, and
    /// all later ones fail with the same error: who decided them had already counted on it.
    ///
    /// - Parameter completion: Called once, on the store's queue. `.noSpace`, `.ioFailure`,
    ///   `.corrupt` and `.busy` are the machine's trouble; `.constraint`, `.outOfSequence` and
    ///   `.readTablesOutdated` are bugs of the caller.
    package func commit(
        _ batch: CommitBatch,
        completion: @escaping @Sendable (Result<Void, StorageError>) -> Void
    ) {
        pool.asyncWriteWithoutTransaction { db in
            completion(self.write(batch, to: db))
        }
    }

    private func write(_ batch: CommitBatch, to db: Database) -> Result<Void, StorageError> {
        writing.withLock { writing in
            if let failure = writing.failure { return .failure(failure) }
            do {
                guard writing.readTablesAreCurrent else {
                    throw StorageError.readTablesOutdated(file: file)
                }
                var head = writing.head
                try db.inTransaction(.immediate) {
                    try Self.store(batch, after: &head, in: db)
                    return .commit
                }
                writing.head = head
                return .success(())
            } catch {
                let failure = StorageError(error, file: file)
                writing.failure = failure
                return .failure(failure)
            }
        }
    }

    private static func store(
        _ batch: CommitBatch, after head: inout ChainHead, in db: Database
    ) throws {
        var tables = ReadTableWriter()
        let insertion = try Journal.insertion(db)
        for record in batch.records {
            try Journal.append(record, after: &head, with: insertion)
            try tables.apply(record.entry, to: db)
        }
        try tables.finish(db)
        for redaction in batch.redactions {
            try db.run(
                """
                UPDATE journal SET payload = ?, erased_by = ? WHERE seq = ? AND erased_by IS NULL
                """, Blob(redaction.payload), redaction.by.row, redaction.sequence.row)
        }
        for key in batch.buyerKeys {
            try db.run(
                "INSERT INTO buyer_keys (buyer, wrapped) VALUES (?, ?)", key.buyer.row,
                Blob(key.wrapped))
        }
        let insertCommand = try db.cachedStatement(
            sql: """
                INSERT INTO commands (actor, command_id, body_hash, reply, at_ms)
                VALUES (?, ?, ?, ?, ?)
                """)
        for command in batch.commands {
            try insertCommand.write { row in
                row.add(command.actor)
                row.add(command.commandID)
                row.add(command.bodyHash)
                row.add(command.reply)
                row.add(command.at.milliseconds)
            }
        }
        for notice in batch.notices {
            try db.run(
                """
                INSERT INTO notices (provider, notice_id, received_at_ms, headers, body)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                notice.provider.rawValue, notice.noticeID, notice.receivedAt.milliseconds,
                notice.headers, Blob(notice.body))
        }
    }
}
