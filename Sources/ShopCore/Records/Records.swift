package import ShopModel

/// What a shop keeps for its books: invoices, credit notes, and its days.
package struct Records: Equatable, Sendable {
    package internal(set) var invoices: [InvoiceID: Invoice] = [:]
    package internal(set) var creditNotes: [CreditNoteID: CreditNote] = [:]
    /// The last report of each day that was closed.
    package internal(set) var reports: [CalendarDate: DayReport] = [:]
    package internal(set) var days = DayBook()
    var invoiceOfOrder: [OrderID: InvoiceID] = [:]

    /// The invoice of an order; an order has at most one.
    package func invoice(of order: OrderID) -> Invoice? {
        invoiceOfOrder[order].flatMap { invoices[$0] }
    }
}

/// What somebody asks the shop to do for its books.
package enum RecordsCommand: Equatable, Sendable {
    case issueInvoice(OrderID)
    /// - `lastEvent`: The journal's last entry of the day, or before it; 0: there is none.
    /// - `lastHash`: The journal's hash at that entry, in hex; the shop itself knows no hashes.
    /// - `corrects`: Whether other figures than those of an earlier report make a correction.
    case closeDay(
        CalendarDate, lastEvent: EventSequence, lastHash: String, corrects: Bool)

    package var capability: Capability {
        switch self {
        case .issueInvoice: .invoices
        case .closeDay: .closeDays
        }
    }
}

package enum RecordsEvent: Equatable, Sendable {
    case invoiceIssued(Invoice)
    case creditNoteIssued(CreditNote)
    case dayClosed(DayReport)
}
