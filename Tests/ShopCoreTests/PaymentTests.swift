import ShopCore
import ShopModel
import Testing

struct PaymentTests {
    /// A bench with one order of one A12 by Linh: ¥64.00 due, held for 60 s.
    private func ordered() throws -> (ShopBench, Actor, OrderID) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        return (bench, linh, order)
    }

    private let due = Money(6400, ShopBench.cny)

    @Test func `a paid order is confirmed once, however often the provider says so`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .opened(link: "weixin://x"))
        let entries = bench.journal.count
        for _ in 0..<3 { try bench.report(payment, .paid(transaction: "42", amount: due)) }
        #expect(bench.state(order) == .confirmed)
        #expect(bench.shop.orders[order]?.moneyState == .paid)
        #expect(bench.journal.count == entries + 2)
        #expect(try bench.stock("A12").consumed == 1)
    }

    @Test func `money that is known before the link is money`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .paid(transaction: "42", amount: due))
        try bench.report(payment, .opened(link: "weixin://x"))
        #expect(bench.state(order) == .confirmed)
    }

    @Test(arguments: [Money(6300, ShopBench.cny), Money(6400, ShopBench.currency("HKD"))])
    func `another amount or currency is quarantined and blocks the parcel`(
        amount: Money
    ) throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .paid(transaction: "42", amount: amount))
        #expect(bench.shop.payments[payment]?.state == .quarantined)
        #expect(bench.state(order) == .placed)
        #expect(throws: Refusal.needsAPerson(order, payment)) { try bench.pack(order) }
        // A person has settled it with the provider; the buyer pays in another way.
        try bench.run(.rejectPayment(payment, reason: "given back by the provider"))
        try bench.confirm(bench.pay(order, .manual, by: linh))
        try bench.handOver(bench.pack(order))
    }

    @Test func `one transaction settles one payment`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        let payments = try [0, 1].map { _ in
            try bench.pay(bench.order("A12", by: linh), .wechat, by: linh)
        }
        for payment in payments { try bench.report(payment, .paid(transaction: "42", amount: due)) }
        #expect(payments.map { bench.shop.payments[$0]?.state } == [.settled, .quarantined])
    }

    @Test func `a part of the money is kept as a part`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .manual, by: linh)
        try bench.run(
            .confirmPayment(payment, received: Money(5000, ShopBench.cny), bankReference: "T1"))
        #expect(bench.shop.orders[order]?.moneyState == .partial)
        #expect(
            throws: Refusal.notPaid(order, settled: Money(5000, ShopBench.cny), total: due)
        ) { try bench.pack(order) }
        let rest = try bench.pay(order, .manual, by: linh)
        #expect(bench.shop.payments[rest]?.amount == Money(1400, ShopBench.cny))
        try bench.confirm(rest)
        let parcel = try bench.pack(order)
        try bench.handOver(parcel)
        #expect(bench.shop.parcels[parcel]?.state == .handedOver)
    }

    @Test func `a part that comes late leaves time to pay the rest`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .manual, by: linh)
        try bench.run(.claimPayment(payment, note: "sent"), by: linh)
        bench.wait(.hours(30))
        try bench.run(
            .confirmPayment(payment, received: Money(5000, ShopBench.cny), bankReference: "T1"))
        let rest = try bench.pay(order, .manual, by: linh)
        bench.wait(.minutes(14))
        try bench.confirm(rest)
        #expect(bench.state(order) == .confirmed)
    }

    @Test func `what is paid too much is to be given back`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .manual, by: linh)
        try bench.run(
            .confirmPayment(payment, received: Money(7000, ShopBench.cny), bankReference: "T1"))
        #expect(bench.state(order) == .confirmed)
        #expect(bench.shop.orders[order]?.refundDue == Money(600, ShopBench.cny))
        #expect(bench.shop.orders[order]?.isFullySettled == true)
    }

    @Test func `a bank reference settles one payment`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        let first = try bench.pay(bench.order("A12", by: linh), .manual, by: linh)
        let second = try bench.pay(bench.order("A12", by: linh), .manual, by: linh)
        try bench.run(.confirmPayment(first, received: due, bankReference: "T1"))
        #expect(throws: Refusal.self) {
            try bench.run(.confirmPayment(second, received: due, bankReference: "T1"))
        }
        #expect(bench.shop.payments[second]?.state == .open)
    }

    @Test func `nobody confirms a provider's payment by hand`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        #expect(throws: Refusal.self) {
            try bench.run(.confirmPayment(payment, received: due, bankReference: ""))
        }
    }

    @Test func `cancelling closes the open payment first`() throws {
        var (bench, linh, order) = try ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.run(.cancelOrder(order, reason: "changed my mind"), by: linh)
        #expect(bench.state(order) == .placed)
        #expect(throws: Refusal.self) { try bench.pay(order, .manual, by: linh) }
        try bench.report(payment, .closed)
        #expect(bench.state(order) == .cancelled)
    }

    @Test func `a code that outlives its cancelled order is asked for once more when it expires`()
        throws
    {
        var bench = try ShopBench(providers: [.alipay])
        try bench.post("A12", offered: 2)
        let linh = try bench.join("Linh")
        var closed: [PaymentID] = []
        for _ in 1...2 {
            let order = try bench.order("A12", by: linh)
            let payment = try bench.pay(order, .alipay, by: linh)
            try bench.run(.cancelOrder(order, reason: ""), by: linh)
            try bench.run(.reportPayment(payment, .closed), by: .provider(.alipay))
            #expect(bench.state(order) == .cancelled)
            closed.append(payment)
        }
        // Both are remembered, also by a shop that comes back from the journal.
        var again = Shop(providers: [.alipay], referencePrefix: "k3v9x2pq")
        for entry in bench.journal { again.replay(entry) }
        #expect(bench.shop.outbox == closed.map(ProviderEffect.watch))
        #expect(again.outbox == bench.shop.outbox)
        try bench.run(.reportPayment(closed[0], .closed), by: .provider(.alipay))
        #expect(bench.shop.outbox.count == 2)

        bench.wait(bench.shop.limits.paymentWindow)
        try bench.run(.reportPayment(closed[0], .closed), by: .provider(.alipay))
        try bench.run(
            .reportPayment(closed[1], .paid(transaction: "T1", amount: due)),
            by: .provider(.alipay))
        #expect(bench.shop.outbox == [])
        #expect(bench.shop.payments[closed[0]]?.state == .closed)
        #expect(bench.shop.payments[closed[1]]?.state == .settledLate)
        #expect(bench.shop.orders[OrderID(2)]?.refundDue == due)
        let entries = bench.journal.count
        try bench.run(.reportPayment(closed[0], .closed), by: .provider(.alipay))
        #expect(bench.journal.count == entries)
    }

    @Test func `a provider that is not set up is refused with the way out`() throws {
        var bench = try ShopBench(providers: [])
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.pay(order, .wechat, by: linh) }
        _ = try bench.pay(order, .manual, by: linh)
    }
}
