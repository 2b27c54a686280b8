import ShopModel

// Payments: attempts are separate, sums come from unique transactions, late money is never silent.
extension Shop {
    mutating func requestPayment(
        for id: OrderID, method: PaymentMethod?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let order = try order(id, for: actor)
        try checkPayable(order)
        let live = livePayments(of: order)
        if let live = live.first(where: { method == nil || $0.method == method }) {
            return .payment(live.id)
        }
        try checkQuote(of: order)
        let method = try chosen(method, for: order.amountDue)
        let number = numbers.payment.next
        let expiresAt = try latestPayment(of: order, by: method)
        let title = sessions[order.session]?.title ?? referencePrefix
        let payment = Payment(
            id: number, order: id, method: method, amount: order.amountDue,
            reference: "\(referencePrefix)-\(number)", expiresAt: expiresAt,
            description: "\(title) #\(id)", state: method.hasProvider ? .created : .open)
        emit(.paymentRequested(payment), to: .buyer(order.buyer))
        if order.state == .placed { extendHold(of: order, until: expiresAt + limits.paymentGrace) }
        return .payment(number)
    }

    private func checkPayable(_ order: Order) throws(Refusal) {
        let isBalance = order.state == .confirmed && order.policy != .payFirst
        guard order.state == .placed || isBalance, order.ending == nil else {
            let state = order.ending == nil ? order.state.rawValue : "ending"
            throw .orderHas(
                order.id, state: state, hint: "only an order that is not paid yet can be paid")
        }
        if order.policy == .payAfterPurchase, !order.isAsked {
            throw .orderHas(
                order.id, state: "paid after purchase", hint: "the seller asks for the payment")
        }
        guard order.amountDue.isPositive else {
            throw .orderHas(order.id, state: "paid", hint: "nothing is due")
        }
    }

    /// How long a payment that is asked for now can be paid: its method's window, within the time
    /// that payments can extend a hold at most.
    private func latestPayment(
        of order: Order, by method: PaymentMethod
    ) throws(Refusal) -> Timestamp {
        let windowEnd = time + limits.paymentWindow(of: method)
        guard order.state == .placed else { return windowEnd }
        // The seller's own hold time may be longer, and part of the money gives more time.
        let holdTime = sessions[order.session]?.holdTime ?? limits.longestHold
        let latest =
            order.settled.isPositive
            ? order.holdUntil
            : (order.vetoUntil ?? order.placedAt) + max(limits.longestHold, holdTime)
        let expiresAt = min(windowEnd, latest)
        guard expiresAt > time else {
            throw .orderHas(order.id, state: "out of time", hint: "order again")
        }
        return expiresAt
    }

    mutating func claimPayment(
        _ id: PaymentID, note: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let payment = try payment(id, for: actor)
        let note = try checked(note, "note", limitBytes: limits.textBytes, required: false)
        try expectManual(payment, in: [.open])
        emit(.paymentClaimed(id, note: note), to: audience(of: payment))
        return .payment(id)
    }

    mutating func confirmPayment(
        _ id: PaymentID, received: Money, bankReference: String
    ) throws(Refusal) -> CommandSubject {
        guard let payment = payments[id] else { throw .noSuch(.payment(id)) }
        let reference = try checked(
            bankReference, "bank_reference", limitBytes: limits.titleBytes, required: false)
        // Money can come after the payment was closed or rejected here; that is late, not lost.
        try expectManual(payment, in: [.open, .claimed, .closed, .rejected])
        guard received.currency == payment.amount.currency,
            (1...limits.amountMinorUnits).contains(received.minorUnits)
        else {
            throw .amountMismatch(expected: payment.amount, got: received)
        }
        let transaction = reference.isEmpty ? payment.reference : reference
        if let other = transactions[Transaction(method: .manual, id: transaction)] {
            throw .invalid(
                field: "bank_reference", rule: "\(transaction) already settled payment \(other)")
        }
        settle(payment, received, transaction: transaction)
        return .payment(id)
    }

    mutating func rejectPayment(
        _ id: PaymentID, reason: String
    ) throws(Refusal) -> CommandSubject {
        guard let payment = payments[id] else { throw .noSuch(.payment(id)) }
        let reason = try checked(reason, "reason", limitBytes: limits.textBytes)
        // A quarantined payment ends here too, once a person has settled it with the provider.
        if payment.state != .quarantined { try expectManual(payment, in: [.open, .claimed]) }
        emit(.paymentEnded(id, .rejected, reason: reason), to: audience(of: payment))
        expireIfDue(payment.order)
        return .payment(id)
    }

    /// Converges a payment with what its provider says. Reports may come twice, late and in any
    /// order; whatever is already known changes nothing.
    mutating func reportPayment(
        _ id: PaymentID, _ report: ProviderReport
    ) throws(Refusal) -> CommandSubject {
        guard let payment = payments[id] else { throw .noSuch(.payment(id)) }
        guard payment.method.hasProvider else {
            throw .paymentHas(id, state: "manual", hint: "the seller confirms it")
        }
        switch report {
        case .opened(let link, let handle):
            guard payment.state == .created else { break }
            emit(.paymentOpened(id, link: link, handle: handle), to: audience(of: payment))
        case .refused(let reason):
            guard payment.isLive else { break }
            finish(payment, .failed, reason: reason)
        case .closed:
            if payment.isLive {
                finish(payment, .closed, reason: "closed unpaid")
            } else if payment.canBePaidLate, time >= payment.expiresAt {
                emit(
                    .paymentEnded(id, .closed, reason: "expired unpaid"), to: audience(of: payment))
            }
        case .contradicted(let reason):
            guard payment.isLive else { break }
            quarantine(payment, nil, reason: reason)
        case .givenBack(let transaction, let amount):
            guard payment.isLive else { break }
            quarantine(
                payment, FoundMoney(transaction: transaction, amount: amount),
                reason: "a refund was started at the provider")
        case .notPaid:
            break
        case .paid(let transaction, let amount):
            reportPaid(payment, transaction, amount)
        }
        return .payment(id)
    }

    /// Closes a live payment: at once when it is manual, by way of its provider otherwise.
    mutating func close(_ payment: Payment) {
        if payment.method.hasProvider {
            guard payment.state != .closing else { return }
            emit(.paymentClosing(payment.id), to: audience(of: payment))
        } else if payment.state == .open {
            emit(
                .paymentEnded(payment.id, .closed, reason: "not needed any more"),
                to: audience(of: payment))
        }
    }

    private mutating func reportPaid(
        _ payment: Payment, _ transaction: String, _ amount: Money
    ) {
        let booked = self.payment(reference: payment.reference, transaction: transaction)
        let own = payment.received == nil ? payment.found?.transaction : payment.transaction
        let isKnown = payment.received != nil && own == transaction
        if isKnown || booked?.id != payment.id { return }  // Providers repeat themselves.
        let found = FoundMoney(transaction: transaction, amount: amount)
        guard own == nil || own == transaction else { return takeSecond(found, of: payment) }
        if let other = transactions[Transaction(method: payment.method, id: transaction)] {
            return quarantine(
                payment, found, reason: "transaction \(transaction) settled payment \(other)")
        }
        guard amount == payment.amount else {
            return quarantine(
                payment, found, reason: "paid \(amount), asked for \(payment.amount)")
        }
        settle(payment, amount, transaction: transaction)
    }

    mutating func settle(_ payment: Payment, _ received: Money, transaction: String) {
        guard let order = orders[payment.order] else { return }
        emit(
            .paymentSettled(
                payment.id, received: received, transaction: transaction, late: order.hasEnded),
            to: audience(of: payment))
        converge(payment.order)
        // What was being closed has brought money instead: its order ends all the same.
        if let ending = orders[payment.order]?.ending { finishEnding(payment.order, ending) }
    }

    /// Draws the consequences of new money: confirm, reinstate, or give back.
    ///
    /// Money in time beats the clock, and a person's word beats the money: an order that is being
    /// expired is confirmed, one that is being cancelled ends, and its money is due back.
    private mutating func converge(_ id: OrderID) {
        guard let order = orders[id] else { return }
        let kept = order.keptMinorUnits
        let surplus = kept - order.owedMinorUnits
        let isFirm = order.confirmingMinorUnits.map { kept >= $0 } ?? false
        switch order.state {
        case .placed where isFirm && order.ending?.state != .cancelled:
            emit(.orderConfirmed(id), to: .buyer(order.buyer))
            supply(id)
            for payment in livePayments(of: order) { close(payment) }
            giveBack(surplus, of: order, reason: "paid more than is due")
        case .expired where isFirm && canHoldAgain(order):
            reinstate(order)
            giveBack(surplus, of: order, reason: "paid more than is due")
        case .expired, .cancelled:
            giveBack(kept, of: order, reason: "paid after the order was \(order.state.rawValue)")
        case .confirmed, .completed:
            if surplus >= 0 { for payment in livePayments(of: order) { close(payment) } }
            giveBack(surplus, of: order, reason: "paid more than is due")
        case .placed where order.ending != nil: break  // Ends when nothing of it can be paid.
        case .placed:
            // Partly paid: the rest is asked for by another payment, and there must be time for it.
            let windows = methods(for: order.amountDue).map(limits.paymentWindow(of:))
            extendHold(of: order, until: time + (windows.max() ?? limits.paymentWindow))
        }
    }

    private mutating func extendHold(of order: Order, until: Timestamp) {
        guard until > order.holdUntil else { return }
        emit(.holdExtended(order.id, until: until), to: .buyer(order.buyer))
    }

    private mutating func reinstate(_ order: Order) {
        var hold = numbers.hold
        let holds = order.lines.map { _ in
            hold = hold.next
            return hold
        }
        emit(.orderReinstated(order.id, holds: holds), to: .buyer(order.buyer))
        for line in order.lines { announceStock(of: line) }
        supply(order.id)
    }

    mutating func finish(
        _ payment: Payment, _ end: PaymentEnd, reason: String, found: FoundMoney? = nil
    ) {
        emit(
            .paymentEnded(payment.id, end, reason: reason, found: found), to: audience(of: payment))
        if let order = orders[payment.order], let ending = order.ending {
            finishEnding(order.id, ending)
        }
    }

    private func expectManual(
        _ payment: Payment, in states: Set<Payment.State>
    ) throws(Refusal) {
        guard !payment.method.hasProvider else {
            throw .paymentHas(
                payment.id, state: "by \(payment.method.rawValue)",
                hint: "its provider confirms it, nobody else can")
        }
        guard states.contains(payment.state) else {
            throw .paymentHas(payment.id, state: payment.state.rawValue, hint: "nothing to do")
        }
    }

    func audience(of payment: Payment) -> Audience {
        guard let order = orders[payment.order] else {
            preconditionFailure("payment \(payment.id) belongs to no order")
        }
        return .buyer(order.buyer)
    }
}
