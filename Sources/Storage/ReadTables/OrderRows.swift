internal import GRDB
internal import ShopCore
internal import ShopModel

/// Writes the rows of placed orders, with statements that are looked up once.
struct OrderRows {
    private let insertOrder: Statement
    private let insertLine: Statement
    private let freight: FreightRows
    private var rate: RateText?

    init(_ db: Database) throws {
        insertOrder = try db.cachedStatement(
            sql: """
                INSERT INTO orders (
                    id, session, buyer, state, price_minor, price_currency, rate, rate_source,
                    rate_posted_at_ms, buffer_basis_points, rounding, goods_minor, freight_minor,
                    total_minor, currency, valid_until_ms, destination, tariff, parcel_minor,
                    minimum_minor, cap_minor, already_minor, together_with, duty_table,
                    duty_low_minor, duty_high_minor, duty_currency, duty_note, policy,
                    deposit_minor, deposit_percent, deposit_amount_minor, placed_at_ms,
                    hold_until_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        insertLine = try db.cachedStatement(
            sql: """
                INSERT INTO order_lines (
                    order_id, line, item, code, title, quantity, unit_price_minor, currency, hold,
                    variant, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        freight = try FreightRows(db)
    }

    /// The order, its lines and what it costs; its units are counted by `ReadTableWriter`.
    mutating func insert(_ order: Order) throws {
        let quote = order.quote
        let rate = self.rate.flatMap { $0.fits(quote.rate) ? $0 : nil } ?? RateText(quote.rate)
        self.rate = rate
        let (basis, duty) = (quote.freightBasis, DutyColumns(quote.duty))
        try insertOrder.write { row in
            row.add(order.id.row)
            row.add(order.session.row)
            row.add(order.buyer.row)
            row.add(order.state.rawValue)
            row.add(quote.goodsInPriceCurrency.minorUnits)
            row.add(quote.goodsInPriceCurrency.currency.code)
            row.add(rate.number)
            row.add(quote.rate.posted.source)
            row.add(quote.rate.posted.postedAt.milliseconds)
            row.add(quote.rate.bufferBasisPoints)
            row.add(rate.rounding)
            row.add(quote.goods.minorUnits)
            row.add(quote.freight.minorUnits)
            row.add(quote.total.minorUnits)
            row.add(quote.total.currency.code)
            row.add(quote.validUntil?.milliseconds)
            row.add(quote.destination?.code)
            row.add(basis?.tariff)
            row.add(basis?.parcel.minorUnits)
            row.add(basis?.minimum?.minorUnits)
            row.add(basis?.cap?.minorUnits)
            row.add(basis?.already.minorUnits)
            row.add(basis?.togetherRow)
            row.add(duty.table)
            row.add(duty.low?.minorUnits)
            row.add(duty.high?.minorUnits)
            row.add(duty.low?.currency.code)
            row.add(duty.note)
            row.add(order.policy.name)
            row.add(order.policy.depositRow(of: quote.total))
            row.add(order.policy.depositPercentRow)
            row.add(order.policy.depositAmountRow)
            row.add(order.placedAt.milliseconds)
            row.add(order.holdUntil.milliseconds)
        }
        for (number, line) in order.lines.enumerated() {
            try insertLine.write { row in
                row.add(order.id.row)
                row.add(number)
                row.add(line.item.row)
                row.add(line.code.text)
                row.add(line.title)
                row.add(line.quantity)
                row.add(line.unitPrice.minorUnits)
                row.add(line.unitPrice.currency.code)
                row.add(line.hold.row)
                row.add(line.variant.description)
                row.add(line.version)
            }
        }
        if let basis { try freight.insert(basis, of: order.id, 1) }
    }
}
