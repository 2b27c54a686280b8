import Wire

extension ShopPhrase {
    package func english(_ look: Look) -> String {
        switch self {
        case .opened(let title): "The session “\(title)” is open"
        case .closed: "The session is closed"
        case .rate(let rate): "Rate: 1 \(rate.base) = \(rate.rate) \(rate.quote)"
        case .joined(let alias): "\(alias) joins"
        case .announced(let text): "Pinned: \(text)"
        case .slow(0): "Slow mode is off"
        case .slow(let seconds): "One line each \(seconds) s from now on"
        case .posted(let code, let title, let price):
            "\(code) \(title) · \(look.money(price))"
        case .corrected(let code, let price): "\(code) corrected · \(look.money(price))"
        case .soldOut(let code): "\(code) is sold out"
        case .withdrawn(let code): "\(code) is withdrawn"
        case .restored(let code): "\(code) is back"
        case .pinned(let code): "On show now: \(code)"
        case .flashStarted(let code, let price, let until):
            "Flash sale: \(code) \(look.money(price)) until \(look.timeOfDay(until))"
        case .flashEnded(let code, let price):
            "The flash sale of \(code) is over · \(look.money(price))"
        case .stock(let stock): Self.englishStock(stock)
        case .lineDeleted: "(deleted)"
        case .you: "you"
        case .seller: "seller"
        case .alert(let text): "Look at this: \(text)"
        case .newBelow: "new since you left"
        case .missed(let posts, let lines):
            [
                posts > 0 ? plural(posts, "post", "posts") : nil,
                lines > 0 ? plural(lines, "line of chat", "lines of chat") : nil,
            ].compactMap(\.self).joined(separator: " and ") + " since you left"
        case .fetched(let count): "Back again; \(plural(count, "event", "events")) fetched"
        case .gap(let count): "\(plural(count, "event", "events")) cannot be had any more"
        case .notice(let text): text
        case .draining: "The server restarts; the connection comes back by itself"
        case .cursorReset: "The server went back to an older state; all is shown again"
        case .violation(let text): "The server breaks the protocol: \(text)"
        default: englishOrder(look)
        }
    }

    private func englishOrder(_ look: Look) -> String {
        switch self {
        case .ordered(let order):
            "Order #\(order.order): \(order.linesText) · \(look.money(order.quote.total))"
        case .orderConfirmed(let number, let settled) where settled.minorUnits == 0:
            "Order #\(number) is confirmed"
        case .orderConfirmed(let number, let settled):
            "Order #\(number) is confirmed; received: \(look.money(settled))"
        case .orderEnded(let number, let state, let reason):
            "Order #\(number): \(Self.english(state, .unpaid))\(reason.because(": "))"
        case .orderEnding(let number): "Order #\(number) is ending"
        case .orderReinstated(let number): "Order #\(number) is good again: its money came late"
        case .requoted(let number, let total):
            "Order #\(number) has a new quote: \(look.money(total)); it waits for agreement"
        case .short(let code, let units, ""): "\(code): \(units) cannot be had"
        case .short(let code, let units, let instead):
            "\(code): \(units) cannot be had; \(instead) is offered instead"
        case .bought(let number, let code, let units): "Order #\(number): \(units) × \(code) bought"
        case .orderState(let state, let money): Self.english(state, money)
        case .paid(let number, let amount): "Order #\(number): \(look.money(amount)) arrived"
        case .paymentAsked(let number, let amount):
            "Order #\(number): please pay \(look.money(amount)) now"
        case .paymentClaimed(let number): "Order #\(number): said to be paid; the seller checks"
        case .paymentEnded(let number, let state, let reason):
            "Order #\(number): payment \(Self.english(state))\(reason.because(": "))"
        case .refundDue(let number, let amount):
            "Order #\(number): \(look.money(amount)) will be given back"
        case .refunded(let number, let amount): "Order #\(number): \(look.money(amount)) given back"
        case .freightCredited(let number, let amount):
            "Order #\(number): the parcel is lighter; \(look.money(amount)) less freight"
        case .paymentState(let state): Self.english(state)
        case .method(let method): Self.english(method)
        default: englishParcel(look)
        }
    }

    private func englishParcel(_ look: Look) -> String {
        switch self {
        case .packed(let number): "Parcel \(number) is packed"
        case .shipped(let number, let carrier, let tracking):
            "Parcel \(number) is on its way: \(carrier) \(tracking)"
        case .tracked(let number, let state, let text):
            "Parcel \(number): \(Self.english(state))\(text.because(" · "))"
        case .parcelState(let state): Self.english(state)
        case .waiting(let code, let units, let position):
            "You wait for \(units) × \(code), place \(position) in line"
        case .waitingEnded(let code, let reason):
            "You do not wait for \(code) any more\(reason.because(": "))"
        case .offered(let code, let units, let until):
            "\(units) × \(code) is kept for you until \(look.timeOfDay(until)): /take or /pass"
        case .offerEnded(let code, let reason):
            "The offer of \(code) is over\(reason.because(": "))"
        case .requestOffered(let number, let code): "Request \(number): \(code) is offered"
        case .message(let alias, let text): "\(alias), to you alone: \(text)"
        case .muted(let until, let reason):
            "You may not speak until \(look.timeOfDay(until))\(reason.because(": "))"
        case .unmuted: "You may speak again"
        case .claimRefused(let text, ""): "Not ordered: \(text)"
        case .claimRefused(let text, let suggestion): "Not ordered: \(text). Try: \(suggestion)"
        case .nothingToPass: "There is nothing to pass on"
        default: ""
        }
    }

    private static func englishStock(_ stock: WireStock) -> String {
        switch stock.model {
        case .toOrder: "to order"
        default: stock.available == 0 ? "sold out" : "\(stock.available) left"
        }
    }

    private static func english(_ state: WireOrderState, _ money: WireMoneyState) -> String {
        switch (state, money) {
        case (.placed, .partial): "partly paid"
        case (.placed, _): "to pay"
        case (_, .refundDue): "refund due"
        case (_, .partlyRefunded): "partly refunded"
        case (_, .refunded): "refunded"
        case (.confirmed, .unpaid): "accepted"
        case (.confirmed, .partial): "deposit paid"
        case (.confirmed, _): "paid"
        case (.completed, _): "delivered"
        case (.expired, _): "expired"
        case (.cancelled, _): "cancelled"
        case (.unspecified, _), (.UNRECOGNIZED, _): "?"
        }
    }

    private static func english(_ state: WirePaymentState) -> String {
        switch state {
        case .created: "is being prepared"
        case .open: "can be made"
        case .claimed: "is being checked"
        case .closing: "is ending"
        case .settled: "arrived"
        case .settledLate: "arrived late"
        case .closed: "is closed"
        case .failed: "failed"
        case .rejected: "was not found"
        case .quarantined: "is being looked at"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func english(_ method: WirePaymentMethod) -> String {
        switch method {
        case .manual: "bank transfer"
        case .wechat: "WeChat Pay"
        case .alipay: "Alipay"
        case .stripe: "card"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func english(_ state: WireParcelState) -> String {
        switch state {
        case .open: "being packed"
        case .sealed: "sealed"
        case .declared: "declared"
        case .created, .infoReceived: "announced to the carrier"
        case .handedOver: "handed over"
        case .inTransit: "on its way"
        case .customsHold: "held by customs"
        case .customsCleared: "cleared by customs"
        case .outForDelivery: "out for delivery"
        case .availableForPickup: "ready for pickup"
        case .attemptFailed: "delivery failed"
        case .delivered: "delivered"
        case .exception: "something is wrong"
        case .returning: "on its way back"
        case .returned: "returned"
        case .lost: "lost"
        case .expiredNoInfo: "no news for long"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }
}
