import ShopCore
import ShopModel
import Testing

/// What breaks in order systems, one test for each way, as far as the core decides it. The other
/// traps are in ScenarioTests and PaymentsTests; TidyTests sees to it that each has its test.
struct TrapTests {
    static let due = Money(6400, ShopBench.cny)
    let code = ShopBench.code("A12")

    /// A bench with one order of the only A12 by Linh: ¥64.00 due, held for 60 s.
    static func ordered(
        _ providers: Set<PaymentMethod> = [.wechat], policy: PaymentPolicy = .payFirst
    ) throws -> (ShopBench, Actor, OrderID) {
        var bench = try ShopBench(providers: providers, policy: policy)
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        return (bench, linh, order)
    }

    // MARK: - Units

    @Test func `T3: two lines of one item cannot reserve against the same units`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 3)
        try bench.postSizes("B3", [("M", 3)])
        let linh = try bench.join("Linh")
        for (lines, code) in [
            ([ShopBench.line("A12", nil, 2), ShopBench.line("a12", nil, 2)], "A12"),
            ([ShopBench.line("B3", "M", 2), ShopBench.line("b3", "m", 2)], "B3"),
        ] {
            #expect(throws: Refusal.soldOut(ShopBench.code(code), wanted: 4, available: 3)) {
                try bench.order(lines, by: linh)
            }
        }
        guard case .refused? = try bench.say("A12 x2, a12 x2", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(try bench.stock("A12").active == 0 && bench.stock("B3").active == 0)
        // What fits is one demand, and one hold.
        let fits = [ShopBench.line("A12", nil, 2), ShopBench.line("A12")]
        let order = try bench.order(fits, by: linh)
        #expect(bench.shop.orders[order]?.lines.map(\.quantity) == [3])
        #expect(try bench.stock("A12").available == 0)
    }

    @Test func `T4: no order is there before its units are held`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok"])
        #expect(throws: Refusal.soldOut(code, wanted: 1, available: 0)) {
            try bench.order("A12", by: waiting[0])
        }
        try bench.cancel(held)
        _ = try bench.accept(bench.offer(to: waiting[0]))
        try bench.stock("A12", to: 2)
        _ = try bench.say("mine A12", by: waiting[0])
        // Wherever the power fails: a shop that is brought back from the entries so far has held
        // what it has promised.
        var shop = Shop(providers: [.wechat], referencePrefix: "k3v9x2pq")
        var most = 0
        for entry in bench.journal {
            shop.replay(entry)
            let ordered = shop.orders.values.filter { $0.state == .placed }
                .flatMap(\.lines).reduce(0) { $0 + $1.quantity }
            let offered = shop.waitlist.offers.values.reduce(0) { $0 + $1.units }
            let stock = shop.item(code, in: ShopBench.session)?.stock
            #expect(stock?.active ?? 0 == ordered + offered, "after entry \(entry.sequence)")
            most = max(most, ordered)
        }
        #expect(most == 2)
    }

    @Test func `T21: a script cannot empty the shelf with orders that it does not pay`() throws {
        var limits = ShopLimits()
        (limits.unpaidOrdersPerBuyer, limits.heldUnitsPerBuyer) = (3, 6)
        var bench = try ShopBench(limits: limits)
        try bench.post("A12", offered: 9)
        let script = try bench.join("Script")
        let paid = try bench.paid("A12", by: script).order
        #expect(throws: Refusal.tooManyHeldUnits(limit: 6, has: 0, wanted: 7)) {
            try bench.order("A12", 7, by: script)
        }
        for _ in 1...3 { _ = try bench.order("A12", by: script) }
        #expect(throws: Refusal.tooManyUnpaidOrders(limit: 3)) {
            try bench.order("A12", by: script)
        }
        guard case .refused? = try bench.say("mine A12", by: script) else {
            throw ShopBench.Surprise()
        }
        _ = try bench.order("A12", 5, by: bench.join("Linh"))
        try bench.run(.people(.block(BuyerID(1), reason: "never pays")))
        #expect(try bench.stock("A12").active == 5)
        #expect(bench.state(paid) == .confirmed)
        let refusal = Refusal.blocked(reason: "never pays")
        #expect(throws: refusal) { try bench.order("A12", by: script) }
        #expect(throws: refusal) {
            try bench.run(.say(session: ShopBench.session, text: "A12"), by: script)
        }
        #expect(bench.shop.refusalToJoin(script) == refusal)
        #expect(refusal.description.contains("never pays"))
        try bench.run(.people(.unblock(BuyerID(1))))
        _ = try bench.order("A12", by: script)
    }

    @Test func `T24: no claim goes unanswered, and no unit waits for who cannot hear of it`() throws
    {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 1), ("M", 2), ("L", 5)])
        let linh = try bench.join("Linh")
        // All of these look like claims to a seller's eye.
        for text in ["sold A12 large", "A12 LARGE x1", "SOLD  a12   L", "mine a12/L"] {
            guard case .held? = try bench.say(text, by: linh) else {
                Issue.record("“\(text)” holds nothing")
                continue
            }
        }
        for (text, suggestion) in [
            ("sold A12 larg", nil), ("sold A12 M x5", "A12 x2 M"), ("sold A12", nil),
            ("sold A13 L", "A12 x1 L"),
        ] {
            guard case .refused(let why, let said, _)? = try bench.say(text, by: linh) else {
                Issue.record("“\(text)” is not answered")
                continue
            }
            #expect(!why.isEmpty && said == suggestion, "\(text): \(why) \(said ?? "-")")
        }
        // Nok is first in line, and away: the unit goes to who is there, and the place is kept.
        var (line, held, waiting) = try ShopBench.line(["Nok", "Ola"])
        try line.away(waiting[0])
        try line.cancel(held)
        #expect(line.offer(to: waiting[0]) == nil && line.positions(waiting[0]) == [1])
        #expect(line.offer(to: waiting[1])?.units == 1)
    }

    // MARK: - Time

    @Test(arguments: [nil, .manual, .wechat] as [PaymentMethod?])
    func `T5: an unpaid order cannot lock its units for ever, nor end before the time it shows`(
        method: PaymentMethod?
    ) throws {
        var (bench, linh, order) = try Self.ordered()
        if let method { _ = try bench.pay(order, method, by: linh) }
        let shown = bench.journal.reduce(nil as Timestamp?) { shown, entry in
            switch entry.event {
            case .orderPlaced(let order): order.holdUntil
            case .holdExtended(_, let until): until
            default: shown
            }
        }
        let end = try #require(shown)
        bench.wait(TimeSpan(milliseconds: (end - bench.now).milliseconds - 1))
        #expect(try bench.state(order) == .placed && bench.stock("A12").available == 0)
        bench.wait(TimeSpan(milliseconds: 1))
        if method == .wechat { try bench.report(PaymentID(1), .closed) }
        #expect(try bench.state(order) == .expired && bench.stock("A12").available == 1)

        // Asking for ever new payments holds the units for a limited time.
        let again = try bench.order("A12", by: linh)
        let placed = bench.now
        while bench.state(again) == .placed, bench.now < placed + .hours(9) {
            if let payment = try? bench.pay(again, .wechat, by: linh) {
                try bench.report(payment, .refused(reason: "busy"))
            }
            bench.wait(.minutes(1))
        }
        #expect(bench.state(again) == .expired)
        let limits = bench.shop.limits
        #expect(bench.now <= placed + limits.longestHold + limits.paymentGrace)
    }

    @Test(
        arguments: [(.wechat, 15), (.alipay, 5), (.stripe, 30), (.manual, 60)]
            as [(PaymentMethod, Int64)])
    func `no way to pay can lock units for longer than its own time`(
        method: PaymentMethod, minutes: Int64
    ) throws {
        var limits = ShopLimits()
        limits.paymentWindows.alipay = .minutes(5)
        var bench = try ShopBench(limits: limits, providers: [.wechat, .alipay, .stripe])
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let end = bench.now + .minutes(minutes)
        let firstID = try bench.pay(order, method, by: linh)
        let first = try #require(bench.shop.payments[firstID])
        // What the buyer is shown, and what the units are held for.
        #expect(first.expiresAt == end)
        #expect(bench.shop.orders[order]?.holdUntil == end + limits.paymentGrace)
        // Another way to pay changes nothing of the first, and its longer time extends the hold.
        let secondID = try bench.pay(order, .manual, by: linh)
        let second = try #require(bench.shop.payments[secondID])
        #expect(second.expiresAt == bench.now + .hours(1))
        #expect(bench.shop.payments[first.id]?.expiresAt == end)
        #expect(bench.shop.orders[order]?.holdUntil == second.expiresAt + limits.paymentGrace)

        // All of it stays within the bound for an order's hold; a later payment has no hold.
        var late = try ShopBench(providers: [method], policy: .payAfterPurchase)
        try late.post("A12")
        let ola = try late.join("Ola")
        let balance = try late.order("A12", by: ola)
        try late.run(.acceptOrder(balance))
        late.wait(.hours(30))
        try late.run(.askPayment(balance))
        let paymentID = try late.pay(balance, method, by: ola)
        let payment = try #require(late.shop.payments[paymentID])
        #expect(payment.expiresAt == late.now + late.shop.limits.paymentWindow(of: method))
    }

    @Test(arguments: [true, false])
    func `T6: an order is not cancelled while its money may be on the way`(isPaid: Bool) throws {
        var (bench, linh, order) = try Self.ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        try bench.report(payment, .opened(link: "weixin://x"))
        #expect(bench.shop.outbox == [.watch(payment)])
        // The time is over and no notice has come: only the provider knows, and it is slow.
        for span in [TimeSpan.minutes(16), .hours(40)] {
            bench.wait(span)
            #expect(bench.state(order) == .placed)
            #expect(bench.shop.outbox == [.close(payment)])
            #expect(try bench.stock("A12").available == 0)
        }
        if isPaid { try bench.report(payment, .paid(transaction: "42", amount: Self.due)) }
        try bench.report(payment, .closed)
        #expect(bench.state(order) == (isPaid ? .confirmed : .expired))
        #expect(bench.shop.outbox.isEmpty)
        #expect(try bench.stock("A12").available == (isPaid ? 0 : 1))
    }

    @Test(arguments: [true, false])
    func `T7: money for an order that has ended cannot stay silent`(isFree: Bool) throws {
        // The time runs out while the buyer is on the pay page.
        var (bench, linh, order) = try Self.ordered()
        let payment = try bench.pay(order, .wechat, by: linh)
        bench.wait(.minutes(16))
        try bench.report(payment, .closed)
        #expect(bench.state(order) == .expired)
        let nok = try bench.join("Nok")
        if !isFree { _ = try bench.order("A12", by: nok) }
        try bench.report(payment, .paid(transaction: "42", amount: Self.due))
        #expect(bench.shop.payments[payment]?.state == .settledLate)
        #expect(bench.state(order) == (isFree ? .confirmed : .expired))
        #expect(bench.shop.orders[order]?.moneyState == (isFree ? .paid : .refundDue))
        #expect(bench.shop.orders[order]?.refundDue == (isFree ? .zero(ShopBench.cny) : Self.due))
        #expect((bench.shop.orders[order]?.refundDueBy == nil) == isFree)
        #expect(try bench.stock("A12").consumed == (isFree ? 1 : 0))

        // Cancelled by the buyer, whose phone then pays all the same: nobody gets it by surprise.
        try bench.post("B3")
        let cancelled = try bench.order("B3", by: nok)
        let late = try bench.pay(cancelled, .wechat, by: nok)
        try bench.run(.cancelOrder(cancelled, reason: ""), by: nok)
        try bench.report(late, .closed)
        try bench.report(late, .paid(transaction: "43", amount: Self.due))
        #expect(bench.state(cancelled) == .cancelled)
        #expect(bench.shop.orders[cancelled]?.moneyState == .refundDue)
        #expect(bench.shop.orders[cancelled]?.refundDueBy != nil)
        #expect(try bench.stock("B3").available == 5)
    }

    @Test(arguments: [true, false])
    func `T8: time cannot end an order whose transfer the buyer has claimed`(came: Bool) throws {
        var (bench, linh, order) = try Self.ordered()
        try bench.post("B3")
        let transfer = try bench.pay(order, .manual, by: linh)
        try bench.run(.claimPayment(transfer, note: "sent"), by: linh)
        // An order beside it, which a provider says is not paid, ends with the same sweep.
        let other = try bench.order("B3", by: linh)
        let online = try bench.pay(other, .wechat, by: linh)
        bench.wait(.minutes(17))
        try bench.report(online, .closed)
        bench.wait(.hours(30))
        #expect(bench.state(other) == .expired)
        #expect(bench.state(order) == .placed)
        #expect(try bench.stock("A12").available == 0)
        if came {
            try bench.confirm(transfer)
            try bench.handOver(bench.pack(order))
        } else {
            try bench.run(.rejectPayment(transfer, reason: "nothing came"))
            #expect(try bench.state(order) == .expired && bench.stock("A12").available == 1)
        }
    }
}
