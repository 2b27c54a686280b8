import ShopModel

// Money on its way back: never more than came, each refund under one number, ends in any order.
extension Shop {
    /// Gives money of an order back by the way it came.
    mutating func refundOrder(
        _ id: OrderID, _ amount: Money?, reason: String
    ) throws(Refusal) -> CommandSubject {
        guard let order = orders[id] else { throw .noSuch(.order(id)) }
        let reason = try checked(
            reason, "reason", limitBytes: limits.titleBytes, required: false)
        let waiting = unrequestedMinorUnits(of: order)
        let most = waiting + order.keptMinorUnits
        let wanted = amount?.minorUnits ?? waiting
        guard (amount?.currency ?? order.settled.currency) == order.settled.currency,
            wanted > 0, wanted <= most
        else {
            throw .invalid(
                field: "amount",
                rule: """
                    can be up to \(Money(most, order.settled.currency)) now; \
                    \(Money(waiting, order.settled.currency)) is due
                    """)
        }
        guard let shares = shares(of: wanted, in: order) else {
            throw .invalid(
                field: "amount",
                rule: "cannot be spread over payments with fewer than "
                    + "\(limits.refundsPerPayment) refunds each; give it back by hand")
        }
        let why = reason.isEmpty ? "given back by the seller" : reason
        if wanted > waiting { promise(wanted - waiting, of: order, reason: why) }
        request(shares, of: order, reason: why)
        return .order(id)
    }

    /// A person has carried a refund out, or given it up.
    mutating func confirmRefund(
        _ id: RefundID, givenUp: Bool, reference: String
    ) throws(Refusal) -> CommandSubject {
        guard let refund = refunds[id], let payment = payments[refund.payment] else {
            throw .noSuch(.refund(id))
        }
        let reference = try checked(
            reference, "reference", limitBytes: limits.titleBytes, required: !givenUp)
        let isForAPerson =
            payment.method.hasProvider ? refund.state == .abnormal : refund.state == .requested
        guard isForAPerson else {
            throw .orderHas(
                refund.order, state: "having refund \(id) \(refund.state.rawValue)",
                hint: payment.method.hasProvider && refund.isUnderWay
                    ? "its provider says how it ends" : "nothing to do")
        }
        change(
            refund, to: givenUp ? .failed : .succeeded, reference: reference,
            note: givenUp ? "given up" : "by hand")
        return .order(refund.order)
    }

    /// Converges a refund with what its provider says, in any order and however often.
    mutating func reportRefund(
        _ id: RefundID, _ report: RefundReport
    ) throws(Refusal) -> CommandSubject {
        guard let refund = refunds[id] else { throw .noSuch(.refund(id)) }
        switch report {
        case .processing(let name): change(refund, to: .submitted, reference: name ?? "")
        case .done(let name, refund.amount): change(refund, to: .succeeded, reference: name ?? "")
        case .done(let name, let amount):
            change(
                refund, to: .abnormal, reference: name ?? "",
                note: "\(amount) was given back instead of \(refund.amount)")
        case .failed(let reason): change(refund, to: .failed, note: reason)
        case .needsAttention(let reason): change(refund, to: .abnormal, note: reason)
        }
        return .order(refund.order)
    }

    /// Makes money that the shop may not keep visible, and sends it back if the seller wants that.
    mutating func giveBack(_ minorUnits: Int64, of order: Order, reason: String) {
        promise(minorUnits, of: order, reason: reason)
        guard paymentRules.automaticRefunds, let order = orders[order.id] else { return }
        let waiting = unrequestedMinorUnits(of: order)
        guard waiting > 0, let shares = shares(of: waiting, in: order) else { return }
        request(shares, of: order, reason: reason)
    }

    mutating func promise(_ minorUnits: Int64, of order: Order, reason: String) {
        guard minorUnits > 0 else { return }
        let amount = Money(minorUnits, order.settled.currency)
        emit(
            .refundDue(order.id, amount: amount, reason: reason, dueBy: time + limits.refundTime),
            to: .buyer(order.buyer))
        creditInvoice(of: order.id, reason: reason)
    }

    mutating func request(
        _ shares: [(payment: PaymentID, minorUnits: Int64)], of order: Order, reason: String
    ) {
        for share in shares {
            let id = numbers.refund.next
            emit(
                .refundRequested(
                    Refund(
                        id: id, order: order.id, payment: share.payment,
                        amount: Money(share.minorUnits, order.settled.currency),
                        number: "\(referencePrefix)-r\(id)", reason: reason)),
                to: .buyer(order.buyer))
        }
    }

    /// What is due and not under way.
    func unrequestedMinorUnits(of order: Order) -> Int64 {
        let underWay = order.refunds.compactMap { refunds[$0] }.filter(\.isUnderWay)
        return underWay.reduce(order.outstandingMinorUnits) { $0 - $1.amount.minorUnits }
    }

    /// What of a payment could still be given back.
    func refundableMinorUnits(of payment: Payment) -> Int64 {
        guard payment.refunds.count < limits.refundsPerPayment, let received = payment.received
        else { return 0 }
        let given = payment.refunds.compactMap { refunds[$0] }.filter { $0.state != .failed }
        return given.reduce(received.minorUnits) { $0 - $1.amount.minorUnits }
    }

    /// Spreads an amount over the payments that brought money, the latest first.
    private func shares(
        of minorUnits: Int64, in order: Order
    ) -> [(payment: PaymentID, minorUnits: Int64)]? {
        var rest = minorUnits
        var shares: [(payment: PaymentID, minorUnits: Int64)] = []
        for payment in order.payments.reversed().compactMap({ payments[$0] }) {
            let share = min(rest, refundableMinorUnits(of: payment))
            if share > 0 { shares.append((payment.id, share)) }
            rest -= share
        }
        return rest == 0 ? shares : nil
    }

    private mutating func change(
        _ refund: Refund, to state: Refund.State, reference: String = "", note: String = ""
    ) {
        guard state > refund.state, let order = orders[refund.order] else { return }
        emit(
            .refundChanged(
                refund.id, state, reference: reference.isEmpty ? refund.reference : reference,
                note: note), to: .buyer(order.buyer))
        let kind: Alert.Kind? =
            switch state {
            case .abnormal: .refundAbnormal
            case .failed: .refundFailed
            case .requested, .submitted, .succeeded: nil
            }
        guard let kind else { return }
        raise(
            Alert(
                kind, order: refund.order, payment: refund.payment,
                text: "refund \(refund.id) of \(refund.amount): \(note)"))
    }
}
