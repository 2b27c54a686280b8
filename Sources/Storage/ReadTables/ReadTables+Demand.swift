internal import GRDB
internal import ShopCore
internal import ShopModel

// What was asked for, summed up as it happens: a question about it reads no orders.
extension ReadTables {
    static let demandSchema = """
        CREATE TABLE demand (
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            orders INTEGER NOT NULL DEFAULT 0,      -- Lines of orders that were placed.
            ordered INTEGER NOT NULL DEFAULT 0,     -- Units, in all orders ever placed.
            confirmed INTEGER NOT NULL DEFAULT 0,   -- Of them.
            lost INTEGER NOT NULL DEFAULT 0,        -- Of them: in orders that ended.
            waitlisted INTEGER NOT NULL DEFAULT 0,  -- Units that were ever waited for.
            bought INTEGER NOT NULL DEFAULT 0,
            short INTEGER NOT NULL DEFAULT 0,
            sold_out_at_ms INTEGER,                 -- The first time that none were left.
            PRIMARY KEY (item, variant)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE claim_refusals (
            session INTEGER NOT NULL REFERENCES sessions (id),
            reason TEXT NOT NULL,
            claims INTEGER NOT NULL,
            PRIMARY KEY (session, reason)
        ) STRICT, WITHOUT ROWID;
        """

    /// What orders that follow each other ask of one variant, as one sum.
    static func noteOrdered(
        _ item: ItemID, _ variant: Variant, lines: Int, units: Int, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO demand (item, variant, orders, ordered) VALUES (?, ?, ?, ?)
            ON CONFLICT (item, variant) DO UPDATE SET
                orders = orders + excluded.orders, ordered = ordered + excluded.ordered
            """, item.row, variant.description, lines, units)
    }

    /// To be called before the event's own tables change: it reads what they say of the order.
    static func applyToDemand(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .orderConfirmed(let id):
            try noteLines(of: id, "confirmed", db)
        case .orderReinstated(let id, _):
            try noteLines(of: id, "confirmed", db)
            try noteLines(of: id, "lost", db, sign: -1)
        case .orderEnded(let id, _), .orderCalledOff(let id, _):
            try noteLines(of: id, "lost", db)
        case .lineShort(let short):
            try db.run(
                """
                INSERT INTO demand (item, variant, short)
                SELECT item, variant, ? FROM sourcing WHERE order_id = ? AND line = ?
                ON CONFLICT (item, variant) DO UPDATE SET short = short + excluded.short
                """, short.units, short.order.row, short.line)
        case .unitsBought(let purchase):
            try note("bought", purchase.units, purchase.product, db)
        case .purchaseTakenBack(let id, _):
            try db.run(
                """
                INSERT INTO demand (item, variant, bought)
                SELECT item, variant, -units FROM purchases WHERE id = ?
                ON CONFLICT (item, variant) DO UPDATE SET bought = bought + excluded.bought
                """, id.row)
        case .waitlistJoined(let place, _):
            try note("waitlisted", place.units, Product(place.item, place.variant), db)
        case .stockChanged(let item, let variant, _, available: 0):
            try db.run(
                """
                INSERT INTO demand (item, variant, sold_out_at_ms) VALUES (?, ?, ?)
                ON CONFLICT (item, variant) DO UPDATE SET
                    sold_out_at_ms = ifnull(sold_out_at_ms, excluded.sold_out_at_ms)
                """, item.row, variant.description, entry.at.milliseconds)
        case .claimAnswered(let session, _, _, .refused(_, _, let kind)):
            try db.run(
                """
                INSERT INTO claim_refusals (session, reason, claims) VALUES (?, ?, 1)
                ON CONFLICT (session, reason) DO UPDATE SET claims = claims + 1
                """, session.row, kind.rawValue)
        default: break
        }
    }

    private static func note(
        _ column: String, _ units: Int, _ product: Product, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO demand (item, variant, \(column)) VALUES (?, ?, ?)
            ON CONFLICT (item, variant) DO UPDATE SET \(column) = \(column) + excluded.\(column)
            """, product.item.row, product.variant.description, units)
    }

    /// Counts the units of an order's lines, as they were ordered.
    private static func noteLines(
        of order: OrderID, _ column: String, _ db: Database, sign: Int = 1
    ) throws {
        try db.run(
            """
            INSERT INTO demand (item, variant, \(column))
            SELECT item, variant, ? * sum(quantity) FROM order_lines WHERE order_id = ?
                GROUP BY item, variant
            ON CONFLICT (item, variant) DO UPDATE SET \(column) = \(column) + excluded.\(column)
            """, sign, order.row)
    }
}
