import ArgumentParser
import Testing
import Wire

@testable import shopcast

/// Receipts, invoices, days and demand, as typed and as shown.
struct RecordLineTests {
    @Test(arguments: [
        ["invoice", "7"], ["close-day", "2026-11-21"], ["close-day", "2026-11-21", "--correct"],
        ["stats"], ["stats", "--all"], ["receipt", "get", "7", "--out", "x.json"],
        ["receipt", "verify", "x.json", "--shop-key", "k"], ["receipt", "compare", "a", "b"],
    ])
    func `the command line takes`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
    }

    @Test(arguments: [
        "/receipt 7", "/invoice 7", "/close-day 2026-11-21 --correct", "/stats --all",
    ])
    func `a line of a live session takes`(line: String) {
        guard case .perform = LineRequest(line, for: .seller) else {
            Issue.record("not a line: \(line)")
            return
        }
    }

    private static func money(_ minorUnits: Int64, _ currency: String = "CNY") -> WireMoney {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (minorUnits, currency)
        return money
    }

    private var invoice: WireInvoice {
        var invoice = WireInvoice()
        (invoice.invoice, invoice.reference, invoice.order) = (3, "abc-i3", 7)
        (invoice.day, invoice.buyerAlias) = ("2026-11-21", "Li\u{1B}[2J")
        (invoice.seller.name, invoice.seller.registration) = ("Seoul Finds Ltd", "110-81")
        var line = WireInvoiceLine()
        (line.code, line.title, line.variant, line.quantity) = ("A12", "Cream", ["M"], 2)
        (line.unitPrice, line.value) = (Self.money(10_000, "KRW"), Self.money(10_400))
        (invoice.lines, invoice.goods) = ([line], Self.money(10_400))
        (invoice.freight, invoice.total) = (Self.money(1_200), Self.money(11_600))
        (invoice.quote.rate.base, invoice.quote.rate.quote) = ("KRW", "CNY")
        (invoice.quote.rate.rate, invoice.quote.rounding) = ("0.0052", "half-up")
        var note = WireCreditNote()
        (note.reference, note.day, note.amount) = ("abc-c1", "2026-11-22", Self.money(500))
        (note.invoiceReference, note.reason) = ("abc-i3", "scratched")
        invoice.creditNotes = [note]
        return invoice
    }

    @Test func `an invoice is a page of text without anything that acts on a terminal`() {
        let page = invoice.page
        #expect(page[0] == "INVOICE abc-i3  2026-11-21  order 7")
        #expect(page[2] == "sold by Seoul Finds Ltd · registered as 110-81")
        #expect(page[3] == "to Li\u{FFFD}[2J")
        #expect(page[5] == "A12 M  Cream    2 × ₩10,000  ¥104.00")
        #expect(page[8] == "       TOTAL                 ¥116.00")
        #expect(
            page.last == "CREDIT NOTE abc-c1  2026-11-22  ¥5.00 of invoice abc-i3: scratched")
        let json = JSONValue.object(invoice.members).text
        #expect(json.contains(#""total":{"minor_units":11600,"currency":"CNY"}"#))
        #expect(!json.contains("address") || json.contains(#""address":[]"#))
    }

    @Test func `a day's report says what is open, and where the ledger stood`() {
        var report = WireDayReport()
        (report.day, report.number, report.by) = ("2026-11-21", 2, "Mina")
        (report.placed, report.confirmed, report.lastEvent) = (4, 2, 412)
        report.lastHash = "0ab1"
        var line = WireDayMoney()
        (line.method, line.currency, line.payments) = (.wechat, "CNY", 2)
        (line.received, line.refunded) = (Self.money(12_800), Self.money(0))
        (line.unsettledAmount, line.quarantinedAmount) = (Self.money(0), Self.money(0))
        report.money = [line]
        var open = WireOpenRefund()
        (open.order, open.amount, open.dueByMs) = (7, Self.money(500), 0)
        (report.openRefunds, report.moreOpenRefunds) = ([open], 3)
        let page = report.page(ClockText(offsetSeconds: 0))
        #expect(page[0] == "REPORT OF 2026-11-21, correction 2, by Mina")
        #expect(page[1].hasPrefix("orders: 4 placed, 2 confirmed"))
        #expect(page[2].hasPrefix("wechat  2 payments ¥128.00  0 refunds ¥0.00"))
        #expect(page.contains("to be given back: order 7, ¥5.00, by 00:00"))
        #expect(page.contains("and 3 more to be given back"))
        #expect(page.last == "ledger at the day's end: event 412, 0ab1")
    }

    @Test func `demand tells what share of what was asked for was confirmed`() {
        var demand = WireDemand()
        var row = WireItemDemand()
        (row.code, row.variant, row.offered, row.ordered, row.confirmed) = ("A12", "M", 5, 8, 3)
        row.model = .onHand
        demand.items = [row]
        var refused = WireClaimRefusals()
        (refused.session, refused.reason, refused.claims) = (1, .soldOut, 4)
        demand.refused = [refused]
        let page = demand.page(ClockText(offsetSeconds: 0))
        #expect(page[0].hasPrefix("A12 M  5 offered  8 ordered  3 confirmed (37 %)"))
        #expect(page[1] == "session 1: 4 claims refused, sold out")
        #expect(WireItemDemand().conversion == 0)
    }
}
