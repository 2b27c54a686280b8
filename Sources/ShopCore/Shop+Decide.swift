import ShopModel

extension Shop {
    /// Finds the rule for a command. Rules check everything before their first event.
    mutating func decide(
        _ command: Command, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .openSession(let terms): try openSession(terms)
        case .closeSession(let session): try closeSession(session)
        case .postRate(let session, let rate, let source, let buffer, let rounding):
            try postRate(rate, source: source, buffer: buffer, rounding: rounding, in: session)
        case .postItem(let item): try postItem(item)
        case .changeStock(let session, let code, let variant, let offered):
            try changeStock(of: code, variant, in: session, to: offered)
        case .correctItem(let session, let code, let caption, let seen):
            try correctItem(code, in: session, caption, seen: seen)
        case .withdrawItem(let session, let code): try withdrawItem(code, in: session)
        case .restoreItem(let session, let code): try restoreItem(code, in: session)
        case .markSoldOut(let session, let code, let variant):
            try markSoldOut(code, in: session, variant: variant)
        case .pinItem(let session, let code): try pinItem(code, in: session)
        case .unpinItem(let session): try unpinItem(in: session)
        case .startFlashSale(let start): try startFlashSale(start)
        case .endFlashSale(let session, let code): try endFlashSale(code, in: session)
        case .setPurchaseLimit(let session, let name, let units):
            try setPurchaseLimit(name, to: units, in: session)
        case .setClaimWords(let words): try setClaimWords(words)
        case .say(let session, let text, let replyTo):
            try say(text, in: session, replyTo: replyTo, by: actor)
        case .joinBuyer(let invite, let alias, let tokenHash):
            try joinBuyer(invite: invite, alias: alias, tokenHash: tokenHash)
        case .placeOrder(let session, let lines, let waits):
            try placeOrder(lines, in: session, waits: waits, by: actor)
        case .cancelOrder(let order, let reason):
            try cancelOrder(order, reason: reason, by: actor)
        case .requestPayment(let order, let method):
            try requestPayment(for: order, method: method, by: actor)
        case .claimPayment(let payment, let note):
            try claimPayment(payment, note: note, by: actor)
        case .confirmPayment(let payment, let received, let reference):
            try confirmPayment(payment, received: received, bankReference: reference)
        case .rejectPayment(let payment, let reason): try rejectPayment(payment, reason: reason)
        case .reportPayment(let payment, let report): try reportPayment(payment, report)
        case .packParcel(let orders, let buyer, let into):
            try packParcel(orders, of: buyer, into: into, by: actor)
        case .handOver(let parcel, let carrier, let trackingNumber):
            try handOver(parcel, carrier: carrier, trackingNumber: trackingNumber)
        case .trackParcel(let parcel, let event): try trackParcel(parcel, event, by: actor)
        case .parcel(let command): try decide(command, by: actor)
        case .setPaymentRules, .acceptOrder, .askPayment, .refundOrder, .confirmRefund,
            .resolvePayment, .reconcile, .reportRefund, .reportReconciliation, .raiseAlert,
            .closeAlert:
            try decideMoney(command, by: actor)
        case .leaveWaitlist, .acceptOffer, .passOffer: try decideWaiting(command, by: actor)
        case .people(let command): try decide(command, by: actor)
        case .requests(let command): try decide(command, by: actor)
        case .records(let command): try decide(command, by: actor)
        case .talk(let command): try decide(command, by: actor)
        case .tickOff(let tick): try tickOff(tick)
        case .takeBackTick(let purchase, let reason): try takeBackTick(purchase, reason: reason)
        case .reportShort(let report): try reportShort(report)
        case .answerSubstitute(let substitute, let accepts):
            try answerSubstitute(substitute, accepts: accepts, by: actor)
        case .setTariff(let tariff): try setTariff(tariff)
        case .setDutyTable(let table): try setDutyTable(table)
        case .setRestrictedGoods(let list): try setRestrictedGoods(list)
        case .setDestination(let country): try setDestination(country, by: actor)
        case .requote(let order, let why): try requote(order, why: why, by: actor)
        case .acceptQuote(let order, let version): try acceptQuote(order, version, by: actor)
        }
    }

    private mutating func decideWaiting(
        _ command: Command, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .leaveWaitlist(let place): try leaveWaitlist(place, by: actor)
        case .acceptOffer(let offer, let quantity, let seen):
            return try acceptOffer(offer, quantity: quantity, seen: seen, by: actor)
        case .passOffer(let offer): try passOffer(offer, by: actor)
        default: preconditionFailure("not a command about waiting")
        }
        return nil
    }

    private mutating func decideMoney(
        _ command: Command, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .setPaymentRules(let rules): try setPaymentRules(rules)
        case .acceptOrder(let order): try acceptOrder(order)
        case .askPayment(let order): try askPayment(order)
        case .refundOrder(let order, let amount, let reason):
            try refundOrder(order, amount, reason: reason)
        case .confirmRefund(let refund, let givenUp, let reference):
            try confirmRefund(refund, givenUp: givenUp, reference: reference)
        case .resolvePayment(let payment, let resolution, let reason):
            try resolvePayment(payment, resolution, reason: reason)
        case .reconcile(let day, let method): try reconcile(day, method)
        case .reportRefund(let refund, let report): try reportRefund(refund, report)
        case .reportReconciliation(let result): reportReconciliation(result)
        case .raiseAlert(let alert): raise(alert)
        case .closeAlert(let id, let note): try closeAlert(id, note: note, by: actor)
        default: preconditionFailure("not a command about money")
        }
    }

    /// A text that is not empty, within its limit, and harmless to the screens it is shown on.
    func checked(
        _ text: String, _ field: String, limitBytes: Int, required: Bool = true,
        keepingLines: Bool = false
    ) throws(Refusal) -> String {
        guard !required || text.contains(where: { !$0.isWhitespace }) else {
            throw .invalid(field: field, rule: "must not be empty")
        }
        guard text.utf8.count <= limitBytes else {
            throw .invalid(
                field: field,
                rule: "has \(text.utf8.count) bytes; at most \(limitBytes) are taken")
        }
        return text.neutralised(keepingLines: keepingLines)
    }

    func openSession(_ id: SessionID) throws(Refusal) -> Session {
        guard let session = sessions[id] else { throw .noSuch("session \(id)") }
        guard session.isOpen else { throw .sessionClosed(id) }
        return session
    }

    /// An order that this actor may act on; another buyer's does not exist for a buyer.
    func order(_ id: OrderID, for actor: Actor) throws(Refusal) -> Order {
        guard let order = orders[id], actor.buyer == nil || actor.buyer == order.buyer else {
            throw .noSuch(.order(id))
        }
        return order
    }

    func payment(_ id: PaymentID, for actor: Actor) throws(Refusal) -> Payment {
        guard let payment = payments[id], let order = orders[payment.order],
            actor.buyer == nil || actor.buyer == order.buyer
        else { throw .noSuch(.payment(id)) }
        return payment
    }
}
