internal import GRDB
internal import ShopCore
internal import ShopModel

/// Writes versions of what orders cost, with statements that are looked up once.
struct QuoteRows {
    private let insertQuote: Statement
    private let insertPrice: Statement
    private let insertFreight: Statement

    init(_ db: Database) throws {
        insertQuote = try db.cachedStatement(
            sql: """
                INSERT INTO order_quotes (
                    order_id, version, price_minor, price_currency, rate, rate_source,
                    rate_posted_at_ms, buffer_basis_points, rounding, goods_minor, freight_minor,
                    total_minor, currency, valid_until_ms, destination, tariff, parcel_minor,
                    minimum_minor, cap_minor, already_minor, together_with, duty_table,
                    duty_low_minor, duty_high_minor, duty_currency, duty_note, why, made_at_ms,
                    accepted_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?)
                """)
        insertPrice = try db.cachedStatement(
            sql: """
                INSERT INTO quote_prices (order_id, version, line, unit_price_minor, item_version)
                VALUES (?, ?, ?, ?, ?)
                """)
        insertFreight = try db.cachedStatement(
            sql: """
                INSERT INTO quote_freight (
                    order_id, version, goods, actual_grams, charged_grams, price_minor)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
    }

    /// The first version, as the order was placed.
    func insertFirst(of order: Order, rate: RateText) throws {
        try insert(
            order.quote, of: order.id, 1, rate: rate, why: "ordered", madeAt: order.placedAt,
            acceptedAt: order.placedAt)
        for (number, line) in order.lines.enumerated() {
            try insertPrice.run(
                order.id.row, 1, number, line.unitPrice.minorUnits, line.version)
        }
    }

    func insert(_ version: QuoteVersion, of order: OrderID) throws {
        try insert(
            version.quote, of: order, version.number, rate: RateText(version.quote.rate),
            why: version.why, madeAt: version.madeAt, acceptedAt: version.acceptedAt)
        for (number, price) in version.prices.enumerated() {
            try insertPrice.run(
                order.row, version.number, number, price.unitPrice.minorUnits, price.version)
        }
    }

    private func insert(
        _ quote: Quote, of order: OrderID, _ version: Int, rate: RateText, why: String,
        madeAt: Timestamp, acceptedAt: Timestamp?
    ) throws {
        let (basis, duty) = (quote.freightBasis, DutyColumns(quote.duty))
        try insertQuote.run(
            order.row, version, quote.goodsInPriceCurrency.minorUnits,
            quote.goodsInPriceCurrency.currency.code, rate.number, quote.rate.posted.source,
            quote.rate.posted.postedAt.milliseconds, quote.rate.bufferBasisPoints, rate.rounding,
            quote.goods.minorUnits, quote.freight.minorUnits, quote.total.minorUnits,
            quote.total.currency.code, quote.validUntil?.milliseconds, quote.destination?.code,
            basis?.tariff, basis?.parcel.minorUnits, basis?.minimum?.minorUnits,
            basis?.cap?.minorUnits, basis?.already.minorUnits,
            basis.map { $0.togetherWith.map(\.description).joined(separator: " ") },
            duty.table, duty.low?.minorUnits, duty.high?.minorUnits, duty.low?.currency.code,
            duty.note, why, madeAt.milliseconds, acceptedAt?.milliseconds)
        for part in basis?.parts ?? [] {
            try insertFreight.run(
                order.row, version, part.goods.rawValue, part.actualGrams, part.chargedGrams,
                part.price.minorUnits)
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
