import ShopCore
import ShopModel
import TestSupport
import Testing

/// A seeded stream of acts; its audits are in `RandomRun+Units.swift` and `RandomRun+Money.swift`.
struct RandomRun {
    var bench: ShopBench
    var accepted = 0
    var provider = RandomProvider()
    var buying = SourcingBook()
    var random: SeededGenerator
    var buyers: [Actor] = []
    let codes = ["A12", "B3", "C07"]
    let house = "Hand Cream House"
    /// Each order as it was placed: what may never change of it.
    var placed: [OrderID: Order] = [:]
    var book = PeopleBook()
    var records = RecordsBook()
    /// Whether the act asks the shop more than once.
    var asksTwice = false
    var waiting = LineBook()
    /// Freight follows a tariff, and quotes have deadlines.
    let isQuoting: Bool
    /// Buyers ask for things.
    private let isAsking: Bool
    var requests = RequestLedger()
    /// Days end, and orders get invoices.
    private let keepsBooks: Bool
    /// Parcels are weighed, and some sessions' are declared.
    private let isPacking: Bool
    var quotes = QuoteBooks()
    private var steps = 0
    /// How many entries the audit of money has read, and the transactions that they tell of.
    var auditedEntries = 0
    var settlements: Set<String> = []
    /// The journal's length before this step.
    private(set) var stepStart = 0
    /// The kinds of refusals that were met.
    private(set) var refusals: Set<String> = []

    init(
        seed: UInt64, isQuoting: Bool = false, isAsking: Bool = false, keepsBooks: Bool = false,
        isPacking: Bool = false
    ) throws {
        (self.isQuoting, self.isAsking) = (isQuoting, isAsking)
        (self.keepsBooks, self.isPacking) = (keepsBooks, isPacking)
        random = SeededGenerator(seed: seed)
        let policies: [PaymentPolicy] = [
            .payFirst, .payAfterPurchase, .deposit(.share(percent: 30)),
        ]
        let policy = isPacking ? .payFirst : policies[Int(seed % 3)]
        var limits = ShopLimits()
        (limits.heldUnitsPerBuyer, limits.waitlistPlacesPerBuyer) = (25, 4)
        bench =
            isQuoting
            ? try ShopBench(
                quoting: .init(
                    cap: seed.isMultiple(of: 2) ? 6000 : nil, quoteTime: .seconds(90),
                    holdTime: .seconds(200), policy: policy, limits: limits))
            : isPacking
                ? try ShopBench(
                    weighing: .refund(tolerancePercent: 5), packingGrams: 150,
                    declares: seed.isMultiple(of: 3), policy: policy, limits: limits)
                : try ShopBench(limits: limits, policy: policy)
        if seed.isMultiple(of: 2) {
            try bench.run(.setPaymentRules(PaymentRules(automaticRefunds: true)))
        }
        try bench.limit(house, 12)
        for code in ["A12", "B3"] {
            try bench.postSizes(
                code,
                ["S", "M", "L"].map { ($0, Int.random(in: 0...10, using: &random)) },
                code == "A12" ? .onHand : .onShelf, price: .random(in: 2...90_000, using: &random),
                limit: Bool.random(using: &random) ? 4 : nil, countsTo: house)
        }
        try bench.post(
            "C07", price: .random(in: 2...90_000, using: &random),
            seed.isMultiple(of: 3) ? .toOrder : .onShelf,
            offered: .random(in: 1...30, using: &random), limit: 6)
        if isQuoting || isPacking { try weigh() }
        for alias in ["Linh", "Nok", "Ola", "Pia", "Quy"] {
            let buyer =
                isPacking
                ? try bench.addressed(alias)
                : isQuoting ? try bench.buyer(alias) : try bench.join(alias)
            buyers.append(buyer)
        }
    }

    /// One act. Now and then nothing of it is stored, and the shop comes back from its journal; what
    /// a provider has heard stays heard.
    mutating func step() {
        steps += 1
        if steps.isMultiple(of: 97) { rest() }
        guard Int.random(in: 0..<60, using: &random) == 0 else { return makeStep() }
        let before = self
        makeStep()
        let (provider, random) = (provider, random)
        self = before
        (self.provider, self.random) = (provider, random)
        bench.restart()
    }

    private mutating func makeStep() {
        let before = bench.shop.sequence
        stepStart = bench.journal.count
        do {
            try act()
            accepted += 1
        } catch {
            // A refusal is an ordinary answer, and changes nothing.
            verify(error is Refusal, "\(error)")
            refusals.insert(Mirror(reflecting: error).children.first?.label ?? "")
            verify(asksTwice || bench.shop.sequence == before, "\(error)")
        }
        for (id, order) in bench.shop.orders where placed[id] == nil { placed[id] = order }
        readBooks("step to event \(bench.shop.sequence)")
    }

    /// Says what the items weigh and are.
    private mutating func weigh() throws {
        for (code, goods, grams) in [
            ("A12", .cosmetics, 300), ("B3", .clothing, 450), ("C07", nil, 1200),
        ] as [(String, GoodsClass?, Int64)] {
            var caption = try bench.item(code).caption
            caption.goodsClass = goods
            caption.netWeight = Mass(grams: grams)
            if isPacking, code != "C07" {
                (caption.hsCode, caption.origin) = (HSCode("330499"), Country("KR"))
            }
            try bench.run(
                .correctItem(
                    session: ShopBench.session, code: ShopBench.code(code), caption: caption,
                    seen: nil))
        }
    }

    /// Lets the provider be asked until nothing is open there.
    mutating func settle() throws {
        stepStart = bench.journal.count  // What left before was checked when it left.
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
        readBooks("settled")
    }

    private mutating func readBooks(_ step: String) {
        buying.catchUp(bench.journal, step)
        book.read(bench.journal, step)
        requests.read(bench.journal, step)
        records.read(bench.journal, step)
    }

    private mutating func act() throws {
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let order = pickOrder()
        let payment = PaymentID(pick(bench.shop.payments.count))
        if isQuoting, Int.random(in: 0..<3, using: &random) == 0 {
            return try quote(by: buyer, order)
        }
        if isAsking, Int.random(in: 0..<3, using: &random) == 0 { return try ask(by: buyer) }
        if isPacking, Int.random(in: 0..<3, using: &random) == 0 { return try handleParcels() }
        let act = Int.random(in: 0..<55, using: &random)
        asksTwice = act == 22 || act == 23
        switch act {
        case 0, 1, 2:
            let count = Int.random(in: 1...3, using: &random)
            let lines = (0..<count).map { _ in line() }
            if isQuoting {
                try orderAsPreviewed(lines, by: buyer)
            } else {
                _ = try bench.order(lines, by: buyer)
            }
        case 3, 4, 5:
            let owner = bench.shop.orders[order].map { Actor.buyer($0.buyer) } ?? buyer
            _ = try bench.pay(
                order, [.manual, .wechat, nil].randomElement(using: &random) ?? nil,
                by: Int.random(in: 0..<8, using: &random) == 0 ? buyer : owner)
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
        case 17: wait()
        case 18: try changeStock()
        case 19: try bench.run(.acceptOrder(order))
        case 20: try bench.run(.askPayment(order))
        case 21: try refund(order)
        case 22: try decide(payment)
        case 23:
            let ready = bench.shop.orders.values.filter {
                $0.isFullySettled && $0.parcel == nil && $0.sourcing.allSatisfy(\.isSettled)
            }
            let parcel = try bench.pack(ready.map(\.id).max() ?? order)
            try bench.handOver(parcel)
        case 24...32: try sell(by: buyer)
        case 33, 34, 35: try mindPeople(buyer)
        case 36...42: try wait(by: buyer)
        default:
            if keepsBooks, Bool.random(using: &random) {
                try keepRecords(order)
            } else {
                try source()
            }
        }
    }

    /// Lets time pass; the clock may jump to and fro.
    private mutating func wait() {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bench.wait(.seconds(-.random(in: 1...7_200, using: &random)))
        case 1: bench.wait(.seconds(.random(in: 3_600...90_000, using: &random)))
        default: bench.wait(.seconds(.random(in: 0...400, using: &random)))
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

    mutating func code() -> String { codes.randomElement(using: &random) ?? "A12" }

    mutating func size(of code: String) -> [String] {
        code == "C07" ? [] : [["S", "medium", "L"].randomElement(using: &random) ?? "S"]
    }

    /// A line that sometimes names a version, the right one or an old one.
    mutating func line() -> Command.RequestedLine {
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
            let words = [
                "mine \(text) x2 M", "\(text) S", "\(text)", "C07 x3",
                "next \(text) x3 S", "next C07 x5", "is \(text) left?",
            ]
            _ = try bench.say(words.randomElement(using: &random) ?? "", by: buyer)
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
        let text = code()
        try bench.run(
            .changeStock(
                session: ShopBench.session,
                code: ShopBench.code(text), variant: size(of: text),
                offered: .random(in: 0...40, using: &random)))
    }
}
