internal import GRDB
internal import ShopCore
internal import ShopModel

// Messages and threads, lines taken away, mutes, listed words, slow mode, pinned texts.
extension ReadTables {
    static let talkSchema = """
        CREATE TABLE messages (
            seq INTEGER NOT NULL PRIMARY KEY,
            buyer INTEGER NOT NULL REFERENCES buyers (id),  -- Whose thread it is in.
            at_ms INTEGER NOT NULL,
            from_staff INTEGER NOT NULL CHECK (from_staff IN (0, 1)),
            author TEXT NOT NULL,
            text TEXT NOT NULL,
            reply_to INTEGER,
            item INTEGER REFERENCES items (id),  -- What it is about.
            code TEXT,
            order_id INTEGER REFERENCES orders (id),
            is_note INTEGER NOT NULL CHECK (is_note IN (0, 1)),  -- Among staff.
            deleted_by TEXT,
            CHECK ((item IS NULL) = (code IS NULL)),
            CHECK (from_staff OR NOT is_note)
        ) STRICT;
        CREATE INDEX messages_by_buyer ON messages (buyer, seq);
        CREATE INDEX messages_for_staff ON messages (buyer, seq)
            WHERE NOT from_staff AND deleted_by IS NULL;
        CREATE INDEX messages_for_buyer ON messages (buyer, seq)
            WHERE from_staff AND NOT is_note AND deleted_by IS NULL;
        CREATE TABLE threads (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            last_seq INTEGER NOT NULL,  -- For staff.
            last_open_seq INTEGER,  -- For the buyer, who sees no notes.
            messages INTEGER NOT NULL DEFAULT 0,
            notes INTEGER NOT NULL DEFAULT 0,
            read_by_staff INTEGER NOT NULL DEFAULT 0,
            read_by_buyer INTEGER NOT NULL DEFAULT 0,
            staff_unread INTEGER NOT NULL DEFAULT 0,
            buyer_unread INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX threads_by_last ON threads (last_seq);
        CREATE INDEX threads_unread ON threads (last_seq) WHERE staff_unread > 0;
        CREATE TABLE deleted_lines (
            seq INTEGER NOT NULL PRIMARY KEY,
            line INTEGER NOT NULL,
            by_staff TEXT NOT NULL,
            reason TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE muted_buyers (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            until_ms INTEGER NOT NULL,
            reason TEXT NOT NULL,
            by_staff TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE listed_words (
            position INTEGER NOT NULL PRIMARY KEY,
            word TEXT NOT NULL
        ) STRICT;
        """

    static func apply(_ event: TalkEvent, _ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch event {
        case .sent(let message): try insert(message, entry, db)
        case .read(let buyer, let staff, let through):
            try mark(buyer, readByStaff: staff != nil, through: through, db)
        case .deleted(let line, let by, let reason):
            try db.run(
                """
                INSERT INTO deleted_lines (seq, line, by_staff, reason, at_ms)
                VALUES (?, ?, ?, ?, ?)
                """, entry.sequence.row, line.sequence.row, by, reason, at)
            try delete(line, by: by, db)
        case .muted(let id, let mute):
            try db.run(
                """
                INSERT OR REPLACE INTO muted_buyers (buyer, until_ms, reason, by_staff, at_ms)
                VALUES (?, ?, ?, ?, ?)
                """, id.row, mute.until.milliseconds, mute.reason, mute.by, at)
        case .unmuted(let id, _):
            try db.update("DELETE FROM muted_buyers WHERE buyer = ?", id.row)
        case .slowModeSet(let id, let pause, _):
            try db.update(
                "UPDATE sessions SET slow_mode_ms = ? WHERE id = ?", pause?.milliseconds, id.row)
        case .wordsSet(let words, _):
            try db.run("DELETE FROM listed_words")
            for (position, word) in words.enumerated() {
                try db.run(
                    "INSERT INTO listed_words (position, word) VALUES (?, ?)", position, word)
            }
        case .textPinned(let id, let pinned):
            try db.update(
                "UPDATE sessions SET pinned_text = ? WHERE id = ?",
                pinned.text.isEmpty ? nil : pinned.text, id.row)
        }
    }

    /// What is left of an erased buyer's thread: all of it was about the buyer.
    static func eraseTalk(of buyer: BuyerID, _ db: Database) throws {
        try db.run(
            "UPDATE messages SET text = ? WHERE buyer = ?", Shop.erasedText, buyer.row)
        try db.run(
            "UPDATE messages SET author = ? WHERE buyer = ? AND NOT from_staff",
            Shop.erasedAlias(of: buyer), buyer.row)
        try db.run("DELETE FROM muted_buyers WHERE buyer = ?", buyer.row)
    }

    private static func insert(
        _ message: Message, _ entry: Entry, _ db: Database
    ) throws {
        let (seq, buyer) = (entry.sequence.row, message.thread)
        let name: String =
            switch message.author {
            case .staff(let name): name
            case .buyer(_, let alias): alias
            }
        try db.run(
            """
            INSERT INTO messages (
                seq, buyer, at_ms, from_staff, author, text, reply_to, item, code, order_id,
                is_note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            seq, buyer.row, entry.at.milliseconds, message.isFromStaff, name, message.text,
            message.replyTo?.row, message.item?.row, message.code?.text, message.order?.row,
            message.isNote)
        if message.isNote {
            try db.run(
                """
                INSERT INTO threads (buyer, last_seq, notes) VALUES (?, ?, 1)
                ON CONFLICT (buyer) DO UPDATE SET last_seq = excluded.last_seq, notes = notes + 1
                """, buyer.row, seq)
            return
        }
        let unread = message.isFromStaff ? "buyer_unread" : "staff_unread"
        try db.run(
            """
            INSERT INTO threads (buyer, last_seq, last_open_seq, messages, \(unread))
            VALUES (?1, ?2, ?2, 1, 1)
            ON CONFLICT (buyer) DO UPDATE SET last_seq = ?2, last_open_seq = ?2,
                messages = messages + 1, \(unread) = \(unread) + 1
            """, buyer.row, seq)
        // Who answers a message has read that far, and perhaps not what came meanwhile.
        if let answered = message.replyTo {
            try mark(buyer, readByStaff: message.isFromStaff, through: answered, db)
        }
    }

    private static func mark(
        _ buyer: BuyerID, readByStaff: Bool, through: EventSequence, _ db: Database
    ) throws {
        let mark = readByStaff ? "read_by_staff" : "read_by_buyer"
        try db.update(
            "UPDATE threads SET \(mark) = max(\(mark), ?) WHERE buyer = ?", through.row, buyer.row)
        try countUnread(in: buyer, db)
    }

    /// What was taken away is not waited for by anybody.
    private static func countUnread(in buyer: BuyerID, _ db: Database) throws {
        try db.run(
            """
            UPDATE threads SET
                staff_unread = (SELECT count(*) FROM messages WHERE buyer = ?1
                    AND seq > read_by_staff AND NOT from_staff AND deleted_by IS NULL),
                buyer_unread = (SELECT count(*) FROM messages WHERE buyer = ?1
                    AND seq > read_by_buyer AND from_staff AND NOT is_note
                    AND deleted_by IS NULL)
            WHERE buyer = ?1
            """, buyer.row)
    }

    private static func delete(_ line: Line, by: String, _ db: Database) throws {
        switch line.place {
        case .chat:
            try db.update(
                "UPDATE chat SET text = ?, author = '', reply_to = NULL, deleted_by = ? WHERE seq = ?",
                Shop.deletedText, by, line.sequence.row)
        case .thread(let buyer, _):
            try db.update(
                """
                UPDATE messages SET text = ?, author = '', item = NULL, code = NULL,
                    order_id = NULL, deleted_by = ?
                WHERE seq = ?
                """, Shop.deletedText, by, line.sequence.row)
            try countUnread(in: buyer, db)
        }
    }
}
