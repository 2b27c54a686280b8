import ShopModel

// Invoices: one for an order, once it is paid in full; what is given back later is credited.
extension Shop {
    mutating func decide(
        _ command: RecordsCommand, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .issueInvoice(let order): try issueInvoice(for: order, by: actor)
        case .closeDay(let day, let lastEvent, let lastHash, let corrects):
            try closeDay(
                day, after: lastEvent, lastHash: lastHash, corrects: corrects, by: actor)
        }
    }

    /// Gives an order its invoice; again, it is the one it has.
    private mutating func issueInvoice(
        for id: OrderID, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let order = try order(id, for: actor)
        if let invoice = records.invoice(of: id) { return .invoice(invoice.id) }
        try checkInvoiceable(order)
        let missing = SellerProfile.missing(in: people.seller)
        guard missing.isEmpty, let seller = people.seller else {
            throw .sellerIncomplete(missing: missing)
        }
        let invoice = invoice(of: order, by: seller)
        emit(.records(.invoiceIssued(invoice)), to: .buyer(order.buyer))
        return .invoice(invoice.id)
    }

    private func checkInvoiceable(_ order: Order) throws(Refusal) {
        guard order.state == .confirmed || order.state == .completed, order.ending == nil else {
            throw .orderHas(
                order.id, state: order.ending == nil ? order.state.rawValue : "ending",
                hint: "only an order that is confirmed has an invoice")
        }
        guard order.openSubstitutes.isEmpty else {
            throw .orderHas(
                order.id, state: "waiting for an answer about something else instead",
                hint: "ask for the invoice after that")
        }
        let doubtful = order.payments.first { payments[$0]?.state == .quarantined }
        if let doubtful { throw .needsAPerson(order.id, doubtful) }
        guard order.isFullySettled, order.owedMinorUnits > 0 else {
            throw .orderHas(
                order.id, state: "not paid in full", hint: "it has an invoice once it is")
        }
    }

    private func invoice(of order: Order, by seller: SellerProfile) -> Invoice {
        let currency = order.quote.total.currency
        let lines = order.sourcing.enumerated().compactMap { index, units -> Invoice.Line? in
            guard units.kept > 0 else { return nil }
            let line = order.line(index)
            return Invoice.Line(
                code: line.code, title: line.title, variant: line.variant, quantity: units.kept,
                unitPrice: line.unitPrice, value: Money(units.keptMinorUnits, currency))
        }
        let goods = lines.reduce(Int64(0)) { $0 + $1.value.minorUnits }
        let number = numbers.invoice.next
        return Invoice(
            id: number, reference: "\(referencePrefix)-i\(number)", order: order.id,
            buyer: order.buyer, alias: order.alias, seller: seller, lines: lines,
            quote: order.quote, goods: Money(goods, currency),
            freight: Money(order.owedMinorUnits - goods, currency),
            total: Money(order.owedMinorUnits, currency),
            paid: order.payments.compactMap { payments[$0] }.compactMap(Self.paid),
            address: address(of: order.buyer), issuedAt: time)
    }

    private static func paid(_ payment: Payment) -> Invoice.Paid? {
        guard let received = payment.received, let at = payment.settledAt else { return nil }
        return Invoice.Paid(
            payment: payment.id, method: payment.method, transaction: payment.transaction,
            received: received, at: at)
    }

    /// The first entry of the buyer's address book, which is the usual one.
    private func address(of buyer: BuyerID) -> Invoice.SealedAddress? {
        for number in 1...limits.addressesPerBuyer {
            if let sealed = people.details[buyer]?[.address(number)] {
                return Invoice.SealedAddress(number: number, sealed: sealed)
            }
        }
        return nil
    }

    /// Credits what of an invoice the shop does not keep any more. Money beyond the invoice that
    /// goes back was never in it.
    mutating func creditInvoice(of id: OrderID, reason: String) {
        guard let order = orders[id], let invoice = records.invoice(of: id) else { return }
        let left = invoice.total.minorUnits - invoice.credited.minorUnits
        let lost = left - order.keptMinorUnits
        guard lost > 0 else { return }
        let number = numbers.creditNote.next
        let note = CreditNote(
            id: number, reference: "\(referencePrefix)-c\(number)", invoice: invoice.id,
            order: id, amount: Money(lost, invoice.total.currency), reason: reason,
            issuedAt: time)
        emit(.records(.creditNoteIssued(note)), to: .buyer(order.buyer))
    }

    mutating func apply(_ event: RecordsEvent) {
        switch event {
        case .invoiceIssued(let invoice):
            records.invoices[invoice.id] = invoice
            numbers.invoice = max(numbers.invoice, invoice.id)
            records.invoiceOfOrder[invoice.order] = invoice.id
        case .creditNoteIssued(let note):
            records.creditNotes[note.id] = note
            numbers.creditNote = max(numbers.creditNote, note.id)
            guard var invoice = records.invoices[note.invoice] else {
                preconditionFailure(
                    "the journal credits invoice \(note.invoice) before it is issued")
            }
            invoice.creditNotes.append(note.id)
            invoice.credited = Self.sum(invoice.credited, note.amount)
            records.invoices[note.invoice] = invoice
        case .dayClosed(let report): records.reports[report.day] = report
        }
    }
}
