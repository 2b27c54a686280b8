internal import GRDB
internal import ShopCore
internal import ShopModel

// What orders cost, version by version, and the tables that the seller sets for it.
extension ReadTables {
    static let quoteSchema = """
        -- The version that counts is orders.quote_version.
        CREATE TABLE order_quotes (
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
        CREATE TABLE quote_prices (
            order_id INTEGER NOT NULL,
            version INTEGER NOT NULL,
            line INTEGER NOT NULL,
            unit_price_minor INTEGER NOT NULL,
            item_version INTEGER NOT NULL,
            PRIMARY KEY (order_id, version, line),
            FOREIGN KEY (order_id, version) REFERENCES order_quotes (order_id, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE quote_freight (
            order_id INTEGER NOT NULL,
            version INTEGER NOT NULL,
            goods TEXT NOT NULL,
            actual_grams INTEGER NOT NULL,
            charged_grams INTEGER NOT NULL,
            price_minor INTEGER NOT NULL,
            PRIMARY KEY (order_id, version, goods),
            FOREIGN KEY (order_id, version) REFERENCES order_quotes (order_id, version)
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
        case .orderRequoted(let id, let version): try insert(version, of: id, db)
        case .quoteAccepted(let id, let version):
            try db.update(
                """
                UPDATE order_quotes SET accepted_at_ms = ? WHERE order_id = ? AND version = ?
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
                rate_posted_at_ms = quote.rate_posted_at_ms, goods_minor = quote.goods_minor,
                freight_minor = quote.freight_minor, total_minor = quote.total_minor,
                deposit_minor = CASE
                    WHEN deposit_percent IS NOT NULL
                        THEN (quote.total_minor * deposit_percent + 99) / 100
                    WHEN deposit_minor IS NOT NULL THEN min(deposit_amount_minor, quote.total_minor)
                    END
            FROM order_quotes AS quote
            WHERE quote.order_id = orders.id AND orders.id = ? AND quote.version = ?
            """, id.row, version)
        try db.update(
            """
            UPDATE order_lines SET unit_price_minor = price.unit_price_minor,
                version = price.item_version
            FROM quote_prices AS price
            WHERE price.order_id = order_lines.order_id AND price.line = order_lines.line
                AND price.order_id = ? AND price.version = ?
            """, id.row, version)
    }

    /// The first version, as the order was placed.
    static func insertFirstQuote(of order: Order, _ db: Database) throws {
        try insert(
            QuoteVersion(
                number: 1, quote: order.quote,
                prices: order.lines.map {
                    QuotedPrice(unitPrice: $0.unitPrice, version: $0.version)
                },
                why: "ordered", madeAt: order.placedAt, acceptedAt: order.placedAt),
            of: order.id, db)
    }

    private static func insert(
        _ version: QuoteVersion, of order: OrderID, _ db: Database
    ) throws {
        let (quote, basis) = (version.quote, version.quote.freightBasis)
        let duty = DutyColumns(quote.duty)
        try db.run(
            """
            INSERT INTO order_quotes (
                order_id, version, price_minor, price_currency, rate, rate_source,
                rate_posted_at_ms, buffer_basis_points, rounding, goods_minor, freight_minor,
                total_minor, currency, valid_until_ms, destination, tariff, parcel_minor,
                minimum_minor, cap_minor, already_minor, together_with, duty_table,
                duty_low_minor, duty_high_minor, duty_currency, duty_note, why, made_at_ms,
                accepted_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, ?)
            """,
            order.row, version.number, quote.goodsInPriceCurrency.minorUnits,
            quote.goodsInPriceCurrency.currency.code, quote.rate.posted.rate.description,
            quote.rate.posted.source, quote.rate.posted.postedAt.milliseconds,
            quote.rate.bufferBasisPoints, quote.rate.rounding.id, quote.goods.minorUnits,
            quote.freight.minorUnits, quote.total.minorUnits, quote.total.currency.code,
            quote.validUntil?.milliseconds, quote.destination?.code, basis?.tariff,
            basis?.parcel.minorUnits, basis?.minimum?.minorUnits, basis?.cap?.minorUnits,
            basis?.already.minorUnits,
            basis.map { $0.togetherWith.map(\.description).joined(separator: " ") },
            duty.table, duty.low?.minorUnits, duty.high?.minorUnits, duty.low?.currency.code,
            duty.note, version.why, version.madeAt.milliseconds,
            version.acceptedAt?.milliseconds)
        for (number, price) in version.prices.enumerated() {
            try db.run(
                """
                INSERT INTO quote_prices (order_id, version, line, unit_price_minor, item_version)
                VALUES (?, ?, ?, ?, ?)
                """,
                order.row, version.number, number, price.unitPrice.minorUnits, price.version)
        }
        for part in basis?.parts ?? [] {
            try db.run(
                """
                INSERT INTO quote_freight (
                    order_id, version, goods, actual_grams, charged_grams, price_minor)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                order.row, version.number, part.goods.rawValue, part.actualGrams,
                part.chargedGrams, part.price.minorUnits)
        }
    }

    private struct DutyColumns {
        var table: String?
        var low: Money?
        var high: Money?
        /// The warnings, or why there is no estimate.
        var note: String?

        init(_ duty: QuotedDuty?) {
            switch duty {
            case nil: break
            case .unknown(let table, let why)?: (self.table, note) = (table, why)
            case .estimate(let estimate)?:
                (table, low, high) = (estimate.table, estimate.low, estimate.high)
                let warnings = estimate.warnings.map { warning in
                    switch warning {
                    case .overTransactionLimit: "over_order_limit"
                    case .overYearLimit: "over_year_limit"
                    case .reducedRateLost: "reduced_rate_lost"
                    }
                }
                note = warnings.joined(separator: " ")
            }
        }
    }
}
