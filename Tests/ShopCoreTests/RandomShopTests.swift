import ShopCore
import ShopModel
import TestSupport
import Testing

/// Random commands, time and provider reports; after each step the books are counted anew.
struct RandomShopTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `the books add up under any order of events`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for step in 1...600 {
            run.step()
            try run.audit(step)
        }
        #expect(run.accepted > 150, "seed \(seed) tries too little")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `the journal alone brings the shop back`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...600 { run.step() }
        var again = Shop(providers: [.wechat], referencePrefix: "k3v9x2pq")
        for entry in run.bench.journal { again.replay(entry) }
        #expect(again.sequence == run.bench.shop.sequence)
        #expect(again.orders == run.bench.shop.orders)
        #expect(again.items == run.bench.shop.items)
        #expect(again.payments == run.bench.shop.payments)
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

/// A seeded stream of acts, and a bookkeeper who knows nothing but what was answered.
private struct RandomRun {
    var bench: ShopBench
    var accepted = 0
    private var random: SeededGenerator
    private var buyers: [Actor] = []
    private let codes = ["A12", "B3", "C07"]
    /// What the bookkeeper believes each order has received.
    private var books: [OrderID: Int64] = [:]
    private var transactions: Set<String> = []

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        bench = try ShopBench()
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

    private mutating func act() throws {
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let order = OrderID(.random(in: 1...UInt64(bench.shop.orders.count + 1), using: &random))
        let payment = PaymentID(
            .random(in: 1...UInt64(bench.shop.payments.count + 1), using: &random))
        switch Int.random(in: 0..<13, using: &random) {
        case 0, 1, 2:
            _ = try bench.order(
                codes.randomElement(using: &random) ?? "A12",
                .random(in: 1...4, using: &random), by: buyer)
        case 3, 4:
            _ = try bench.pay(
                order, Bool.random(using: &random) ? .manual : .wechat, by: buyer)
        case 5: try bench.run(.claimPayment(payment, note: ""), by: buyer)
        case 6: try confirm(payment)
        case 7: try bench.run(.rejectPayment(payment, reason: "no money came"))
        case 8, 9: try report(payment)
        case 10: bench.wait(.seconds(.random(in: 0...400, using: &random)))
        case 11: try changeStock()
        default:
            let parcel = try bench.pack(order)
            try bench.handOver(parcel)
        }
    }

    private mutating func confirm(_ id: PaymentID) throws {
        guard let payment = bench.shop.payments[id] else { return }
        let share = Int64.random(in: 1...3, using: &random)
        let amount = Money(max(1, payment.amount.minorUnits * share / 2), payment.amount.currency)
        try bench.run(.confirmPayment(id, received: amount, bankReference: ""))
        books[payment.order, default: 0] += amount.minorUnits
    }

    private mutating func report(_ id: PaymentID) throws {
        guard let payment = bench.shop.payments[id] else { return }
        let transaction = "T\(id)"
        switch Int.random(in: 0..<5, using: &random) {
        case 0: try bench.report(id, .opened(link: "weixin://\(id)"))
        case 1: try bench.report(id, .closed)
        case 2: try bench.report(id, .notPaid)
        default:
            try bench.report(id, .paid(transaction: transaction, amount: payment.amount))
            if transactions.insert(transaction).inserted {
                books[payment.order, default: 0] += payment.amount.minorUnits
            }
        }
    }

    private mutating func changeStock() throws {
        try bench.run(
            .changeStock(
                session: ShopBench.session,
                code: ShopBench.code(codes.randomElement(using: &random) ?? "A12"),
                offered: .random(in: 0...40, using: &random)))
    }

    /// Counts units and money from the orders and compares with what the shop says.
    func audit(_ step: Int) throws {
        let shop = bench.shop
        for item in shop.items.values {
            let lines = shop.orders.values.flatMap { order in
                order.lines.filter { $0.item == item.id }.map { (order.state, $0.quantity) }
            }
            let held = lines.filter { $0.0 == .placed }.map(\.1).reduce(0, +)
            let sold = lines.filter { $0.0 == .confirmed || $0.0 == .completed }
                .map(\.1).reduce(0, +)
            #expect(item.stock.active == held, "step \(step)")
            #expect(item.stock.consumed == sold, "step \(step)")
            #expect(held + sold <= item.stock.offered, "step \(step): oversold")
        }
        for order in shop.orders.values {
            #expect(order.settled.minorUnits == books[order.id, default: 0], "step \(step)")
            #expect(order.refundDue.minorUnits <= order.settled.minorUnits, "step \(step)")
            #expect(try order.quote.goods.adding(order.quote.freight) == order.quote.total)
            let methods = order.payments.compactMap { shop.payments[$0] }.filter(\.isLive)
                .map(\.method)
            #expect(Set(methods).count == methods.count, "step \(step): two open payments")
            if order.hasEnded {
                #expect(methods.isEmpty, "step \(step): ended before its payments")
                #expect(order.refundDue == order.settled, "step \(step): silent money")
            }
        }
        for parcel in shop.parcels.values where parcel.state != .open {
            for order in parcel.orders {
                #expect(shop.orders[order]?.isFullySettled == true, "step \(step): gate")
            }
        }
        let numbers = bench.journal.map(\.sequence.number)
        #expect(numbers.count == 0 || numbers.last == UInt64(numbers.count), "step \(step)")
    }
}
