import TerminalScreen
package import Wire

extension ShopState {
    mutating func changeOrders(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        let number: UInt64
        switch event.body {
        case .orderPlaced(let order)?:
            // A list that was asked for later may know more of it than its beginning.
            if orders[order.order] == nil || link == .live { orders[order.order] = order }
            tell(.ordered(order), .own, seq: seq, atMs: at)
            return [.ordered(order.order)]
        case .orderEnded(let ended)?:
            number = ended.order
            change(number) { $0.state = ended.state }
            tell(.orderEnded(number, ended.state, ended.reason), .warning, seq: seq, atMs: at)
        case .orderEnding(let ending)?:
            number = ending.order
            tell(.orderEnding(number), .warning, seq: seq, atMs: at)
        case .orderConfirmed(let confirmed)?:
            number = confirmed.order
            change(number) { order in
                order.state = .confirmed
                order.settled = confirmed.settled
                if order.money == .unpaid || order.money == .partial {
                    order.money =
                        confirmed.settled.minorUnits >= order.quote.total.minorUnits
                        ? .paid : (confirmed.settled.minorUnits > 0 ? .partial : .unpaid)
                }
                if order.money == .paid { order.toPay.minorUnits = 0 }
            }
            tell(.orderConfirmed(number, confirmed.settled), .good, seq: seq, atMs: at)
        case .orderReinstated(let reinstated)?:
            number = reinstated.order
            change(number) { $0.state = .confirmed }
            tell(.orderReinstated(number), .good, seq: seq, atMs: at)
        case .holdExtended(let extended)?:
            number = extended.order
            change(number) { $0.holdUntilMs = extended.holdUntilMs }
        case .orderCalledOff(let called)?:
            number = called.order
            change(number) { $0.state = .cancelled }
            tell(.orderEnded(number, .cancelled, called.reason), .warning, seq: seq, atMs: at)
        case .orderRequoted(let requoted)?:
            number = requoted.order
            change(number) { order in
                order.quotes.removeAll { $0.version == requoted.quote.version }
                order.quotes.append(requoted.quote)
            }
            tell(.requoted(number, requoted.quote.quote.total), .warning, seq: seq, atMs: at)
        case .quoteAccepted(let accepted)?:
            number = accepted.order
            change(number) { order in
                order.quoteVersion = accepted.version
                guard
                    let index = order.quotes.firstIndex(where: {
                        $0.version == accepted.version
                    })
                else { return }
                order.quotes[index].acceptedAtMs = at
                order.quote = order.quotes[index].quote
                if order.state == .placed { order.toPay = order.quote.total }
            }
        case .lineShort(let short)?:
            number = short.order
            change(number) { order in
                if short.hasSubstitute { order.offeredSubstitutes.append(short.substitute) }
            }
            tell(
                .short(
                    short.code, short.units,
                    instead: short.hasSubstitute
                        ? short.substitute.instead.code : ""), .warning, seq: seq, atMs: at)
        case .substituteAnswered(let answered)?:
            number = answered.order
            change(number) { order in
                order.offeredSubstitutes.removeAll { $0.substitute == answered.substitute }
            }
        case .lineBought(let bought)?:
            number = bought.order
            tell(.bought(number, bought.code, bought.units), seq: seq, atMs: at)
        default: return nil
        }
        return [.orderChanged(number)]
    }

    mutating func changeMoney(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        let number: UInt64
        switch event.body {
        case .paymentRequested(let payment)?:
            take(payment)
            return [.paymentChanged(payment.order)]
        case .paymentOpened(let opened)?:
            number = opened.order
            changePayment(opened.payment, number) { payment in
                (payment.state, payment.link) = (.open, opened.link)
                payment.expiresAtMs = opened.expiresAtMs
                payment.handle = opened.handle
            }
        case .paymentClaimed(let claimed)?:
            number = claimed.order
            changePayment(claimed.payment, number) { payment in
                (payment.state, payment.note) = (.claimed, claimed.note)
            }
            tell(.paymentClaimed(number), seq: seq, atMs: at)
        case .paymentClosing(let closing)?:
            number = closing.order
            changePayment(closing.payment, number) { $0.state = .closing }
        case .paymentSettled(let settled)?:
            number = settled.order
            // A list may have been told of it before the event.
            var isKnown = false
            changePayment(settled.payment, number) { payment in
                isKnown = payment.state == settled.state && payment.received == settled.received
                (payment.state, payment.received) = (settled.state, settled.received)
            }
            if !isKnown { change(number) { order in order.settle(settled.received) } }
            tell(.paid(number, settled.received), .good, seq: seq, atMs: at)
        case .paymentEnded(let ended)?:
            number = ended.order
            changePayment(ended.payment, number) { $0.state = ended.state }
            tell(.paymentEnded(number, ended.state, ended.reason), seq: seq, atMs: at)
        case .paymentAsked(let asked)?:
            number = asked.order
            change(number) { $0.toPay = asked.amount }
            tell(.paymentAsked(number, asked.amount), .warning, seq: seq, atMs: at)
        case .refundDue(let due)?:
            number = due.order
            change(number) { order in
                order.refundDue.currency = due.amount.currency
                order.refundDue.minorUnits &+= due.amount.minorUnits
                order.refundDueByMs = due.dueByMs
                order.money = .refundDue
            }
            tell(.refundDue(number, due.amount), .warning, seq: seq, atMs: at)
        case .refundRequested(let refund)?:
            number = refund.order
            change(number) { order in
                order.refunds.removeAll { $0.refund == refund.refund }
                order.refunds.append(refund)
            }
        case .refundChanged(let changed)?:
            number = changed.order
            var amount: WireMoney?
            change(number) { order in
                guard let index = order.refunds.firstIndex(where: { $0.refund == changed.refund })
                else { return }
                order.refunds[index].state = changed.state
                if changed.state == .succeeded { amount = order.refunds[index].amount }
            }
            if let amount { tell(.refunded(number, amount), .good, seq: seq, atMs: at) }
        case .freightCredited(let credited)?:
            number = credited.order
            tell(.freightCredited(number, credited.amount), .good, seq: seq, atMs: at)
        default: return nil
        }
        return [.paymentChanged(number)]
    }

    mutating func change(_ number: UInt64, _ body: (inout WireOrder) -> Void) {
        guard orders[number] != nil else { return }
        body(&orders[number, default: WireOrder()])
    }

    private mutating func changePayment(
        _ payment: UInt64, _ order: UInt64, _ body: (inout WirePayment) -> Void
    ) {
        change(order) { order in
            guard let index = order.payments.firstIndex(where: { $0.payment == payment }) else {
                return
            }
            body(&order.payments[index])
        }
    }
}

extension WireOrder {
    /// Counts money that came.
    fileprivate mutating func settle(_ received: WireMoney) {
        settled.currency = received.currency
        settled.minorUnits &+= received.minorUnits
        let (paid, total) = (settled.minorUnits, quote.total.minorUnits)
        money = paid == total ? .paid : paid > total ? .overpaid : .partial
        if hasToPay { toPay.minorUnits = max(0, toPay.minorUnits &- received.minorUnits) }
    }

    /// The attempt to pay that is under way.
    package var openPayment: WirePayment? {
        payments.last { [.created, .open, .claimed, .closing].contains($0.state) }
    }

    /// A quote that waits for the buyer's agreement.
    package var offeredQuote: WireQuoteVersion? {
        guard state == .placed, let last = quotes.last, last.version > quoteVersion,
            last.acceptedAtMs == 0
        else { return nil }
        return last
    }

    /// Whether the buyer can pay something now.
    package var isPayable: Bool {
        guard state == .placed || state == .confirmed else { return false }
        if hasToPay { return toPay.minorUnits > 0 }
        // The event of an order does not say; the next list does.
        return state == .placed && money == .unpaid && policy.kind != .payAfterPurchase
    }

    /// What the buyer can pay now, as far as it is known.
    package var dueNow: WireMoney { hasToPay ? toPay : quote.total }
}
