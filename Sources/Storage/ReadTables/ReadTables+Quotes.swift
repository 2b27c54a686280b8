internal import GRDB
internal import ShopCore
internal import ShopModel

// What orders cost, version by version, and the tables that the seller sets for it.
extension ReadTables {
    static let quoteSchema = """
        -- What an order costs stands in the order and its lines. Only when there is a second
        -- version all of them stand here too; the one that counts is orders.quote_version.
        CREATE TABLE kept_quotes (
            order_id INTEGER NOT NULL REFERENCES orders (id),
            version INTEGER NOT NULL CHECK (version > 0),
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
            currency TEXT NOT NULL,
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
            why TEXT NOT NULL,
            made_at_ms INTEGER NOT NULL,
            accepted_at_ms INTEGER,
            PRIMARY KEY (order_id, version),
            CHECK (tariff IS NULL
                OR freight_minor = min(parcel_minor, ifnull(cap_minor, parcel_minor))
                    - already_minor)
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW order_quotes AS
            SELECT * FROM kept_quotes
            UNION ALL SELECT id, quote_version, price_minor, price_currency, rate, rate_source,
                rate_posted_at_ms, buffer_basis_points, rounding, goods_minor, freight_minor,
                total_minor, currency, valid_until_ms, destination, tariff, parcel_minor,
                minimum_minor, cap_minor, already_minor, together_with, duty_table,
                duty_low_minor, duty_high_minor, duty_currency, duty_note, 'ordered', placed_at_ms,
                placed_at_ms
            FROM orders WHERE NOT EXISTS (
                SELECT 1 FROM kept_quotes WHERE order_id = orders.id);
        CREATE TABLE kept_prices (
            order_id INTEGER NOT NULL,
            version INTEGER NOT NULL,
            line INTEGER NOT NULL,
            unit_price_minor INTEGER NOT NULL,
            item_version INTEGER NOT NULL,
            PRIMARY KEY (order_id, version, line)
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW quote_prices AS
            SELECT * FROM kept_prices
            UNION ALL SELECT order_id, 1, line, unit_price_minor, version FROM order_lines
                WHERE NOT EXISTS (
                    SELECT 1 FROM kept_prices WHERE order_id = order_lines.order_id);
        CREATE TABLE quote_freight (
            order_id INTEGER NOT NULL REFERENCES orders (id),
            version INTEGER NOT NULL,
            goods TEXT NOT NULL,
            actual_grams INTEGER NOT NULL,
            charged_grams INTEGER NOT NULL,
            price_minor INTEGER NOT NULL,
            PRIMARY KEY (order_id, version, goods)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE destinations (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            country TEXT NOT NULL
        ) STRICT;
        """

    static func applyToQuote(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .tariffSet, .dutyTableSet, .restrictedGoodsSet: try applyToPricing(entry, db)
        case .destinationSet(let buyer, let country):
            try db.run(
                "INSERT OR REPLACE INTO destinations (buyer, country) VALUES (?, ?)",
                buyer.row, country.code)
        case .orderRequoted(let id, let version):
            try QuoteRows(db).insert(version, of: id)
        case .quoteAccepted(let id, let version):
            try db.update(
                """
                UPDATE kept_quotes SET accepted_at_ms = ? WHERE order_id = ? AND version = ?
                """, entry.at.milliseconds, id.row, version)
            try accept(id, version, db)
        default:
            preconditionFailure("not an event about quotes")
        }
    }

    /// Makes a version the one that the order's own columns say.
    private static func accept(_ id: OrderID, _ version: Int, _ db: Database) throws {
        try db.update(
            """
            UPDATE orders SET quote_version = quote.version, price_minor = quote.price_minor,
                rate = quote.rate, rate_source = quote.rate_source,
                rate_posted_at_ms = quote.rate_posted_at_ms,
                buffer_basis_points = quote.buffer_basis_points, rounding = quote.rounding,
                goods_minor = quote.goods_minor, freight_minor = quote.freight_minor,
                total_minor = quote.total_minor, valid_until_ms = quote.valid_until_ms,
                destination = quote.destination, tariff = quote.tariff,
                parcel_minor = quote.parcel_minor, minimum_minor = quote.minimum_minor,
                cap_minor = quote.cap_minor, already_minor = quote.already_minor,
                together_with = quote.together_with, duty_table = quote.duty_table,
                duty_low_minor = quote.duty_low_minor, duty_high_minor = quote.duty_high_minor,
                duty_currency = quote.duty_currency, duty_note = quote.duty_note,
                deposit_minor = CASE
                    WHEN deposit_percent IS NOT NULL
                        THEN (quote.total_minor * deposit_percent + 99) / 100
                    WHEN deposit_minor IS NOT NULL THEN min(deposit_amount_minor, quote.total_minor)
                    END
            FROM kept_quotes AS quote
            WHERE quote.order_id = orders.id AND orders.id = ? AND quote.version = ?
            """, id.row, version)
        try db.update(
            """
            UPDATE order_lines SET unit_price_minor = price.unit_price_minor,
                version = price.item_version
            FROM kept_prices AS price
            WHERE price.order_id = order_lines.order_id AND price.line = order_lines.line
                AND price.order_id = ? AND price.version = ?
            """, id.row, version)
    }
}
