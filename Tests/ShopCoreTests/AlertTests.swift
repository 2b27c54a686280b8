import ShopCore
import ShopModel
import Testing

/// What staff has to look at is a list until it is settled, or somebody says that it is.
struct AlertTests {
    private func yuan(_ fen: Int64) -> Money { Money(fen, ShopBench.cny) }

    private func open(_ bench: ShopBench) -> [Alert.Kind] {
        bench.shop.openAlerts(after: EventSequence(0), limit: nil).map(\.alert.kind)
    }

    @Test(arguments: Resolution.allCases)
    func `money that is set aside is on the list until it is decided about`(
        way: Resolution
    ) throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let payment = try bench.pay(bench.order("A12", by: linh), .wechat, by: linh)
        try bench.report(payment, .contradicted(reason: "another merchant"))
        try bench.report(payment, .paid(transaction: "42", amount: yuan(6300)))
        #expect(open(bench) == [.quarantine, .quarantine])
        // Saying that it is seen to decides nothing, so it is refused.
        for alert in bench.shop.alerts.keys {
            #expect(throws: Refusal.self) { try bench.run(.closeAlert(alert, note: "seen")) }
        }
        try bench.run(.resolvePayment(payment, way, reason: "by phone"))
        #expect(open(bench).isEmpty)
        #expect(bench.shop.alerts == bench.replayed().alerts)
    }

    @Test func `alerts about refunds close when all of the order's money is back`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let order = try bench.paid("A12", by: bench.join("Linh")).order
        try bench.run(.cancelOrder(order, reason: "broken"))
        try bench.run(.refundOrder(order, amount: yuan(400), reason: ""))
        try bench.run(.refundOrder(order, amount: nil, reason: ""))
        try bench.report(RefundID(1), .needsAttention(reason: "the card is gone"))
        try bench.report(RefundID(2), .failed(reason: "closed"))
        bench.wait(.hours(73))
        #expect(open(bench) == [.refundAbnormal, .refundFailed, .refundOverdue])
        try bench.report(RefundID(1), .done(id: "1", amount: yuan(400)))
        #expect(open(bench).count == 3)
        try bench.run(.refundOrder(order, amount: nil, reason: ""))
        try bench.report(RefundID(3), .done(id: "3", amount: yuan(6000)))
        #expect(open(bench).isEmpty)
    }

    @Test func `other alerts are closed by hand, once, and listed in pages`() throws {
        var bench = try ShopBench()
        for number in 1...3 {
            try bench.run(
                .raiseAlert(Alert(.provider, text: "dispute \(number)")), by: .provider(.wechat))
        }
        let all = bench.shop.openAlerts(after: EventSequence(0), limit: nil)
        #expect(all.map(\.alert.text) == ["dispute 1", "dispute 2", "dispute 3"])
        #expect(bench.shop.openAlerts(after: all[0].id, limit: 1) == [all[1]])
        let shopper = Actor.staff(name: "Jun", role: .shopper)
        #expect(throws: Refusal.notAllowed(.manageMoney)) {
            try bench.run(.closeAlert(all[1].id, note: "won"), by: shopper)
        }
        try bench.run(.closeAlert(all[1].id, note: "won"))
        #expect(bench.journal.last?.event == .alertClosed(all[1].id, by: "Mina", note: "won"))
        #expect(throws: Refusal.noSuch("open alert \(all[1].id)")) {
            try bench.run(.closeAlert(all[1].id, note: "won"))
        }
        #expect(bench.shop.openAlerts(after: EventSequence(0), limit: nil) == [all[0], all[2]])
        #expect(bench.shop.alerts == bench.replayed().alerts)
    }
}
