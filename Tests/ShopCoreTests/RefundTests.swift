import ShopCore
import ShopModel
import Testing

struct RefundTests {
    /// A bench with one order of ¥64.00, paid by WeChat Pay.
    private func paid() throws -> (ShopBench, OrderID, PaymentID) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 3)
        let (order, payment) = try bench.paid("A12", by: bench.join("Linh"))
        return (bench, order, payment)
    }

    private func yuan(_ fen: Int64) -> Money { Money(fen, ShopBench.cny) }

    @Test func `a refund ends where its provider says, and the order's money follows`() throws {
        var (bench, order, payment) = try paid()
        try bench.run(.refundOrder(order, amount: yuan(1400), reason: "broken"))
        let refund = try #require(bench.shop.refunds[RefundID(1)])
        #expect(refund.payment == payment && refund.number == "k3v9x2pq-r1")
        #expect(bench.shop.outbox == [.refund(refund.id)])
        #expect(bench.shop.orders[order]?.moneyState == .refundDue)
        try bench.report(refund.id, .processing(id: "50001"))
        try bench.report(refund.id, .done(id: "50001", amount: yuan(1400)))
        #expect(bench.shop.orders[order]?.moneyState == .partlyRefunded)
        #expect(bench.shop.orders[order]?.refundDueBy == nil)
        #expect(bench.shop.outbox.isEmpty)
        try bench.run(.refundOrder(order, amount: yuan(5000), reason: ""))
        try bench.report(RefundID(2), .done(id: "50002", amount: yuan(5000)))
        #expect(bench.shop.orders[order]?.moneyState == .refunded)
    }

    @Test(arguments: [6401, 0, -1] as [Int64])
    func `no more goes back than came`(fen: Int64) throws {
        var (bench, order, _) = try paid()
        #expect(throws: Refusal.self) {
            try bench.run(.refundOrder(order, amount: yuan(fen), reason: ""))
        }
        try bench.run(.refundOrder(order, amount: yuan(6000), reason: ""))
        #expect(throws: Refusal.self) {
            try bench.run(.refundOrder(order, amount: yuan(401), reason: ""))
        }
        try bench.run(.refundOrder(order, amount: yuan(400), reason: ""))
    }

    @Test func `a payment is refunded at most fifty times`() throws {
        var (bench, order, _) = try paid()
        for _ in 1...50 { try bench.run(.refundOrder(order, amount: yuan(1), reason: "")) }
        #expect(throws: Refusal.self) {
            try bench.run(.refundOrder(order, amount: yuan(1), reason: ""))
        }
        #expect(bench.shop.refunds.count == 50)
    }

    @Test(arguments: [
        [RefundReport.processing(id: "1"), .done(id: "1", amount: Money(6400, ShopBench.cny))],
        [.done(id: "1", amount: Money(6400, ShopBench.cny)), .needsAttention(reason: "card gone")],
    ])
    func `what is told of a refund gives the same end in any order`(
        reports: [RefundReport]
    ) throws {
        for reports in [reports, reports.reversed(), reports + reports] {
            var (bench, order, _) = try paid()
            try bench.run(.refundOrder(order, amount: yuan(6400), reason: ""))
            for report in reports { try bench.report(RefundID(1), report) }
            #expect(bench.shop.orders[order]?.moneyState == .refunded)
        }
    }

    @Test func `money that a bank sends back is due again and may be sent anew`() throws {
        var (bench, order, _) = try paid()
        try bench.run(.refundOrder(order, amount: yuan(6400), reason: ""))
        try bench.report(RefundID(1), .done(id: "1", amount: yuan(6400)))
        try bench.report(RefundID(1), .failed(reason: "account closed"))
        let found = try #require(bench.shop.orders[order])
        #expect(found.moneyState == .refundDue && found.refundDueBy != nil)
        #expect(bench.alerts.map(\.kind) == [.refundFailed])
        try bench.run(.refundOrder(order, amount: nil, reason: ""))
        #expect(bench.shop.refunds[RefundID(2)]?.amount == yuan(6400))
    }

    @Test func `a refund of another amount than asked for is looked at by a person`() throws {
        var (bench, order, _) = try paid()
        try bench.run(.refundOrder(order, amount: yuan(6400), reason: ""))
        try bench.report(RefundID(1), .done(id: "1", amount: yuan(6300)))
        #expect(bench.shop.refunds[RefundID(1)]?.state == .abnormal)
        #expect(bench.alerts.map(\.kind) == [.refundAbnormal])
        try bench.run(.confirmRefund(RefundID(1), givenUp: false, reference: "by bank 7"))
        #expect(bench.shop.orders[order]?.moneyState == .refunded)
    }

    @Test func `a manual refund is recorded with its reference, once`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        try bench.run(.refundOrder(order, amount: yuan(6400), reason: "sold out"))
        #expect(bench.shop.outbox.isEmpty)
        #expect(throws: Refusal.self) {
            try bench.run(.confirmRefund(RefundID(1), givenUp: false, reference: ""))
        }
        try bench.run(.confirmRefund(RefundID(1), givenUp: false, reference: "bank 2211"))
        #expect(bench.shop.refunds[RefundID(1)]?.reference == "bank 2211")
        #expect(bench.shop.orders[order]?.moneyState == .refunded)
        #expect(throws: Refusal.self) {
            try bench.run(.confirmRefund(RefundID(1), givenUp: false, reference: "bank 2211"))
        }
    }

    @Test func `late money goes back by itself when the seller wants it so`() throws {
        var bench = try ShopBench()
        try bench.run(.setPaymentRules(PaymentRules(automaticRefunds: true)))
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let payment = try bench.pay(order, .wechat, by: linh)
        bench.wait(.minutes(16))
        try bench.report(payment, .closed)
        _ = try bench.order("A12", by: bench.join("Nok"))
        try bench.report(payment, .paid(transaction: "42", amount: yuan(6400)))
        #expect(bench.shop.outbox == [.refund(RefundID(1))])
        #expect(bench.shop.orders[order]?.refundDueBy != nil)
    }

    @Test func `money that is not back in time is told to staff once`() throws {
        var (bench, order, _) = try paid()
        try bench.run(.refundOrder(order, amount: yuan(6400), reason: ""))
        for _ in 1...3 { bench.wait(.hours(73)) }
        #expect(bench.alerts.map(\.kind) == [.refundOverdue])
        #expect(bench.alerts.first?.order == order)
    }

    @Test func `an order whose money goes back is not handed over`() throws {
        var (bench, order, _) = try paid()
        let parcel = try bench.pack(order)
        try bench.run(.refundOrder(order, amount: yuan(1), reason: ""))
        #expect(throws: Refusal.self) { try bench.handOver(parcel) }
    }

    @Test func `only the owner moves money`() throws {
        var (bench, order, _) = try paid()
        for role in StaffRole.allCases where role != .owner {
            #expect(throws: Refusal.notAllowed(.manageMoney)) {
                try bench.run(
                    .refundOrder(order, amount: nil, reason: ""),
                    by: .staff(name: "Ana", role: role))
            }
        }
    }
}
