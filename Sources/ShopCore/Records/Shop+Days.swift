package import ShopModel

// Days by China's time: counted event by event, and closed once they are over.
extension Shop {
    /// Writes the report of a day; again, it is the same one, unless it is to be corrected and the
    /// figures are others by now.
    mutating func closeDay(
        _ day: CalendarDate, after lastEvent: EventSequence, lastHash: String, corrects: Bool,
        by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard isOver(day) else { throw .dayNotOver(day, today: .inChina(at: time)) }
        let last = records.reports[day]
        if last != nil, !corrects { return .day(day) }
        let report = report(
            of: day, number: (last?.number ?? 0) + 1, after: lastEvent, lastHash: lastHash,
            by: actor.name)
        if let last, report.saysTheSame(as: last) { return .day(day) }
        emit(.records(.dayClosed(report)), to: .staff)
        return .day(day)
    }

    /// Whether nothing can happen on this day any more.
    package func isOver(_ day: CalendarDate) -> Bool { day < .inChina(at: time) }

    private func report(
        of day: CalendarDate, number: Int, after lastEvent: EventSequence, lastHash: String,
        by name: String
    ) -> DayReport {
        let tally = records.days.tally(of: day)
        let stock = tally.stock
        let open = orders.values.compactMap { order -> DayReport.OpenRefund? in
            guard order.outstandingMinorUnits > 0, let dueBy = order.refundDueBy else {
                return nil
            }
            return DayReport.OpenRefund(
                order: order.id,
                amount: Money(order.outstandingMinorUnits, order.settled.currency), dueBy: dueBy)
        }.sorted { ($0.dueBy, $0.order) < ($1.dueBy, $1.order) }
        return DayReport(
            day: day, number: number, madeAt: time, by: name,
            lastEvent: lastEvent, lastHash: lastHash, counts: tally.counts,
            money: money(of: day, tally),
            stock: Array(stock.prefix(limits.reportRows)),
            moreStock: max(0, stock.count - limits.reportRows),
            reconciliations: lastReconciliations(of: day),
            openRefunds: Array(open.prefix(limits.reportRows)),
            moreOpenRefunds: max(0, open.count - limits.reportRows))
    }

    private func money(of day: CalendarDate, _ tally: DayTally) -> [DayReport.Line] {
        var unsettled: [DayTally.Way: DayTally.Sum] = [:]
        var quarantined: [DayTally.Way: DayTally.Sum] = [:]
        for payment in payments.values {
            guard let at = payment.requestedAt, CalendarDate.inChina(at: at) == day else {
                continue
            }
            let way = DayTally.Way(method: payment.method, currency: payment.amount.currency)
            if payment.isLive { unsettled[way, default: .init()].add(payment.amount) }
            if payment.state == .quarantined {
                quarantined[way, default: .init()].add(payment.amount)
            }
        }
        let ways = Set(tally.flows.keys).union(unsettled.keys).union(quarantined.keys)
        return ways.sorted {
            ($0.method.rawValue, $0.currency.code) < ($1.method.rawValue, $1.currency.code)
        }.map { way in
            let flow = tally.flows[way] ?? DayTally.Flow()
            return DayReport.Line(
                method: way.method, currency: way.currency, received: flow.received,
                refunded: flow.refunded, returned: flow.returned,
                unsettled: unsettled[way] ?? .init(), quarantined: quarantined[way] ?? .init())
        }
    }

    private func lastReconciliations(of day: CalendarDate) -> [Reconciliation] {
        var last: [PaymentMethod: Reconciliation] = [:]
        for result in reconciliations where result.wish.day == day {
            last[result.wish.method] = result
        }
        return last.values.sorted { $0.wish.method.rawValue < $1.wish.method.rawValue }
    }

    /// Counts an event in its day, before it is applied.
    ///
    /// - Returns: Whether it counts.
    mutating func noteDay(_ event: ShopEvent, at time: Timestamp) -> Bool {
        switch event {
        case .orderPlaced(let order):
            records.days.note(at: time) { tally in
                tally.placed += 1
                for line in order.lines {
                    tally.move(line) { $0.ordered += line.quantity }
                }
            }
        case .orderConfirmed(let id), .orderReinstated(let id, _):
            let lines = orders[id]?.lines ?? []
            records.days.note(at: time) { tally in
                tally.confirmed += 1
                for line in lines {
                    tally.move(line) { $0.sold += line.quantity }
                }
            }
        case .orderEnded(let id, let ending):
            let lines = orders[id]?.lines ?? []
            records.days.note(at: time) { tally in
                if ending.state == .expired { tally.expired += 1 } else { tally.cancelled += 1 }
                for line in lines {
                    tally.move(line) { $0.released += line.quantity }
                }
            }
        case .orderCalledOff(let id, _):
            let order = orders[id]
            records.days.note(at: time) { tally in
                tally.cancelled += 1
                guard let order else { return }
                for (line, units) in order.sourcing.enumerated() where units.kept > 0 {
                    tally.move(order.line(line)) { $0.calledOff += units.kept }
                }
            }
        case .lineShort(let shortage):
            guard let order = orders[shortage.order] else { return false }
            let line = order.line(shortage.line)
            records.days.note(at: time) { tally in
                tally.move(line) { $0.short += shortage.units }
            }
        case .unitsBought(let purchase):
            guard let code = items[purchase.product.item]?.code else { return false }
            records.days.note(at: time) { tally in
                tally.move(purchase.product, code) { $0.bought += purchase.units }
            }
        case .purchaseTakenBack(let id, _):
            guard let purchase = purchases[id], let code = items[purchase.product.item]?.code
            else { return false }
            records.days.note(at: time) { tally in
                tally.move(purchase.product, code) { $0.bought -= purchase.units }
            }
        case .paymentSettled(let id, let received, _, _):
            guard let payment = payments[id] else { return false }
            flow(by: payment.method, received.currency, at: time) {
                $0.received.add(received)
            }
        case .refundChanged(let id, let state, _, _): noteRefund(id, state, at: time)
        case .records(.invoiceIssued):
            records.days.note(at: time) { $0.invoices += 1 }
        case .records(.creditNoteIssued):
            records.days.note(at: time) { $0.creditNotes += 1 }
        default: return false
        }
        return true
    }

    private mutating func noteRefund(
        _ id: RefundID, _ state: Refund.State, at time: Timestamp
    ) {
        guard let refund = refunds[id], let payment = payments[refund.payment] else { return }
        let wasDone = refund.state == .succeeded
        flow(by: payment.method, refund.amount.currency, at: time) {
            if state == .succeeded, !wasDone { $0.refunded.add(refund.amount) }
            if wasDone, state != .succeeded { $0.returned.add(refund.amount) }
        }
    }

    private mutating func flow(
        by method: PaymentMethod, _ currency: Currency, at time: Timestamp,
        _ change: (inout DayTally.Flow) -> Void
    ) {
        let way = DayTally.Way(method: method, currency: currency)
        records.days.note(at: time) { tally in
            var flow = tally.flows[way] ?? DayTally.Flow()
            change(&flow)
            tally.flows[way] = flow == DayTally.Flow() ? nil : flow
        }
    }
}
