import RelayClient
import Wire

extension WireError {
    var members: Members {
        var members: Members = [
            ("code", .number(Int64(code.rawValue))), ("name", .string(enumText(code))),
            ("text", .string(text)), ("retryable", .bool(retryable)),
            ("retry_after_ms", .number(retryAfterMs)),
        ]
        if hasOffer { members.append(("offer", offer.json)) }
        if hasPurchaseLimit { members.append(("purchase_limit", purchaseLimit.json)) }
        return members
    }
}

extension WireReply {
    /// The reply as lines: lists have a line for each member.
    ///
    /// - Parameter now: Milliseconds since 1970-01-01 UTC, for replies, which carry no time.
    func json(at now: Int64) -> [JSONValue] {
        func line(_ result: String, _ members: Members) -> [JSONValue] {
            let head: Members = [
                ("type", .string("reply")), ("id", .string(id)), ("ts", .number(now)),
                ("seq", .number(seq)), ("result", .string(result)),
            ]
            return [.object(head + [(result, .object(members))])]
        }
        func list(_ type: String, _ rows: [(UInt64, Int64, Members)]) -> [JSONValue] {
            rows.map { id, time, members in
                .object(
                    [("type", .string(type)), ("id", .number(id)), ("ts", .number(time))] + members)
            }
        }
        switch result {
        case .error(let error)?: return line("error", error.members)
        case .session(let session)?: return line("session", session.members)
        case .item(let item)?: return line("item", item.members)
        case .order(let order)?:
            return line("order", order.members)
                + list("place", waits.map { ($0.place, $0.sinceMs, $0.members) })
        case .payment(let payment)?: return line("payment", payment.members)
        case .parcel(let parcel)?: return line("parcel", parcel.members)
        case .orders(let orders)?:
            return list("order", orders.orders.map { ($0.order, $0.placedAtMs, $0.members) })
        case .items(let items)?: return list("item", items.items.map { ($0.item, now, $0.members) })
        case .parcels(let parcels)?:
            return list("parcel", parcels.parcels.map { ($0.parcel, now, $0.members) })
        case .sessions(let sessions)?:
            return list("session", sessions.sessions.map { ($0.session, now, $0.members) })
        case .paymentRules(let rules)?: return line("payment_rules", rules.members)
        case .alerts(let open)?:
            return list(
                "alert", open.alerts.map { ($0.alert, $0.raisedAtMs, $0.what.members) })
        case .reconciliations(let results)?:
            return list(
                "reconciliation",
                results.reconciliations.enumerated().map { (UInt64($0 + 1), $1.atMs, $1.members) })
        case .waiting(let waiting)?:
            return list("place", waiting.places.map { ($0.place, $0.sinceMs, $0.members) })
        case .buyer(let file)?: return line("buyer", file.members)
        case .buyers(let buyers)?:
            return list("buyer", buyers.buyers.map { ($0.buyer, now, $0.members) })
        case .seller(let profile)?: return line("seller", profile.members)
        case .buyList(let buying)?:
            return list(
                "buying", buying.lines.enumerated().map { (UInt64($0 + 1), now, $1.members) })
        case .purchase(let purchase)?: return line("purchase", purchase.members)
        case .purchases(let bought)?:
            return list("purchase", bought.purchases.map { ($0.purchase, now, $0.members) })
        case .preview(let preview)?: return line("preview", preview.members)
        case .pricing(let pricing)?: return line("pricing", pricing.members)
        case .request(let request)?: return line("request", request.members)
        case .requests(let asked)?:
            return list(
                "request", asked.requests.map { ($0.request, $0.askedAtMs, $0.members) })
                + line("demand", asked.demand)
        case .receipt(let receipt)?: return line("receipt", receipt.members)
        case .invoice(let invoice)?: return line("invoice", invoice.members)
        case .dayReport(let report)?: return line("day_report", report.members)
        case .demand(let demand)?:
            return list("demand", demand.items.map { ($0.item, now, $0.members) })
                + list(
                    "claims_refused",
                    demand.refused.enumerated().map { (UInt64($0 + 1), now, $1.members) })
        case .slip(let slip)?: return line("slip", slip.members)
        case .declaration(let form)?: return line("declaration", form.members)
        case .threads(let page)?:
            return list("thread", page.threads.map { ($0.buyer, $0.last.atMs, $0.members) })
        case .messages(let page)?:
            return list("message", page.messages.map { ($0.seq, $0.atMs, $0.members) })
        case .moderation(let moderation)?: return line("moderation", moderation.members)
        case .online(let online)?:
            return list("online", online.buyers.map { ($0.buyer, now, $0.members) })
                + line(
                    "online_total",
                    [
                        ("online", .number(online.online)),
                        (
                            "viewers",
                            .array(
                                online.viewers.map {
                                    .object([
                                        ("session", .number($0.session)),
                                        ("viewers", .number($0.viewers)),
                                    ])
                                })
                        ),
                    ])
        case .history(let page)?:
            return page.events.map(\.json)
                + line("history_page", [("next", .number(page.next))])
        case .done?, nil: return line("done", [])
        }
    }
}

extension ClientUpdate {
    /// The update as one line; nil for what is not told under `--json`, or is told by others.
    func json(at now: Int64) -> JSONValue? {
        func line(_ type: String, _ members: Members = []) -> JSONValue {
            .object([("type", .string(type)), ("ts", .number(now))] + members)
        }
        switch self {
        case .connecting: return line("connecting")
        case .welcomed(let welcome):
            return line(
                "welcome",
                [
                    ("shop", .string(welcome.shop)), ("shop_title", .string(welcome.shopTitle)),
                    ("role", .string(enumText(welcome.role))), ("buyer", .number(welcome.buyer)),
                    ("alias", .string(welcome.alias)), ("session", .number(welcome.session)),
                    ("may", .strings(welcome.may)),
                    ("receipt_key", .string(welcome.receiptKey)),
                ] + (welcome.hasAway ? [("away", .object(welcome.away.members))] : [])
                    + (welcome.hasSeller ? [("seller", .object(welcome.seller.members))] : []))
        case .joined(let joined):
            return line(
                "joined",
                [
                    ("session", .number(joined.session)), ("after", .number(joined.after)),
                    ("head", .number(joined.head)),
                ])
        case .story(let story):
            return line(
                "story",
                [
                    ("session", .object(story.session.members)),
                    ("items_total", .number(story.itemsTotal)), ("first", .number(story.first)),
                    ("items", .array(story.items.map { .object($0.members) })),
                    ("lines", .array(story.lines.map(\.json))),
                ])
        case .live(let head): return line("live", [("head", .number(head))])
        case .event(let event): return event.json
        case .gap(let gap):
            return line(
                "gap",
                [
                    ("first", .number(gap.first)), ("last", .number(gap.last)),
                    ("text", .string(gap.text)),
                ])
        case .chatSkipped(let skipped):
            return line(
                "chat_skipped",
                [("first", .number(skipped.first)), ("last", .number(skipped.last))])
        case .draining(let drain):
            return line(
                "drain",
                [
                    ("reconnect_after_min_ms", .number(drain.reconnectAfterMinMs)),
                    ("reconnect_after_max_ms", .number(drain.reconnectAfterMaxMs)),
                ])
        case .reconnecting(let after, let why):
            return line(
                "reconnecting",
                [("after_ms", .number(after.milliseconds)), ("why", .string(why))])
        case .photoMissing(let sha256, let why):
            return line("photo_missing", [("sha256", .string(sha256)), ("why", .string(why))])
        case .notice(let error): return line("notice", error.members)
        case .presence(let presence):
            return line(
                "presence",
                [
                    ("session", .number(presence.session)),
                    ("viewers", .number(presence.viewers)),
                ])
        case .onlineChanged(let change): return line("online_changed", change.members)
        case .reactions(let reactions): return line("reactions", reactions.members)
        case .violation(let text): return line("violation", [("text", .string(text))])
        case .cursorReset(let error): return line("cursor_reset", error.members)
        case .reply, .upload, .photo, .offline: return nil
        }
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
