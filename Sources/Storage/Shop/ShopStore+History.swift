internal import GRDB
package import ShopModel

extension ShopStore {
    /// Reads the newest entries of the journal between two numbers, on a connection of its own.
    ///
    /// - Parameters:
    ///   - lowest: Entries with a higher number.
    ///   - highest: Entries with a lower number.
    ///   - limit: The most entries; fewer come only when there are no more.
    ///   - completion: Called once, on a reader's queue, with the entries in rising order.
    package func readNewest(
        after lowest: EventSequence, before highest: EventSequence, limit: Int,
        filter: JournalFilter,
        completion: @escaping @Sendable (Result<[StoredEvent], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let db = try result.get()
                let page = try Self.newest(
                    after: lowest.row, before: highest.row, limit: min(limit, Self.pageLimit),
                    filter, in: db)
                completion(.success(page.reversed()))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    /// Reads the last lines of a session's chat, however much else has happened since.
    ///
    /// - Parameters:
    ///   - last: Lines up to this event.
    ///   - completion: Called once, on a reader's queue, with the lines in rising order.
    package func lastLines(
        of session: SessionID, upTo last: EventSequence, limit: Int,
        completion: @escaping @Sendable (Result<[StoredEvent], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let statement = try result.get().cachedStatement(
                    sql: """
                        SELECT journal.seq, payload FROM chat CROSS JOIN journal
                            ON journal.seq = chat.seq
                        WHERE session = ?1 AND chat.seq <= ?2 ORDER BY chat.seq DESC LIMIT ?3
                        """)
                var lines: [StoredEvent] = []
                try Self.append(
                    statement, [session.row, last.row, min(limit, Self.pageLimit)], to: &lines)
                completion(.success(lines.reversed()))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    /// The newest first.
    private static func newest(
        after lowest: Int64, before highest: Int64, limit: Int, _ filter: JournalFilter,
        in db: Database
    ) throws -> [StoredEvent] {
        guard lowest < highest else { return [] }
        var page: [StoredEvent] = []
        switch filter {
        case .staff:
            let statement = try db.cachedStatement(
                sql: """
                    SELECT seq, payload FROM journal
                    WHERE seq > ?1 AND seq < ?2
                    ORDER BY seq DESC LIMIT ?3
                    """)
            try append(statement, [lowest, highest, limit], to: &page)
        case .member(let session, let buyer):
            // As forwards: two ranges of one index in each stretch, from the last one down.
            let stretch = Stretch.of("seq")
            let ranges = ["'session' AND audience_id = ?1", "'buyer' AND audience_id = ?2"].map {
                """
                SELECT seq, payload FROM journal WHERE \(stretch) = ?6 AND audience = \($0)
                    AND seq > ?3 AND seq < ?4
                """
            }
            let statement = try db.cachedStatement(
                sql: ranges.joined(separator: " UNION ALL ") + " ORDER BY seq DESC LIMIT ?5")
            var number = Stretch.number(of: highest - 1)
            while number >= Stretch.number(of: lowest + 1), page.count < limit {
                try append(
                    statement,
                    [session?.row, buyer?.row, lowest, highest, limit - page.count, number],
                    to: &page)
                number -= 1
            }
        }
        return page
    }
}
