import Wire

extension WireEvent {
    /// The event as one line: `type`, `id` (its number), `ts`, then the fields of its kind.
    var json: JSONValue {
        let (type, members) = typeAndMembers
        return .object(
            [("type", .string(type)), ("id", .number(seq)), ("ts", .number(atMs))]
                + (capturedAtMs == 0 ? [] : [("captured_at", .number(capturedAtMs))]) + members)
    }

    private var typeAndMembers: (String, Members) {
        switch body {
        case .sessionOpened(let session)?: ("session_opened", session.members)
        case .sessionClosed(let closed)?: ("session_closed", [("session", .number(closed.session))])
        case .sessionsArchived(let archived)?:
            (
                "sessions_archived",
                [
                    ("sessions", .array(archived.sessions.map { .number($0) })),
                    ("orders", .number(archived.orders)),
                ]
            )
        case .sessionsRestored(let restored)?:
            (
                "sessions_restored",
                [("sessions", .array(restored.sessions.map { .number($0) }))]
            )
        case .ratePosted(let posted)?:
            (
                "rate_posted",
                [
                    ("session", .number(posted.session)), ("rate", posted.rate.json),
                    ("buffer_basis_points", .number(posted.bufferBasisPoints)),
                    ("rounding", .string(posted.rounding)),
                ]
            )
        case .itemPosted(let item)?: ("item_posted", item.members)
        case .stockChanged(let change)?:
            (
                "stock_changed",
                [
                    ("item", .number(change.item)), ("code", .string(change.code)),
                    ("stock", change.stock.json), ("variant", .strings(change.variant)),
                ]
            )
        case .said(let said)?:
            (
                "said",
                [
                    ("session", .number(said.session)), ("buyer", .number(said.buyer)),
                    ("reply_to", .number(said.replyTo)),
                    ("alias", .string(said.alias)), ("text", .string(said.text)),
                ]
            )
        case .buyerJoined(let joined)?:
            (
                "buyer_joined",
                [
                    ("buyer", .number(joined.buyer)), ("alias", .string(joined.alias)),
                    ("session", .number(joined.session)),
                ]
            )
        default:
            itemMembers ?? orderMembers ?? paymentMembers ?? parcelMembers ?? moneyMembers
                ?? waitingMembers ?? peopleMembers ?? sourcingMembers ?? quoteMembers
                ?? requestMembers ?? recordsMembers ?? talkMembers
                ?? ("unknown", [])
        }
    }

    private var orderMembers: (String, Members)? {
        switch body {
        case .orderPlaced(let order)?: ("order_placed", order.members)
        case .orderEnded(let ended)?: ("order_ended", ended.members)
        case .orderEnding(let ending)?: ("order_ending", ending.members)
        case .orderConfirmed(let confirmed)?:
            (
                "order_confirmed",
                [("order", .number(confirmed.order)), ("settled", confirmed.settled.json)]
            )
        case .orderReinstated(let reinstated)?:
            (
                "order_reinstated",
                [
                    ("order", .number(reinstated.order)),
                    ("holds", .array(reinstated.holds.map { .number($0) })),
                ]
            )
        case .holdExtended(let extended)?:
            (
                "hold_extended",
                [
                    ("order", .number(extended.order)),
                    ("hold_until_ms", .number(extended.holdUntilMs)),
                ]
            )
        case .refundDue(let refund)?:
            (
                "refund_due",
                [
                    ("order", .number(refund.order)), ("amount", refund.amount.json),
                    ("reason", .string(refund.reason)), ("due_by_ms", .number(refund.dueByMs)),
                ]
            )
        default: nil
        }
    }

    private var paymentMembers: (String, Members)? {
        switch body {
        case .paymentRequested(let payment)?: ("payment_requested", payment.members)
        case .paymentOpened(let opened)?:
            (
                "payment_opened",
                [
                    ("payment", .number(opened.payment)), ("order", .number(opened.order)),
                    ("link", .string(opened.link)), ("expires_at_ms", .number(opened.expiresAtMs)),
                ]
            )
        case .paymentClaimed(let claimed)?:
            (
                "payment_claimed",
                [
                    ("payment", .number(claimed.payment)), ("order", .number(claimed.order)),
                    ("note", .string(claimed.note)),
                ]
            )
        case .paymentSettled(let settled)?:
            (
                "payment_settled",
                [
                    ("payment", .number(settled.payment)), ("order", .number(settled.order)),
                    ("received", settled.received.json),
                    ("transaction", .string(settled.transaction)),
                    ("state", .string(enumText(settled.state))),
                ]
            )
        case .paymentEnded(let ended)?:
            (
                "payment_ended",
                [
                    ("payment", .number(ended.payment)), ("order", .number(ended.order)),
                    ("state", .string(enumText(ended.state))), ("reason", .string(ended.reason)),
                ]
            )
        case .paymentClosing(let closing)?:
            (
                "payment_closing",
                [("payment", .number(closing.payment)), ("order", .number(closing.order))]
            )
        default: nil
        }
    }
}

extension WireOrderEnded {
    fileprivate var members: Members {
        [
            ("order", .number(order)), ("state", .string(enumText(state))),
            ("reason", .string(reason)),
        ]
    }
}
