internal import GRDB
internal import ShopCore
internal import ShopModel

// Sessions, their rates, buyers, chat.
extension ReadTables {
    static let sessionSchema = """
        CREATE TABLE sessions (
            id INTEGER NOT NULL PRIMARY KEY,
            title TEXT NOT NULL,
            is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            invite_code TEXT NOT NULL,
            price_currency TEXT NOT NULL,
            settlement_currency TEXT NOT NULL,
            freight_minor INTEGER NOT NULL CHECK (freight_minor >= 0),
            offer_ms INTEGER NOT NULL,
            freight_by_tariff INTEGER NOT NULL CHECK (freight_by_tariff IN (0, 1)),
            freight_cap_minor INTEGER,
            quote_ms INTEGER,  -- NULL: as long as the order is held.
            hold_ms INTEGER NOT NULL CHECK (hold_ms > 0),
            policy TEXT NOT NULL,
            pinned_item INTEGER,
            pinned_text TEXT,
            slow_mode_ms INTEGER,  -- NULL: off.
            opened_at_ms INTEGER NOT NULL,
            closed_at_ms INTEGER CHECK ((closed_at_ms IS NULL) = is_open),
            archived_at_ms INTEGER  -- NULL: it is in the server's memory.
        ) STRICT;
        -- A session's rate is the last of its rows here.
        CREATE TABLE rates (
            seq INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            base TEXT NOT NULL,
            quote TEXT NOT NULL,
            rate TEXT NOT NULL,
            source TEXT NOT NULL,
            posted_at_ms INTEGER NOT NULL,
            buffer_basis_points INTEGER NOT NULL,
            rounding TEXT NOT NULL
        ) STRICT;
        CREATE TABLE buyers (
            id INTEGER NOT NULL PRIMARY KEY,
            alias TEXT NOT NULL UNIQUE,
            session INTEGER NOT NULL REFERENCES sessions (id),
            joined_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE chat (
            seq INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            at_ms INTEGER NOT NULL,
            buyer INTEGER REFERENCES buyers (id),  -- NULL: staff.
            author TEXT NOT NULL,
            text TEXT NOT NULL,
            reply_to INTEGER,
            deleted_by TEXT
        ) STRICT;
        CREATE INDEX chat_of_session ON chat (session, seq);
        """

    static func applyToSession(_ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch entry.event {
        case .sessionOpened(let session):
            try db.run(
                """
                INSERT INTO sessions (
                    id, title, is_open, invite_code, price_currency, settlement_currency,
                    freight_minor, hold_ms, policy, opened_at_ms, offer_ms,
                    freight_by_tariff, freight_cap_minor, quote_ms)
                VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                session.id.row, session.title, session.inviteCode, session.priceCurrency.code,
                session.settlementCurrency.code, session.freight.minorUnits,
                session.holdTime.milliseconds, session.policy.name, at,
                session.offerTime.milliseconds,
                session.freightByTariff ? 1 : 0, session.freightCap?.minorUnits,
                session.quoteTime?.milliseconds)
            try insert(session.rate, session.rateTerms, of: session.id, entry, db)
        case .sessionClosed(let id):
            try db.update(
                "UPDATE sessions SET is_open = 0, closed_at_ms = ? WHERE id = ?", at, id.row)
        case .ratePosted(let id, let rate, let terms):
            try insert(rate, terms, of: id, entry, db)
        case .said(let session, let author, let text, let replyTo):
            let (buyer, name): (BuyerID?, String) =
                switch author {
                case .staff(let name): (nil, name)
                case .buyer(let id, let alias): (id, alias)
                }
            try db.run(
                """
                INSERT INTO chat (seq, session, at_ms, buyer, author, text, reply_to)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, session.row, at, buyer?.row, name, text, replyTo?.row)
        case .buyerJoined(let id, let alias, let session, _):
            // The token's hash stays in the journal's secret.
            try db.run(
                "INSERT INTO buyers (id, alias, session, joined_at_ms) VALUES (?, ?, ?, ?)",
                id.row, alias, session.row, at)
        default:
            preconditionFailure("not an event of a session")
        }
    }

    static func apply(_ event: ArchiveEvent, _ entry: Entry, _ db: Database) throws {
        let (sessions, at): ([SessionID], Int64?) =
            switch event {
            case .archived(let archive): (archive.sessions, entry.at.milliseconds)
            case .restored(let sessions): (sessions, nil)
            }
        for id in sessions {
            try db.update("UPDATE sessions SET archived_at_ms = ? WHERE id = ?", at, id.row)
        }
    }

    private static func insert(
        _ rate: ExchangeRate, _ terms: RateTerms, of session: SessionID, _ entry: Entry,
        _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO rates (
                seq, session, base, quote, rate, source, posted_at_ms, buffer_basis_points,
                rounding)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            entry.sequence.row, session.row, rate.base.code, rate.quote.code,
            rate.rate.description, rate.source, rate.postedAt.milliseconds,
            terms.bufferBasisPoints, terms.rounding.id)
    }
}
