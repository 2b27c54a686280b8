import ShopCore
import ShopModel
import Testing

/// Invoices of paid orders, and what takes them back.
struct InvoiceTests {
    @Test func `an invoice needs the seller's numbers, and says which are missing`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.paid("A12", by: linh).order
        #expect(
            throws: Refusal.sellerIncomplete(
                missing: ["name", "registration", "tax_id", "address"])
        ) { try bench.invoice(order) }
        try bench.setSeller(registration: "", taxID: "1")
        #expect(throws: Refusal.sellerIncomplete(missing: ["registration"])) {
            try bench.invoice(order)
        }
        try bench.setSeller()
        #expect(try bench.invoice(order).id.number == 1)
    }

    @Test func `an invoice says who sold what for how much, and how it was paid`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", 2, by: linh)
        let payment = try bench.pay(order, .wechat, by: linh)
        let total = try #require(bench.shop.orders[order]?.quote.total)
        try bench.report(payment, .paid(transaction: "42", amount: total))
        let invoice = try bench.invoice(order, by: linh)
        #expect(invoice.reference == "k3v9x2pq-i1" && invoice.seller.registration == "110-81-00000")
        // 2 × ₩10,000 × 0.0052 = ¥104.00, and ¥12 freight.
        #expect(invoice.goods == Money(10_400, ShopBench.cny))
        #expect(invoice.freight == Money(1_200, ShopBench.cny) && invoice.total == total)
        #expect(invoice.lines.map(\.quantity) == [2] && invoice.lines[0].value == invoice.goods)
        #expect(invoice.paid.map(\.transaction) == ["42"])
        #expect(invoice.address == nil && invoice.alias == "Linh")
        // A later profile changes nothing, and the order has this invoice for ever.
        try bench.setSeller(registration: "another")
        let entries = bench.journal.count
        #expect(try bench.invoice(order) == invoice)
        #expect(bench.journal.count == entries)
    }

    @Test func `the address is the first of the buyer's book, sealed as it was`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let id = try #require(linh.buyer)
        try bench.run(.people(.keepDetail(id, .address(3), sealed: [3])), by: linh)
        try bench.run(.people(.keepDetail(id, .address(2), sealed: [2])), by: linh)
        let invoice = try bench.invoice(try bench.paid("A12", by: linh).order)
        #expect(invoice.address == Invoice.SealedAddress(number: 2, sealed: [2]))
    }

    @Test func `only what is confirmed and paid in full has an invoice`() throws {
        var bench = try ShopBench(policy: .deposit(.share(percent: 30)))
        try bench.post("A12")
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let nok = try bench.join("Nok")
        let order = try bench.order("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.invoice(order) }
        try bench.confirm(try bench.pay(order, .manual, by: linh))
        #expect(bench.state(order) == .confirmed)
        #expect(throws: Refusal.self) { try bench.invoice(order) }
        try bench.run(.askPayment(order))
        try bench.confirm(try bench.pay(order, .manual, by: linh))
        #expect(throws: Refusal.noSuch("order \(order)")) { try bench.invoice(order, by: nok) }
        #expect(
            throws: Refusal.notAllowed(.invoices)
        ) { try bench.invoice(order, by: .staff(name: "Pia", role: .packer)) }
        #expect(try bench.invoice(order, by: linh).paid.count == 2)
    }

    @Test func `units that could not be had are not in it, and it adds up`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", 3, by: linh)
        try bench.confirm(try bench.pay(order, .manual, by: linh))
        try bench.run(
            .reportShort(
                Command.ReportShort(
                    session: ShopBench.session, code: ShopBench.code("A12"), units: 1)))
        let invoice = try bench.invoice(order)
        #expect(invoice.lines.map(\.quantity) == [2])
        #expect(invoice.goods == Money(10_400, ShopBench.cny))
        #expect(invoice.total == Money(11_600, ShopBench.cny))
        // What was credited before the invoice is given back without a credit note.
        try bench.run(.refundOrder(order, amount: nil, reason: ""))
        #expect(bench.shop.records.creditNotes.isEmpty)
    }

    @Test func `what the shop gives back later is credited, never more than was invoiced`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let first = try bench.paid("A12", by: linh, transaction: "1").order
        let second = try bench.paid("A12", by: linh, transaction: "2").order
        let invoice = try bench.invoice(first)
        try bench.invoice(second)
        try bench.run(.refundOrder(first, amount: Money(500, ShopBench.cny), reason: "scratched"))
        try bench.run(.cancelOrder(first, reason: "broken"))
        let notes = bench.shop.records.creditNotes.values.sorted { $0.id < $1.id }
        #expect(notes.map(\.id.number) == [1, 2])
        #expect(notes.map(\.reference) == ["k3v9x2pq-c1", "k3v9x2pq-c2"])
        #expect(notes.allSatisfy { $0.invoice == invoice.id && $0.order == first })
        #expect(notes[0].amount == Money(500, ShopBench.cny) && notes[0].reason == "scratched")
        #expect(bench.shop.records.invoice(of: first)?.credited == invoice.total)
        #expect(bench.shop.records.invoice(of: second)?.credited.minorUnits == 0)
        // The papers come with the promise, in the same turn.
        let index = try #require(
            bench.journal.firstIndex {
                if case .refundDue = $0.event { true } else { false }
            })
        guard case .records(.creditNoteIssued) = bench.journal[index + 1].event else {
            Issue.record("\(bench.journal[index + 1])")
            return
        }
    }

    @Test func `money beyond the invoice goes back without a credit note`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.setSeller()
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let payment = try bench.pay(order, .manual, by: linh)
        let total = try #require(bench.shop.orders[order]?.quote.total)
        let more = Money(total.minorUnits + 700, total.currency)
        try bench.run(.confirmPayment(payment, received: more, bankReference: "b"))
        #expect(try bench.invoice(order).total == total)
        try bench.run(.refundOrder(order, amount: nil, reason: "surplus"))
        #expect(bench.shop.records.creditNotes.isEmpty)
        try bench.run(.refundOrder(order, amount: Money(1, ShopBench.cny), reason: "one"))
        #expect(bench.shop.records.creditNotes.values.map(\.amount.minorUnits) == [1])
    }
}
