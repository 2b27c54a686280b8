internal import GRDB
internal import ShopCore
internal import ShopModel

/// Writes later versions of what orders cost.
struct QuoteRows {
    private let db: Database

    init(_ db: Database) {
        self.db = db
    }

    func insert(_ version: QuoteVersion, of order: OrderID) throws {
        try keepFirst(of: order)
        let (quote, number) = (version.quote, version.number)
        let (rate, basis) = (RateText(quote.rate), quote.freightBasis)
        let duty = DutyColumns(quote.duty)
        try db.run(
            """
            INSERT INTO kept_quotes (
                order_id, version, price_minor, price_currency, rate, rate_source,
                rate_posted_at_ms, buffer_basis_points, rounding, goods_minor, freight_minor,
                total_minor, currency, valid_until_ms, destination, tariff, parcel_minor,
                minimum_minor, cap_minor, already_minor, together_with, duty_table,
                duty_low_minor, duty_high_minor, duty_currency, duty_note, why, made_at_ms,
                accepted_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, ?, ?)
            """,
            order.row, number, quote.goodsInPriceCurrency.minorUnits,
            quote.goodsInPriceCurrency.currency.code, rate.number, quote.rate.posted.source,
            quote.rate.posted.postedAt.milliseconds, quote.rate.bufferBasisPoints, rate.rounding,
            quote.goods.minorUnits, quote.freight.minorUnits, quote.total.minorUnits,
            quote.total.currency.code, quote.validUntil?.milliseconds, quote.destination?.code,
            basis?.tariff, basis?.parcel.minorUnits, basis?.minimum?.minorUnits,
            basis?.cap?.minorUnits, basis?.already.minorUnits, basis?.togetherRow, duty.table,
            duty.low?.minorUnits, duty.high?.minorUnits, duty.low?.currency.code, duty.note,
            version.why, version.madeAt.milliseconds, version.acceptedAt?.milliseconds)
        if let basis { try FreightRows(db).insert(basis, of: order, number) }
        for (line, price) in version.prices.enumerated() {
            try db.run(
                """
                INSERT INTO kept_prices (order_id, version, line, unit_price_minor, item_version)
                VALUES (?, ?, ?, ?, ?)
                """, order.row, number, line, price.unitPrice.minorUnits, price.version)
        }
    }

    /// Writes down what the order and its lines said until now.
    private func keepFirst(of order: OrderID) throws {
        try db.run(
            """
            INSERT INTO kept_prices SELECT * FROM quote_prices WHERE order_id = ?1
                AND NOT EXISTS (SELECT 1 FROM kept_prices WHERE order_id = ?1)
            """, order.row)
        try db.run(
            """
            INSERT INTO kept_quotes SELECT * FROM order_quotes WHERE order_id = ?1
                AND NOT EXISTS (SELECT 1 FROM kept_quotes WHERE order_id = ?1)
            """, order.row)
    }
}

/// Writes what freight of a version is made of, with a statement that is looked up once.
struct FreightRows {
    private let insertion: Statement

    init(_ db: Database) throws {
        insertion = try db.cachedStatement(
            sql: """
                INSERT INTO quote_freight (
                    order_id, version, goods, actual_grams, charged_grams, price_minor)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
    }

    func insert(_ basis: FreightBasis, of order: OrderID, _ version: Int) throws {
        for part in basis.parts {
            try insertion.run(
                order.row, version, part.goods.rawValue, part.actualGrams, part.chargedGrams,
                part.price.minorUnits)
        }
    }
}

extension FreightBasis {
    var togetherRow: String {
        togetherWith.map(\.description).joined(separator: " ")
    }
}

/// An estimate of duty as the tables say it.
struct DutyColumns {
    private(set) var table: String?
    private(set) var low: Money?
    private(set) var high: Money?
    /// The warnings, or why there is no estimate.
    private(set) var note: String?

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

/// A rate as the tables say it. Orders of one evening share theirs.
struct RateText {
    let rate: QuoteRate
    let number: String
    let rounding: String

    init(_ rate: QuoteRate) {
        (self.rate, number, rounding) = (rate, rate.posted.rate.description, rate.rounding.id)
    }

    func fits(_ other: QuoteRate) -> Bool {
        other.posted.rate == rate.posted.rate && other.rounding == rate.rounding
    }
}
