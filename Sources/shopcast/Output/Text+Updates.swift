import RelayClient
import Wire

extension ClientUpdate {
    /// What a person wants to know of it, and whether it is about the connection only; nil: nothing.
    func text(_ clock: ClockText) -> (text: String, isNote: Bool)? {
        switch self {
        case .event(let event): (event.text(clock), false)
        case .welcomed(let welcome): (welcome.text, true)
        case .story(let story): (story.text(clock), false)
        case .live: ("live", true)
        case .gap(let gap):
            ("events \(gap.first) to \(gap.last) cannot be had: \(clean(gap.text))", false)
        case .chatSkipped(let skipped):
            (
                "too slow: lines between #\(skipped.first) and #\(skipped.last) are left out; see history",
                true
            )
        case .draining: ("the server is going down for a moment", true)
        case .reconnecting(let after, let why):
            ("not connected (\(clean(why))); trying again in \(after.secondsText)", true)
        case .photoMissing(let sha256, let why):
            ("photo \(sha256.prefix(12))… is missing: \(clean(why))", true)
        case .violation(let text):
            ("THE SERVER BREAKS ITS PROTOCOL: \(clean(text)). Please report this.", true)
        case .cursorReset(let error):
            ("\(clean(error.text)) What follows begins with the session again.", true)
        case .notice(let error): (clean(error.text), true)
        // A line a second would drown the talk; `online` tells who is there.
        case .presence, .onlineChanged, .reactions: nil
        case .connecting, .joined, .reply, .upload, .photo, .offline: nil
        }
    }
}

extension Duration {
    /// Such as `0.4 s`.
    var secondsText: String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

extension WireStory {
    /// The session, what is on show, and what was said last.
    fileprivate func text(_ clock: ClockText) -> String {
        var lines = [session.text]
        if itemsTotal > items.count { lines.append("… \(itemsTotal - UInt32(items.count)) more") }
        lines += items.map { $0.text } + self.lines.map { $0.text(clock) }
        return lines.joined(separator: "\n")
    }
}

extension WireReply {
    /// The result in lines; an error is shown elsewhere.
    func text(_ clock: ClockText) -> [String] {
        switch result {
        case .session(let session)?: return [session.text]
        case .item(let item)?: return [item.text]
        case .order(let order)?: return [order.text(clock)] + waits.map { $0.text(clock) }
        case .waiting(let waiting)?: return waiting.lines(clock)
        case .payment(let payment)?: return [payment.text(clock)]
        case .parcel(let parcel)?: return [parcel.text]
        case .orders(let orders)?: return orders.table(clock)
        case .items(let items)?: return items.table
        case .parcels(let parcels)?: return parcels.table
        case .sessions(let sessions)?: return sessions.table
        case .paymentRules(let rules)?: return rules.lines
        case .alerts(let alerts)?: return alerts.lines(clock)
        case .reconciliations(let results)?:
            let lines = results.reconciliations.map(\.text)
            return lines.isEmpty ? ["no day has been compared"] : lines
        case .buyer(let file)?: return file.lines
        case .buyers(let buyers)?: return buyers.table
        case .seller(let profile)?: return [profile.line]
        case .buyList(let list)?: return list.rows
        case .purchase(let purchase)?: return [purchase.text]
        case .purchases(let list)?:
            return list.purchases.isEmpty
                ? ["nothing was ticked off"] : list.purchases.map(\.text)
        case .preview(let preview)?: return preview.text(clock)
        case .pricing(let pricing)?: return pricing.text
        case .request(let request)?: return request.lines(clock)
        case .requests(let requests)?: return requests.lines(clock)
        case .receipt(let receipt)?:
            return ["receipt of order \(receipt.order), \(receipt.entries.count) entries"]
        case .invoice(let invoice)?: return invoice.page
        case .dayReport(let report)?: return report.page(clock)
        case .demand(let demand)?: return demand.page(clock)
        case .slip(let slip)?: return slip.page
        case .declaration(let form)?: return form.page
        case .threads(let threads)?: return threads.lines(clock)
        case .messages(let messages)?: return messages.lines(clock)
        case .moderation(let moderation)?: return moderation.lines(clock)
        case .online(let online)?: return online.lines(clock)
        case .history(let page)?:
            return page.events.map { $0.text(clock) }
                + (page.next == 0 ? [] : ["there are more; next: \(page.next)"])
        case .done?, .error?, nil: return []
        }
    }
}

extension WireOrder {
    /// Such as `parcel 2, 3`.
    fileprivate var parcelsText: String {
        if parcel == 0 { return "" }
        let all = parcels.isEmpty ? [parcel] : parcels
        return "parcel " + all.map(String.init).joined(separator: ", ")
    }
}

extension WireOrders {
    fileprivate func table(_ clock: ClockText) -> [String] {
        var table = TextTable()
        for order in orders {
            table.add(
                "\(order.order)", clock.timeOfDay(order.placedAtMs), clean(order.buyerAlias),
                order.linesText, order.quote.total.text, order.stateText,
                order.parcelsText,
                order.payments.map { "payment \($0.payment) \(enumWords($0.state))" }
                    .joined(separator: ", "))
        }
        return orders.isEmpty ? ["no orders"] : table.lines
    }
}

extension WireItems {
    fileprivate var table: [String] {
        var table = TextTable()
        for item in items {
            table.add(
                clean(item.code), item.caption.price.text,
                item.stock.text + (item.waiting > 0 ? ", \(item.waiting) in line" : ""),
                ([clean(item.caption.title)] + item.caption.facts).joined(separator: " · "))
        }
        return items.isEmpty ? ["no items"] : table.lines
    }
}

extension WireSessions {
    fileprivate var table: [String] {
        var table = TextTable()
        for session in sessions {
            table.add(
                "\(session.session)", session.open ? "open" : "closed", clean(session.inviteCode),
                clean(session.title), session.rate.text)
        }
        return sessions.isEmpty ? ["no sessions"] : table.lines
    }
}
