import Receipts
import Wire

// Receipts, invoices, days and demand, for scripts and for people.

extension ReceiptFacts {
    func json(file: String) -> JSONValue {
        func money(_ minorUnits: Int64) -> JSONValue {
            .object([("minor_units", .number(minorUnits)), ("currency", .string(total.currency))])
        }
        return .object([
            ("type", .string("receipt")), ("file", .string(file)), ("shop", .string(shop)),
            ("order", .number(order)), ("alias", .string(alias)), ("total", total.json),
            ("paid", money(paid)), ("refunded", money(refunded)),
            ("entries", .number(Int64(entries))), ("first", .number(first)),
            ("head", .number(head)), ("head_hash", .string(headHash)),
            ("issued_at_ms", .number(issuedAtMs)),
        ])
    }

    var text: String {
        func money(_ minorUnits: Int64) -> String {
            var money = total
            money.minorUnits = minorUnits
            return money.text
        }
        let back = refunded == 0 ? "" : ", \(money(refunded)) given back"
        return "\(clean(shop)) stated that order \(order) of \(clean(alias)), \(total.text), paid "
            + "\(money(paid))\(back), stands in its ledger from entry \(first) on; \(entries) "
            + "entries, head \(head) \(headHash)"
    }
}

extension WireReceipt {
    var members: Members {
        [
            ("format", .number(format)), ("shop", .string(shop)), ("order", .number(order)),
            ("issued_at_ms", .number(issuedAtMs)), ("head", .number(head)),
            ("head_hash", .string(headHash)), ("key", .string(key)),
            ("entries", .number(Int64(entries.count))),
        ]
    }
}

extension WireInvoice {
    var members: Members {
        var members: Members = [
            ("invoice", .number(invoice)), ("reference", .string(reference)),
            ("order", .number(order)), ("issued_at_ms", .number(issuedAtMs)),
            ("day", .string(day)), ("seller", .object(seller.members)),
            ("buyer", .number(buyer)), ("buyer_alias", .string(buyerAlias)),
        ]
        if hasAddress { members.append(("address", address.json)) }
        members += [
            ("lines", .array(lines.map(\.json))), ("goods", goods.json),
            ("freight", freight.json), ("total", total.json), ("quote", quote.json),
            ("payments", .array(payments.map(\.json))),
            ("credit_notes", .array(creditNotes.map { .object($0.members) })),
        ]
        return members
    }

    /// The invoice as a page of text.
    var page: [String] {
        var page = ["INVOICE \(clean(reference))  \(clean(day))  order \(order)", "", seller.line]
        page.append("to \(clean(buyerAlias))")
        if hasAddress { page.append(address.line) }
        page.append("")
        var table = TextTable()
        for line in lines {
            table.add(
                clean(([line.code] + line.variant).joined(separator: " ")), clean(line.title),
                "\(line.quantity) × \(line.unitPrice.text)", line.value.text)
        }
        table.add("", "goods", "", goods.text)
        table.add("", "freight", "", freight.text)
        table.add("", "TOTAL", "", total.text)
        page += table.lines
        page.append(
            "rate: \(quote.rate.text)\(rateTermsText(quote.bufferBasisPoints, quote.rounding))")
        for paid in payments {
            page.append(
                "paid by \(enumWords(paid.method)): \(paid.received.text), \(clean(paid.transaction))"
            )
        }
        return page + creditNotes.map { "CREDIT NOTE " + $0.text }
    }
}

extension WireInvoiceLine {
    fileprivate var json: JSONValue {
        .object([
            ("code", .string(code)), ("title", .string(title)), ("variant", .strings(variant)),
            ("quantity", .number(quantity)), ("unit_price", unitPrice.json), ("value", value.json),
        ])
    }
}

extension WireInvoicePayment {
    fileprivate var json: JSONValue {
        .object([
            ("payment", .number(payment)), ("method", .string(enumText(method))),
            ("transaction", .string(transaction)), ("received", received.json),
            ("settled_at_ms", .number(settledAtMs)),
        ])
    }
}

extension WireCreditNote {
    var members: Members {
        [
            ("credit_note", .number(creditNote)), ("reference", .string(reference)),
            ("invoice", .number(invoice)), ("invoice_reference", .string(invoiceReference)),
            ("order", .number(order)), ("amount", amount.json), ("reason", .string(reason)),
            ("issued_at_ms", .number(issuedAtMs)), ("day", .string(day)),
        ]
    }

    var text: String {
        "\(clean(reference))  \(clean(day))  \(amount.text) of invoice "
            + "\(clean(invoiceReference))" + (reason.isEmpty ? "" : ": \(clean(reason))")
    }
}

extension WireDayReport {
    var members: Members {
        [
            ("day", .string(day)), ("number", .number(number)), ("made_at_ms", .number(madeAtMs)),
            ("by", .string(by)), ("last_event", .number(lastEvent)),
            ("last_hash", .string(lastHash)), ("placed", .number(placed)),
            ("confirmed", .number(confirmed)), ("cancelled", .number(cancelled)),
            ("expired", .number(expired)), ("invoices", .number(invoices)),
            ("credit_notes", .number(creditNotes)), ("money", .array(money.map(\.json))),
            ("stock", .array(stock.map(\.json))), ("more_stock", .number(moreStock)),
            ("reconciliations", .array(reconciliations.map { .object($0.members) })),
            (
                "open_refunds",
                .array(
                    openRefunds.map {
                        .object([
                            ("order", .number($0.order)), ("amount", $0.amount.json),
                            ("due_by_ms", .number($0.dueByMs)),
                        ])
                    })
            ), ("more_open_refunds", .number(moreOpenRefunds)),
        ]
    }

    /// One line for the stream of events.
    var line: String {
        "\(clean(day)) is closed"
            + (number > 1 ? ", correction \(number)" : "")
            + ": \(placed) placed, \(confirmed) confirmed, up to event \(lastEvent)"
    }

    func page(_ clock: ClockText) -> [String] {
        var page = [
            "REPORT OF \(clean(day))" + (number > 1 ? ", correction \(number)" : "")
                + ", by \(clean(by))",
            "orders: \(placed) placed, \(confirmed) confirmed, \(cancelled) cancelled, "
                + "\(expired) expired; \(invoices) invoices, \(creditNotes) credit notes",
        ]
        var table = TextTable()
        for line in money {
            table.add(
                enumWords(line.method), "\(line.payments) payments \(line.received.text)",
                "\(line.refunds) refunds \(line.refunded.text)",
                line.returned == 0 ? "" : "\(line.returned) came back \(line.returnedAmount.text)",
                "\(line.unsettled) unsettled \(line.unsettledAmount.text)",
                "\(line.quarantined) set aside \(line.quarantinedAmount.text)")
        }
        page += money.isEmpty ? ["no money"] : table.lines
        var moves = TextTable()
        for row in stock {
            moves.add(
                clean(([row.code] + row.variant).joined(separator: " ")), "\(row.ordered) ordered",
                "\(row.sold) sold", "\(row.released) released", "\(row.calledOff) called off",
                "\(row.bought) bought", "\(row.short) short")
        }
        page += moves.lines
        if moreStock > 0 { page.append("and \(moreStock) more products") }
        page += reconciliations.map(\.text)
        page += openRefunds.map {
            "to be given back: order \($0.order), \($0.amount.text), by "
                + clock.timeOfDay($0.dueByMs)
        }
        if moreOpenRefunds > 0 { page.append("and \(moreOpenRefunds) more to be given back") }
        page.append("ledger at the day's end: event \(lastEvent), \(lastHash)")
        return page
    }
}

extension WireDayMoney {
    fileprivate var json: JSONValue {
        .object([
            ("method", .string(enumText(method))), ("currency", .string(currency)),
            ("payments", .number(payments)), ("received", received.json),
            ("refunds", .number(refunds)), ("refunded", refunded.json),
            ("returned", .number(returned)), ("returned_amount", returnedAmount.json),
            ("unsettled", .number(unsettled)), ("unsettled_amount", unsettledAmount.json),
            ("quarantined", .number(quarantined)), ("quarantined_amount", quarantinedAmount.json),
        ])
    }
}

extension WireDayStock {
    fileprivate var json: JSONValue {
        .object([
            ("item", .number(item)), ("code", .string(code)), ("variant", .strings(variant)),
            ("ordered", .number(Int64(ordered))), ("sold", .number(Int64(sold))),
            ("released", .number(Int64(released))), ("called_off", .number(Int64(calledOff))),
            ("bought", .number(Int64(bought))), ("short", .number(Int64(short))),
        ])
    }
}

extension WireItemDemand {
    var members: Members {
        [
            ("session", .number(session)), ("item", .number(item)), ("code", .string(code)),
            ("variant", .string(variant)), ("title", .string(title)),
            ("model", .string(enumText(model))), ("posted_at_ms", .number(postedAtMs)),
            ("offered", .number(offered)), ("orders", .number(orders)),
            ("ordered", .number(ordered)), ("confirmed", .number(confirmed)),
            ("lost", .number(lost)), ("waitlisted", .number(waitlisted)),
            ("bought", .number(bought)), ("short", .number(short)),
            ("sold_out_at_ms", .number(soldOutAtMs)), ("conversion_percent", .number(conversion)),
        ]
    }

    /// Confirmed units of a hundred ordered ones, rounded down.
    var conversion: Int64 { ordered == 0 ? 0 : Int64(confirmed) * 100 / Int64(ordered) }
}

extension WireClaimRefusals {
    var members: Members {
        [
            ("session", .number(session)), ("reason", .string(enumText(reason))),
            ("claims", .number(claims)),
        ]
    }
}

extension WireDemand {
    func page(_ clock: ClockText) -> [String] {
        var table = TextTable()
        for row in items {
            table.add(
                clean([row.code, row.variant].filter { !$0.isEmpty }.joined(separator: " ")),
                row.model == .toOrder ? "to order" : "\(row.offered) offered",
                "\(row.ordered) ordered", "\(row.confirmed) confirmed (\(row.conversion) %)",
                "\(row.lost) lost", "\(row.waitlisted) waited for", "\(row.bought) bought",
                "\(row.short) short",
                row.soldOutAtMs == 0 ? "" : "sold out at \(clock.timeOfDay(row.soldOutAtMs))")
        }
        return (items.isEmpty ? ["no items"] : table.lines)
            + refused.map {
                "session \($0.session): \($0.claims) claims refused, \(enumWords($0.reason))"
            }
    }
}

extension WireEvent {
    var recordsMembers: (String, Members)? {
        switch body {
        case .invoiceIssued(let invoice)?: ("invoice_issued", invoice.members)
        case .creditNoteIssued(let note)?: ("credit_note_issued", note.members)
        case .dayClosed(let report)?: ("day_closed", report.members)
        default: nil
        }
    }

    var recordsText: String? {
        switch body {
        case .invoiceIssued(let invoice)?:
            "order \(invoice.order): invoice \(clean(invoice.reference)) over \(invoice.total.text)"
        case .creditNoteIssued(let note)?: "order \(note.order): credit note \(note.text)"
        case .dayClosed(let report)?: report.line
        default: nil
        }
    }
}
