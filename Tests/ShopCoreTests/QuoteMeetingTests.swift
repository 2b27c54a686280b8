import ShopCore
import ShopModel
import Testing

/// Quotes where they meet the waitlist, the buy list, and persons.
struct QuoteMeetingTests {
    private func isRestricted(_ error: any Error) -> Bool {
        if case .restricted? = error as? Refusal { true } else { false }
    }

    @Test func `what the waitlist offers is quoted when it is taken, as any order is`() throws {
        var bench = try ShopBench(quoting: .init())
        try bench.postGoods("A12", offered: 1)
        let (linh, nok) = (try bench.buyer(), try bench.buyer("Nok", to: nil))
        let held = try bench.order("A12", by: linh)
        try bench.wait("A12", by: nok)
        try bench.cancel(held)
        let offer = try #require(bench.offer(to: nok))
        #expect(throws: Refusal.needsDestination) { try bench.accept(offer) }
        try bench.run(.setDestination(ShopBench.country("CN")), by: nok)
        let preview = try bench.shop.preview(
            [ShopBench.line("A12", nil)], in: ShopBench.session, by: nok, at: bench.now)
        let order = try bench.accept(offer)
        #expect(order.quote == preview.quote)
        #expect(order.quote.freight == Money(3000, ShopBench.cny))
    }

    @Test func `a firm order is not quoted anew, and is credited by the version agreed to`()
        throws
    {
        var bench = try ShopBench(quoting: .init())
        try bench.postGoods("A12", model: .onShelf)
        let linh = try bench.buyer()
        let order = try bench.order("A12", 2, by: linh)
        try bench.correct("A12", price: 20_000)
        try bench.run(.requote(order, why: ""), by: linh)
        try bench.run(.acceptQuote(order, version: 2), by: linh)
        try bench.payInFull(order, by: linh)
        let stands = Refusal.orderHas(order, state: "confirmed", hint: "its price stands")
        #expect(throws: stands) { try bench.run(.requote(order, why: "")) }
        try bench.short("A12", 1)
        #expect(throws: stands) { try bench.run(.requote(order, why: ""), by: linh) }
        // Two for ¥208.00, and ¥40.00 of freight for 600 g.
        #expect(bench.refundDue(order) == 10_400)
        #expect(bench.shop.orders[order]?.owedMinorUnits == 14_400)
    }

    @Test func `nothing is offered instead that must not be sent there`() throws {
        var bench = try ShopBench(quoting: .init())
        for (code, goods) in [("A12", .cosmetics), ("P1", .pharma), ("B3", .clothing)]
            as [(String, GoodsClass)]
        {
            try bench.postGoods(code, goods, model: .onShelf)
        }
        let restriction = try Restriction(
            goods: .pharma, destination: .country(ShopBench.country("CN")), reason: "no licence",
            source: "notice", date: ShopBench.date("2023-01-01"))
        try bench.run(.setRestrictedGoods(try RestrictedGoods([restriction])))
        let linh = try bench.buyer()
        let order = try bench.order("A12", by: linh)
        try bench.payInFull(order, by: linh)
        #expect {
            try bench.short("A12", instead: "P1")
        } throws: {
            isRestricted($0)
        }
        try bench.short("A12", instead: "B3")
        #expect(bench.shop.substitutes.values.map(\.instead.goodsClass) == [.clothing])
    }

    @Test func `where the parcels of an erased buyer went is told by the books alone`() throws {
        var bench = try ShopBench(quoting: .init())
        let linh = try bench.buyer()
        let id = try #require(linh.buyer)
        try bench.run(.people(.erase(id)), by: linh)
        #expect(bench.shop.buyers[id]?.destination == nil)
    }
}
