internal import GRDB
package import ShopModel

/// Whose entries a page of the journal has.
package enum JournalFilter: Equatable, Sendable {
    /// Every entry.
    case staff
    /// What everybody in the session sees, and what is for the buyer.
    case member(session: SessionID?, buyer: BuyerID?)
}

/// An entry as clients see it.
package struct StoredEvent: Equatable, Sendable {
    package let sequence: EventSequence
    package let payload: [UInt8]
}

extension ShopStore {
    /// The most entries of one page; a higher limit counts as this one.
    package static let pageLimit = 1000

    /// Reads a page of the journal on a connection of its own; a commit meanwhile does not wait.
    ///
    /// - Parameters:
    ///   - cursor: The last number the reader has; the page begins behind it.
    ///   - last: The last number that may be on the page.
    ///   - limit: The most entries; fewer come only when there are no more.
    ///   - kind: Entries of this kind are left out; nil: none.
    ///   - completion: Called once, on a reader's queue, with the entries in order.
    package func read(
        after cursor: EventSequence, upTo last: EventSequence, limit: Int, filter: JournalFilter,
        without kind: String? = nil,
        completion: @escaping @Sendable (Result<[StoredEvent], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let page = try Self.page(
                    after: cursor, upTo: last, limit: min(limit, Self.pageLimit), filter, kind,
                    in: result.get())
                completion(.success(page))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    private static func page(
        after cursor: EventSequence, upTo last: EventSequence, limit: Int,
        _ filter: JournalFilter, _ left: String?, in db: Database
    ) throws -> [StoredEvent] {
        var page: [StoredEvent] = []
        guard cursor < last else { return page }
        switch filter {
        case .staff:
            let statement = try db.cachedStatement(
                sql: """
                    SELECT seq, payload FROM journal WHERE seq > ?1 AND seq <= ?2
                        AND (?4 IS NULL OR kind <> ?4)
                    ORDER BY seq LIMIT ?3
                    """)
            try append(statement, [cursor.row, last.row, limit, left], to: &page)
        case .member(let session, let buyer):
            // Two ranges of one index, merged: the cost is the page's, and a look at each stretch.
            let stretch = Stretch.of("seq")
            let statement = try db.cachedStatement(
                sql: """
                    SELECT seq, payload FROM journal WHERE \(stretch) = ?6
                        AND audience = 'session' AND audience_id = ?1 AND seq > ?3 AND seq <= ?4
                        AND (?7 IS NULL OR kind <> ?7)
                    UNION ALL SELECT seq, payload FROM journal WHERE \(stretch) = ?6
                        AND audience = 'buyer' AND audience_id = ?2 AND seq > ?3 AND seq <= ?4
                    ORDER BY seq LIMIT ?5
                    """)
            var number = Stretch.number(of: cursor.row + 1)
            while number <= Stretch.number(of: last.row), page.count < limit {
                let rest = limit - page.count
                try append(
                    statement,
                    [session?.row, buyer?.row, cursor.row, last.row, rest, number, left],
                    to: &page)
                number += 1
            }
        }
        return page
    }

    static func append(
        _ statement: Statement, _ arguments: StatementArguments, to page: inout [StoredEvent]
    ) throws {
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            page.append(
                StoredEvent(
                    sequence: EventSequence(row[0] as UInt64), payload: (row[1] as Blob).bytes))
        }
    }
}
