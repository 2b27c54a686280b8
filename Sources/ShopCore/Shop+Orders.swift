import ShopModel

// Orders: check and hold in one step; end only when no payment can reach them any more.
extension Shop {
    /// - Parameter waits: What is not there now is waited for.
    mutating func placeOrder(
        _ requested: [Command.RequestedLine], in session: SessionID, waits: Bool = false,
        by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard let id = actor.buyer, let buyer = buyers[id] else { throw .notAllowed(.order) }
        try checkMayBuy(id)
        let session = try openSession(session)
        try checkUnpaidOrders(of: id)
        let all = try merged(requested, in: session.id)
        if let offer = offer(meeting: all, for: id) {
            return try accept(offer, all[0].quantity, seen: all[0].item.offer(at: time).version)
        }
        let (wanted, missing) = waits ? parted(all, in: session) : (all, [])
        try checkUnits(wanted, for: id, in: session)
        try checkWaiting(missing, besides: wanted, for: id)
        guard !wanted.isEmpty else { return .waits(wait(for: missing, id)) }
        let order = try order(of: wanted, for: buyer, in: session)
        emit(.orderPlaced(order), to: .buyer(id))
        for line in order.lines { announceStock(of: line) }
        endSoldFlashSales(of: order.lines)
        guard !missing.isEmpty else { return .order(order.id) }
        return .orderAndWaits(order.id, wait(for: missing, id))
    }

    func checkUnpaidOrders(of buyer: BuyerID) throws(Refusal) {
        guard unpaidOrders[buyer, default: 0] < limits.unpaidOrdersPerBuyer else {
            throw .tooManyUnpaidOrders(limit: limits.unpaidOrdersPerBuyer)
        }
    }

    /// An order as it would be placed now, at the prices of now.
    func order(
        of wanted: [WantedLine], for buyer: Buyer, in session: Session
    ) throws(Refusal) -> Order {
        var lines: [OrderLine] = []
        var hold = numbers.hold
        for line in wanted {
            hold = hold.next
            lines.append(orderLine(line, hold: hold))
        }
        let number = numbers.order.next
        return Order(
            id: number, session: session.id, buyer: buyer.id, alias: buyer.alias, lines: lines,
            quote: try quote(lines, in: session, for: buyer.id, as: number),
            policy: session.policy, placedAt: time, holdUntil: time + session.holdTime)
    }

    mutating func cancelOrder(
        _ id: OrderID, reason: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let order = try order(id, for: actor)
        let reason = try checked(
            reason, "reason", limitBytes: limits.textBytes, required: false)
        if order.state == .confirmed {
            return try cancelConfirmed(order, reason: reason, by: actor)
        }
        guard order.state == .placed, order.settled.minorUnits == 0 || actor.isStaff else {
            let state = order.state == .placed ? "partly paid" : order.state.rawValue
            throw .orderHas(
                id, state: state, hint: "only an order without money can be cancelled")
        }
        if let claimed = livePayments(of: order).first(where: { $0.state == .claimed }) {
            throw .orderHas(
                id, state: "claimed to be paid",
                hint: "the seller confirms or rejects payment \(claimed.id) first")
        }
        end(id, OrderEnding(state: .cancelled, reason: reason))
        return .order(id)
    }

    /// Does what an order's time brings: its hold or a later payment has run out, or money that is
    /// to be back is not.
    ///
    /// - Parameter deadline: What lies later has a deadline of its own, so that a shop that was
    ///   brought back from its journal does the same in the same order.
    mutating func meetDeadline(of id: OrderID, at deadline: Timestamp) {
        if let order = orders[id], order.holdUntil <= deadline { expireIfDue(id) }
        lapseSubstitutes(of: id, at: deadline)
        guard let order = orders[id] else { return }
        if order.state == .confirmed {
            for payment in livePayments(of: order)
            where payment.method.hasProvider && payment.expiresAt + limits.paymentGrace <= deadline
            {
                close(payment)
            }
        }
        guard let dueBy = order.refundDueBy, dueBy <= deadline, !order.isOverdueTold else { return }
        let late = Money(order.outstandingMinorUnits, order.settled.currency)
        raise(Alert(.refundOverdue, order: id, text: "\(late) should have been given back"))
    }

    /// Ends an order whose hold has run out. A manual payment that the buyer says is made keeps
    /// the order until the seller has looked.
    mutating func expireIfDue(_ id: OrderID) {
        guard let order = orders[id], order.state == .placed, order.ending == nil,
            order.holdUntil <= time,
            !livePayments(of: order).contains(where: { $0.state == .claimed })
        else { return }
        end(id, OrderEnding(state: .expired, reason: "not paid in time"))
    }

    /// Ends the order now, or closes its payments first when a provider may still take money.
    mutating func end(_ id: OrderID, _ ending: OrderEnding) {
        guard let order = orders[id] else { return }
        let live = livePayments(of: order)
        if live.contains(where: { $0.method.hasProvider }) {
            emit(.orderEnding(id, ending), to: .buyer(order.buyer))
        }
        for payment in live { close(payment) }
        finishEnding(id, ending)
    }

    /// Gives the units back once no payment of an ending order is live.
    mutating func finishEnding(_ id: OrderID, _ ending: OrderEnding) {
        finishCallOff(id, ending)
        guard let order = orders[id], order.state == .placed,
            livePayments(of: order).isEmpty
        else { return }
        emit(.orderEnded(id, ending), to: .buyer(order.buyer))
        for line in order.lines { announceStock(of: line) }
        giveBack(order.keptMinorUnits, of: order, reason: "order \(ending.state.rawValue)")
    }

    func livePayments(of order: Order) -> [Payment] {
        order.payments.compactMap { payments[$0] }.filter(\.isLive)
    }
}
