import TerminalScreen
import Wire

extension BuyProgram {
    mutating func perform(_ action: BuyAction) {
        switch action {
        case .palette: openPalette()
        case .nextPane: movePane(1)
        case .previousPane: movePane(-1)
        case .older, .newer: scrollChat(action == .older ? 1 : -1)
        case .newest: chat.scroll.toEnd()
        case .earlierPost: movePost(-1)
        case .laterPost: movePost(1)
        case .onShow: (chosenItem, photoIndex) = (nil, 0)
        case .nextPhoto:
            let count = shownItem?.photos.count ?? 0
            if count > 1 { photoIndex = (min(photoIndex, count - 1) + 1) % count }
        case .fullPhoto: if shownPhoto != nil { sheet = .photo }
        case .openPhoto:
            if let photo = shownPhoto {
                effects.append(.openPhoto(sha256: photo.full.sha256))
                desk.tell(KitPhrase.opened)
            }
        case .like: like()
        case .redraw: effects.append(.redraw)
        case .suspend: effects.append(.suspend)
        case .reconnect: effects.append(.reconnect)
        case .quit: leave()
        case .send, .newLine, .complete, .historyUp, .historyDown, .clearLine: break
        default: performInSheet(action)
        }
    }

    private mutating func performInSheet(_ action: BuyAction) {
        switch action {
        case .orderThis: orderThis()
        case .allItems: sheet = .items(ListCursor(selected: max(0, shop.shownItems.count - 1)))
        case .myParcels: sheet = .parcels(ListCursor())
        case .myOrders: (sheet, place) = (nil, .orders)
        case .payNow: payNow()
        case .up: moveInSheet(-1)
        case .down: moveInSheet(1)
        case .choose: if let order = selectedOrder { sheet = .details(order: order.order, top: 0) }
        case .pay: if let order = actedOrder { pay(order) }
        case .cancel: if let order = actedOrder { askToCancel(order) }
        case .agree: if let order = actedOrder { askToAgree(order) }
        case .copy: copy()
        case .close: closeSheet()
        case .more, .fewer, .option, .place, .waitInLine: changeOrder(action)
        case .browser, .invert, .claimPaid, .method: changePayment(action)
        default: break
        }
    }

    private mutating func closeSheet() {
        if case .payment(let payment)? = sheet, shop.orders[payment.order] != nil {
            sheet = .details(order: payment.order, top: 0)
        } else {
            sheet = nil
        }
    }

    private mutating func movePane(_ step: Int) {
        let places: [BuyPlace] = [.line, .item, .orders]
        let index = places.firstIndex(of: place) ?? 0
        place = places[(index + step + places.count) % places.count]
    }

    private mutating func scrollChat(_ pages: Int) {
        guard let layout = BuyLayout(self) else { return }
        let rows = pages * max(1, layout.chat.rows - 1)
        chat.scroll(rows, shop.talk.entries, in: layout.chat, desk.look)
    }

    private mutating func movePost(_ step: Int) {
        let items = shop.shownItems
        guard let shown = shownItem, let index = items.firstIndex(where: { $0.item == shown.item })
        else { return }
        let next = min(max(0, index + step), items.count - 1)
        photoIndex = 0
        chosenItem =
            items[next].item == (shop.pinned == 0 ? items.last?.item : shop.pinned)
            ? nil : items[next].item
    }

    private mutating func moveInSheet(_ step: Int) {
        switch sheet {
        case nil: orderCursor.move(step, count: orderRows.count)
        case .items(var cursor)?:
            cursor.move(step, count: shop.shownItems.count)
            sheet = .items(cursor)
        case .parcels(var cursor)?:
            cursor.move(step, count: shop.parcelList.count)
            sheet = .parcels(cursor)
        case .details(let order, let top)?: sheet = .details(order: order, top: max(0, top + step))
        case .order, .payment, .photo: break
        }
    }

    private mutating func like() {
        guard let item = shownItem else { return }
        var reaction = WireReact()
        (reaction.session, reaction.code, reaction.kind) = (item.session, item.code, .heart)
        effects.append(.react(reaction))
        desk.tell(BuyPhrase.liked(item.code))
    }

    /// The order that a key in a list or over it is about.
    private var actedOrder: WireOrder? {
        switch sheet {
        case .details(let number, _)?: shop.orders[number]
        case .payment(let payment)?: shop.orders[payment.order]
        case nil: selectedOrder
        default: nil
        }
    }

    private mutating func copy() {
        let text: String?
        switch sheet {
        case .payment(let payment)?:
            let open = shop.orders[payment.order]?.openPayment
            text = open.map { $0.link.isEmpty ? $0.reference : $0.link }
        case .parcels(let cursor)?:
            let list = shop.parcelList
            text =
                list.indices.contains(cursor.selected)
                ? list[cursor.selected].trackingNumber : nil
        case .details(let number, _)?: text = "#\(number)"
        case nil where place == .orders: text = selectedOrder.map { "#\($0.order)" }
        default: text = shownItem?.code
        }
        guard let text, !text.isEmpty else { return }
        effects.append(.copy(desk.look.text(text).string))
        desk.tell(KitPhrase.copied(text), .good)
    }

    // MARK: Overlays

    mutating func openPalette() {
        let here = sheet?.place ?? place
        var rows = BuyAction.keys.help(in: here).map { keys, action in
            Palette<BuyAction>.Row(
                title: desk.look.say(action.title),
                how: keys.map(desk.look.name).joined(separator: ", "), choice: .action(action))
        }
        if here != .item {
            rows += BuyAction.keys.help(in: .item).filter { row in
                ![.orderThis, .copy].contains(row.action)
                    && !rows.contains { $0.choice == .action(row.action) }
            }.map { keys, action in
                Palette<BuyAction>.Row(
                    title: desk.look.say(action.title),
                    how: "Tab " + keys.map(desk.look.name).joined(separator: ", "),
                    choice: .action(action))
            }
        }
        rows += commands.map {
            Palette<BuyAction>.Row(
                title: $0.abstract, how: "/\($0.word)", choice: .command($0.word))
        }
        desk.palette = Palette(rows)
    }
}
