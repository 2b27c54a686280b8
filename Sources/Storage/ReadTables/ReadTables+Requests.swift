internal import GRDB
internal import ShopCore
internal import ShopModel

// What buyers ask for, and what was offered or chosen for it.
extension ReadTables {
    static let requestSchema = """
        CREATE TABLE requests (
            id INTEGER NOT NULL PRIMARY KEY,
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            session INTEGER REFERENCES sessions (id),  -- NULL: any.
            text TEXT NOT NULL,
            -- The most that the order may cost, freight included.
            maximum_minor INTEGER,
            currency TEXT,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            asked_at_ms INTEGER NOT NULL,
            deadline_ms INTEGER NOT NULL,
            delegated INTEGER NOT NULL CHECK (delegated IN (0, 1)),
            veto_ms INTEGER,  -- NULL: nothing can be vetoed.
            state TEXT NOT NULL
                CHECK (
                    \(oneOf(
                        "state", "open", "offered", "chosen", "ordered", "declined", "withdrawn",
                        "lapsed"))),
            reason TEXT NOT NULL DEFAULT '',
            order_id INTEGER UNIQUE REFERENCES orders (id),
            ended_at_ms INTEGER,
            CHECK ((maximum_minor IS NULL) = (currency IS NULL)),
            CHECK (NOT delegated OR maximum_minor IS NOT NULL),
            CHECK (delegated OR veto_ms IS NULL),
            CHECK ((state = 'ordered') = (order_id IS NOT NULL)),
            CHECK ((\(oneOf("state", "open", "offered", "chosen"))) = (ended_at_ms IS NULL))
        ) STRICT;
        CREATE INDEX requests_live ON requests (session) WHERE ended_at_ms IS NULL;
        CREATE TABLE request_sizes (
            request INTEGER NOT NULL REFERENCES requests (id),
            position INTEGER NOT NULL,
            size TEXT NOT NULL,
            PRIMARY KEY (request, position)
        ) STRICT;
        CREATE TABLE request_photos (
            request INTEGER NOT NULL REFERENCES requests (id),
            position INTEGER NOT NULL,
            preview_sha256 TEXT NOT NULL,
            full_sha256 TEXT NOT NULL,
            PRIMARY KEY (request, position)
        ) STRICT;
        CREATE TABLE request_offers (
            request INTEGER NOT NULL REFERENCES requests (id),
            number INTEGER NOT NULL CHECK (number > 0),
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            price_minor INTEGER NOT NULL,
            currency TEXT NOT NULL,
            version INTEGER NOT NULL,
            note TEXT NOT NULL,
            by_staff TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            order_id INTEGER UNIQUE REFERENCES orders (id),  -- Of what was chosen or accepted.
            chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
            veto_until_ms INTEGER,
            state TEXT NOT NULL
                CHECK (
                    \(oneOf(
                        "state", "standing", "accepted", "passed", "vetoed", "replaced",
                        "withdrawn", "cancelled", "closed"))),
            reason TEXT NOT NULL DEFAULT '',
            ended_at_ms INTEGER,
            PRIMARY KEY (request, number),
            CHECK ((state = 'standing') = (ended_at_ms IS NULL)),
            CHECK (NOT chosen OR order_id IS NOT NULL)
        ) STRICT;
        CREATE UNIQUE INDEX request_one_standing ON request_offers (request)
            WHERE state = 'standing';
        """

    static func apply(_ event: RequestEvent, at: Timestamp, _ db: Database) throws {
        let at = at.milliseconds
        switch event {
        case .made(let request): try insert(request, db)
        case .offered(let offer):
            try insert(offer, db)
            try setState("offered", of: offer.request, db)
        case .chosen(let offer):
            try insert(offer, db)
            try setState("chosen", of: offer.request, db)
        case .offerEnded(let id, _, let state, let reason):
            try endStanding(of: id, state, reason, at, db)
            try setState("open", of: id, db)
        case .ended(let id, let ending):
            try endStanding(of: id, ending.order == nil ? .closed : .accepted, "", at, db)
            if let order = ending.order {
                try db.run(
                    """
                    UPDATE request_offers SET order_id = ? WHERE request = ? AND state = 'accepted'
                    """, order.row, id.row)
            }
            try db.update(
                """
                UPDATE requests SET state = ?, reason = ?, order_id = ?, ended_at_ms = ?
                WHERE id = ? AND ended_at_ms IS NULL
                """, ending.state.rawValue, ending.reason, ending.order?.row, at, id.row)
        }
    }

    /// What is left of an erased buyer's requests.
    static func eraseRequests(of buyer: BuyerID, _ db: Database) throws {
        try db.run("UPDATE requests SET text = ? WHERE buyer = ?", Shop.erasedText, buyer.row)
        for table in ["request_sizes", "request_photos"] {
            try db.run(
                """
                DELETE FROM \(table) WHERE request IN (SELECT id FROM requests WHERE buyer = ?)
                """, buyer.row)
        }
    }

    private static func insert(_ request: BuyerRequest, _ db: Database) throws {
        let terms = request.terms
        try db.run(
            """
            INSERT INTO requests (
                id, buyer, session, text, maximum_minor, currency, quantity, asked_at_ms,
                deadline_ms, delegated, veto_ms, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            request.id.row, request.buyer.row, terms.session?.row, terms.text,
            terms.maximum?.minorUnits, terms.maximum?.currency.code, terms.quantity,
            request.askedAt.milliseconds, terms.deadline.milliseconds, terms.consent != nil,
            terms.consent?.vetoTime?.milliseconds, request.state.rawValue)
        for (position, size) in terms.sizes.enumerated() {
            try db.run(
                "INSERT INTO request_sizes (request, position, size) VALUES (?, ?, ?)",
                request.id.row, position, size)
        }
        for (position, photo) in terms.photos.enumerated() {
            try db.run(
                """
                INSERT INTO request_photos (request, position, preview_sha256, full_sha256)
                VALUES (?, ?, ?, ?)
                """,
                request.id.row, position, photo.preview.id.description,
                photo.full.id.description)
        }
    }

    private static func insert(_ offer: RequestOffer, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO request_offers (
                request, number, item, variant, quantity, price_minor, currency, version, note,
                by_staff, at_ms, order_id, chosen, veto_until_ms, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            offer.request.row, offer.number, offer.item.row, offer.variant.description,
            offer.quantity, offer.price.minorUnits, offer.price.currency.code, offer.version,
            offer.note, offer.by, offer.at.milliseconds, offer.order?.row, offer.order != nil,
            offer.vetoUntil?.milliseconds, offer.state.rawValue)
    }

    private static func endStanding(
        of request: RequestID, _ state: RequestOffer.State, _ reason: String, _ at: Int64,
        _ db: Database
    ) throws {
        try db.run(
            """
            UPDATE request_offers SET state = ?, reason = ?, ended_at_ms = ?
            WHERE request = ? AND state = 'standing'
            """, state.rawValue, reason, at, request.row)
    }

    private static func setState(
        _ state: String, of request: RequestID, _ db: Database
    ) throws {
        try db.update(
            "UPDATE requests SET state = ? WHERE id = ? AND ended_at_ms IS NULL", state,
            request.row)
    }
}
