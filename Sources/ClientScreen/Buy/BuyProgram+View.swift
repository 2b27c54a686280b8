package import TerminalScreen
import Wire

extension BuyProgram {
    package func view(_ size: GridSize) -> Grid {
        var painter = Painter(size, desk.look)
        var sized = self
        sized.desk.size = size
        guard let layout = BuyLayout(sized) else {
            painter.tooSmall()
            return painter.grid
        }
        drawItem(layout, &painter)
        drawChat(layout, &painter)
        drawOrders(layout, &painter)
        painter.bottom(desk, in: layout.screen, link: shop.link, status: status, hints: hints)
        if let sheet { draw(sheet, layout, &painter) }
        if let page = desk.page {
            painter.page(
                page, footer: [Span(desk.look.say(KitPhrase.pageKeys), .muted)],
                over: layout.full)
        }
        if let palette = desk.palette { painter.palette(palette, over: layout.full) }
        return painter.grid
    }

    private var status: [Span] {
        let look = desk.look
        var parts: [(any Phrase, Role)] = []
        let toPay = shop.orders.values.count { $0.state == .placed && $0.isPayable }
        if toPay > 0 { parts.append((BuyPhrase.toPayCount(toPay), .warning)) }
        if shop.unreadCount > 0 { parts.append((BuyPhrase.messages(shop.unreadCount), .own)) }
        if shop.link != .live, unansweredActs > 0 {
            parts.append((BuyPhrase.unanswered(unansweredActs), .warning))
        }
        if case .reconnecting(_, let why) = shop.link { parts.append((Verbatim(why), .muted)) }
        if case .offline(let why) = shop.link { parts.append((Verbatim(why), .muted)) }
        return parts.flatMap { [Span(" | ", .muted), Span(look.say($0.0), $0.1)] }
    }

    private var hints: [Span] {
        let here = desk.palette != nil || desk.page != nil ? nil : sheet?.place ?? place
        // Other overlays have their keys in their edge.
        guard let here, sheet == nil || here == .photo else { return [] }
        let own = BuyAction.keys.bindings.filter { $0.place == here }.map(\.action)
        let first: [BuyAction] =
            here == .line
            ? [.send, .palette, .orderThis, .payNow, .nextPane, .quit]
            : own + (sheet == nil ? [.nextPane, .palette] : [])
        return BuyAction.keys.hints(in: here, first: first, desk.look)
    }

    // MARK: Panes

    private func drawItem(_ layout: BuyLayout, _ painter: inout Painter) {
        let look = desk.look
        let item = shownItem
        var right: [Span] = []
        if let viewers = shop.viewers { right = [Span(look.say(KitPhrase.watching(viewers)))] }
        var footer: [Span] = []
        if let count = item?.photos.count, count > 1 {
            let number = min(photoIndex, count - 1) + 1
            footer = [Span(look.say(BuyPhrase.photoCount(number, count)), .muted)]
        }
        painter.pane(
            layout.itemPane, title: [Span(shop.session?.title ?? "", .title)], right: right,
            footer: footer, isFocused: place == .item && sheet == nil)
        guard let item else {
            painter.picture(
                pictures, nil, caption: look.say(BuyPhrase.noItemYet),
                in: layout.itemPane.inset())
            return
        }
        let caption = look.say(item.photos.isEmpty ? KitPhrase.noPhoto : KitPhrase.photoComing)
        if !layout.photo.isEmpty {
            painter.picture(
                pictures, shownPhoto.map { layout.picture(of: $0.preview.sha256) },
                caption: "[\(item.caption.title)]\(look.hasPictures ? " \(caption)" : "")",
                in: layout.photo)
        }
        painter.rows(facts(of: item), in: layout.facts)
    }

    private func facts(of item: WireItem) -> [RowText] {
        let look = desk.look
        let hearts = shop.reactions[item.item]?.reduce(0) { $0 + Int($1.buyers) } ?? 0
        var price = [Span(look.money(item.priceNow), .price)]
        if item.hasFlashSale {
            let left = shop.timeLeft(until: item.flashSale.endsAtMs, atMs: desk.nowMs)
            price += [
                Span(" "), Span(look.money(item.caption.price), .muted),
                Span(" " + look.say(BuyPhrase.endsIn(look.countdown(left))), .warning),
            ]
        }
        let stock = Span(
            look.say(item.withdrawn ? ShopPhrase.withdrawn(item.code) : .stock(item.stock)),
            item.isSoldOut || item.withdrawn ? .warning : .plain)
        let rows = [
            RowText(
                [Span(item.code, .key), Span(" " + item.caption.title, .title)],
                right: hearts > 0 ? [Span(look.sign("♥", or: "<3") + " \(hearts)", .muted)] : []),
            RowText(price, right: [stock]),
            RowText([Span(details(of: item), .muted)]),
        ]
        return rows + [strip(before: item)]
    }

    private func details(of item: WireItem) -> String {
        let caption = item.caption
        var parts = [caption.size, caption.volume, caption.edition, caption.condition]
        parts += item.options.map { "\($0.name): \($0.values.joined(separator: "/"))" }
        if item.limitPerBuyer > 0 {
            parts.append(desk.look.say(BuyPhrase.each(item.limitPerBuyer)))
        }
        parts += [caption.expiry, caption.usage]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// What was posted before and after, with arrows.
    private func strip(before item: WireItem) -> RowText {
        let look = desk.look
        let items = shop.shownItems
        guard let index = items.firstIndex(where: { $0.item == item.item }) else { return .empty }
        var left: [Span] = []
        if index > 0 {
            left = [Span(look.sign("← ", or: "< "), .key)]
            for earlier in items[..<index].suffix(4).reversed() {
                let sold = earlier.isSoldOut ? " " + look.say(ShopPhrase.stock(earlier.stock)) : ""
                left.append(Span("\(earlier.code) \(earlier.caption.title)\(sold)  ", .muted))
            }
        }
        let later = items.count - 1 - index
        return RowText(
            left,
            right: later > 0
                ? [Span("+\(later) ", .muted), Span(look.sign("→", or: ">"), .key)] : []
        )
    }

    private func drawChat(_ layout: BuyLayout, _ painter: inout Painter) {
        guard !layout.chatPane.isEmpty else { return }
        let unseen = chat.scroll.unseen
        let look = desk.look
        var note: [Span] = []
        if !chat.scroll.isAtEnd {
            let newest = "\(look.sign("↓", or: "v")) \(look.say(KitPhrase.newest)) (End)"
            note = [
                unseen > 0
                    ? Span(look.say(KitPhrase.newEntries(unseen)), .warning) : Span(newest, .muted)
            ]
        }
        var right: [Span] = []
        if let text = shop.session?.pinnedText, !text.isEmpty { right = [Span(text, .title)] }
        painter.pane(
            layout.chatPane, title: [Span(desk.look.say(KitPhrase.chat))], right: right,
            footer: note)
        painter.chat(chat, shop.talk.entries, in: layout.chat)
    }

    private func drawOrders(_ layout: BuyLayout, _ painter: inout Painter) {
        guard !layout.ordersPane.isEmpty else { return }
        let rows = orderRows
        let isFocused = place == .orders && sheet == nil
        painter.pane(
            layout.ordersPane, title: [Span(desk.look.say(BuyPhrase.myOrders))],
            right: rows.isEmpty ? [] : [Span("\(rows.count)", .muted)], isFocused: isFocused)
        if rows.isEmpty {
            painter.rows(
                painter.pageRows(
                    [desk.look.say(BuyPhrase.noOrders)], columns: layout.orders.columns, .muted),
                in: layout.orders)
        }
        painter.list(rows.count, orderCursor, in: layout.orders, isFocused: isFocused) {
            orderRow(rows[$0])
        }
    }

    private func orderRow(_ order: WireOrder) -> RowText {
        let look = desk.look
        let role: Role = order.state == .placed ? .warning : order.money == .paid ? .good : .muted
        var right = [
            Span(look.money(order.quote.total) + " ", .price),
            Span(look.say(ShopPhrase.orderState(order.state, order.money)), role),
        ]
        if order.state == .placed, order.holdUntilMs > 0 {
            let left = shop.timeLeft(until: order.holdUntilMs, atMs: desk.nowMs)
            right.append(Span(" " + look.countdown(left), .warning))
        } else if let parcel = shop.parcels[order.parcel], order.parcel != 0 {
            right = [Span(look.say(ShopPhrase.parcelState(parcel.state)), .good)]
        }
        return RowText(
            [Span("#\(order.order) ", .key), Span(order.linesText)], right: right)
    }
}
