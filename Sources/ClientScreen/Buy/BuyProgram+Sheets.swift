import TerminalScreen
import Wire

extension BuyProgram {
    func draw(_ sheet: BuySheet, _ layout: BuyLayout, _ painter: inout Painter) {
        switch sheet {
        case .order(let order): draw(order, layout.full, &painter)
        case .details(let number, let top): drawDetails(number, top, layout.full, &painter)
        case .payment(let payment): draw(payment, layout.full, &painter)
        case .items(let cursor): drawItems(cursor, layout.full, &painter)
        case .parcels(let cursor): drawParcels(cursor, layout.full, &painter)
        case .photo: drawPhoto(layout, &painter)
        }
        painter.cursor = nil
    }

    private func say(_ phrase: BuyPhrase) -> String { desk.look.say(phrase) }

    /// A row with its value at the right.
    private func pair(_ phrase: BuyPhrase, _ value: String, _ role: Role = .plain) -> RowText {
        RowText([Span(say(phrase), .muted)], right: [Span(value, role)])
    }

    /// Draws rows in a frame in the middle.
    private func frame(
        _ title: String, _ rows: [RowText], footer: String, top: Int = 0, columns: Int = 56,
        _ area: Area, _ painter: inout Painter
    ) {
        let frame = painter.overlay(columns: columns, rows: rows.count + 2, within: area)
        let inner = painter.pane(
            frame, title: [Span(title, .title)], footer: [Span(footer, .muted)], isFocused: true)
        let text = Area(
            column: inner.column + 1, row: inner.row, columns: inner.columns - 2, rows: inner.rows)
        let first = min(top, max(0, rows.count - text.rows))
        painter.rows(Array(rows.dropFirst(first)), in: text)
    }

    // MARK: What it costs

    /// A quote, line by line.
    func quoteRows(_ quote: WireQuote) -> [RowText] {
        let look = desk.look
        // What it comes to stands first, where also the smallest screen has room for it.
        var rows = [pair(.total, look.money(quote.total), .price)]
        if quote.goodsInPriceCurrency.currency != quote.goods.currency {
            rows.append(pair(.goods, look.money(quote.goodsInPriceCurrency)))
            let buffer = quote.bufferBasisPoints
            let extra = buffer == 0 ? "" : " +\(Self.percent(buffer))"
            rows.append(
                pair(.rate, "1 \(quote.rate.base) = \(quote.rate.rate) \(quote.rate.quote)\(extra)")
            )
        }
        rows.append(pair(.goods, look.money(quote.goods)))
        rows.append(pair(.freight, look.money(quote.freight)))
        if quote.hasDuty {
            let duty = quote.duty
            let known = duty.unknown.isEmpty && duty.hasHigh
            rows.append(
                known
                    ? pair(.duty, "\(look.money(duty.low)) – \(look.money(duty.high))")
                    : RowText(say(.dutyUnknown), .muted))
        }
        if quote.validUntilMs > 0 {
            rows.append(pair(.validUntil, look.timeOfDay(quote.validUntilMs)))
        }
        return rows
    }

    /// Basis points as a percentage, such as `2.5 %`.
    private static func percent(_ points: UInt32) -> String {
        let (whole, rest) = (points / 100, points % 100)
        if rest == 0 { return "\(whole) %" }
        return rest.isMultiple(of: 10)
            ? "\(whole).\(rest / 10) %"
            : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }

    private func draw(_ order: OrderSheet, _ area: Area, _ painter: inout Painter) {
        guard let item = shop.items[order.item] else { return }
        let look = desk.look
        var rows = [
            RowText(
                [Span(item.caption.title)], right: [Span(look.money(item.priceNow), .price)]),
            RowText(
                [Span(say(.quantity), .muted)],
                right: [Span("- ", .key), Span("\(order.quantity)"), Span(" +", .key)]),
        ]
        if !order.variant.isEmpty {
            rows.append(
                RowText(
                    [Span(say(.variant), .muted)],
                    right: [
                        Span(order.variant.joined(separator: " ")),
                        Span(look.sign(" →", or: " >"), .key),
                    ]))
        }
        var footer = say(.closeKeys)
        switch order.state {
        case .asking: rows.append(RowText(say(.asking), .muted))
        case .placing: rows.append(RowText(say(.placing), .muted))
        case .quoted(let preview):
            rows += quoteRows(preview.quote)
            footer = say(.orderKeys)
        case .refused(let text, let isSoldOut):
            rows += painter.pageRows([say(.notOrdered(text))], columns: 50, .error)
            if isSoldOut { footer = say(.waitKeys) }
        }
        frame(say(.orderOf(item.code)), rows, footer: footer, area, &painter)
    }

    // MARK: An order

    private func drawDetails(
        _ number: UInt64, _ top: Int, _ area: Area, _ painter: inout Painter
    ) {
        guard let order = shop.orders[number] else { return }
        let look = desk.look
        var rows = order.lines.map { line in
            RowText(
                [
                    Span(line.code, .key),
                    Span(" \(line.title) \(line.variant.joined(separator: " "))"),
                ], right: [Span("×\(line.quantity)  \(look.money(line.unitPrice))")])
        }
        rows.append(
            RowText(
                [Span(look.say(ShopPhrase.orderState(order.state, order.money)), .title)],
                right: [Span(look.dayAndTime(order.placedAtMs), .muted)]))
        if order.state == .placed {
            let left = look.countdown(shop.timeLeft(until: order.holdUntilMs, atMs: desk.nowMs))
            rows.append(RowText(say(.heldFor(left)), .warning))
        }
        rows.append(.empty)
        rows += quoteRows(order.quote)
        if order.isPayable, order.dueNow != order.quote.total {
            rows.append(pair(.toPay, look.money(order.dueNow), .warning))
        }
        if let offered = order.offeredQuote {
            rows += [.empty, RowText(say(.newQuote), .warning)] + quoteRows(offered.quote)
        }
        for refund in order.refunds where refund.state == .succeeded {
            rows.append(pair(.given, look.money(refund.amount), .good))
        }
        for payment in order.payments {
            rows.append(
                RowText(
                    [Span(look.say(ShopPhrase.method(payment.method)), .muted)],
                    right: [
                        Span(look.money(payment.amount) + " "),
                        Span(look.say(ShopPhrase.paymentState(payment.state)), .muted),
                    ]))
        }
        let parcels = Set(order.parcels + [order.parcel]).compactMap { shop.parcels[$0] }
        for parcel in parcels.sorted(by: { $0.parcel < $1.parcel }) {
            rows += [.empty] + parcelRows(parcel)
        }
        let keys = BuyPhrase.detailKeys(
            pay: order.isPayable, cancel: order.state == .placed && order.money == .unpaid,
            agree: order.offeredQuote != nil)
        frame("#\(number)", rows, footer: say(keys), top: top, area, &painter)
    }

    private func parcelRows(_ parcel: WireParcel) -> [RowText] {
        let look = desk.look
        var rows = [
            RowText(
                [Span(say(.parcelTitle(parcel.parcel)), .title)],
                right: [Span(look.say(ShopPhrase.parcelState(parcel.state)), .good)])
        ]
        if !parcel.trackingNumber.isEmpty {
            rows.append(
                RowText([Span(parcel.carrier, .muted)], right: [Span(parcel.trackingNumber, .key)]))
        }
        for leg in parcel.legs.dropFirst() {
            rows.append(
                RowText([Span(leg.carrier, .muted)], right: [Span(leg.trackingNumber, .key)]))
        }
        for event in parcel.tracking.sorted(by: { $0.occurredAtMs > $1.occurredAtMs }) {
            let text = event.text.isEmpty ? "" : " · \(event.text)"
            rows.append(
                RowText([
                    Span(look.dayAndTime(event.occurredAtMs) + "  ", .muted),
                    Span(look.say(ShopPhrase.parcelState(event.state)) + text),
                ]))
        }
        return rows
    }

    // MARK: Lists

    private func drawItems(_ cursor: ListCursor, _ area: Area, _ painter: inout Painter) {
        let items = shop.shownItems
        let frame = painter.overlay(columns: 76, rows: max(1, items.count) + 2, within: area)
        let inner = painter.pane(
            frame, title: [Span(say(.allItems), .title)], footer: [Span(say(.closeKeys), .muted)],
            isFocused: true)
        if items.isEmpty { painter.row(RowText(say(.noItems), .muted), 0, of: inner) }
        painter.list(items.count, cursor, in: inner, isFocused: true) { index in
            let item = items[index]
            return RowText(
                [Span(item.code, .key), Span(" " + item.caption.title)],
                right: [
                    Span(desk.look.money(item.priceNow) + "  ", .price),
                    Span(
                        desk.look.say(ShopPhrase.stock(item.stock)),
                        item.isSoldOut ? .warning : .plain),
                ])
        }
    }

    private func drawParcels(_ cursor: ListCursor, _ area: Area, _ painter: inout Painter) {
        let parcels = shop.parcelList
        guard !parcels.isEmpty else {
            return frame(
                say(.myParcels), [RowText(say(.noParcels), .muted)], footer: say(.closeKeys),
                area, &painter)
        }
        let chosen = parcels[min(cursor.selected, parcels.count - 1)]
        var rows = parcels.enumerated().map { index, parcel in
            let mark = index == cursor.selected ? ">" : " "
            let orders = parcel.orders.map { "#\($0)" }.joined(separator: " ")
            return RowText(
                [Span(mark, .key), Span("\(say(.parcelTitle(parcel.parcel)))  \(orders)")],
                right: [Span(desk.look.say(ShopPhrase.parcelState(parcel.state)), .good)])
        }
        rows.append(.empty)
        rows += parcelRows(chosen)
        if chosen.tracking.isEmpty { rows.append(RowText(say(.noTracking), .muted)) }
        frame(say(.myParcels), rows, footer: say(.closeKeys), columns: 72, area, &painter)
    }

    private func drawPhoto(_ layout: BuyLayout, _ painter: inout Painter) {
        painter.clear(layout.full)
        guard let item = shownItem, let photo = shownPhoto else { return }
        let (area, caption) = layout.full.split(top: layout.full.rows - 1)
        painter.picture(
            pictures, layout.fullPicture(of: photo.full.sha256),
            caption: desk.look.say(KitPhrase.photoComing), in: area)
        painter.row(
            RowText(
                [Span(item.code, .key), Span(" " + item.caption.title)],
                right: [
                    Span(
                        say(
                            .photoCount(
                                min(photoIndex, item.photos.count - 1) + 1, item.photos.count)),
                        .muted)
                ]), 0, of: caption)
    }
}
