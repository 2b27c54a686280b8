import ShopModel

// Money that does not fit is set aside, told to staff, and decided by a person.
extension Shop {
    mutating func resolvePayment(
        _ id: PaymentID, _ resolution: Resolution, reason: String
    ) throws(Refusal) -> CommandSubject {
        guard let payment = payments[id] else { throw .noSuch(.payment(id)) }
        let reason = try checked(
            reason, "reason", limitBytes: limits.textBytes, required: resolution == .reject)
        guard payment.state == .quarantined else {
            throw .paymentHas(id, state: payment.state.rawValue, hint: "it is not set aside")
        }
        switch resolution {
        case .reject:
            emit(.paymentEnded(id, .rejected, reason: reason), to: audience(of: payment))
            expireIfDue(payment.order)
        case .release:
            let found = try usable(payment)
            settle(payment, found.amount, transaction: found.transaction)
        case .refund:
            let found = try usable(payment)
            emit(
                .paymentSettled(
                    id, received: found.amount, transaction: found.transaction, late: true),
                to: audience(of: payment))
            guard let order = orders[payment.order] else { break }
            let why = reason.isEmpty ? "the payment did not fit" : reason
            promise(found.amount.minorUnits, of: order, reason: why)
            request([(id, found.amount.minorUnits)], of: order, reason: why)
            expireIfDue(order.id)
        }
        return .payment(id)
    }

    /// Books money that came by another transaction than the payment's own as a payment of its
    /// own under the same number at the provider: it can be counted, given back and decided
    /// about whatever becomes of the first.
    mutating func takeSecond(_ found: FoundMoney, of payment: Payment) {
        let second = Payment(
            id: numbers.payment.next, order: payment.order,
            method: payment.method, amount: payment.amount, reference: payment.reference,
            expiresAt: payment.expiresAt, description: payment.description, state: .open)
        emit(.paymentRequested(second), to: audience(of: payment))
        let isPaid = orders[payment.order]?.payments.contains {
            payments[$0]?.reference == payment.reference && payments[$0]?.received != nil
        }
        let key = Transaction(method: payment.method, id: found.transaction)
        if isPaid == false, found.amount == payment.amount, transactions[key] == nil {
            settle(second, found.amount, transaction: found.transaction)
        } else {
            quarantine(
                second, found,
                reason: "\(found.amount) came by \(found.transaction) too, for \(payment.id)")
        }
    }

    /// Sets a payment aside; one that is set aside already gets the money that is found later.
    mutating func quarantine(_ payment: Payment, _ found: FoundMoney?, reason: String) {
        let isNews = payment.found == nil && found != nil
        guard payment.state != .quarantined || isNews else { return }
        // Staff has decided about this money; the provider only repeats itself.
        if let found, payment.found?.transaction == found.transaction { return }
        finish(payment, .quarantined, reason: reason, found: found)
        raise(Alert(.quarantine, order: payment.order, payment: payment.id, text: reason))
    }

    /// The money that was found, when the books can hold it.
    private func usable(_ payment: Payment) throws(Refusal) -> FoundMoney {
        let hint = "settle it with the provider and reject it here"
        guard let found = payment.found,
            found.amount.currency == payment.amount.currency,
            (1...limits.amountMinorUnits).contains(found.amount.minorUnits),
            transactions[Transaction(method: payment.method, id: found.transaction)] == nil
        else {
            throw .paymentHas(
                payment.id, state: "quarantined, with money that fits nothing here", hint: hint)
        }
        return found
    }
}
