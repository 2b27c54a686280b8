internal import GRDB
internal import ShopCore
internal import ShopModel

// Who waits for what, what is on offer to whom, and every hold with how it ended.
extension ReadTables {
    static let waitingSchema = """
        -- Lower numbers come first in line.
        CREATE TABLE waitlist_places (
            id INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            units INTEGER NOT NULL CHECK (units >= 0),  -- Still wanted.
            since_ms INTEGER NOT NULL,
            ended_at_ms INTEGER,
            end_reason TEXT,
            CHECK ((ended_at_ms IS NULL) = (end_reason IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX waitlist_one_place ON waitlist_places (item, variant, buyer)
            WHERE ended_at_ms IS NULL;
        -- Who waits and is out of reach, and so is passed over.
        CREATE TABLE waitlist_away (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            since_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE waitlist_offers (
            hold INTEGER NOT NULL PRIMARY KEY,
            place INTEGER NOT NULL REFERENCES waitlist_places (id),
            units INTEGER NOT NULL CHECK (units > 0),
            price_minor INTEGER NOT NULL,
            currency TEXT NOT NULL,
            version INTEGER NOT NULL,
            expires_at_ms INTEGER NOT NULL,
            end_kind TEXT
                CHECK (\(oneOf("end_kind", "accepted", "passed", "lapsed", "withdrawn"))),
            order_id INTEGER,
            ended_at_ms INTEGER,
            CHECK ((end_kind IS NULL) = (ended_at_ms IS NULL)),
            CHECK ((end_kind IS 'accepted') = (order_id IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX waitlist_one_offer ON waitlist_offers (place) WHERE end_kind IS NULL;
        -- What an order holds until it is confirmed or ends stands in its lines; here is what
        -- has ended, and what offers and substitutes hold.
        CREATE TABLE kept_holds (
            id INTEGER NOT NULL PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            units INTEGER NOT NULL CHECK (units > 0),
            order_id INTEGER REFERENCES orders (id),  -- NULL: of a waitlist offer.
            until_ms INTEGER NOT NULL,
            end_kind TEXT CHECK (
                \(oneOf(
                    "end_kind", "consumed", "released", "expired", "accepted", "passed", "lapsed",
                    "withdrawn"))),
            ended_at_ms INTEGER,
            -- Of consumed ones: units that came back, since they could not be had or were not wanted.
            returned INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND units),
            CHECK ((end_kind IS NULL) = (ended_at_ms IS NULL))
        ) STRICT;
        CREATE VIEW holds AS
            SELECT * FROM kept_holds
            UNION ALL SELECT line.hold, line.item, line.variant, orders.buyer, line.quantity,
                orders.id, orders.hold_until_ms, NULL, NULL, 0
            FROM orders JOIN order_lines AS line ON line.order_id = orders.id
            WHERE orders.state = 'placed';
        """

    static func applyToWaitlist(_ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch entry.event {
        case .waitlistJoined(let place, _):
            try db.run(
                """
                INSERT INTO waitlist_places (id, session, item, variant, buyer, units, since_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                place.id.row, place.session.row, place.item.row, place.variant.description,
                place.buyer.row, place.units, place.since.milliseconds)
        case .waitlistLeft(let id, _, _, let reason): try end(id, reason, at, db)
        case .waitlistOffered(let offer):
            try db.run(
                """
                INSERT INTO waitlist_offers (
                    hold, place, units, price_minor, currency, version, expires_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                offer.id.row, offer.place.row, offer.units, offer.price.minorUnits,
                offer.price.currency.code, offer.version, offer.expiresAt.milliseconds)
            try db.run(
                insertHold, offer.id.row, offer.item.row, offer.variant.description,
                offer.buyer.row, offer.units, nil as Int64?, offer.expiresAt.milliseconds)
            try db.update(
                "UPDATE items SET held = held + ? WHERE id = ?", offer.units, offer.item.row)
            try db.run(  // Of what is bought to order a variant may be first heard of here.
                """
                INSERT INTO item_variants (item, variant, offered, held, is_counted)
                VALUES (?, ?, 0, ?, 0)
                ON CONFLICT (item, variant) DO UPDATE SET held = held + excluded.held
                """, offer.item.row, offer.variant.description, offer.units)
        case .waitlistOfferEnded(let ending):
            var order: OrderID?
            if case .accepted(let id) = ending.end { order = id }
            try db.update(
                """
                UPDATE waitlist_offers SET end_kind = ?, order_id = ?, ended_at_ms = ?
                WHERE hold = ? AND end_kind IS NULL
                """, ending.end.name, order?.row, at, ending.offer.row)
            try release(ending.offer, db)
            try db.update(
                """
                UPDATE kept_holds SET end_kind = ?, ended_at_ms = ?
                WHERE id = ? AND end_kind IS NULL
                """, ending.end.name, at, ending.offer.row)
            try db.update(
                "UPDATE waitlist_places SET units = ? WHERE id = ?", ending.waiting,
                ending.place.row)
            if ending.waiting == 0 { try end(ending.place, ending.end.name, at, db) }
        case .buyerAway(let buyer):
            try db.run(
                "INSERT INTO waitlist_away (buyer, since_ms) VALUES (?, ?)", buyer.row, at)
        case .buyerBack(let buyer):
            try db.update("DELETE FROM waitlist_away WHERE buyer = ?", buyer.row)
        default:
            preconditionFailure("not an event of the waitlist")
        }
    }

    private static func end(
        _ place: PlaceID, _ reason: String, _ at: Int64, _ db: Database
    ) throws {
        try db.update(
            """
            UPDATE waitlist_places SET ended_at_ms = ?, end_reason = ?
            WHERE id = ? AND ended_at_ms IS NULL
            """, at, reason, place.row)
        try db.run(  // Only of those who wait is it known whether they are away.
            """
            DELETE FROM waitlist_away WHERE buyer = (
                    SELECT buyer FROM waitlist_places WHERE id = ?)
                AND buyer NOT IN (SELECT buyer FROM waitlist_places WHERE ended_at_ms IS NULL)
            """, place.row)
    }

    /// Gives a hold's units back to its item and variant.
    private static func release(_ hold: HoldID, _ db: Database) throws {
        try db.update(
            """
            UPDATE items SET held = held - hold.units FROM kept_holds AS hold
            WHERE hold.id = ? AND hold.item = items.id
            """, hold.row)
        try db.update(
            """
            UPDATE item_variants SET held = held - hold.units FROM kept_holds AS hold
            WHERE hold.id = ? AND hold.item = item_variants.item
                AND hold.variant = item_variants.variant
            """, hold.row)
    }

    // MARK: - Holds of orders

    /// To be called after `applyToOrder`.
    static func applyToHolds(_ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch entry.event {
        case .orderEnded(let id, let ending):
            try keepHolds(
                of: id, until: nil, ending.state == .expired ? "expired" : "released", at, db)
        case .orderConfirmed(let id): try keepHolds(of: id, until: nil, "consumed", at, db)
        case .orderReinstated(let id, _): try keepHolds(of: id, until: at, "consumed", at, db)
        default: break
        }
    }

    /// - Parameter until: `nil`: as long as the order says.
    private static func keepHolds(
        of order: OrderID, until: Int64?, _ end: String, _ at: Int64, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO kept_holds (
                id, item, variant, buyer, units, order_id, until_ms, end_kind, ended_at_ms)
            SELECT line.hold, line.item, line.variant, orders.buyer, line.quantity,
                orders.id, ifnull(?, orders.hold_until_ms), ?, ?
            FROM order_lines AS line JOIN orders ON orders.id = line.order_id
            WHERE orders.id = ?
            """, until, end, at, order.row)
    }

    static let insertHold = """
        INSERT INTO kept_holds (id, item, variant, buyer, units, order_id, until_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
}

extension WaitlistOfferEnding.End {
    fileprivate var name: String {
        switch self {
        case .accepted: "accepted"
        case .passed: "passed"
        case .lapsed: "lapsed"
        case .withdrawn: "withdrawn"
        }
    }
}
