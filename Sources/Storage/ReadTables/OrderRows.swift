internal import GRDB
internal import ShopCore
internal import ShopModel

/// Writes the rows of placed orders, with statements that are looked up once.
struct OrderRows {
    private let insertOrder: Statement
    private let insertLine: Statement
    private let insertHold: Statement
    private let quotes: QuoteRows
    private var rate: RateText?

    init(_ db: Database) throws {
        insertOrder = try db.cachedStatement(
            sql: """
                INSERT INTO orders (
                    id, session, buyer, state, price_minor, price_currency, rate, rate_source,
                    rate_posted_at_ms, goods_minor, freight_minor, total_minor, currency,
                    policy, deposit_minor, deposit_percent, deposit_amount_minor, placed_at_ms,
                    hold_until_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        insertLine = try db.cachedStatement(
            sql: """
                INSERT INTO order_lines (
                    order_id, line, item, code, title, quantity, unit_price_minor, currency, hold,
                    variant, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        insertHold = try db.cachedStatement(sql: ReadTables.insertHold)
        quotes = try QuoteRows(db)
    }

    /// The order, its lines, what it costs and what it holds; its units are counted by
    /// `ReadTableWriter`.
    mutating func insert(_ order: Order) throws {
        let quote = order.quote
        let rate = self.rate.flatMap { $0.fits(quote.rate) ? $0 : nil } ?? RateText(quote.rate)
        self.rate = rate
        try insertOrder.run(
            order.id.row, order.session.row, order.buyer.row, order.state.rawValue,
            quote.goodsInPriceCurrency.minorUnits, quote.goodsInPriceCurrency.currency.code,
            rate.number, quote.rate.posted.source, quote.rate.posted.postedAt.milliseconds,
            quote.goods.minorUnits, quote.freight.minorUnits, quote.total.minorUnits,
            quote.total.currency.code, order.policy.name, order.policy.depositRow(of: quote.total),
            order.policy.depositPercentRow, order.policy.depositAmountRow,
            order.placedAt.milliseconds, order.holdUntil.milliseconds)
        for (number, line) in order.lines.enumerated() {
            let variant = line.variant.description
            try insertLine.run(
                order.id.row, number, line.item.row, line.code.text, line.title, line.quantity,
                line.unitPrice.minorUnits, line.unitPrice.currency.code, line.hold.row, variant,
                line.version)
            try insertHold.run(
                line.hold.row, line.item.row, variant, order.buyer.row, line.quantity,
                order.id.row, order.holdUntil.milliseconds)
        }
        try quotes.insertFirst(of: order, rate: rate)
    }
}
