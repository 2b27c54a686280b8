internal import GRDB
internal import ShopCore
internal import ShopModel

// What was bought for whom, what is wanted still, and what came of what could not be had.
extension ReadTables {
    static let sourcingSchema = """
        -- What was bought in one go, with its proof.
        CREATE TABLE purchases (
            id INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            store TEXT NOT NULL,
            receipt_sha256 TEXT,
            unit_photo_sha256 TEXT,
            batch TEXT NOT NULL,
            expiry TEXT,
            is_short_dated INTEGER NOT NULL CHECK (is_short_dated IN (0, 1)),
            bought_at_ms INTEGER NOT NULL,
            told_at_ms INTEGER NOT NULL,
            taken_back_reason TEXT  -- NULL: it stands.
        ) STRICT;
        -- A line of an order that is or was firm; wanted: what is neither bought nor gone.
        CREATE TABLE sourcing (
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,  -- Substitutes follow the order's lines.
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            hold INTEGER NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            bought INTEGER NOT NULL CHECK (bought >= 0),
            offered INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0),
            substituted INTEGER NOT NULL DEFAULT 0 CHECK (substituted >= 0),
            refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
            wanted INTEGER NOT NULL GENERATED ALWAYS AS (
                quantity - bought - offered - substituted - refunded) STORED CHECK (wanted >= 0),
            firm_at_ms INTEGER NOT NULL,
            PRIMARY KEY (order_id, line)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sourcing_wanted ON sourcing (item, variant) WHERE wanted > 0;
        CREATE TABLE purchase_shares (
            purchase INTEGER NOT NULL REFERENCES purchases (id),
            order_id INTEGER NOT NULL,
            line INTEGER NOT NULL,
            units INTEGER NOT NULL CHECK (units >= 0),  -- 0: it had some.
            PRIMARY KEY (purchase, order_id, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE substitutes (
            id INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            unit_price_minor INTEGER NOT NULL,
            unit_price_currency TEXT NOT NULL,
            hold INTEGER NOT NULL UNIQUE,
            share_minor INTEGER NOT NULL,
            cost_minor INTEGER NOT NULL CHECK (cost_minor BETWEEN 0 AND share_minor),
            currency TEXT NOT NULL,
            until_ms INTEGER NOT NULL,
            state TEXT NOT NULL
                CHECK (\(oneOf("state", "offered", "accepted", "declined", "lapsed")))
        ) STRICT;
        CREATE TABLE shortages (
            seq INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            reason TEXT NOT NULL,
            substitute INTEGER REFERENCES substitutes (id),
            at_ms INTEGER NOT NULL
        ) STRICT;
        """

    static func applyToSourcing(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .unitsBought(let purchase): try insert(purchase, at: entry.at, db)
        case .lineBought(let order, let line, let units, let purchase):
            try db.run(
                """
                INSERT INTO purchase_shares (purchase, order_id, line, units) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET units = units + excluded.units
                """, purchase.row, order.row, line, units)
            try change("bought", by: units, order, line, db)
        case .lineWanted(let order, let line, let units, let purchase):
            try db.update(
                """
                UPDATE purchase_shares SET units = units - ?
                WHERE purchase = ? AND order_id = ? AND line = ?
                """, units, purchase.row, order.row, line)
            try change("bought", by: -units, order, line, db)
        case .purchaseTakenBack(let id, let reason):
            try db.update(
                "UPDATE purchases SET taken_back_reason = ? WHERE id = ?", reason, id.row)
        case .lineShort(let shortage): try apply(shortage, entry, db)
        case .substituteAnswered(let id, let state, let credited):
            try answer(id, state, credited, at: entry.at, db)
        case .orderCalledOff(let id, let reason): try callOff(id, reason, at: entry.at, db)
        default:
            preconditionFailure("not an event about buying")
        }
    }

    /// The order is firm: what is not on hand is wanted.
    static func beginSourcing(_ order: OrderID, at: Timestamp, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO sourcing (order_id, line, item, variant, hold, quantity, bought, firm_at_ms)
            SELECT order_id, line, item, variant, hold, quantity,
                iif(items.stock_model = 'on_hand', quantity, 0), ?
            FROM order_lines JOIN items ON items.id = item WHERE order_id = ?
            """, at.milliseconds, order.row)
    }

    private static func insert(
        _ purchase: Purchase, at: Timestamp, _ db: Database
    ) throws {
        let proof = purchase.proof
        try db.run(
            """
            INSERT INTO purchases (
                id, session, item, variant, units, store, receipt_sha256, unit_photo_sha256,
                batch, expiry, is_short_dated, bought_at_ms, told_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            purchase.id.row, purchase.session.row, purchase.product.item.row,
            purchase.product.variant.description, purchase.units, proof.store,
            proof.receipt?.full.id.description, proof.unitPhoto?.full.id.description, proof.batch,
            proof.expiry?.description, purchase.isShortDated ? 1 : 0,
            purchase.boughtAt.milliseconds, at.milliseconds)
    }

    private static func change(
        _ column: String, by units: Int, _ order: OrderID, _ line: Int, _ db: Database
    ) throws {
        try db.update(
            "UPDATE sourcing SET \(column) = \(column) + ? WHERE order_id = ? AND line = ?",
            units, order.row, line)
    }

    private static func apply(_ shortage: Shortage, _ entry: Entry, _ db: Database) throws {
        let substitute = shortage.substitute
        try change(
            substitute == nil ? "refunded" : "offered", by: shortage.units, shortage.order,
            shortage.line, db)
        try credit(shortage.credited, to: shortage.order, db)
        try db.update(
            """
            UPDATE items SET sold = sold - ? WHERE id = (
                SELECT item FROM sourcing WHERE order_id = ? AND line = ?)
            """, shortage.units, shortage.order.row, shortage.line)
        try db.update(
            """
            UPDATE item_variants SET sold = sold - ? WHERE (item, variant) = (
                SELECT item, variant FROM sourcing WHERE order_id = ? AND line = ?)
            """, shortage.units, shortage.order.row, shortage.line)
        try db.update(
            """
            UPDATE kept_holds SET returned = returned + ? WHERE id = (
                SELECT hold FROM sourcing WHERE order_id = ? AND line = ?)
            """, shortage.units, shortage.order.row, shortage.line)
        if let substitute { try insert(substitute, db) }
        try db.run(
            """
            INSERT INTO shortages (seq, order_id, line, units, reason, substitute, at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            entry.sequence.row, shortage.order.row, shortage.line, shortage.units,
            shortage.reason, substitute?.id.row, entry.at.milliseconds)
    }

    private static func insert(_ substitute: Substitute, _ db: Database) throws {
        let line = substitute.instead
        try db.run(
            """
            INSERT INTO substitutes (
                id, order_id, line, item, variant, quantity, unit_price_minor,
                unit_price_currency, hold, share_minor, cost_minor, currency, until_ms, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'offered')
            """,
            substitute.id.row, substitute.order.row, substitute.line, line.item.row,
            line.variant.description, line.quantity, line.unitPrice.minorUnits,
            line.unitPrice.currency.code, line.hold.row, substitute.share.minorUnits,
            substitute.cost.minorUnits, substitute.cost.currency.code,
            substitute.until.milliseconds)
        try db.run(
            """
            INSERT INTO kept_holds (id, item, variant, buyer, units, order_id, until_ms)
            SELECT ?, ?, ?, buyer, ?, id, ? FROM orders WHERE id = ?
            """,
            line.hold.row, line.item.row, line.variant.description, line.quantity,
            substitute.until.milliseconds, substitute.order.row)
        try db.update("UPDATE items SET held = held + ? WHERE id = ?", line.quantity, line.item.row)
        try db.run(  // Of what is bought to order a variant may first be heard of here.
            """
            INSERT INTO item_variants (item, variant, offered, held, is_counted)
            VALUES (?, ?, 0, ?, 0)
            ON CONFLICT (item, variant) DO UPDATE SET held = held + excluded.held
            """, line.item.row, line.variant.description, line.quantity)
    }

    private static func answer(
        _ id: SubstituteID, _ state: Substitute.State, _ credited: Money, at: Timestamp,
        _ db: Database
    ) throws {
        let isAccepted = state == .accepted
        try db.update("UPDATE substitutes SET state = ? WHERE id = ?", state.rawValue, id.row)
        try db.update(
            """
            UPDATE sourcing SET offered = offered - new.quantity,
                substituted = substituted + iif(?, new.quantity, 0),
                refunded = refunded + iif(?, 0, new.quantity)
            FROM substitutes AS new
            WHERE new.id = ? AND sourcing.order_id = new.order_id AND sourcing.line = new.line
            """, isAccepted ? 1 : 0, isAccepted ? 1 : 0, id.row)
        try db.update(
            """
            UPDATE orders SET credited_minor = credited_minor + ?
            WHERE id = (SELECT order_id FROM substitutes WHERE id = ?)
            """, credited.minorUnits, id.row)
        try endHold(of: id, isAccepted: isAccepted, at: at, db)
        guard isAccepted else { return }
        try db.run(
            """
            INSERT INTO sourcing (order_id, line, item, variant, hold, quantity, bought, firm_at_ms)
            SELECT order_id, (SELECT count(*) FROM sourcing AS old
                    WHERE old.order_id = substitutes.order_id), item, variant, hold, quantity,
                iif(items.stock_model = 'on_hand', quantity, 0),
                (SELECT firm_at_ms FROM sourcing AS old
                    WHERE old.order_id = substitutes.order_id AND old.line = 0)
            FROM substitutes JOIN items ON items.id = item WHERE substitutes.id = ?
            """, id.row)
    }

    private static func endHold(
        of substitute: SubstituteID, isAccepted: Bool, at: Timestamp, _ db: Database
    ) throws {
        try db.update(
            """
            UPDATE kept_holds SET end_kind = ?, ended_at_ms = ?
            WHERE id = (SELECT hold FROM substitutes WHERE id = ?) AND end_kind IS NULL
            """, isAccepted ? "consumed" : "released", at.milliseconds, substitute.row)
        let sold = isAccepted ? "sold + new.quantity" : "sold"
        try db.update(
            """
            UPDATE items SET held = held - new.quantity, sold = \(sold)
            FROM substitutes AS new WHERE new.id = ? AND items.id = new.item
            """, substitute.row)
        try db.update(
            """
            UPDATE item_variants SET held = held - new.quantity, sold = \(sold)
            FROM substitutes AS new WHERE new.id = ? AND item_variants.item = new.item
                AND item_variants.variant = new.variant
            """, substitute.row)
    }

    private static func credit(_ amount: Money, to order: OrderID, _ db: Database) throws {
        try db.update(
            "UPDATE orders SET credited_minor = credited_minor + ? WHERE id = ?",
            amount.minorUnits, order.row)
    }

    private static func callOff(
        _ id: OrderID, _ reason: String, at: Timestamp, _ db: Database
    ) throws {
        try db.update(
            """
            UPDATE orders SET state = 'cancelled', ending_state = NULL, end_reason = ?
            WHERE id = ?
            """, reason, id.row)
        try db.run(
            """
            UPDATE items SET sold = sold - line.units FROM (
                SELECT item, sum(quantity - offered - substituted - refunded) AS units
                FROM sourcing WHERE order_id = ? GROUP BY item) AS line
            WHERE line.item = items.id
            """, id.row)
        try db.run(
            """
            UPDATE item_variants SET sold = sold - line.units FROM (
                SELECT item, variant, sum(quantity - offered - substituted - refunded) AS units
                FROM sourcing WHERE order_id = ? GROUP BY item, variant) AS line
            WHERE line.item = item_variants.item AND line.variant = item_variants.variant
            """, id.row)
        try db.run(
            """
            UPDATE kept_holds SET returned = returned + line.units FROM (
                SELECT hold, quantity - offered - substituted - refunded AS units
                FROM sourcing WHERE order_id = ?) AS line
            WHERE line.hold = kept_holds.id
            """, id.row)
        let open = try Int64.fetchAll(
            db, sql: "SELECT id FROM substitutes WHERE order_id = ? AND state = 'offered'",
            arguments: [id.row])
        for number in open {
            let substitute = SubstituteID(UInt64(number))
            try db.update("UPDATE substitutes SET state = 'lapsed' WHERE id = ?", number)
            try endHold(of: substitute, isAccepted: false, at: at, db)
        }
        try db.run("DELETE FROM sourcing WHERE order_id = ?", id.row)
        try db.run("UPDATE purchase_shares SET units = 0 WHERE order_id = ?", id.row)
        try db.run("DELETE FROM parcel_lines WHERE order_id = ?", id.row)
    }
}
