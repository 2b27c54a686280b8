import TerminalScreen
import Wire

extension SellScreen {
    mutating func perform(_ action: SellAction) -> [Effect] {
        switch action {
        case .send, .quit: return []  // The line does these itself.
        case .palette:
            overlay = .palette(palette)
            return []
        case .newPost: return open(addDraft([:]))
        case .toList: place = .list(tab)
        case .toLine: place = .line
        case .back:
            guard place == .line, thread != nil else {
                place = .line
                break
            }
            thread = nil
            scroll.toEnd()
            return putLineAway()
        case .nextTab: turn(1)
        case .previousTab: turn(-1)
        case .up: cursors[tab, default: ListCursor()].move(-1, count: count(tab))
        case .down: cursors[tab, default: ListCursor()].move(1, count: count(tab))
        case .older: scrollTalk(max(1, (areas?.talk.rows ?? 10) - 1))
        case .newer: scrollTalk(-max(1, (areas?.talk.rows ?? 10) - 1))
        case .newest: scroll.toEnd()
        case .filter:
            let all = TalkFilter.allCases
            filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
            scroll.toEnd()
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .reconnect: return [.reconnect]
        case .refresh: return refreshAll()
        case .openDraft: return chosen(drafts, .drafts).map { open($0) } ?? []
        case .dropDraft:
            guard let draft = chosen(drafts, .drafts) else { return [] }
            let name = draft[.code].isEmpty ? draft[.files].fileName : draft[.code]
            return ask(.askDrop(name), .dropDraft(draft.id))
        case .openThread:
            guard let row = chosen(threadList, .threads) else { return [] }
            return openThread(row.buyer)
        case .copy: return copy()
        case .details: return details()
        case .message: return message()
        case .tick, .short: return performBuying(action)
        case .seal, .track:
            guard let parcel = chosen(shop.parcelList, .parcels) else { return [] }
            return begin("/\(action == .seal ? "seal" : "track") \(parcel.parcel) ")
        case .offer:
            guard let request = chosen(requests, .requests) else { return [] }
            return begin("/offer \(request.request) ")
        case .decline:
            guard let request = chosen(requests, .requests) else { return [] }
            var decline = WireDeclineRequest()
            decline.request = request.request
            return ask(
                .askDecline(request.request),
                .shop(.declineRequest(decline), .declined(request.request)))
        case .pin, .soldOut: return performItem(action)
        case .confirm, .accept, .pack, .ship, .cancel, .refund: return performOrder(action)
        }
        return []
    }

    private mutating func turn(_ step: Int) {
        let all = SellTab.allCases
        let index = all.firstIndex(of: tab) ?? 0
        tab = all[(index + step + all.count) % all.count]
        place = .list(tab)
    }

    mutating func openThread(_ buyer: UInt64) -> [Effect] {
        let effects = thread == buyer ? [] : putLineAway()
        thread = buyer
        scroll = Scrollback()
        place = .line
        var list = WireListMessages()
        list.buyer = buyer
        return effects + [send(.listMessages(list))]
    }

    private mutating func message() -> [Effect] {
        switch tab {
        case .orders: chosen(orders, .orders).map { openThread($0.buyer) } ?? []
        case .requests: chosen(requests, .requests).map { openThread($0.buyer) } ?? []
        case .waiting: chosen(places, .waiting).map { openThread($0.buyer) } ?? []
        default: []
        }
    }

    private mutating func performItem(_ action: SellAction) -> [Effect] {
        guard let item = chosen(shop.shownItems, .items) else { return [] }
        if action == .pin {
            var pin = WirePinItem()
            (pin.session, pin.code) = (item.session, item.code)
            return [send(.pinItem(pin), .act(.pinned(item.code)))]
        }
        var end = WireMarkSoldOut()
        (end.session, end.code) = (item.session, item.code)
        return ask(.askSoldOut(item.code), .shop(.markSoldOut(end), .soldOut(item.code)))
    }

    private mutating func performBuying(_ action: SellAction) -> [Effect] {
        guard let row = chosen(buying, .buying), row.wanted > 0 else { return [] }
        if action == .tick {
            var tick = WireTickOff()
            (tick.session, tick.code, tick.variant) = (row.session, row.code, row.variant)
            tick.units = row.wanted
            return ask(
                .askTick(row.code, row.wanted), .shop(.tickOff(tick), .ticked(row.code, row.wanted))
            )
        }
        var report = WireReportShort()
        (report.session, report.code, report.variant) = (row.session, row.code, row.variant)
        return ask(
            .askShort(row.code, row.wanted), .shop(.reportShort(report), .reportedShort(row.code)))
    }

    private mutating func performOrder(_ action: SellAction) -> [Effect] {
        guard let order = chosen(orders, .orders) else { return [] }
        let number = order.order
        switch action {
        case .confirm:
            guard let payment = order.claimedPayment ?? order.openPayment else {
                say(SellPhrase.nothingToConfirm(number), .warning)
                return []
            }
            var confirm = WireConfirmPayment()
            (confirm.payment, confirm.received) = (payment.payment, payment.amount)
            return ask(
                .askConfirm(number, payment.amount),
                .shop(.confirmPayment(confirm), .confirmed(number)))
        case .accept:
            var accept = WireAcceptOrder()
            accept.order = number
            return ask(.askAccept(number), .shop(.acceptOrder(accept), .accepted(number)))
        case .pack:
            var pack = WirePackParcel()
            pack.orders = [number]
            return ask(.askPack(number), .shop(.packParcel(pack), .packed(number)))
        case .ship: return begin("/ship \(number) ")
        case .cancel:
            var cancel = WireCancelOrder()
            cancel.order = number
            return ask(.askCancel(number), .shop(.cancelOrder(cancel), .cancelled(number)))
        case .refund:
            guard order.refundDue.minorUnits > order.refunded.minorUnits else {
                say(SellPhrase.nothingToRefund(number), .warning)
                return []
            }
            var refund = WireRefundOrder()
            refund.order = number
            return ask(.askRefund(number), .shop(.refundOrder(refund), .refundBegun(number)))
        default: return []
        }
    }

    private mutating func copy() -> [Effect] {
        let text: String? =
            switch tab {
            case .orders: chosen(orders, .orders).map { "\($0.order)" }
            case .items: chosen(shop.shownItems, .items)?.code
            case .buying: chosen(buying, .buying).map { "\($0.code) \($0.title)" }
            case .parcels:
                chosen(shop.parcelList, .parcels).map {
                    $0.trackingNumber.isEmpty ? "\($0.parcel)" : $0.trackingNumber
                }
            case .requests: chosen(requests, .requests)?.text
            case .waiting: chosen(places, .waiting)?.buyerAlias
            case .threads: chosen(threadList, .threads)?.alias
            case .drafts: chosen(drafts, .drafts)?.line
            }
        guard let text, !text.isEmpty else { return [] }
        let harmless = look.text(text).string
        say(KitPhrase.copied(harmless))
        return [.copy(harmless)]
    }

    /// Shows what the line mode shows of the chosen row, with more room.
    private mutating func details() -> [Effect] {
        let lines: [String]
        switch tab {
        case .orders:
            guard let order = chosen(orders, .orders) else { return [] }
            lines = detailLines(order)
        case .parcels:
            guard let parcel = chosen(shop.parcelList, .parcels) else { return [] }
            lines = detailLines(parcel)
        case .requests:
            guard let request = chosen(requests, .requests) else { return [] }
            lines =
                ["\(request.request) \(request.buyerAlias)", request.text]
                + request.offers.map { "\($0.code) \($0.title) · \(look.money($0.price))" }
        default: return []
        }
        let rows = Painter(size, look).pageRows(lines, columns: max(20, size.columns - 8))
        overlay = .page(Page(title: look.say(SellPhrase.tab(tab)), rows: rows))
        return []
    }

    private func detailLines(_ order: WireOrder) -> [String] {
        var lines = [
            "#\(order.order) \(order.buyerAlias) · "
                + look.say(ShopPhrase.orderState(order.state, order.money))
        ]
        for line in order.lines {
            let name = ([line.code] + line.variant).joined(separator: " ")
            lines.append("\(name) ×\(line.quantity)  \(line.title)  \(look.money(line.unitPrice))")
        }
        lines.append(look.say(SellPhrase.total(order.quote.total, order.settled)))
        for payment in order.payments {
            let parts = [
                "\(payment.payment)", look.say(ShopPhrase.method(payment.method)),
                look.money(payment.amount), look.say(ShopPhrase.paymentState(payment.state)),
                payment.reference, payment.note,
            ]
            lines.append(parts.filter { !$0.isEmpty }.joined(separator: " · "))
        }
        return lines
    }

    private func detailLines(_ parcel: WireParcel) -> [String] {
        let orders = parcel.orders.map { "#\($0)" }.joined(separator: " ")
        var lines = [
            "\(parcel.parcel) · \(orders) · \(look.say(ShopPhrase.parcelState(parcel.state)))"
        ]
        if !parcel.carrier.isEmpty { lines.append("\(parcel.carrier) \(parcel.trackingNumber)") }
        for event in parcel.tracking {
            lines.append(
                "\(look.dayAndTime(event.occurredAtMs)) "
                    + look.say(ShopPhrase.parcelState(event.state)) + " " + event.text)
        }
        return lines
    }
}
