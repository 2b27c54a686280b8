internal import GRDB
internal import ShopModel

extension ShopStore {
    /// Finds the answer to a command among all that is committed by now.
    ///
    /// It takes 10 to 20 µs where the file's pages are in memory, on a connection of its own: it waits
    /// for no commit and no other reader, so it may be called on an event loop.
    ///
    /// - Throws: `StorageError` when the file cannot be read.
    package func answer(
        to commandID: String, by actor: String
    ) throws(StorageError) -> CommandRecord? {
        do {
            // Without a transaction around it, which would cost as much again: a single statement
            // sees the last commit.
            return try lookups.unsafeRead { db in
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT body_hash, reply, at_ms FROM commands
                        WHERE actor = ? AND command_id = ?
                        """)
                return try Row.fetchOne(statement, arguments: [actor, commandID]).map {
                    CommandRecord(
                        actor: actor, commandID: commandID, bodyHash: ($0[0] as Blob).bytes,
                        reply: ($0[1] as Blob).bytes, at: Timestamp(milliseconds: $0[2]))
                }
            }
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Reads the ids of an actor's commands that are answered, on a connection of its own.
    ///
    /// - Parameters:
    ///   - limit: The most ids; fewer come only when there are no more.
    ///   - completion: Called once, on a reader's queue.
    package func commandIDs(
        of actor: String, limit: Int,
        completion: @escaping @Sendable (Result<[String], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let ids = try String.fetchAll(
                    result.get().cachedStatement(
                        sql: "SELECT command_id FROM commands WHERE actor = ? LIMIT ?"),
                    arguments: [actor, limit])
                completion(.success(ids))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }
}
