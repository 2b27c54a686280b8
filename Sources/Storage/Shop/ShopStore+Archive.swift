internal import GRDB
package import ShopCore
package import ShopModel

// What is read, and what is left out, when sessions are archived.
extension ShopStore {
    /// Hands over the entries that say what is archived, in order. Blocks.
    ///
    /// - Throws: What `body` throws; `StorageError` when the file cannot be read.
    package func loadArchives(_ body: (StoredEntry) throws -> Void) throws {
        try reading { try Journal.forEach($0, where: "scope = -1", body) }
    }

    /// Hands over, in order, the entries that state follows from. Blocks.
    ///
    /// - Parameter gone: Sessions whose entries are left out.
    /// - Returns: The journal's last entry, and its time; `nil` when it is empty.
    /// - Throws: What `body` throws; `StorageError` when the file cannot be read.
    package func load(
        except gone: Set<SessionID>, _ body: (StoredEntry) throws -> Void
    ) throws -> (EventSequence, Timestamp)? {
        try reading { db in
            try Journal.forEach(db, where: Self.condition(except: gone, db), body)
            return try Self.last(db)
        }
    }

    /// Reads all entries of these sessions on a connection of its own.
    ///
    /// - Parameter completion: Called once, on a reader's queue, with the entries in order.
    package func entries(
        of sessions: Set<SessionID>,
        completion: @escaping @Sendable (Result<[StoredEntry], StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                let numbers = sessions.map { "\($0.row)" }.joined(separator: ", ")
                var entries: [StoredEntry] = []
                try Journal.forEach(result.get(), where: "scope IN (\(numbers))") {
                    entries.append($0)
                }
                completion(.success(entries))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    /// The session of something that is not in memory; `nil` when there is no such thing. Blocks.
    ///
    /// - Parameter buyer: Only what is this buyer's.
    package func session(
        of missing: Missing, for buyer: BuyerID? = nil
    ) throws(StorageError) -> SessionID? {
        let (from, number): (String, Int64)
        switch missing {
        case .order(let id), .invoice(of: let id): (from, number) = ("orders WHERE id = ?1", id.row)
        case .payment(let id): (from, number) = (Self.orders(of: "payments", "id"), id.row)
        case .refund(let id): (from, number) = (Self.orders(of: "refunds", "id"), id.row)
        case .substitute(let id): (from, number) = (Self.orders(of: "substitutes", "id"), id.row)
        case .parcel(let id): (from, number) = (Self.orders(of: "parcel_lines", "parcel"), id.row)
        case .tick(let id): (from, number) = ("purchases WHERE id = ?1 AND ?2 IS NULL", id.row)
        case .other: return nil
        }
        let ofBuyer = if case .tick = missing { "" } else { " AND buyer = coalesce(?2, buyer)" }
        return try sessions("SELECT session FROM \(from)\(ofBuyer) LIMIT 1", [number, buyer?.row])
            .first
    }

    /// The session whose payment a transaction has settled. Blocks.
    package func session(
        ofTransaction id: String, _ method: PaymentMethod
    ) throws(StorageError) -> SessionID? {
        try sessions(
            """
            SELECT session FROM transactions JOIN orders ON orders.id = order_id
            WHERE method = ? AND transaction_id = ?
            """, [method.rawValue, id]
        ).first
    }

    /// The sessions in which a buyer has orders or parcels. Blocks.
    package func sessions(of buyer: BuyerID) throws(StorageError) -> Set<SessionID> {
        let orders = Stretch.rows(of: "orders", by: "id")
        return Set(
            try sessions("SELECT DISTINCT session FROM \(orders) WHERE buyer = ?", [buyer.row]))
    }

    /// The sessions of a buyer's orders on a page, and of the first one behind it. Blocks.
    package func sessions(
        of buyer: BuyerID, states: Set<Order.State>, on page: Page
    ) throws(StorageError) -> Set<SessionID> {
        let names = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        let isWanted = states.isEmpty ? "true" : "state IN (\(names))"
        let after = Int64(clamping: page.after)
        return Set(
            try sessions(
                """
                SELECT session FROM \(Stretch.rows(of: "orders", by: "id", from: "?2"))
                WHERE buyer = ?1 AND id > ?2 AND \(isWanted)
                ORDER BY id LIMIT \(page.limit + 1)
                """, [buyer.row, after]))
    }

    /// The sessions of which money moved on a day in China, or was asked for. Blocks; looks at all
    /// payments.
    package func sessions(paidOn day: CalendarDate) throws(StorageError) -> Set<SessionID> {
        let end = Timestamp.endInChina(of: day).milliseconds
        let times: [(any DatabaseValueConvertible)?] = [end - 86_400_000, end]
        return Set(
            try sessions(
                """
                SELECT DISTINCT session FROM orders WHERE id IN (
                    SELECT order_id FROM payments
                        WHERE requested_at_ms >= ?1 AND requested_at_ms < ?2
                    UNION SELECT order_id FROM transactions WHERE at_ms >= ?1 AND at_ms < ?2
                    UNION SELECT order_id FROM refunds
                        WHERE changed_at_ms >= ?1 AND changed_at_ms < ?2)
                """, times))
    }

    /// The last entry before a time, with its hash, on a connection of its own; entries are in the
    /// order of their times.
    ///
    /// - Parameter completion: Called once, on a reader's queue; with the chain's start when there
    ///   is none.
    package func head(
        before time: Timestamp,
        completion: @escaping @Sendable (Result<ChainHead, StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                completion(.success(try Self.head(before: time, in: result.get())))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    private static func head(before time: Timestamp, in db: Database) throws -> ChainHead {
        let statement = try db.cachedStatement(
            sql: "SELECT seq, hash, at_ms FROM journal WHERE seq = ?")
        var found = ChainHead.start
        var (low, high) = (Int64(1), try Journal.head(db).sequence.row)
        while low <= high {
            let middle = low + (high - low) / 2
            guard let row = try Row.fetchOne(statement, arguments: [middle]) else {
                throw DatabaseError(
                    resultCode: .SQLITE_CORRUPT, message: "entry \(middle) is missing")
            }
            if row[2] < time.milliseconds {
                found = ChainHead(
                    sequence: EventSequence(row[0] as UInt64), hash: (row[1] as Blob).bytes)
                low = middle + 1
            } else {
                high = middle - 1
            }
        }
        return found
    }

    private static func orders(of table: String, _ key: String) -> String {
        """
        orders JOIN \(table) ON orders.id = \(table).order_id WHERE \(table).\(key) = ?1
        """
    }

    private func sessions(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?]
    ) throws(StorageError) -> [SessionID] {
        do {
            return try lookups.unsafeRead { db in
                try Int64.fetchAll(
                    db.cachedStatement(sql: sql), arguments: StatementArguments(arguments)
                ).map { SessionID(UInt64($0)) }
            }
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// With nothing left out the table is read as it lies; else the index says what is wanted.
    private static func condition(except gone: Set<SessionID>, _ db: Database) throws -> String {
        guard !gone.isEmpty else { return "scope IS NOT NULL" }
        let highest = try Int64.fetchOne(db, sql: "SELECT max(scope) FROM journal") ?? 0
        let kept = stride(from: Int64(1), through: highest, by: 1).filter {
            !gone.contains(SessionID(UInt64($0)))
        }
        let scopes = ([-1, 0] + kept).map { "\($0)" }.joined(separator: ", ")
        return "seq IN (SELECT seq FROM journal WHERE scope IN (\(scopes)))"
    }

    private static func last(_ db: Database) throws -> (EventSequence, Timestamp)? {
        try Row.fetchOne(db, sql: "SELECT seq, at_ms FROM journal ORDER BY seq DESC LIMIT 1").map {
            (EventSequence($0[0] as UInt64), Timestamp(milliseconds: $0[1]))
        }
    }
}
