import ShopCore
import ShopModel
import TestSupport
import Testing

/// Random commands, time and a provider whose messages are lost, doubled, late and out of order;
/// after each step the books are counted anew.
struct RandomShopTests {
    @Test(arguments: 1...9 as ClosedRange<UInt64>)
    func `the books add up under any order of events`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for step in 1...600 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        #expect(run.accepted > 150, "seed \(seed) tries too little")
    }

    @Test(arguments: 1...9 as ClosedRange<UInt64>)
    func `whatever notices did, questions lead to the provider's truth`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...600 { run.step() }
        try run.settle()
        try run.audit("seed \(seed), end")
        for (id, paid) in run.provider.paid {
            let payment = try #require(run.bench.shop.payments[id])
            #expect(
                payment.received == paid.amount || payment.found?.amount == paid.amount,
                "seed \(seed), payment \(id)")
        }
        for refund in run.bench.shop.refunds.values {
            guard case .done? = run.provider.refunds[refund.number] else { continue }
            #expect(refund.state == .succeeded, "seed \(seed), refund \(refund.id)")
        }
        // And the same again, backwards, changes nothing.
        let entries = run.bench.journal.count
        for report in run.provider.truth(run.bench.shop).reversed() {
            try run.bench.run(report, by: .provider(.wechat))
        }
        #expect(run.bench.journal.count == entries, "seed \(seed)")
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `the journal alone brings the shop back`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...600 { run.step() }
        var again = Shop(providers: [.wechat], referencePrefix: "k3v9x2pq")
        for entry in run.bench.journal { again.replay(entry) }
        #expect(again.sequence == run.bench.shop.sequence)
        #expect(again.orders == run.bench.shop.orders)
        #expect(again.items == run.bench.shop.items)
        #expect(again.payments == run.bench.shop.payments)
        #expect(again.refunds == run.bench.shop.refunds)
        #expect(again.paymentRules == run.bench.shop.paymentRules)
        #expect(again.parcels == run.bench.shop.parcels)
        #expect(again.buyers == run.bench.shop.buyers)
        #expect(again.sessions == run.bench.shop.sessions)
        #expect(again.outbox == run.bench.shop.outbox)
        // And it goes on in the same way.
        let later = run.bench.now + .hours(5)
        var first = run.bench.shop
        #expect(again.advance(to: later) == first.advance(to: later))
    }
}

/// A seeded stream of acts.
private struct RandomRun {
    var bench: ShopBench
    var accepted = 0
    var provider = RandomProvider()
    private var random: SeededGenerator
    private var buyers: [Actor] = []
    private let codes = ["A12", "B3", "C07"]

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        let policies: [PaymentPolicy] = [
            .payFirst, .payAfterPurchase, .deposit(.share(percent: 30)),
        ]
        bench = try ShopBench(policy: policies[Int(seed % 3)])
        if seed.isMultiple(of: 2) {
            try bench.run(.setPaymentRules(PaymentRules(automaticRefunds: true)))
        }
        for code in codes {
            try bench.post(
                code, price: .random(in: 1...90_000, using: &random),
                offered: .random(in: 1...30, using: &random),
                limit: Bool.random(using: &random) ? 4 : nil)
        }
        for alias in ["Linh", "Nok", "Ola"] { buyers.append(try bench.join(alias)) }
    }

    mutating func step() {
        do {
            try act()
            accepted += 1
        } catch {
            // A refusal is an ordinary answer; the audit shows that it changed nothing.
        }
    }

    /// Lets the provider be asked until nothing is open there.
    mutating func settle() throws {
        for _ in 1...4 {
            for report in provider.truth(bench.shop) {
                try bench.run(report, by: .provider(.wechat))
            }
            for effect in bench.shop.outbox {
                provider.carryOut(effect, bench.shop, using: &random)
            }
        }
        for report in provider.truth(bench.shop) {
            try bench.run(report, by: .provider(.wechat))
        }
    }

    private mutating func act() throws {
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let order = OrderID(pick(bench.shop.orders.count))
        let payment = PaymentID(pick(bench.shop.payments.count))
        switch Int.random(in: 0..<24, using: &random) {
        case 0, 1, 2:
            _ = try bench.order(
                codes.randomElement(using: &random) ?? "A12",
                .random(in: 1...4, using: &random), by: buyer)
        case 3, 4, 5:
            _ = try bench.pay(
                order, [.manual, .wechat, nil].randomElement(using: &random) ?? nil,
                by: buyer)
        case 6: try bench.run(.claimPayment(payment, note: ""), by: buyer)
        case 7: try confirm(payment)
        case 8: try bench.run(.rejectPayment(payment, reason: "no money came"))
        case 9, 10, 11: try payAtProvider(payment)
        case 12, 13:
            if let effect = bench.shop.outbox.randomElement(using: &random) {
                provider.carryOut(effect, bench.shop, using: &random)
            }
        case 14, 15, 16:
            if let report = provider.take(using: &random) {
                try bench.run(report, by: .provider(.wechat))
            }
        case 17: bench.wait(.seconds(.random(in: 0...400, using: &random)))
        case 18: try changeStock()
        case 19: try bench.run(.acceptOrder(order))
        case 20: try bench.run(.askPayment(order))
        case 21: try refund(order)
        case 22: try decide(payment)
        default:
            let parcel = try bench.pack(order)
            try bench.handOver(parcel)
        }
    }

    private mutating func pick(_ count: Int) -> UInt64 {
        .random(in: 1...UInt64(count + 1), using: &random)
    }

    private mutating func confirm(_ id: PaymentID) throws {
        guard let payment = bench.shop.payments[id] else { return }
        let share = Int64.random(in: 1...3, using: &random)
        let amount = Money(max(1, payment.amount.minorUnits * share / 2), payment.amount.currency)
        try bench.run(.confirmPayment(id, received: amount, bankReference: ""))
    }

    private mutating func payAtProvider(_ id: PaymentID) throws {
        guard let payment = bench.shop.payments[id], payment.method == .wechat else { return }
        provider.pay(payment, using: &random)
    }

    private mutating func refund(_ id: OrderID) throws {
        guard let order = bench.shop.orders[id] else { return }
        let fen = Int64.random(in: 1...max(1, order.settled.minorUnits), using: &random)
        try bench.run(
            .refundOrder(
                id, amount: Bool.random(using: &random) ? nil : Money(fen, order.settled.currency),
                reason: ""))
    }

    /// Staff decides about money set aside, and carries manual refunds out.
    private mutating func decide(_ id: PaymentID) throws {
        let refund = RefundID(pick(bench.shop.refunds.count))
        if bench.shop.refunds[refund].flatMap({ bench.shop.payments[$0.payment] })?.method
            == .manual
        {
            try bench.run(
                .confirmRefund(
                    refund, givenUp: Bool.random(using: &random), reference: "bank \(refund)"))
        }
        let way = Resolution.allCases.randomElement(using: &random) ?? .reject
        try bench.run(.resolvePayment(id, way, reason: "looked at"))
    }

    private mutating func changeStock() throws {
        try bench.run(
            .changeStock(
                session: ShopBench.session,
                code: ShopBench.code(codes.randomElement(using: &random) ?? "A12"),
                offered: .random(in: 0...40, using: &random)))
    }

    /// Counts units and money from orders, payments and the journal, and compares.
    func audit(_ step: String) throws {
        auditStock(step)
        for order in bench.shop.orders.values { try audit(order, step) }
        for payment in bench.shop.payments.values { audit(payment, step) }
        let settlements = bench.journal.compactMap { entry -> String? in
            guard case .paymentSettled(let id, _, let transaction, _) = entry.event else {
                return nil
            }
            return "\(bench.shop.payments[id]?.method.rawValue ?? "") \(transaction)"
        }
        #expect(Set(settlements).count == settlements.count, "\(step): settled twice")
        let numbers = bench.journal.map(\.sequence.number)
        #expect(numbers.isEmpty || numbers.last == UInt64(numbers.count), "\(step)")
        try auditGate(step)
    }

    private func auditStock(_ step: String) {
        for item in bench.shop.items.values {
            let lines = bench.shop.orders.values.flatMap { order in
                order.lines.filter { $0.item == item.id }.map { (order.state, $0.quantity) }
            }
            let held = lines.filter { $0.0 == .placed }.map(\.1).reduce(0, +)
            let sold = lines.filter { $0.0 == .confirmed || $0.0 == .completed }
                .map(\.1).reduce(0, +)
            #expect(item.stock.active == held, "\(step)")
            #expect(item.stock.consumed == sold, "\(step)")
            #expect(held + sold <= item.stock.offered, "\(step): oversold")
        }
    }

    private func audit(_ order: Order, _ step: String) throws {
        let payments = order.payments.compactMap { bench.shop.payments[$0] }
        let received = payments.compactMap(\.received?.minorUnits).reduce(0, +)
        let refunds = order.refunds.compactMap { bench.shop.refunds[$0] }
        let back = refunds.filter { $0.state == .succeeded }.map(\.amount.minorUnits).reduce(0, +)
        let underWay = refunds.filter(\.isUnderWay).map(\.amount.minorUnits).reduce(0, +)
        #expect(order.settled.minorUnits == received, "\(step): settled")
        #expect(order.refunded.minorUnits == back, "\(step): refunded")
        #expect(back + underWay <= order.refundDue.minorUnits, "\(step): not promised")
        #expect(order.refundDue.minorUnits <= received, "\(step): more than came")
        #expect((order.refundDueBy == nil) == (order.outstandingMinorUnits == 0), "\(step)")
        #expect(try order.quote.goods.adding(order.quote.freight) == order.quote.total)
        let methods = payments.filter(\.isLive).map(\.method)
        #expect(Set(methods).count == methods.count, "\(step): two open payments")
        if order.hasEnded {
            #expect(methods.isEmpty, "\(step): ended before its payments")
            #expect(order.refundDue == order.settled, "\(step): silent money")
        }
    }

    private func audit(_ payment: Payment, _ step: String) {
        let refunds = payment.refunds.compactMap { bench.shop.refunds[$0] }
        let given = refunds.filter { $0.state != .failed }.map(\.amount.minorUnits).reduce(0, +)
        #expect(given <= payment.received?.minorUnits ?? 0, "\(step): payment \(payment.id)")
        #expect(refunds.count <= 50, "\(step)")
        #expect(refunds.allSatisfy { $0.order == payment.order }, "\(step)")
    }

    /// What left was settled in full, with nothing in doubt, when it left.
    private func auditGate(_ step: String) throws {
        guard case .parcelHandedOver(let id, _, _)? = bench.journal.last?.event,
            let parcel = bench.shop.parcels[id]
        else { return }
        for order in parcel.orders.compactMap({ bench.shop.orders[$0] }) {
            let states = order.payments.compactMap { bench.shop.payments[$0]?.state }
            #expect(order.isFullySettled && !states.contains(.quarantined), "\(step): gate")
        }
    }
}
