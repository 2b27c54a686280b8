internal import GRDB
package import ShopCore
package import ShopModel

/// A payload that takes the place of another, of which the hash stays: a line was taken away.
package struct Redaction: Equatable, Sendable {
    package let sequence: EventSequence
    package let payload: [UInt8]
    /// The entry that says so.
    package let by: EventSequence

    package init(_ sequence: EventSequence, payload: [UInt8], by: EventSequence) {
        (self.sequence, self.payload, self.by) = (sequence, payload, by)
    }
}

/// A message as it is listed.
package struct StoredMessage: Equatable, Sendable {
    package let sequence: EventSequence
    package let at: Timestamp
    package let message: Message
    package let isDeleted: Bool
}

/// A thread as it is listed, for one side of it.
package struct StoredThread: Equatable, Sendable {
    package let buyer: BuyerID
    package let alias: String
    /// As far as the reader sees it; a thread of notes alone has none for the buyer.
    package var last: StoredMessage?
    package let unread: Int
    package let readByStaff: EventSequence
    package let readByBuyer: EventSequence
    package let messages: Int
}

/// A page of threads, the newest first.
package struct ThreadPage: Equatable, Sendable {
    package var threads: [StoredThread] = []
    /// Before this event there are more; `nil`: that is all.
    package var next: EventSequence?
    /// Threads with something unread, in all.
    package var unread = 0
}

/// A page of a thread, the oldest first.
package struct MessagePage: Equatable, Sendable {
    package var thread: StoredThread?
    package var messages: [StoredMessage] = []
    /// Before this event there are more; `nil`: that is all.
    package var next: EventSequence?
}

extension ShopStore {
    /// Finds a line of the chat or of a thread among all that is committed by now; one that was
    /// taken away is not found. May be called on an event loop, as `answer(to:by:)`.
    package func line(_ sequence: EventSequence) throws(StorageError) -> Line? {
        try looking { db in
            let chat = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT session, at_ms, buyer FROM chat
                        WHERE seq = ? AND deleted_by IS NULL
                        """), arguments: [sequence.row])
            if let chat {
                return Line(
                    sequence: sequence, at: Timestamp(milliseconds: chat[1]),
                    place: .chat(SessionID(chat[0] as UInt64)),
                    author: (chat[2] as UInt64?).map { BuyerID($0) })
            }
            return try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT buyer, at_ms, from_staff, is_note, reply_to FROM messages
                        WHERE seq = ? AND deleted_by IS NULL
                        """), arguments: [sequence.row]
            ).map { row in
                let buyer = BuyerID(row[0] as UInt64)
                return Line(
                    sequence: sequence, at: Timestamp(milliseconds: row[1]),
                    place: .thread(buyer, isNote: row[3]),
                    author: (row[2] as Bool) ? nil : buyer,
                    replyTo: (row[4] as UInt64?).map { EventSequence($0) })
            }
        }
    }

    /// Whether a mark up to there would say more than the last one. May be called on an event loop.
    package func hasUnread(
        in buyer: BuyerID, forStaff: Bool, through: EventSequence
    ) throws(StorageError) -> Bool {
        try looking { db in
            let (mark, other) =
                forStaff
                ? ("read_by_staff", "NOT from_staff")
                : ("read_by_buyer", "from_staff AND NOT is_note")
            return try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM messages JOIN threads USING (buyer)
                        WHERE buyer = ? AND seq > \(mark) AND seq <= ? AND \(other)
                            AND deleted_by IS NULL)
                        """), arguments: [buyer.row, through.row]) ?? false
        }
    }

    private func looking<Value>(
        _ read: (Database) throws -> Value
    ) throws(StorageError) -> Value {
        do {
            return try lookups.unsafeRead(read)
        } catch {
            throw StorageError(error, file: file)
        }
    }

    /// Reads a page of threads, on a connection of its own.
    ///
    /// - Parameters:
    ///   - buyer: Whose own thread it is; `nil`: all, for staff.
    ///   - cursor: Threads whose last message is older; `nil`: from the newest.
    ///   - completion: Called once, on a reader's queue.
    package func threads(
        of buyer: BuyerID?, before cursor: EventSequence?, limit: Int, onlyUnread: Bool,
        completion: @escaping @Sendable (Result<ThreadPage, StorageError>) -> Void
    ) {
        asyncRead(completion) { db in
            let (last, unread) =
                buyer == nil ? ("last_seq", "staff_unread") : ("last_open_seq", "buyer_unread")
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        \(Self.threadColumns(last: last, unread: unread))
                        WHERE \(last) < ?1 \(onlyUnread ? "AND \(unread) > 0" : "")
                            \(buyer == nil ? "AND ?2 IS NULL" : "AND buyer = ?2")
                        ORDER BY \(last) DESC LIMIT ?3
                        """), arguments: [cursor?.row ?? Int64.max, buyer?.row, limit + 1])
            var page = ThreadPage()
            page.threads = try rows.prefix(limit).map { try Self.thread($0, db) }
            if rows.count > limit { page.next = page.threads.last?.last?.sequence }
            page.unread =
                try Int.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT count(*) FROM threads WHERE \(unread) > 0
                                \(buyer == nil ? "AND ?1 IS NULL" : "AND buyer = ?1")
                            """), arguments: [buyer?.row]) ?? 0
            return page
        }
    }

    /// Reads a page of a thread, on a connection of its own.
    ///
    /// - Parameter completion: Called once, on a reader's queue.
    package func messages(
        of buyer: BuyerID, forStaff: Bool, before cursor: EventSequence?, limit: Int,
        completion: @escaping @Sendable (Result<MessagePage, StorageError>) -> Void
    ) {
        asyncRead(completion) { db in
            var page = MessagePage()
            let (last, unread) =
                forStaff ? ("last_seq", "staff_unread") : ("last_open_seq", "buyer_unread")
            page.thread = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        \(Self.threadColumns(last: last, unread: unread))
                        WHERE buyer = ? AND \(last) IS NOT NULL
                        """),
                arguments: [buyer.row]
            ).map { try Self.thread($0, db) }
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        \(Self.messageColumns) WHERE buyer = ? AND seq < ?
                            \(forStaff ? "" : "AND NOT is_note")
                        ORDER BY seq DESC LIMIT ?
                        """), arguments: [buyer.row, cursor?.row ?? Int64.max, limit + 1])
            page.messages = rows.prefix(limit).map(Self.message).reversed()
            if rows.count > limit { page.next = page.messages.first?.sequence }
            return page
        }
    }

    private func asyncRead<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, StorageError>) -> Void,
        _ read: @escaping @Sendable (Database) throws -> Value
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                completion(.success(try read(result.get())))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    private static func threadColumns(last: String, unread: String) -> String {
        """
        SELECT buyer, alias, \(last), \(unread), read_by_staff, read_by_buyer, messages
        FROM threads JOIN buyers ON buyers.id = threads.buyer
        """
    }

    private static func thread(_ row: Row, _ db: Database) throws -> StoredThread {
        StoredThread(
            buyer: BuyerID(row[0] as UInt64), alias: row[1],
            last: try (row[2] as Int64?).flatMap { last in
                try Row.fetchOne(
                    db.cachedStatement(sql: "\(messageColumns) WHERE seq = ?"), arguments: [last]
                ).map(message)
            },
            unread: row[3], readByStaff: EventSequence(row[4] as UInt64),
            readByBuyer: EventSequence(row[5] as UInt64), messages: row[6])
    }

    private static let messageColumns = """
        SELECT seq, at_ms, buyer, from_staff, author, text, reply_to, item, code, order_id, is_note,
            deleted_by IS NOT NULL FROM messages
        """

    private static func message(_ row: Row) -> StoredMessage {
        let buyer = BuyerID(row[2] as UInt64)
        return StoredMessage(
            sequence: EventSequence(row[0] as UInt64), at: Timestamp(milliseconds: row[1]),
            message: Message(
                thread: buyer,
                author: (row[3] as Bool)
                    ? .staff(name: row[4]) : .buyer(buyer, alias: row[4]),
                text: row[5], replyTo: (row[6] as UInt64?).map { EventSequence($0) },
                item: (row[7] as UInt64?).map { ItemID($0) },
                code: (row[8] as String?).flatMap { ItemCode($0) },
                order: (row[9] as UInt64?).map { OrderID($0) }, isNote: row[10]),
            isDeleted: row[11])
    }
}
