import ShopCore
import ShopModel
import Testing

// Traps of payments and refunds.
extension TrapTests {
    @Test(arguments: 0...4)
    func `T13: late notices of a replaced payment cannot double what was paid`(turn: Int) throws {
        var (bench, linh, order) = try Self.ordered()
        let replaced = try bench.pay(order, .wechat, by: linh)
        try bench.report(replaced, .refused(reason: "busy"))
        let payment = try bench.pay(order, .wechat, by: linh)
        #expect(payment != replaced)
        let paid = (payment, ProviderReport.paid(transaction: "43", amount: Self.due))
        var notices: [(PaymentID, ProviderReport)] = [
            (replaced, .closed), (replaced, .notPaid), (replaced, .opened(link: "weixin://x")),
            (payment, .closed),
        ]
        notices.insert(paid, at: turn)
        for (id, notice) in notices + [paid] { try bench.report(id, notice) }
        #expect(bench.shop.orders[order]?.settled == Self.due)
        #expect(bench.shop.orders[order]?.moneyState == .paid)

        // The replaced one was paid as well: its money counts once, and is owed back once.
        for _ in 1...3 {
            try bench.report(replaced, .paid(transaction: "42", amount: Self.due))
        }
        #expect(bench.shop.orders[order]?.settled == Money(12_800, ShopBench.cny))
        #expect(bench.shop.orders[order]?.refundDue == Self.due)
        try bench.run(.refundOrder(order, amount: nil, reason: "paid twice"))
        for _ in 1...3 { try bench.report(RefundID(1), .done(id: "1", amount: Self.due)) }
        #expect(bench.shop.orders[order]?.refunded == Self.due)
        #expect(bench.shop.orders[order]?.isFullySettled == true)
        try bench.handOver(bench.pack(order))
    }

    @Test func `T14: one order cannot have two open payments of one method`() throws {
        var (bench, linh, order) = try Self.ordered(policy: .payAfterPurchase)
        try bench.run(.acceptOrder(order))
        try bench.run(.askPayment(order))
        // Two tabs, a double click, a page that is opened again.
        let first = try bench.pay(order, .wechat, by: linh)
        #expect(try bench.pay(order, .wechat, by: linh) == first)
        try bench.report(first, .opened(link: "weixin://x"))
        #expect(try bench.pay(order, nil, by: linh) == first)
        // Its time is over, but the provider has not closed it: it could still be paid.
        bench.wait(.minutes(17))
        #expect(bench.shop.payments[first]?.state == .closing)
        #expect(try bench.pay(order, .wechat, by: linh) == first)
        #expect(bench.shop.payments.count == 1)
        try bench.report(first, .closed)
        let second = try bench.pay(order, .wechat, by: linh)
        #expect(second != first && bench.shop.outbox == [.create(second)])
    }

    @Test func `T16: cancelling a paid order cannot lose its money, nor a refund prevent it`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12")
        let order = try bench.paid("A12", by: bench.join("Linh")).order
        try bench.run(
            .refundOrder(order, amount: Money(1400, ShopBench.cny), reason: "scratched"))
        try bench.report(RefundID(1), .processing(id: "1"))
        try bench.run(.cancelOrder(order, reason: "broken"))
        var found: Order? { bench.shop.orders[order] }
        #expect(found?.state == .cancelled)
        #expect(found?.settled == Self.due && found?.refundDue == Self.due)
        // What the refund comes to changes the money and not the order.
        try bench.report(RefundID(1), .failed(reason: "account closed"))
        #expect(found?.state == .cancelled && found?.moneyState == .refundDue)
        try bench.run(.refundOrder(order, amount: nil, reason: ""))
        #expect(bench.shop.refunds[RefundID(2)]?.amount == Self.due)
        try bench.report(RefundID(2), .done(id: "2", amount: Self.due))
        #expect(found?.state == .cancelled && found?.moneyState == .refunded)
        #expect(throws: Refusal.self) {
            try bench.run(.refundOrder(order, amount: Money(1, ShopBench.cny), reason: ""))
        }
    }

    @Test func `T17: no order can be stuck because its price or freight changes`() throws {
        var bench = try ShopBench(quoting: .init(quoteTime: .seconds(60), consolidates: false))
        try bench.postGoods("A12")
        let linh = try bench.buyer()
        let orders = try [1, 2, 3].map { _ in try bench.order("A12", by: linh) }
        let agreed = try bench.quote(orders[0]).total
        try bench.correct("A12", price: 20_000)
        try bench.run(.setTariff(try ShopBench.tariff("air-2", first: 9900, consolidates: false)))
        for order in orders { try bench.run(.requote(order, why: "new prices"), by: linh) }
        #expect(orders.map(bench.state) == [.placed, .placed, .placed])
        #expect(try orders.map { try bench.quote($0).total } == [agreed, agreed, agreed])

        // One pays what was agreed, one agrees to the new version, one says nothing.
        try bench.payInFull(orders[0], by: linh)
        try bench.run(.acceptQuote(orders[1], version: 2), by: linh)
        try bench.payInFull(orders[1], by: linh)
        bench.wait(.minutes(15))
        #expect(orders.map(bench.state) == [.confirmed, .confirmed, .expired])
        #expect(bench.shop.orders[orders[0]]?.settled == agreed)
        #expect(try agreed.minorUnits < bench.quote(orders[1]).total.minorUnits)
        // A firm order is not opened again, and leaves.
        #expect(throws: Refusal.self) {
            try bench.run(.requote(orders[0], why: "later"), by: linh)
        }
        for order in orders.prefix(2) { try bench.handOver(bench.pack(order)) }
    }

    @Test(arguments: [true, false])
    func `T18: cancelling cannot void money that is being taken`(isTaken: Bool) throws {
        var (bench, linh, order) = try Self.ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .opened(link: "weixin://x"))
        try bench.run(.cancelOrder(order, reason: "no"), by: linh)
        // Neither voided nor given back: the provider is asked first.
        #expect(bench.state(order) == .placed && bench.shop.payments[payment]?.state == .closing)
        #expect(bench.shop.outbox == [.close(payment)] && bench.shop.refunds.isEmpty)
        try bench.report(
            payment, isTaken ? .paid(transaction: "42", amount: Self.due) : .closed)
        if isTaken {
            // The money is on the books and the wish stands: it is due back, and both are told.
            #expect(bench.shop.orders[order]?.settled == Self.due)
            #expect(bench.shop.orders[order]?.moneyState == .refundDue)
            #expect(try bench.stock("A12").available == 1)
            let told = bench.journal.suffix(4).filter {
                $0.audience == .buyer(linh.buyer ?? BuyerID(0))
            }
            #expect(
                told.map { "\($0.event)".prefix { $0 != "(" } }
                    == ["paymentSettled", "orderEnded", "refundDue"])
            try bench.run(.refundOrder(order, amount: nil, reason: ""))
            #expect(bench.shop.outbox == [.refund(RefundID(1))])
        } else {
            #expect(throws: Refusal.self) {
                try bench.run(.refundOrder(order, amount: nil, reason: ""))
            }
        }
        #expect(bench.state(order) == .cancelled)
        // What a buyer claims is not taken either.
        let another = try bench.order("A12", by: linh)
        let transfer = try bench.pay(another, .manual, by: linh)
        try bench.run(.claimPayment(transfer, note: "sent"), by: linh)
        #expect(throws: Refusal.self) { try bench.pack(another) }
        #expect(throws: Refusal.self) {
            try bench.run(.refundOrder(another, amount: Self.due, reason: ""))
        }
        #expect(throws: Refusal.self) { try bench.run(.cancelOrder(another, reason: "")) }
    }

    @Test func `the clock cannot void money that is being taken, nor that money a wish to cancel`()
        throws
    {
        for cancels in [false, true] {
            var (bench, linh, order) = try Self.ordered(policy: .deposit(.share(percent: 30)))
            let payment = try bench.pay(order, .wechat, by: linh)
            bench.wait(.minutes(17))
            #expect(bench.shop.orders[order]?.ending?.state == .expired)
            // Who cancels what is ending already has said so all the same.
            if cancels { try bench.run(.cancelOrder(order, reason: "no"), by: linh) }
            let deposit = try #require(bench.shop.payments[payment]).amount
            try bench.report(payment, .paid(transaction: "42", amount: deposit))
            #expect(bench.state(order) == (cancels ? .cancelled : .confirmed))
            #expect(
                bench.shop.orders[order]?.moneyState == (cancels ? .refundDue : .partial))
            #expect(bench.shop.orders[order]?.ending == nil)
        }
    }

    @Test(arguments: [Payment.State.closed, .failed, .quarantined, .rejected])
    func `T19: no state of a payment can hide real money`(state: Payment.State) throws {
        var (bench, linh, order) = try Self.ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        switch state {
        case .failed: try bench.report(payment, .refused(reason: "error"))
        case .closed:
            bench.wait(.minutes(16))
            try bench.report(payment, .closed)
        default: try bench.report(payment, .contradicted(reason: "another merchant"))
        }
        if state == .rejected {
            try bench.run(.resolvePayment(payment, .reject, reason: "not ours"))
        }
        #expect(bench.shop.payments[payment]?.state == state)
        // A sum that does not fit is set aside with its transaction, and a person is told.
        let odd = FoundMoney(transaction: "41", amount: Money(6300, ShopBench.cny))
        var another = bench
        try another.report(payment, .paid(transaction: odd.transaction, amount: odd.amount))
        #expect(another.shop.payments[payment]?.state == .quarantined)
        #expect(another.shop.payments[payment]?.found == odd)
        #expect(another.alerts.last?.text.contains("63.00") == true, "\(another.alerts)")
        // So is every further one, each with an alert, however often it is told; what fits counts.
        let alerts = another.alerts.count
        for _ in 1...2 {
            for (transaction, fen) in [("43", 6200), ("42", 6400), ("44", 6400)] as [(_, Int64)] {
                let amount = Money(fen, ShopBench.cny)
                try another.report(payment, .paid(transaction: transaction, amount: amount))
            }
        }
        #expect(another.alerts.count == alerts + 2)
        let aside = another.shop.payments.values.filter { $0.state == .quarantined }
            .sorted { $0.id < $1.id }
        #expect(aside.map(\.found?.transaction) == ["41", "43", "44"])
        #expect(another.shop.orders[order]?.settled == Self.due)
        // Each can be found by its alert and given back by itself.
        #expect(another.alerts.suffix(2).map(\.payment) == aside.suffix(2).map(\.id))
        for payment in aside {
            try another.run(.resolvePayment(payment.id, .refund, reason: ""))
        }
        #expect(
            another.shop.refunds.values.map(\.amount.minorUnits).sorted() == [6200, 6300, 6400])
        #expect(another.shop.orders[order]?.keptMinorUnits == Self.due.minorUnits)
        // What was asked for counts.
        try bench.report(payment, .paid(transaction: "42", amount: Self.due))
        #expect(bench.shop.orders[order]?.settled == Self.due)
        #expect(bench.state(order) == .confirmed)

        // The same with a transfer that the seller had given up.
        var (byHand, ola, first) = try Self.ordered()
        let transfer = try byHand.pay(first, .manual, by: ola)
        try byHand.run(.rejectPayment(transfer, reason: "nothing came"))
        try byHand.confirm(transfer)
        #expect(byHand.state(first) == .confirmed)
    }

    @Test(arguments: [false, true])
    func `T20: money from two gateways cannot pay for one order twice`(isSwapped: Bool) throws {
        var (bench, linh, order) = try Self.ordered([.wechat, .alipay])
        try bench.run(.setPaymentRules(PaymentRules(automaticRefunds: true)))
        var methods: [PaymentMethod] = [.wechat, .alipay]
        if isSwapped { methods.reverse() }
        let payments = try methods.map { try bench.pay(order, $0, by: linh) }
        func tell(_ index: Int) throws {
            try bench.run(
                .reportPayment(payments[index], .paid(transaction: "42", amount: Self.due)),
                by: .provider(methods[index]))
        }
        try tell(0)
        #expect(bench.state(order) == .confirmed)
        #expect(bench.shop.outbox == [.close(payments[1])])
        // The other gateway's money came before it could be closed; both repeat themselves.
        for index in [1, 0, 1, 1, 0] { try tell(index) }
        #expect(bench.shop.orders[order]?.settled == Money(12_800, ShopBench.cny))
        #expect(bench.shop.orders[order]?.refundDue == Self.due)
        #expect(bench.shop.refunds.values.map(\.amount) == [Self.due])
        #expect(bench.shop.outbox == [.refund(RefundID(1))])
        #expect(try bench.stock("A12").consumed == 1)
    }
}
