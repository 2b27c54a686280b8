import TerminalScreen
import Wire

extension SellScreen {
    func drawList(_ painter: inout Painter, _ areas: SellAreas) {
        let isFocused = place == .list(tab)
        let inner = painter.pane(
            areas.listFrame, title: [Span(look.say(SellPhrase.tab(tab)), .title)],
            right: [Span("\(count(tab))", .muted)], isFocused: isFocused)
        painter.row(RowText(tabSpans(painter, inner.columns)), 0, of: inner)
        if count(tab) == 0 {
            let lines = look.text(look.say(SellPhrase.emptyTab(tab)))
                .wrapped(to: max(4, areas.list.columns - 2))
            painter.rows(lines.map { RowText(" " + $0.string, .muted) }, in: areas.list)
            return
        }
        switch tab {
        case .orders: draw(orders, &painter, areas, isFocused) { row($0) }
        case .items: draw(shop.shownItems, &painter, areas, isFocused) { row($0) }
        case .buying: draw(buying, &painter, areas, isFocused) { row($0) }
        case .parcels: draw(shop.parcelList, &painter, areas, isFocused) { row($0) }
        case .requests: draw(requests, &painter, areas, isFocused) { row($0) }
        case .waiting: draw(places, &painter, areas, isFocused) { row($0) }
        case .threads: draw(threadList, &painter, areas, isFocused) { row($0) }
        case .drafts: draw(drafts, &painter, areas, isFocused) { row($0) }
        }
    }

    private func draw<Row>(
        _ rows: [Row], _ painter: inout Painter, _ areas: SellAreas, _ isFocused: Bool,
        _ text: (Row) -> RowText
    ) {
        painter.list(rows.count, cursor(tab), in: areas.list, isFocused: isFocused) {
            text(rows[$0])
        }
    }

    /// The names of the lists with what is due in each; the chosen one is among them.
    private func tabSpans(_ painter: Painter, _ columns: Int) -> [Span] {
        var names = SellTab.allCases.map { tab -> [Span] in
            let due = due(tab)
            let name = look.say(SellPhrase.tab(tab)) + (due > 0 ? " \(due)" : "")
            return tab == self.tab
                ? [Span("[\(name)] ", .title)] : [Span("\(name) ", due > 0 ? .warning : .muted)]
        }
        var index = SellTab.allCases.firstIndex(of: tab) ?? 0
        while index > 0, painter.columns(of: names[...index].flatMap(\.self)) > columns {
            names.removeFirst()
            index -= 1
        }
        return names.flatMap(\.self)
    }

    // MARK: Rows

    private func row(_ order: WireOrder) -> RowText {
        let isDue = order.sellerRank < 4
        var left = [
            Span(isDue ? "!" : " ", .warning), Span("#\(order.order) ", .key),
            Span("\(order.buyerAlias)  ", isDue ? .title : .plain), Span(order.linesText),
        ]
        if order.session != shop.joinedSession { left.append(Span(" *", .muted)) }
        var state = look.say(ShopPhrase.orderState(order.state, order.money))
        var role = Role.muted
        if order.claimedPayment != nil {
            (state, role) = (look.say(SellPhrase.saysPaid), .warning)
        } else if order.state == .placed {
            let left = shop.timeLeft(until: order.holdUntilMs, atMs: nowMs)
            state += " " + look.say(SellPhrase.minutes((max(0, left) / 1_000 + 59) / 60))
            role = .plain
        } else if order.state == .confirmed {
            role = .good
            if order.parcel != 0 {
                let parcel = shop.parcels[order.parcel]
                state = look.say(ShopPhrase.parcelState(parcel?.state ?? .open))
                role = .plain
            }
        }
        return RowText(
            left, right: [Span(look.money(order.quote.total) + " ", .price), Span(state, role)])
    }

    private func row(_ item: WireItem) -> RowText {
        let mark = item.item == shop.pinned ? look.sign("●", or: "*") : " "
        return RowText(
            [Span(mark, .good), Span("\(item.code) ", .key), Span(item.caption.title)],
            right: [Span(look.money(item.priceNow) + " ", .price), stockSpan(item)])
    }

    private func row(_ line: WireBuyingLine) -> RowText {
        let total = UInt64(line.wanted) + UInt64(line.bought)
        let isDone = line.wanted == 0
        let code = ([line.code] + line.variant).joined(separator: " ")
        return RowText(
            [
                Span(isDone ? "[x] " : "[ ] ", isDone ? .good : .warning), Span("\(code) ", .key),
                Span(line.title),
            ],
            right: [
                Span("\(line.bought)/\(total)", isDone ? .good : .title),
                Span(line.store.isEmpty ? "" : " " + line.store, .muted),
            ])
    }

    private func row(_ parcel: WireParcel) -> RowText {
        let orders = parcel.orders.map { "#\($0)" }.joined(separator: " ")
        let alias = parcel.orders.lazy.compactMap { shop.orders[$0]?.buyerAlias }.first ?? ""
        return RowText(
            [
                Span("\(parcel.parcel) ", .key),
                Span("\(alias)  \(orders)  \(parcel.trackingNumber)"),
            ],
            right: [
                Span(
                    look.say(ShopPhrase.parcelState(parcel.state)),
                    parcel.state == .open ? .warning : .plain)
            ])
    }

    private func row(_ request: WireBuyerRequest) -> RowText {
        var right = [Span(look.say(SellPhrase.requestState(request.state)), .muted)]
        if request.hasMaximum {
            right.insert(Span(look.money(request.maximum) + " ", .price), at: 0)
        }
        return RowText(
            [
                Span(request.isWaiting ? "!" : " ", .warning), Span("\(request.request) ", .key),
                Span("\(request.buyerAlias)  ", request.isWaiting ? .title : .plain),
                Span(request.text),
            ], right: right)
    }

    private func row(_ place: WireWaitlistPlace) -> RowText {
        let code = ([place.code] + place.variant).joined(separator: " ")
        var right = [Span("\(place.position).", .muted)]
        if place.hasOffer {
            let until = look.timeOfDay(place.offer.expiresAtMs)
            right = [Span(look.say(SellPhrase.offeredUntil(until)), .good)]
        } else if place.away {
            right = [Span(look.say(SellPhrase.away), .muted)]
        }
        return RowText(
            [Span("\(code) ", .key), Span("\(place.buyerAlias)  ×\(place.units)")], right: right)
    }

    private func row(_ thread: WireThread) -> RowText {
        let unread = shop.unread[thread.buyer] ?? 0
        return RowText(
            [
                Span(unread > 0 ? "!" : " ", .warning),
                Span("\(thread.alias)  ", unread > 0 ? .title : .plain),
                Span(thread.last.text, .muted),
            ],
            right: [
                Span(unread > 0 ? "\(unread)  " : "", .warning),
                Span(look.timeOfDay(thread.last.atMs), .muted),
            ])
    }

    private func row(_ draft: PostDraft) -> RowText {
        let name = [draft[.code], draft[.title]].filter { !$0.isEmpty }.joined(separator: " ")
        let files = draft.files.map(\.fileName).joined(separator: ", ")
        let state =
            isKept(draft)
            ? look.say(SellPhrase.kept)
            : look.say(draft.missing.map { SellPhrase.missing($0) } ?? .readyToPost)
        return RowText(
            [
                Span(name.isEmpty ? files : name, .title),
                Span(name.isEmpty ? "" : "  " + files, .muted),
            ],
            right: [Span(state, draft.missing == nil ? .good : .warning)])
    }
}
