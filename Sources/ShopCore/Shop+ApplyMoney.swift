import ShopModel

extension Shop {
    /// Makes the state say what an event about refunds, rules or books says.
    mutating func applyToMoney(
        _ event: ShopEvent, at: Timestamp, _ sequence: EventSequence
    ) {
        switch event {
        case .paymentRulesSet(let rules): paymentRules = rules
        case .paymentAsked(let id, _): change(id) { $0.isAsked = true }
        case .refundRequested(let refund):
            refunds[refund.id] = refund
            numbers.refund = max(numbers.refund, refund.id)
            refunds[refund.id]?.requestedAt = at
            liveRefunds.insert(refund.id)
            payments[refund.payment]?.refunds.append(refund.id)
            change(refund.order) { $0.refunds.append(refund.id) }
        case .refundChanged(let id, let state, let reference, let note):
            applyRefund(id, state, reference: reference, note: note, at)
        case .alertRaised(let alert):
            alerts[sequence] = OpenAlert(id: sequence, alert: alert, at: at)
            if alert.kind == .refundOverdue, let order = alert.order {
                change(order) { $0.isOverdueTold = true }
            }
        case .alertClosed(let id, _, _): alerts[id] = nil
        case .reconciliationRequested(let wish): wishedReconciliations.append(wish)
        case .reconciled(var result):
            result.at = at
            wishedReconciliations.removeAll { $0 == result.wish }
            reconciliations.append(result)
            if reconciliations.count > limits.keptReconciliations {
                reconciliations.removeFirst()
            }
        default:
            preconditionFailure("not an event about refunds, rules or books")
        }
    }

    mutating func applyRefundDue(_ id: OrderID, _ amount: Money, _ dueBy: Timestamp) {
        change(id) {
            $0.refundDue = Self.sum($0.refundDue, amount)
            if $0.refundDueBy == nil { $0.isOverdueTold = false }
            $0.refundDueBy = min($0.refundDueBy ?? dueBy, dueBy)
        }
        deadlines.insert(id, at: dueBy)
    }

    private mutating func applyRefund(
        _ id: RefundID, _ state: Refund.State, reference: String, note: String, _ at: Timestamp
    ) {
        guard var refund = refunds[id] else {
            preconditionFailure("the journal speaks of refund \(id) before it is requested")
        }
        let wasDone = refund.state == .succeeded
        (refund.state, refund.reference, refund.note) = (state, reference, note)
        if !refund.isUnderWay {
            liveRefunds.remove(id)
            refund.endedAt = at
        }
        refunds[id] = refund
        guard wasDone != (state == .succeeded) else { return }
        let moved = wasDone ? -refund.amount.minorUnits : refund.amount.minorUnits
        let dueBy = at + limits.refundTime
        change(refund.order) {
            $0.refunded = Money($0.refunded.minorUnits + moved, $0.refunded.currency)
            if $0.outstandingMinorUnits == 0 {
                $0.refundDueBy = nil
            } else if $0.refundDueBy == nil {
                ($0.refundDueBy, $0.isOverdueTold) = (dueBy, false)
            }
        }
        if wasDone { deadlines.insert(refund.order, at: dueBy) }
    }
}
