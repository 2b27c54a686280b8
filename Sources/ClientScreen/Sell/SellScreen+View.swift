package import TerminalScreen
import Wire

extension SellScreen {
    package func view(_ size: GridSize) -> Grid {
        var copy = self
        copy.size = size
        return copy.drawn()
    }

    private func drawn() -> Grid {
        var painter = Painter(size, look)
        guard let areas else {
            let smallest = ScreenLayout.smallest
            let text = look.say(
                KitPhrase.tooSmall(columns: smallest.columns, rows: smallest.rows))
            painter.rows(
                painter.pageRows([text], columns: size.columns), in: painter.area)
            return painter.grid
        }
        drawHeader(&painter, areas.header)
        drawItem(&painter, areas)
        if areas.showsList { drawList(&painter, areas) }
        if areas.showsTalk { drawTalk(&painter, areas) }
        drawBottom(&painter, areas.layout)
        switch overlay {
        case .palette(let palette): painter.palette(palette, over: areas.layout.main)
        case .page(let page):
            painter.page(
                page, footer: [Span(look.say(KitPhrase.pageKeys), .muted)], over: areas.layout.main)
        case .form(let form): drawForm(&painter, form, areas.layout.main)
        case nil: break
        }
        return painter.grid
    }

    // MARK: The top

    private func drawHeader(_ painter: inout Painter, _ area: Area) {
        var left = [Span(shop.session?.title ?? look.say(SellPhrase.noSession), .title)]
        if let session = shop.session, !session.open {
            left.append(Span("  " + look.say(SellPhrase.sessionClosed), .warning))
        } else if let openedAtMs {
            let minutes = max(0, 0 &- shop.timeLeft(until: openedAtMs, atMs: nowMs)) / 60_000
            left.append(Span("  " + look.say(SellPhrase.running(minutes))))
        }
        if let viewers = shop.viewers {
            left.append(Span("  " + look.say(KitPhrase.watching(viewers))))
        }
        if let code = shop.session?.inviteCode, !code.isEmpty, shop.session?.open == true {
            left.append(Span("  " + look.say(SellPhrase.invite(code)), .muted))
        }
        var right: [Span] = []
        for (index, sum) in takings.enumerated() {
            right.append(Span(index == 0 ? look.say(SellPhrase.takings) + " " : " + ", .muted))
            right.append(Span(look.money(sum), .price))
        }
        if right.isEmpty { right = [Span(look.say(SellPhrase.noTakings), .muted)] }
        painter.row(RowText(left, right: right), 0, of: area)
    }

    private func drawItem(_ painter: inout Painter, _ areas: SellAreas) {
        guard let photo = areas.photo else {
            painter.rows(itemRows(), in: areas.item)
            return
        }
        let inner = painter.pane(
            areas.item, title: [Span(look.say(SellPhrase.onShow), .title)])
        let item = shop.pinnedItem
        let caption =
            item == nil || item?.photos.isEmpty == true
            ? look.say(KitPhrase.noPhoto)
            : look.say(look.hasPictures ? KitPhrase.photoComing : KitPhrase.noPhoto)
        painter.picture(desk, itemPicture, caption: caption, in: photo)
        let (_, text) = inner.split(left: photo.columns + 1)
        painter.rows(itemRows(wrappedTo: text.columns), in: text)
    }

    private func itemRows(wrappedTo columns: Int? = nil) -> [RowText] {
        guard let item = shop.pinnedItem else {
            let lines = look.text(look.say(SellPhrase.nothingOnShow))
                .wrapped(to: max(4, columns ?? size.columns))
            return lines.map { RowText($0.string, .muted) }
        }
        let price = Span(look.money(item.priceNow), .price)
        let stock = stockSpan(item)
        guard let columns else {
            return [
                RowText([Span("\(item.code) ", .key), Span(item.caption.title)]),
                RowText([price, Span("  "), stock]),
            ]
        }
        let title = look.text("\(item.code) \(item.caption.title)").wrapped(to: max(4, columns))
        var rows = title.prefix(2).map { RowText($0.string, .title) }
        rows.append(RowText([price]))
        rows.append(RowText([stock]))
        let held = Int(item.stock.offered) - Int(item.stock.available)
        if item.stock.model != .toOrder, held > 0 {
            rows.append(RowText(look.say(SellPhrase.taken(held)), .muted))
        }
        return rows
    }

    func stockSpan(_ item: WireItem) -> Span {
        Span(look.say(ShopPhrase.stock(item.stock)), item.isSoldOut ? .warning : .plain)
    }

    // MARK: The bottom

    private func drawBottom(_ painter: inout Painter, _ layout: ScreenLayout) {
        let prompt =
            thread.map { Span(look.say(SellPhrase.threadPrompt(alias(of: $0))) + "> ", .own) }
            ?? Span("> ", .key)
        let hint = thread == nil ? look.say(KitPhrase.inputHint) : look.say(SellPhrase.threadHint)
        painter.input(line, prompt: prompt, hint: hint, in: layout.input)
        if place != .line { painter.cursor = nil }
        painter.row(status, 0, of: layout.status)
        if case .some = overlay { return }  // It names its own keys.
        var actions = SellAction.hints(in: place)
        var hints: [Span]
        repeat {  // As many whole ones as there is room for.
            hints = SellAction.keys.hints(in: place, first: actions, look)
            actions = actions.dropLast()
        } while painter.columns(of: hints) > layout.hints.columns && !actions.isEmpty
        painter.row(RowText(hints), 0, of: layout.hints)
    }

    private var status: RowText {
        var right = [linkSpan]
        if waitingCount > 0 {
            right.insert(
                Span(look.say(SellPhrase.waitingPosts(waitingCount)) + "  ", .warning), at: 0)
        }
        if let question {
            let text = "\(look.say(question.text)) \(look.say(KitPhrase.yesNo))"
            return RowText([Span(text, .warning)], right: right)
        }
        if let paste = line.heldPaste {
            let count = paste.text.split(separator: "\n", omittingEmptySubsequences: false).count
            let text = look.say(KitPhrase.askPaste(lines: count)) + " " + look.say(KitPhrase.yesNo)
            return RowText([Span(text, .warning)], right: right)
        }
        if let notice { return RowText([Span(look.say(notice.text), notice.role)], right: right) }
        var parts: [Span] = []
        func add(_ text: String, _ role: Role) {
            if !parts.isEmpty { parts.append(Span(" · ", .muted)) }
            parts.append(Span(text, role))
        }
        let due = due(.orders)
        if due > 0 { add(look.say(SellPhrase.ordersDue(due)), .warning) }
        if !shop.unread.isEmpty { add(look.say(SellPhrase.unread(shop.unreadCount)), .own) }
        if !shop.alerts.isEmpty { add(look.say(SellPhrase.alerts(shop.alerts.count)), .error) }
        if parts.isEmpty { add(look.say(SellPhrase.nothingDue), .muted) }
        return RowText(parts, right: right)
    }

    private var linkSpan: Span {
        switch shop.link {
        case .connecting: Span(look.say(KitPhrase.connecting), .warning)
        case .catchingUp: Span(look.say(KitPhrase.catchingUp), .warning)
        case .live: Span(look.sign("● ", or: "* ") + look.say(KitPhrase.live), .good)
        case .reconnecting(let at, _):
            Span(
                look.say(KitPhrase.reconnecting(seconds: max(0, (at - nowMs + 999) / 1_000))),
                .warning)
        case .offline: Span(look.say(KitPhrase.offline), .error)
        }
    }

    /// What a buyer is called, as far as this screen has heard.
    func alias(of buyer: UInt64) -> String {
        threadList.first { $0.buyer == buyer }?.alias
            ?? shop.orders.values.first { $0.buyer == buyer }?.buyerAlias
            ?? shop.requests.values.first { $0.buyer == buyer }?.buyerAlias
            ?? shop.places.values.first { $0.buyer == buyer }?.buyerAlias ?? "#\(buyer)"
    }
}
