import ShopCore
import ShopModel
import TestSupport
import Testing

/// Random commands, time and provider reports; after each step the books are counted anew.
struct RandomShopTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `the books add up under any order of events`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for step in 1...900 {
            run.step()
            try run.audit(step)
        }
        #expect(run.accepted > 200, "seed \(seed) tries too little")
    }

    @Test func `the random shops try everything that a seller can do`() throws {
        var kinds: Set<String> = []
        var answers: Set<String> = []
        var ends: Set<FlashSaleEnd> = []
        for seed in 1...4 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed)
            for _ in 1...900 { run.step() }
            for entry in run.bench.journal {
                kinds.insert(String("\(entry.event)".prefix { $0 != "(" }))
                switch entry.event {
                case .claimAnswered(_, _, _, let answer):
                    answers.insert(String("\(answer)".prefix { $0 != "(" }))
                case .flashSaleEnded(_, let end, _): ends.insert(end)
                default: break
                }
            }
        }
        for kind in [
            "itemCorrected", "itemWithdrawn", "itemRestored", "itemPinned", "itemUnpinned",
            "flashSaleStarted", "purchaseLimitSet", "orderConfirmed", "parcelHandedOver",
        ] { #expect(kinds.contains(kind), "\(kind)") }
        #expect(answers == ["held", "refused", "passed", "nothingToPass"])
        #expect(ends == Set(FlashSaleEnd.allCases))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `the journal alone brings the shop back`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...900 { run.step() }
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

/// A seeded stream of acts, and a bookkeeper who knows nothing but what was answered; its audit is
/// in `RandomRun+Audit.swift`.
struct RandomRun {
    var bench: ShopBench
    var accepted = 0
    var random: SeededGenerator
    private var buyers: [Actor] = []
    let codes = ["A12", "B3", "C07"]
    let house = "Hand Cream House"
    /// Each order as it was placed: what may never change of it.
    var placed: [OrderID: Order] = [:]
    /// What the bookkeeper believes each order has received.
    private(set) var books: [OrderID: Int64] = [:]
    private var transactions: Set<String> = []
    private var lastAct = 0

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        bench = try ShopBench()
        try bench.limit(house, 12)
        for code in ["A12", "B3"] {
            try bench.postSizes(
                code,
                ["S", "M", "L"].map { ($0, Int.random(in: 0...10, using: &random)) },
                price: .random(in: 2...90_000, using: &random),
                limit: Bool.random(using: &random) ? 4 : nil, countsTo: house)
        }
        try bench.post(
            "C07", price: .random(in: 2...90_000, using: &random),
            offered: .random(in: 1...30, using: &random), limit: 6)
        for alias in ["Linh", "Nok", "Ola"] { buyers.append(try bench.join(alias)) }
    }

    mutating func step() {
        let before = bench.shop.sequence
        do {
            try act()
            accepted += 1
        } catch {
            // A refusal is an ordinary answer, and changes nothing; only for parcels two are asked.
            if lastAct != 12 {
                #expect(error is Refusal && bench.shop.sequence == before, "\(error)")
            }
        }
        for (id, order) in bench.shop.orders where placed[id] == nil { placed[id] = order }
    }

    private mutating func act() throws {
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let order = pickOrder()
        let payment = PaymentID(
            .random(in: 1...UInt64(bench.shop.payments.count + 1), using: &random))
        lastAct = Int.random(in: 0..<21, using: &random)
        switch lastAct {
        case 0, 1, 2:
            let count = Int.random(in: 1...3, using: &random)
            _ = try bench.order((0..<count).map { _ in line() }, by: buyer)
        case 3, 4:
            let owner = bench.shop.orders[order].map { Actor.buyer($0.buyer) } ?? buyer
            _ = try bench.pay(
                order, Bool.random(using: &random) ? .manual : .wechat,
                by: Int.random(in: 0..<8, using: &random) == 0 ? buyer : owner)
        case 5: try bench.run(.claimPayment(payment, note: ""), by: buyer)
        case 6: try confirm(payment)
        case 7: try bench.run(.rejectPayment(payment, reason: "no money came"))
        case 8, 9: try report(payment)
        case 10: bench.wait(.seconds(.random(in: 0...200, using: &random)))
        case 11: try changeStock()
        case 12:
            let parcel = try bench.pack(order)
            try bench.handOver(parcel)
        default: try sell(by: buyer)
        }
    }

    /// Mostly one that waits for its money.
    private mutating func pickOrder() -> OrderID {
        let placed = bench.shop.orders.values.filter { $0.state == .placed }.map(\.id).sorted()
        if let order = placed.randomElement(using: &random),
            Int.random(in: 0..<4, using: &random) > 0
        {
            return order
        }
        return OrderID(.random(in: 1...UInt64(bench.shop.orders.count + 1), using: &random))
    }

    private mutating func code() -> String { codes.randomElement(using: &random) ?? "A12" }

    private mutating func size(of code: String) -> [String] {
        code == "C07" ? [] : [["S", "medium", "L"].randomElement(using: &random) ?? "S"]
    }

    /// A line that sometimes names a version, the right one or an old one.
    private mutating func line() -> Command.RequestedLine {
        let code = code()
        let version = bench.shop.items.values.first { $0.code.text == code }?.version ?? 1
        return Command.RequestedLine(
            code: ShopBench.code(code), quantity: .random(in: 1...3, using: &random),
            variant: size(of: code),
            seen: [nil, version, version, max(1, version - 1)].randomElement(using: &random) ?? nil)
    }

    /// What sellers and claims do while the session runs.
    private mutating func sell(by buyer: Actor) throws {
        let text = code()
        let (session, code) = (ShopBench.session, ShopBench.code(text))
        switch Int.random(in: 0..<14, using: &random) {
        case 0: try bench.correct(text, price: .random(in: 2...90_000, using: &random))
        case 1: try bench.run(.markSoldOut(session: session, code: code, variant: size(of: text)))
        case 2: try bench.run(.withdrawItem(session: session, code: code))
        case 3, 4: try bench.run(.restoreItem(session: session, code: code))
        case 5: try bench.run(.pinItem(session: session, code: code))
        case 6: try bench.run(.unpinItem(session: session))
        case 7, 8:
            try bench.flash(
                text, price: 1, units: .random(in: 1...6, using: &random),
                each: Bool.random(using: &random) ? 2 : nil,
                seconds: .random(in: 10...900, using: &random))
        case 9: try bench.run(.endFlashSale(session: session, code: code))
        case 10:
            try bench.limit(
                house, Bool.random(using: &random) ? .random(in: 5...20, using: &random) : nil)
        case 11: _ = try bench.say("pass \(text)", by: buyer)
        default:
            let words = ["mine \(text) x2 M", "\(text) S", "\(text)", "C07 x3", "is \(text) left?"]
            _ = try bench.say(words.randomElement(using: &random) ?? "", by: buyer)
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
        let text = code()
        try bench.run(
            .changeStock(
                session: ShopBench.session,
                code: ShopBench.code(text), variant: size(of: text),
                offered: .random(in: 0...40, using: &random)))
    }
}
