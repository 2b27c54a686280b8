import ShopCore
import ShopModel
import Testing

struct PolicyTests {
    private func yuan(_ fen: Int64) -> Money { Money(fen, ShopBench.cny) }

    private func ordered(
        _ policy: PaymentPolicy, providers: Set<PaymentMethod> = [.wechat]
    ) throws -> (ShopBench, Actor, OrderID) {
        var bench = try ShopBench(providers: providers, policy: policy)
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        return (bench, linh, order)
    }

    @Test(arguments: Self.deposits)
    func `a deposit makes the order firm, and the rest lets it leave`(
        deposit: PaymentPolicy.Deposit, fen: Int64
    ) throws {
        var (bench, linh, order) = try ordered(.deposit(deposit))
        let first = try bench.pay(order, .wechat, by: linh)
        #expect(bench.shop.payments[first]?.amount == yuan(fen))
        try bench.report(first, .paid(transaction: "1", amount: yuan(fen)))
        #expect(bench.state(order) == .confirmed)
        #expect(try bench.stock("A12").consumed == 1)
        guard fen < 6400 else { return }
        #expect(
            throws: Refusal.notPaid(order, settled: yuan(fen), total: yuan(6400))
        ) { try bench.pack(order) }
        let rest = try bench.pay(order, .wechat, by: linh)
        #expect(bench.shop.payments[rest]?.amount == yuan(6400 - fen))
        try bench.report(rest, .paid(transaction: "2", amount: yuan(6400 - fen)))
        #expect(bench.shop.orders[order]?.moneyState == .paid)
        try bench.handOver(bench.pack(order))
    }

    @Test func `after purchase: accepted, asked for, paid, handed over`() throws {
        var (bench, linh, order) = try ordered(.payAfterPurchase)
        #expect(throws: Refusal.self) { try bench.pay(order, .wechat, by: linh) }
        try bench.run(.acceptOrder(order))
        #expect(bench.state(order) == .confirmed)
        #expect(throws: Refusal.self) { try bench.pay(order, .wechat, by: linh) }
        #expect(throws: Refusal.self) { try bench.pack(order) }
        try bench.run(.askPayment(order))
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .paid(transaction: "1", amount: yuan(6400)))
        try bench.handOver(bench.pack(order))
    }

    @Test func `an order that nobody accepts in time gives its units back`() throws {
        var (bench, _, order) = try ordered(.payAfterPurchase)
        bench.wait(.seconds(61))
        #expect(bench.state(order) == .expired)
        #expect(throws: Refusal.self) { try bench.run(.acceptOrder(order)) }
        #expect(try bench.stock("A12").available == 2)
    }

    @Test func `a later payment that is not made is closed at its provider and asked for anew`()
        throws
    {
        var (bench, linh, order) = try ordered(.payAfterPurchase)
        try bench.run(.acceptOrder(order))
        try bench.run(.askPayment(order))
        let first = try bench.pay(order, .wechat, by: linh)
        bench.wait(.minutes(17))
        #expect(bench.shop.outbox == [.close(first)])
        try bench.report(first, .closed)
        #expect(bench.state(order) == .confirmed)
        #expect(try bench.pay(order, .wechat, by: linh) != first)
    }

    @Test func `money confirms what is paid first, and nobody else does`() throws {
        var (bench, _, order) = try ordered(.payFirst)
        #expect(throws: Refusal.self) { try bench.run(.acceptOrder(order)) }
        #expect(throws: Refusal.self) { try bench.run(.askPayment(order)) }
    }

    @Test(arguments: [0, 100]) func `a deposit is a part`(percent: Int) {
        #expect(throws: Refusal.self) {
            _ = try ShopBench(policy: .deposit(.share(percent: percent)))
        }
    }

    @Test(arguments: Self.choices)
    func `the seller's rule picks the way to pay by the amount`(
        fen: Int64, method: PaymentMethod
    ) throws {
        var bench = try ShopBench(providers: [.wechat, .alipay, .stripe])
        try bench.run(.setPaymentRules(Self.rules))
        #expect(bench.shop.methods(for: yuan(fen)).first == method)
        #expect(bench.shop.methods(for: Money(fen, ShopBench.currency("EUR"))) == [.stripe])
    }

    private static let deposits: [(PaymentPolicy.Deposit, Int64)] = [
        (.share(percent: 30), 1920), (.share(percent: 99), 6336),
        (.amount(Money(2000, ShopBench.cny)), 2000), (.amount(Money(9000, ShopBench.cny)), 6400),
    ]
    private static let choices: [(Int64, PaymentMethod)] = [
        (36_000, .wechat), (36_001, .alipay), (1, .wechat), (9_000_000, .alipay),
    ]
    private static let rules = PaymentRules(routes: [
        PaymentRoute(.wechat, currency: ShopBench.cny, amounts: 0...36_000),
        PaymentRoute(.alipay, currency: ShopBench.cny), PaymentRoute(.stripe),
    ])

    @Test func `a buyer chooses among the allowed ways only`() throws {
        var (bench, linh, order) = try ordered(.payFirst, providers: [.wechat, .alipay])
        try bench.run(
            .setPaymentRules(
                PaymentRules(routes: [PaymentRoute(.alipay), PaymentRoute(.wechat)])))
        #expect(throws: Refusal.self) { try bench.pay(order, .manual, by: linh) }
        let chosen = try bench.pay(order, .wechat, by: linh)
        #expect(bench.shop.payments[chosen]?.method == .wechat)
        let another = try bench.order("A12", by: linh)
        let usual = try bench.pay(another, nil, by: linh)
        #expect(bench.shop.payments[usual]?.method == .alipay)
        #expect(try bench.pay(another, nil, by: linh) == usual)
    }

    @Test func `a route to a provider that is not set up is refused`() throws {
        var bench = try ShopBench()
        #expect(throws: Refusal.self) {
            try bench.run(.setPaymentRules(PaymentRules(routes: [PaymentRoute(.stripe)])))
        }
        let many = [PaymentRoute](repeating: PaymentRoute(.manual), count: 33)
        #expect(throws: Refusal.self) {
            try bench.run(.setPaymentRules(PaymentRules(routes: many)))
        }
    }
}
