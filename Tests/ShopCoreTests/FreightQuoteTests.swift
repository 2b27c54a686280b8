import ShopCore
import ShopModel
import Testing

struct FreightQuoteTests {
    private let cny = ShopBench.cny

    private func bench(_ quoting: ShopBench.Quoting = .init()) throws -> (ShopBench, Actor) {
        var bench = try ShopBench(quoting: quoting)
        try bench.postGoods("A12")
        let buyer = try bench.buyer()
        return (bench, buyer)
    }

    @Test(
        arguments: [(1, 3000), (2, 4000), (4, 5200), (5, 5200), (6, 6400)]
            as [(quantity: Int, freight: Int64)])
    func `freight follows class, weight in steps, and the minimum`(
        quantity: Int, freight: Int64
    ) throws {
        var (bench, buyer) = try bench()
        let order = try bench.order("A12", quantity, by: buyer)
        let quote = try bench.quote(order)
        #expect(quote.freight == Money(freight, cny))
        #expect(quote.total.minorUnits == Int64(quantity) * 5200 + freight)
        #expect(quote.destination == ShopBench.country("CN"))
        #expect(quote.freightBasis?.tariff == "air-1")
        #expect(quote.freightBasis?.minimum == (quantity == 1 ? Money(3000, cny) : nil))
    }

    @Test func `a further order pays what it adds to the parcel`() throws {
        var (bench, buyer) = try bench()
        let orders = try (1...3).map { _ in try bench.order("A12", by: buyer) }
        #expect(try orders.map { try bench.freight($0) } == [3000, 1000, 0])
        #expect(try bench.quote(orders[2]).freightBasis?.togetherWith == [orders[0], orders[1]])
        let other = try bench.buyer("Nok")
        let others = try bench.order("A12", by: other)
        #expect(try bench.freight(others) == 3000)
    }

    @Test func `without consolidation each order is a parcel`() throws {
        var (bench, buyer) = try bench(.init(consolidates: false))
        let orders = try (1...2).map { _ in try bench.order("A12", by: buyer) }
        #expect(try orders.map { try bench.freight($0) } == [3000, 3000])
    }

    @Test func `a parcel never pays more than the cap`() throws {
        var (bench, buyer) = try bench(.init(cap: 4500))
        let orders = try [1, 1, 1, 1, 9].map { try bench.order("A12", $0, by: buyer) }
        #expect(try orders.map { try bench.freight($0) } == [3000, 1000, 0, 500, 0])
    }

    @Test func `an order that goes in another's parcel is paid after it`() throws {
        var (bench, buyer) = try bench()
        let first = try bench.order("A12", by: buyer)
        let second = try bench.order("A12", by: buyer)
        #expect(throws: Refusal.payFirst(first, then: second)) {
            try bench.pay(second, .wechat, by: buyer)
        }
        try bench.payInFull(first, by: buyer)
        try bench.payInFull(second, by: buyer)
        #expect(bench.state(second) == .confirmed)
    }

    @Test func `when the other order ends, the quote holds no more`() throws {
        var (bench, buyer) = try bench()
        let first = try bench.order("A12", by: buyer)
        let second = try bench.order("A12", by: buyer)
        try bench.run(.cancelOrder(first, reason: ""), by: buyer)
        #expect {
            try bench.pay(second, .wechat, by: buyer)
        } throws: { error in
            if case .quoteExpired(second, _)? = error as? Refusal { true } else { false }
        }
        try bench.run(.requote(second, why: ""), by: buyer)
        try bench.run(.acceptQuote(second, version: 2), by: buyer)
        #expect(try bench.freight(second) == 3000)
        try bench.payInFull(second, by: buyer)
        #expect(bench.state(second) == .confirmed)
    }

    @Test func `what is packed is in no later order's parcel`() throws {
        var (bench, buyer) = try bench()
        let first = try bench.order("A12", by: buyer)
        try bench.payInFull(first, by: buyer)
        let second = try bench.order("A12", by: buyer)
        _ = try bench.pack(first)
        #expect(throws: Refusal.self) { try bench.pay(second, .wechat, by: buyer) }
        let third = try bench.order("A12", by: buyer)
        #expect(try bench.quote(third).freightBasis?.togetherWith == [second])
    }

    @Test func `freight by tariff needs a destination, a weight and a price`() throws {
        var (bench, _) = try bench()
        let nobody = try bench.buyer("Nok", to: nil)
        #expect(throws: Refusal.needsDestination) { try bench.order("A12", by: nobody) }
        let german = try bench.buyer("Ola", to: "DE")
        #expect(
            throws: Refusal.noFreight(why: "tariff air-1 has no price for cosmetics to DE")
        ) { try bench.order("A12", by: german) }
        try bench.postGoods("B3", nil, grams: nil)
        #expect(
            throws: Refusal.noFreight(why: "the weight of B3 is not known; ask the seller")
        ) { try bench.order("B3", by: german) }
        try bench.postGoods("C07", nil, grams: 20_000)
        let abroad = try bench.order("C07", by: german)
        #expect(try bench.freight(abroad) == 40_000)
        #expect {
            try bench.order("C07", by: german)
        } throws: { error in
            guard case .noFreight(let why)? = error as? Refusal else { return false }
            return why.contains("40000 g")
        }
    }

    @Test func `a tariff counts from its day on, and its name is used once`() throws {
        var (bench, buyer) = try bench()
        let next = try ShopBench.tariff("air-2", from: "2023-11-16", first: 9000)
        try bench.run(.setTariff(next))
        let before = try bench.order("A12", by: buyer)
        #expect(try bench.freight(before) == 3000)
        #expect(throws: Refusal.self) { try bench.run(.setTariff(next)) }
        bench.wait(.hours(48))
        let after = try bench.order("A12", by: buyer)
        #expect(try bench.freight(after) == 9000)
        try bench.run(.setTariff(try ShopBench.tariff("air-3", from: "2023-11-16")))
        #expect(bench.shop.pricing.tariffs.map(\.id) == ["air-2", "air-3"])
    }

    @Test func `only so many tables are kept`() throws {
        var limits = ShopLimits()
        limits.pricingTables = 2
        var (bench, _) = try bench(.init(limits: limits))
        try bench.run(.setTariff(try ShopBench.tariff("b", from: "2024-01-01")))
        #expect(throws: Refusal.self) {
            try bench.run(.setTariff(try ShopBench.tariff("c", from: "2024-02-01")))
        }
    }

    @Test(arguments: [
        ["freight"], ["freight_cap"], ["quote_seconds"], ["buffer"], ["rounding"],
    ])
    func `a session's terms of quoting are checked`(field: [String]) throws {
        var (bench, _) = try bench()
        let wrong = field[0]
        let command = Command.OpenSession(
            title: "x", priceCurrency: ShopBench.krw, settlementCurrency: cny,
            rate: ShopBench.decimal("0.0052"), rateSource: "x",
            freight: Money(wrong == "freight" ? 1 : 0, cny), holdTime: .minutes(5),
            inviteCode: "x",
            rateTerms: RateTerms(
                bufferBasisPoints: wrong == "buffer" ? 5001 : 0,
                rounding: wrong == "rounding" ? try #require(Rounding(id: "up 0.001")) : .halfUp),
            quoteTime: wrong == "quote_seconds" ? .seconds(1) : nil, freightByTariff: true,
            freightCap: wrong == "freight_cap" ? Money(1, ShopBench.krw) : nil)
        #expect {
            try bench.run(.openSession(command))
        } throws: { error in
            if case .invalid(wrong, _)? = error as? Refusal { true } else { false }
        }
    }

    @Test func `no session goes by a tariff that is not there`() throws {
        var bench = try ShopBench()
        let command = Command.OpenSession(
            title: "x", priceCurrency: ShopBench.krw, settlementCurrency: cny,
            rate: ShopBench.decimal("0.0052"), rateSource: "x", freight: .zero(cny),
            holdTime: .minutes(5), inviteCode: "x", freightByTariff: true)
        #expect(throws: Refusal.noFreight(why: "no tariff in CNY is in force; set one")) {
            try bench.run(.openSession(command))
        }
    }
}
