import Foundation
package import ShopCore
package import ShopModel
import Wire

// Receipts, invoices, the reports of days, and demand.

/// What is asked about the books; only days are decided.
package enum RecordsRequest: Equatable, Sendable {
    case receipt(OrderID)
    case invoice(OrderID)
    /// Becomes a command once the journal's hash is read.
    case closeDay(CalendarDate, corrects: Bool)
    /// `nil`: of all sessions.
    case demand(SessionID?)

    package var capability: Capability {
        switch self {
        case .receipt: .receipts
        case .invoice: .invoices
        case .closeDay: .closeDays
        case .demand: .readBooks
        }
    }
}

extension WireCommand {
    func recordsRequest() throws(FieldError) -> Request {
        switch body {
        case .showReceipt(let show)?: .records(.receipt(OrderID(show.order)))
        case .issueInvoice(let issue)?: .command(.records(.issueInvoice(OrderID(issue.order))))
        case .showInvoice(let show)?: .records(.invoice(OrderID(show.order)))
        case .closeDay(let close)?:
            .records(.closeDay(try close.day.asDate("day"), corrects: close.correct))
        case .showDemand(let show)?:
            .records(.demand(show.session == 0 ? nil : SessionID(show.session)))
        default: preconditionFailure("not a command about the books")
        }
    }
}

extension RecordsEvent {
    func wireBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .invoiceIssued(let invoice): .invoiceIssued(invoice.wire)
        case .creditNoteIssued(let note): .creditNoteIssued(shop.wire(note))
        case .dayClosed(let report): .dayClosed(report.wire)
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .invoiceIssued(let invoice)?: self = .invoiceIssued(try invoice.core())
        case .creditNoteIssued(let note)?: self = .creditNoteIssued(try note.core())
        case .dayClosed(let report)?: self = .dayClosed(try report.core())
        default: return nil
        }
    }
}

// MARK: - Invoices

extension Invoice {
    fileprivate var wire: WireInvoice {
        make { wire in
            (wire.invoice, wire.reference, wire.order) = (id.number, reference, order.number)
            (wire.issuedAtMs, wire.day) = (issuedAt.milliseconds, day.description)
            (wire.seller, wire.buyer, wire.buyerAlias) = (seller.wire, buyer.number, alias)
            wire.lines = lines.map { line in
                make {
                    ($0.code, $0.title, $0.variant) =
                        (line.code.text, line.title, line.variant.values)
                    ($0.quantity, $0.unitPrice) = (UInt32(line.quantity), line.unitPrice.wire)
                    $0.value = line.value.wire
                }
            }
            (wire.quote, wire.goods) = (quote.wire, goods.wire)
            (wire.freight, wire.total) = (freight.wire, total.wire)
            wire.payments = paid.map { paid in
                make {
                    ($0.payment, $0.method) = (paid.payment.number, paid.method.wire)
                    ($0.transaction, $0.received) = (paid.transaction, paid.received.wire)
                    $0.settledAtMs = paid.at.milliseconds
                }
            }
            if let address {
                wire.addressNumber = UInt32(address.number)
                wire.sealedAddress = Data(address.sealed)
            }
        }
    }
}

extension WireInvoice {
    fileprivate func core() throws(FieldError) -> Invoice {
        Invoice(
            id: InvoiceID(invoice), reference: reference, order: OrderID(order),
            buyer: BuyerID(buyer), alias: buyerAlias, seller: seller.core,
            lines: try lines.map { line throws(FieldError) in
                Invoice.Line(
                    code: try line.code.asItemCode("code"), title: line.title,
                    variant: Variant(values: line.variant), quantity: Int(line.quantity),
                    unitPrice: try line.unitPrice.core("unit_price"),
                    value: try line.value.core("value"))
            },
            quote: try quote.core(), goods: try goods.core("goods"),
            freight: try freight.core("freight"), total: try total.core("total"),
            paid: try payments.map { paid throws(FieldError) in
                Invoice.Paid(
                    payment: PaymentID(paid.payment), method: try paid.method.core(),
                    transaction: paid.transaction, received: try paid.received.core("received"),
                    at: Timestamp(milliseconds: paid.settledAtMs))
            },
            address: addressNumber == 0
                ? nil
                : Invoice.SealedAddress(
                    number: Int(addressNumber), sealed: Array(sealedAddress)),
            issuedAt: Timestamp(milliseconds: issuedAtMs))
    }
}

extension WireCreditNote {
    fileprivate func core() throws(FieldError) -> CreditNote {
        CreditNote(
            id: CreditNoteID(creditNote), reference: reference, invoice: InvoiceID(invoice),
            order: OrderID(order), amount: try amount.core("amount"), reason: reason,
            issuedAt: Timestamp(milliseconds: issuedAtMs))
    }
}

extension Shop {
    fileprivate func wire(_ note: CreditNote) -> WireCreditNote {
        make {
            ($0.creditNote, $0.reference) = (note.id.number, note.reference)
            $0.invoice = note.invoice.number
            $0.invoiceReference = records.invoices[note.invoice]?.reference ?? ""
            ($0.order, $0.amount, $0.reason) = (note.order.number, note.amount.wire, note.reason)
            ($0.issuedAtMs, $0.day) = (note.issuedAt.milliseconds, note.day.description)
        }
    }

    /// An invoice as an answer shows it: with its credit notes, under the buyer's name of now, and
    /// without the sealed bytes.
    func wire(_ invoice: Invoice) -> WireInvoice {
        var wire = invoice.wire
        wire.buyerAlias = orders[invoice.order]?.alias ?? invoice.alias
        wire.sealedAddress = Data()
        wire.creditNotes = invoice.creditNotes.compactMap { records.creditNotes[$0].map(self.wire) }
        return wire
    }
}

// MARK: - Days

extension DayReport {
    var wire: WireDayReport {
        make { wire in
            (wire.day, wire.number) = (day.description, UInt32(number))
            (wire.madeAtMs, wire.by) = (madeAt.milliseconds, by)
            (wire.lastEvent, wire.lastHash) = (lastEvent.number, lastHash)
            (wire.placed, wire.confirmed) = (UInt32(counts.placed), UInt32(counts.confirmed))
            (wire.cancelled, wire.expired) = (UInt32(counts.cancelled), UInt32(counts.expired))
            wire.invoices = UInt32(counts.invoices)
            wire.creditNotes = UInt32(counts.creditNotes)
            wire.money = money.map(\.wire)
            wire.stock = stock.map(\.wire)
            (wire.moreStock, wire.reconciliations) =
                (UInt32(moreStock), reconciliations.map(\.wire))
            wire.openRefunds = openRefunds.map { open in
                make {
                    ($0.order, $0.amount) = (open.order.number, open.amount.wire)
                    $0.dueByMs = open.dueBy.milliseconds
                }
            }
            wire.moreOpenRefunds = UInt32(moreOpenRefunds)
        }
    }
}

extension WireDayReport {
    func core() throws(FieldError) -> DayReport {
        DayReport(
            day: try day.asDate("day"), number: Int(number),
            madeAt: Timestamp(milliseconds: madeAtMs), by: by,
            lastEvent: EventSequence(lastEvent), lastHash: lastHash,
            counts: DayReport.Counts(
                placed: Int(placed), confirmed: Int(confirmed), cancelled: Int(cancelled),
                expired: Int(expired), invoices: Int(invoices), creditNotes: Int(creditNotes)),
            money: try money.map { line throws(FieldError) in try line.core() },
            stock: try stock.map { row throws(FieldError) in try row.core() },
            moreStock: Int(moreStock),
            reconciliations: try reconciliations.map { result throws(FieldError) in
                try result.core()
            },
            openRefunds: try openRefunds.map { open throws(FieldError) in
                DayReport.OpenRefund(
                    order: OrderID(open.order), amount: try open.amount.core("amount"),
                    dueBy: Timestamp(milliseconds: open.dueByMs))
            },
            moreOpenRefunds: Int(moreOpenRefunds))
    }
}

extension DayReport.Line {
    fileprivate var wire: WireDayMoney {
        func money(_ sum: DayTally.Sum) -> WireMoney { Money(sum.minorUnits, way.currency).wire }
        return make {
            ($0.method, $0.currency) = (way.method.wire, way.currency.code)
            ($0.payments, $0.received) = (UInt32(flow.received.count), money(flow.received))
            ($0.refunds, $0.refunded) = (UInt32(flow.refunded.count), money(flow.refunded))
            ($0.returned, $0.returnedAmount) = (UInt32(flow.returned.count), money(flow.returned))
            ($0.unsettled, $0.unsettledAmount) = (UInt32(unsettled.count), money(unsettled))
            $0.quarantined = UInt32(quarantined.count)
            $0.quarantinedAmount = money(quarantined)
        }
    }
}

extension WireDayMoney {
    fileprivate func core() throws(FieldError) -> DayReport.Line {
        func sum(_ count: UInt32, _ money: WireMoney) -> DayTally.Sum {
            DayTally.Sum(count: Int(count), minorUnits: money.minorUnits)
        }
        return DayReport.Line(
            method: try method.core(), currency: try currency.asCurrency("currency"),
            received: sum(payments, received), refunded: sum(refunds, refunded),
            returned: sum(returned, returnedAmount), unsettled: sum(unsettled, unsettledAmount),
            quarantined: sum(quarantined, quarantinedAmount))
    }
}

extension DayReport.Stock {
    fileprivate var wire: WireDayStock {
        make {
            ($0.item, $0.code) = (product.item.number, code.text)
            $0.variant = product.variant.values
            ($0.ordered, $0.sold) = (Int32(moves.ordered), Int32(moves.sold))
            ($0.released, $0.calledOff) = (Int32(moves.released), Int32(moves.calledOff))
            ($0.bought, $0.short) = (Int32(moves.bought), Int32(moves.short))
        }
    }
}

extension WireDayStock {
    fileprivate func core() throws(FieldError) -> DayReport.Stock {
        DayReport.Stock(
            product: Product(ItemID(item), Variant(values: variant)),
            code: try code.asItemCode("code"),
            moves: DayReport.Moves(
                ordered: Int(ordered), sold: Int(sold), released: Int(released),
                calledOff: Int(calledOff), bought: Int(bought), short: Int(short)))
    }
}
