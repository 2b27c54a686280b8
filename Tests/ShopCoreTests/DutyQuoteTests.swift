import ShopCore
import ShopModel
import Testing

struct DutyQuoteTests {
    private func table(
        _ id: String = "cn-1", perOrder: Int64 = 100_000, perYear: Int64 = 30_000,
        goods: [GoodsClass] = [.cosmetics]
    ) throws -> DutyTable {
        let cny = ShopBench.cny
        let country = ShopBench.country("CN")
        return try DutyTable(
            id: id, validFrom: ShopBench.date("2023-01-01"), source: "notice",
            rates: try goods.map {
                try DutyRate(
                    goods: $0, destination: .country(country), lowPermille: 20, highPermille: 50)
            },
            terms: [
                try DutyTerms(
                    country: country, currency: cny, limitPerTransaction: Money(perOrder, cny),
                    limitPerYear: Money(perYear, cny))
            ])
    }

    private func bench() throws -> (ShopBench, Actor) {
        var bench = try ShopBench(quoting: .init())
        try bench.postGoods("A12")
        let buyer = try bench.buyer()
        return (bench, buyer)
    }

    private func estimate(_ bench: ShopBench, _ order: OrderID) throws -> DutyEstimate {
        guard case .estimate(let estimate)? = try bench.quote(order).duty else {
            throw ShopBench.Surprise()
        }
        return estimate
    }

    @Test func `duty is an estimate beside the total`() throws {
        var (bench, buyer) = try bench()
        let untold = try bench.order("A12", by: buyer)
        #expect(try bench.quote(untold).duty == nil)
        try bench.run(.setDutyTable(try table()))
        let order = try bench.order("A12", 2, by: buyer)
        let estimate = try estimate(bench, order)
        #expect(estimate.low == Money(208, ShopBench.cny))
        #expect(estimate.high == Money(520, ShopBench.cny))
        #expect(estimate.table == "cn-1" && estimate.source == "notice")
        #expect(try bench.quote(order).total.minorUnits == 10_400 + 1000)
    }

    @Test func `a table that does not tell is said to`() throws {
        var (bench, buyer) = try bench()
        try bench.run(.setDutyTable(try table(goods: [.food])))
        let order = try bench.order("A12", by: buyer)
        #expect(
            try bench.quote(order).duty
                == .unknown(table: "cn-1", why: "no rate for cosmetics to CN"))
    }

    @Test func `limits are warnings, and count the year's other orders`() throws {
        var (bench, buyer) = try bench()
        try bench.run(.setDutyTable(try table(perOrder: 15_000)))
        let orders = try [2, 3, 2].map { try bench.order("A12", $0, by: buyer) }
        let warnings = try orders.map { try estimate(bench, $0).warnings }
        let cny = ShopBench.cny
        #expect(warnings[0].isEmpty)
        #expect(
            warnings[1] == [
                .overTransactionLimit(limit: Money(15_000, cny), total: Money(15_600, cny))
            ])
        #expect(
            warnings[2] == [.overYearLimit(limit: Money(30_000, cny), total: Money(36_400, cny))])
        try bench.run(.cancelOrder(orders[1], reason: ""), by: buyer)
        let third = try bench.order("A12", by: buyer)
        #expect(try estimate(bench, third).warnings.isEmpty)
        bench.now = Timestamp(milliseconds: 1_704_067_200_000)
        let nextYear = try bench.order("A12", 2, by: buyer)
        #expect(try estimate(bench, nextYear).warnings.isEmpty)
    }

    @Test func `restricted goods are refused before there is an order`() throws {
        var (bench, buyer) = try bench()
        let ban = try Restriction(
            goods: .cosmetics, destination: .country(ShopBench.country("CN")),
            reason: "a licence is needed", source: "notice", date: ShopBench.date("2023-01-01"))
        try bench.run(.setRestrictedGoods(try RestrictedGoods([ban])))
        #expect(
            throws: Refusal.restricted(
                ShopBench.code("A12"), ShopBench.country("CN"), ban)
        ) { try bench.order("A12", by: buyer) }
        try bench.run(.setRestrictedGoods(.none))
        _ = try bench.order("A12", by: buyer)
    }

    @Test func `with one freight for all, only what is restricted needs a destination`() throws {
        var bench = try ShopBench()
        try bench.postGoods("A12", .pharma, grams: nil)
        try bench.postGoods("B3", .food, grams: nil)
        let ban = try Restriction(
            goods: .pharma, destination: .country(ShopBench.country("CN")), reason: "r",
            source: "s", date: ShopBench.date("2023-01-01"))
        try bench.run(.setRestrictedGoods(try RestrictedGoods([ban])))
        let buyer = try bench.buyer(to: nil)
        _ = try bench.order("B3", by: buyer)
        #expect(throws: Refusal.needsDestination) { try bench.order("A12", by: buyer) }
        try bench.run(.setDestination(ShopBench.country("DE")), by: buyer)
        _ = try bench.order("A12", by: buyer)
    }

    @Test func `a preview says what the order will, and changes nothing`() throws {
        var (bench, buyer) = try bench()
        _ = try bench.order("A12", by: buyer)
        let before = bench.shop.sequence
        let lines = [ShopBench.line("A12", nil, 2)]
        let preview = try bench.shop.preview(
            lines, in: ShopBench.session, by: buyer, at: bench.now)
        #expect(bench.shop.sequence == before)
        #expect(preview.quote.freight.minorUnits == 1000)
        let order = try bench.order(lines, by: buyer)
        #expect(try bench.quote(order) == preview.quote)
        #expect(throws: Refusal.self) {
            try bench.shop.preview(
                [ShopBench.line("A12", nil, 99)], in: ShopBench.session, by: buyer, at: bench.now)
        }
    }

    @Test func `the lines' values add up to the goods`() throws {
        var (bench, buyer) = try bench()
        try bench.postGoods("B3", price: 3_333)
        try bench.postGoods("C07", price: 7_777)
        let order = try bench.order(
            ["A12", "B3", "C07"].map { ShopBench.line($0, nil, 3) }, by: buyer)
        let quote = try bench.quote(order)
        let values = quote.values(of: try #require(bench.shop.orders[order]?.lines))
        #expect(values.map(\.minorUnits).reduce(0, +) == quote.goods.minorUnits)
        #expect(values.map(\.minorUnits) == [15_600, 5200, 12_132])
    }

    @Test(
        arguments: [("half-up", 0, 5200), ("half-up", 250, 5330), ("up 1", 1, 5300)]
            as [(rounding: String, buffer: Int, goods: Int64)])
    func `buffer and rounding rule are those of the session`(
        rounding: String, buffer: Int, goods: Int64
    ) throws {
        let rule = try #require(Rounding(id: rounding))
        var bench = try ShopBench(
            quoting: .init(terms: RateTerms(bufferBasisPoints: buffer, rounding: rule)))
        try bench.postGoods("A12")
        let order = try bench.order("A12", by: bench.buyer())
        #expect(try bench.quote(order).goods.minorUnits == goods)
        // A new rate alone leaves both as they are.
        try bench.run(
            .postRate(session: ShopBench.session, rate: ShopBench.decimal("0.01"), source: "x"))
        #expect(bench.shop.sessions[ShopBench.session]?.rateTerms.rounding == rule)
        #expect(bench.shop.sessions[ShopBench.session]?.rateTerms.bufferBasisPoints == buffer)
    }
}
