internal import GRDB
internal import ShopCore
internal import ShopModel

// Orders, their lines, and the units that they hold or have bought.
extension ReadTables {
    static let orderSchema = """
        CREATE TABLE orders (
            id INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            state TEXT NOT NULL
                CHECK (
                    \(oneOf(
                        "state", "placed", "confirmed", "completed", "expired", "cancelled"))),
            ending_state TEXT CHECK (ending_state IN ('expired', 'cancelled')),
            end_reason TEXT CHECK (end_reason IS NOT NULL OR ending_state IS NULL),
            price_minor INTEGER NOT NULL,
            price_currency TEXT NOT NULL,
            rate TEXT NOT NULL,
            rate_source TEXT NOT NULL,
            rate_posted_at_ms INTEGER NOT NULL,
            buffer_basis_points INTEGER NOT NULL CHECK (buffer_basis_points >= 0),
            rounding TEXT NOT NULL,
            goods_minor INTEGER NOT NULL,
            freight_minor INTEGER NOT NULL CHECK (freight_minor >= 0),
            total_minor INTEGER NOT NULL CHECK (total_minor = goods_minor + freight_minor),
            settled_minor INTEGER NOT NULL DEFAULT 0 CHECK (settled_minor >= 0),
            refund_due_minor INTEGER NOT NULL DEFAULT 0
                CHECK (refund_due_minor BETWEEN 0 AND settled_minor),
            refunded_minor INTEGER NOT NULL DEFAULT 0
                CHECK (refunded_minor BETWEEN 0 AND refund_due_minor),
            policy TEXT NOT NULL,
            deposit_minor INTEGER,
            credited_minor INTEGER NOT NULL DEFAULT 0
                CHECK (credited_minor BETWEEN 0 AND total_minor),
            freight_credited_minor INTEGER NOT NULL DEFAULT 0
                CHECK (freight_credited_minor BETWEEN 0 AND freight_minor),
            deposit_percent INTEGER,
            deposit_amount_minor INTEGER,
            quote_version INTEGER NOT NULL DEFAULT 1,
            valid_until_ms INTEGER,  -- NULL: as long as the order is held.
            destination TEXT,
            tariff TEXT,  -- NULL: one freight for each order.
            parcel_minor INTEGER,
            minimum_minor INTEGER,
            cap_minor INTEGER,
            already_minor INTEGER,
            together_with TEXT,
            duty_table TEXT,
            duty_low_minor INTEGER,
            duty_high_minor INTEGER CHECK (duty_high_minor >= duty_low_minor),
            duty_currency TEXT,
            duty_note TEXT,
            is_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_asked IN (0, 1)),
            currency TEXT NOT NULL,
            money_state TEXT NOT NULL GENERATED ALWAYS AS (
                CASE WHEN refund_due_minor > refunded_minor THEN 'refund_due'
                    WHEN settled_minor = 0 THEN 'unpaid'
                    WHEN refunded_minor = settled_minor THEN 'refunded'
                    WHEN refunded_minor > 0 THEN 'partly_refunded'
                    WHEN settled_minor < total_minor - credited_minor - freight_credited_minor
                        THEN 'partial'
                    WHEN settled_minor = total_minor - credited_minor - freight_credited_minor
                        THEN 'paid'
                    ELSE 'overpaid' END) VIRTUAL,
            placed_at_ms INTEGER NOT NULL,
            hold_until_ms INTEGER NOT NULL,
            CHECK (tariff IS NULL
                OR freight_minor = min(parcel_minor, ifnull(cap_minor, parcel_minor))
                    - already_minor)
        ) STRICT;
        CREATE INDEX orders_by_buyer ON orders (\(Stretch.of("id")), buyer);
        CREATE TABLE order_lines (
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,
            item INTEGER NOT NULL REFERENCES items (id),
            code TEXT NOT NULL,
            title TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            unit_price_minor INTEGER NOT NULL,
            currency TEXT NOT NULL,
            hold INTEGER NOT NULL,
            variant TEXT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (order_id, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE refunds_due (
            seq INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            currency TEXT NOT NULL,
            reason TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            due_by_ms INTEGER NOT NULL
        ) STRICT;
        """

    static func applyToOrder(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .holdExtended(let id, let until):
            try db.update(
                "UPDATE orders SET hold_until_ms = ? WHERE id = ?", until.milliseconds, id.row)
        case .orderEnding(let id, let ending):
            try db.update(
                "UPDATE orders SET ending_state = ?, end_reason = ? WHERE id = ?",
                ending.state.rawValue, ending.reason, id.row)
        case .orderEnded(let id, let ending):
            try db.update(
                """
                UPDATE orders SET state = ?, ending_state = NULL, end_reason = ? WHERE id = ?
                """, ending.state.rawValue, ending.reason, id.row)
            try moveUnits(of: id, "held = held - line.quantity", db)
        case .orderConfirmed(let id):
            try confirm(id, db)
            try moveUnits(
                of: id, "held = held - line.quantity, sold = sold + line.quantity", db)
            try beginSourcing(id, at: entry.at, db)
        case .orderReinstated(let id, let holds):
            try confirm(id, db)
            for (number, hold) in holds.enumerated() {
                try db.update(
                    "UPDATE order_lines SET hold = ? WHERE order_id = ? AND line = ?",
                    hold.row, id.row, number)
            }
            try moveUnits(of: id, "sold = sold + line.quantity", db)
            try beginSourcing(id, at: entry.at, db)
        case .refundDue(let id, let amount, let reason, let dueBy):
            try db.update(
                "UPDATE orders SET refund_due_minor = refund_due_minor + ? WHERE id = ?",
                amount.minorUnits, id.row)
            try db.run(
                """
                INSERT INTO refunds_due (
                    seq, order_id, amount_minor, currency, reason, at_ms, due_by_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, id.row, amount.minorUnits, amount.currency.code, reason,
                entry.at.milliseconds, dueBy.milliseconds)
        default:
            preconditionFailure("not an event of an order")
        }
    }

    private static func confirm(_ id: OrderID, _ db: Database) throws {
        try db.update(
            """
            UPDATE orders SET state = 'confirmed', ending_state = NULL, end_reason = NULL
            WHERE id = ?
            """, id.row)
    }

    /// Changes the items and variants of an order's lines; an item may have several.
    private static func moveUnits(
        of order: OrderID, _ change: String, _ db: Database
    ) throws {
        try db.update(
            """
            UPDATE items SET \(change) FROM (
                SELECT item, sum(quantity) AS quantity FROM order_lines
                WHERE order_id = ? GROUP BY item) AS line
            WHERE line.item = items.id
            """, order.row)
        try db.update(
            """
            UPDATE item_variants SET \(change) FROM order_lines AS line
            WHERE line.order_id = ? AND line.item = item_variants.item
                AND line.variant = item_variants.variant
            """, order.row)
    }
}
