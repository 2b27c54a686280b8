import ShopCore
import ShopModel
import Testing

struct RequoteTests {
    /// One order of A12 (¥52.00) with a quote that holds for a minute.
    private struct Stage {
        var bench: ShopBench
        let buyer: Actor
        let order: OrderID

        init(policy: PaymentPolicy = .payFirst, limits: ShopLimits = ShopLimits()) throws {
            bench = try ShopBench(
                quoting: .init(quoteTime: .seconds(60), policy: policy, limits: limits))
            try bench.postGoods("A12")
            buyer = try bench.buyer()
            order = try bench.order("A12", by: buyer)
        }

        var total: Int64? { bench.shop.orders[order]?.quote.total.minorUnits }

        mutating func requote() throws { try bench.run(.requote(order, why: "rate"), by: buyer) }
        mutating func accept(_ version: Int) throws {
            try bench.run(.acceptQuote(order, version: version), by: buyer)
        }
    }

    private func isExpired(_ error: any Error) -> Bool {
        if case .quoteExpired? = error as? Refusal { true } else { false }
    }

    @Test func `a payment begins only before the quote's deadline`() throws {
        var stage = try Stage()
        #expect(try stage.bench.quote(stage.order).validUntil == stage.bench.now + .seconds(60))
        stage.bench.wait(TimeSpan(milliseconds: 59_999))
        _ = try stage.bench.pay(stage.order, .wechat, by: stage.buyer)
        stage.bench.wait(TimeSpan(milliseconds: 1))
        #expect(throws: Refusal.self) {
            try stage.bench.pay(stage.order, .manual, by: stage.buyer)
        }
    }

    @Test func `a payment that is open when the deadline passes is honoured as it was`() throws {
        var stage = try Stage()
        let payment = try stage.bench.pay(stage.order, .wechat, by: stage.buyer)
        try stage.bench.report(payment, .opened(link: "x"))
        stage.bench.wait(.seconds(61))
        try stage.bench.correct("A12", price: 90_000)
        #expect(throws: Refusal.self) { try stage.requote() }
        #expect(try stage.bench.pay(stage.order, .wechat, by: stage.buyer) == payment)
        try stage.bench.report(
            payment, .paid(transaction: "1", amount: Money(8200, ShopBench.cny)))
        #expect(stage.bench.state(stage.order) == .confirmed)
        #expect(stage.total == 8200)
    }

    @Test func `once part is paid, the price of the rest stands`() throws {
        var stage = try Stage()
        let payment = try stage.bench.pay(stage.order, .manual, by: stage.buyer)
        try stage.bench.run(
            .confirmPayment(payment, received: Money(1000, ShopBench.cny), bankReference: ""))
        stage.bench.wait(.seconds(61))
        #expect(throws: Refusal.self) { try stage.requote() }
        let rest = try stage.bench.pay(stage.order, .manual, by: stage.buyer)
        #expect(stage.bench.shop.payments[rest]?.amount == Money(7200, ShopBench.cny))
    }

    @Test func `a new version counts only once its buyer accepts it`() throws {
        var stage = try Stage()
        try stage.bench.run(
            .postRate(
                session: ShopBench.session, rate: ShopBench.decimal("0.006"), source: "bank",
                buffer: 250, rounding: Rounding(id: "up 1")))
        stage.bench.wait(.seconds(60))
        try stage.bench.correct("A12", price: 20_000)
        try stage.requote()
        #expect(stage.total == 8200)
        #expect(throws: Refusal.self) {
            try stage.bench.pay(stage.order, .wechat, by: stage.buyer)
        }
        try stage.accept(2)
        // 20,000 KRW × 0.006 × 1.025 = ¥123.00; the freight is as it was.
        #expect(stage.total == 15_300)
        let payment = try stage.bench.pay(stage.order, .wechat, by: stage.buyer)
        #expect(stage.bench.shop.payments[payment]?.amount == Money(15_300, ShopBench.cny))
        let order = try #require(stage.bench.shop.orders[stage.order])
        #expect(order.lines[0].unitPrice == Money(20_000, ShopBench.krw))
        #expect(order.lines[0].version == 2)
        #expect(order.quotes.map(\.number) == [1, 2])
        #expect(order.quotes.map(\.why) == ["ordered", "rate"])
        #expect(order.quotes.map(\.quote.total.minorUnits) == [8200, 15_300])
        #expect(order.quotes.allSatisfy { $0.acceptedAt != nil })
    }

    @Test func `while the accepted version holds it can be paid, whatever was proposed`() throws {
        var stage = try Stage()
        try stage.bench.correct("A12", price: 20_000)
        try stage.requote()
        let payment = try stage.bench.pay(stage.order, .wechat, by: stage.buyer)
        #expect(stage.bench.shop.payments[payment]?.amount == Money(8200, ShopBench.cny))
        #expect(throws: Refusal.self) { try stage.accept(2) }
    }

    @Test func `only the latest version can be accepted, in its time, by the buyer`() throws {
        var stage = try Stage()
        #expect(throws: Refusal.self) { try stage.accept(1) }
        try stage.requote()
        try stage.bench.run(.requote(stage.order, why: ""))
        #expect(performing: { try stage.accept(2) }, throws: isExpired)
        #expect(throws: Refusal.notAllowed(.order)) {
            try stage.bench.run(.acceptQuote(stage.order, version: 3))
        }
        let other = try stage.bench.buyer("Nok")
        #expect(throws: Refusal.noSuch("order \(stage.order)")) {
            try stage.bench.run(.acceptQuote(stage.order, version: 3), by: other)
        }
        stage.bench.wait(.seconds(60))
        #expect(performing: { try stage.accept(3) }, throws: isExpired)
        try stage.requote()
        try stage.accept(4)
        #expect(throws: Refusal.self) { try stage.accept(4) }
        #expect(stage.bench.shop.orders[stage.order]?.quoteVersion == 4)
    }

    @Test func `an order has so many versions and no more`() throws {
        var limits = ShopLimits()
        limits.quotesPerOrder = 3
        var stage = try Stage(limits: limits)
        try stage.requote()
        try stage.requote()
        #expect(throws: Refusal.self) { try stage.requote() }
    }

    @Test func `a deposit follows the version that counts`() throws {
        var stage = try Stage(policy: .deposit(.share(percent: 30)))
        try stage.bench.correct("A12", price: 20_000)
        try stage.requote()
        try stage.accept(2)
        #expect(stage.bench.shop.orders[stage.order]?.amountDue.minorUnits == 4020)
    }

    @Test func `an order that has ended gets no new quote`() throws {
        var stage = try Stage()
        try stage.bench.run(.cancelOrder(stage.order, reason: ""), by: stage.buyer)
        #expect(throws: Refusal.self) { try stage.requote() }
    }

    @Test func `units of a flash sale keep its price; others do not get it`() throws {
        var stage = try Stage()
        try stage.bench.flash("A12", price: 5_000, units: 3)
        let inSale = try stage.bench.order("A12", by: stage.buyer)
        for order in [stage.order, inSale] {
            try stage.bench.run(.requote(order, why: ""), by: stage.buyer)
            try stage.bench.run(.acceptQuote(order, version: 2), by: stage.buyer)
        }
        let prices = [stage.order, inSale].compactMap {
            stage.bench.shop.orders[$0]?.lines[0].unitPrice.minorUnits
        }
        #expect(prices == [10_000, 5_000])
        try stage.bench.run(.cancelOrder(inSale, reason: ""), by: stage.buyer)
        try stage.bench.run(.cancelOrder(stage.order, reason: ""), by: stage.buyer)
        #expect(try stage.bench.item("A12").flashSale?.taken == 0)
    }

    @Test func `later changes never change what is agreed`() throws {
        var stage = try Stage()
        let quote = try stage.bench.quote(stage.order)
        try stage.bench.run(.setTariff(try ShopBench.tariff("air-2", first: 9900)))
        try stage.bench.run(
            .postRate(session: ShopBench.session, rate: ShopBench.decimal("1"), source: "x"))
        try stage.bench.run(.setDestination(ShopBench.country("DE")), by: stage.buyer)
        #expect(try stage.bench.quote(stage.order) == quote)
    }
}
