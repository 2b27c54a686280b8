import ShopCore
import ShopModel
import Testing

struct QuarantineTests {
    private func yuan(_ fen: Int64) -> Money { Money(fen, ShopBench.cny) }

    /// A bench with an order of ¥64.00 for which another amount came.
    private func setAside(_ amount: Money) throws -> (ShopBench, Actor, OrderID, PaymentID) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .paid(transaction: "42", amount: amount))
        return (bench, linh, order, payment)
    }

    @Test func `staff is told of money that does not fit, once`() throws {
        var (bench, _, order, payment) = try setAside(yuan(6300))
        try bench.report(payment, .paid(transaction: "42", amount: yuan(6300)))
        #expect(bench.alerts.map(\.kind) == [.quarantine])
        #expect(bench.alerts.first?.order == order && bench.alerts.first?.payment == payment)
    }

    @Test(arguments: [(6300, MoneyState.partial), (7000, .refundDue)] as [(Int64, MoneyState)])
    func `released money counts as what it is`(fen: Int64, state: MoneyState) throws {
        var (bench, _, order, payment) = try setAside(yuan(fen))
        try bench.run(.resolvePayment(payment, .release, reason: ""))
        #expect(bench.shop.orders[order]?.settled == yuan(fen))
        #expect(bench.shop.orders[order]?.moneyState == state)
        try bench.report(payment, .paid(transaction: "42", amount: yuan(fen)))
        #expect(bench.shop.orders[order]?.settled == yuan(fen))
        #expect(throws: Refusal.self) {
            try bench.run(.resolvePayment(payment, .release, reason: ""))
        }
    }

    @Test func `refunded money goes back whole and the order can be paid anew`() throws {
        var (bench, linh, order, payment) = try setAside(yuan(6300))
        try bench.run(.resolvePayment(payment, .refund, reason: "wrong amount"))
        #expect(bench.shop.outbox == [.refund(RefundID(1))])
        try bench.report(RefundID(1), .done(id: "1", amount: yuan(6300)))
        let again = try bench.pay(order, .wechat, by: linh)
        #expect(bench.shop.payments[again]?.amount == yuan(6400))
        try bench.report(again, .paid(transaction: "43", amount: yuan(6400)))
        try bench.handOver(bench.pack(order))
    }

    @Test func `rejected money stays rejected, however often the provider repeats itself`() throws {
        var (bench, _, _, payment) = try setAside(yuan(6300))
        #expect(throws: Refusal.self) {
            try bench.run(.resolvePayment(payment, .reject, reason: ""))
        }
        try bench.run(.resolvePayment(payment, .reject, reason: "settled by phone"))
        try bench.report(payment, .paid(transaction: "42", amount: yuan(6300)))
        #expect(bench.shop.payments[payment]?.state == .rejected)
    }

    @Test func `money of another currency cannot be released into the books`() throws {
        var (bench, _, _, payment) = try setAside(Money(6400, ShopBench.currency("USD")))
        for way in [Resolution.release, .refund] {
            #expect(throws: Refusal.self) {
                try bench.run(.resolvePayment(payment, way, reason: ""))
            }
        }
        try bench.run(.resolvePayment(payment, .reject, reason: "given back there"))
    }

    @Test func `a refund that was started at the provider sets a live payment aside`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let payment = try bench.pay(bench.order("A12", by: linh), .wechat, by: linh)
        try bench.report(payment, .givenBack(transaction: "42", amount: yuan(6400)))
        #expect(bench.shop.payments[payment]?.state == .quarantined)
        #expect(bench.shop.payments[payment]?.found?.transaction == "42")
    }

    @Test(arguments: Resolution.allCases)
    func `a second transaction is set aside by itself, and decided about`(way: Resolution) throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let (order, payment) = try bench.paid("A12", by: bench.join("Linh"))
        try bench.report(payment, .paid(transaction: "43", amount: yuan(6400)))
        let second = PaymentID(2)
        #expect(bench.shop.payments[second]?.reference == bench.shop.payments[payment]?.reference)
        #expect(bench.alerts.map(\.payment) == [second])
        #expect(throws: Refusal.needsAPerson(order, second)) { try bench.pack(order) }
        #expect(bench.shop.payments[payment]?.state == .settled)
        switch way {
        case .reject:
            try bench.run(.resolvePayment(second, .reject, reason: "given back there"))
        case .refund: try bench.run(.resolvePayment(second, .refund, reason: ""))
        case .release:
            try bench.run(.resolvePayment(second, .release, reason: ""))
            #expect(bench.shop.orders[order]?.moneyState == .refundDue)
            try bench.run(.refundOrder(order, amount: nil, reason: ""))
        }
        // The provider repeats both; nothing changes any more.
        let entries = bench.journal.count
        for transaction in ["42", "43"] {
            try bench.report(payment, .paid(transaction: transaction, amount: yuan(6400)))
        }
        #expect(bench.journal.count == entries)
        #expect(bench.shop.refunds[RefundID(1)]?.payment == (way == .reject ? nil : second))
        #expect(bench.shop.orders[order]?.keptMinorUnits == 6400)
        try bench.handOver(bench.pack(order))
    }

    @Test func `a comparison of days is kept, told, and asked for once`() throws {
        var bench = try ShopBench(providers: [.wechat, .stripe])
        let day = try #require(CalendarDate("2023-11-13"))
        #expect(throws: Refusal.self) {
            try bench.run(.reconcile(CalendarDate.inChina(at: bench.now), nil))
        }
        for _ in 1...2 { try bench.run(.reconcile(day, nil)) }
        let wishes = [PaymentMethod.wechat, .stripe].map { ReconciliationWish($0, day) }
        #expect(bench.shop.outbox == wishes.map(ProviderEffect.reconcile))
        for wish in wishes {
            let line = Reconciliation.Difference(
                .notHere, number: "x", transaction: "y", here: nil, there: yuan(1), text: "")
            try bench.run(
                .reportReconciliation(
                    Reconciliation(
                        wish, payments: 1, refunds: 0,
                        differences: wish.method == .stripe ? [line] : [])),
                by: .provider(wish.method))
        }
        #expect(bench.shop.outbox.isEmpty)
        #expect(bench.shop.reconciliations.map(\.wish) == wishes)
        #expect(bench.alerts.map(\.kind) == [.difference])
        #expect(bench.shop.lastReconciledDay(.wechat) == day)
    }
}
