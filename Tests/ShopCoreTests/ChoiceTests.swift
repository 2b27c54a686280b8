import ShopCore
import ShopModel
import Testing

/// The seller orders for a buyer, within the bounds that the buyer has set.
struct ChoiceTests {
    private func bench(
        policy: PaymentPolicy = .payFirst
    ) throws -> (ShopBench, Actor) {
        var bench = try ShopBench(policy: policy)
        try bench.post("A12", offered: 3)
        try bench.postSizes("B3", [("S", 2), ("M", 2)])
        let linh = try bench.join("Linh")
        return (bench, linh)
    }

    @Test func `without a veto the order is placed at once, and the journal says who chose`()
        throws
    {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(by: linh)
        try bench.choose("A12", for: request)
        let order = try #require(bench.shop.orders[OrderID(1)])
        #expect(order.buyer == linh.buyer && order.state == .placed)
        #expect(order.holdUntil == bench.now + .seconds(60) && order.vetoUntil == nil)
        let ended = try #require(bench.shop.requests[request])
        #expect(ended.state == .ordered && ended.order == order.id)
        #expect(ended.offers.map(\.by) == ["Mina"] && ended.offers.map(\.state) == [.accepted])
        #expect(throws: Refusal.self) { try bench.run(.requests(.veto(request)), by: linh) }
        // Paid as any order is; unpaid it goes nowhere.
        #expect(throws: Refusal.self) { try bench.pack(order.id) }
        let payment = try bench.pay(order.id, .manual, by: linh)
        try bench.confirm(payment)
        #expect(bench.state(order.id) == .confirmed)
    }

    enum Bound: String, CaseIterable { case cost, size, sizeUnknown, number, consent, deadline }

    @Test(arguments: Bound.allCases)
    func `a choice outside the bounds is refused, and nothing is held`(bound: Bound) throws {
        var (bench, linh) = try bench()
        let sizes = bound == .size || bound == .sizeUnknown ? ["M", "L"] : []
        let request =
            bound == .consent
            ? try bench.ask(by: linh)
            : try bench.askToChoose(
                veto: .minutes(1), sizes: sizes, maximum: bound == .cost ? 6399 : 20_000, by: linh)
        if bound == .deadline { bench.now = bench.now + .hours(1) }
        let entries = bench.journal.count
        let error = try #require(throws: Refusal.self) {
            switch bound {
            case .size: try bench.choose("B3", "S", for: request)
            case .number: try bench.choose("A12", nil, 3, for: request)
            default: try bench.choose("A12", for: request)
            }
        }
        let why = error.description
        switch bound {
        case .cost: #expect(why.contains("¥64.00") || why.contains("64.00"), "\(why)")
        case .size: #expect(why.contains("wanted is M or L, and B3 is S"), "\(why)")
        case .sizeUnknown: #expect(why.contains("A12 does not say its size"), "\(why)")
        case .number: #expect(why.contains("2 are asked for, not 3"), "\(why)")
        case .consent: #expect(why.contains("offer it instead"), "\(why)")
        case .deadline: #expect(why.contains("lapsed"), "\(why)")
        }
        #expect(bench.journal.count == entries && bench.shop.orders.isEmpty)
        #expect(try bench.stock("A12").active == 0 && bench.stock("B3").active == 0)
    }

    @Test func `the maximum is met to the last fen, and sizes in any spelling`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(sizes: ["medium", "m"], by: linh)
        try bench.choose("B3", "M", for: request)
        #expect(bench.shop.orders[OrderID(1)]?.quote.total == Money(6400, ShopBench.cny))
    }

    @Test func `units are held while the buyer can veto, and a veto frees them`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: request)
        let until = bench.now + .minutes(10)
        let order = try #require(bench.shop.orders[OrderID(1)])
        #expect(bench.state(request) == .chosen && order.vetoUntil == until)
        #expect(order.holdUntil == until + .seconds(60))
        #expect(try bench.stock("A12").active == 1)
        bench.wait(.minutes(9))
        try bench.run(.requests(.veto(request)), by: linh)
        #expect(bench.state(order.id) == .cancelled)
        #expect(try bench.stock("A12").active == 0)
        // It is open again, and something else can be chosen.
        #expect(bench.state(request) == .open && bench.offers(request) == [.vetoed])
        try bench.choose("B3", "M", for: request)
        #expect(bench.state(OrderID(2)) == .placed)
        bench.wait(.minutes(10))
        #expect(bench.state(request) == .ordered)
        #expect(bench.shop.requests[request]?.order == OrderID(2))
        #expect(bench.ends(of: request) == 1)
    }

    @Test func `silence until the end lets the order stand, and there is time to pay`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .hours(5), by: linh)
        try bench.choose("A12", for: request)
        bench.wait(.hours(5))
        #expect(bench.state(request) == .ordered && bench.state(OrderID(1)) == .placed)
        #expect(throws: Refusal.self) { try bench.run(.requests(.veto(request)), by: linh) }
        let payment = try bench.pay(OrderID(1), .manual, by: linh)
        #expect(bench.shop.payments[payment]?.expiresAt == bench.now + .hours(1))
        try bench.confirm(payment)
        #expect(bench.state(OrderID(1)) == .confirmed)
    }

    @Test func `a clock that jumps finds the choice standing before its order runs out`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: request)
        bench.wait(.hours(24))
        #expect(bench.state(request) == .ordered && bench.state(OrderID(1)) == .expired)
        #expect(try bench.stock("A12").active == 0)
        #expect(bench.ends(of: request) == 1)
    }

    @Test func `a veto after the deadline lets the request lapse`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .hours(2), by: linh)
        try bench.choose("A12", for: request)
        bench.wait(.minutes(90))
        #expect(bench.state(request) == .chosen)
        try bench.run(.requests(.veto(request)), by: linh)
        #expect(bench.state(request) == .lapsed && bench.offers(request) == [.vetoed])
    }

    @Test func `who begins to pay does not veto any more`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: request)
        _ = try bench.pay(OrderID(1), .wechat, by: linh)
        #expect(bench.state(request) == .ordered)
        #expect(throws: Refusal.self) { try bench.run(.requests(.veto(request)), by: linh) }
        #expect(bench.state(OrderID(1)) == .placed)
    }

    @Test func `the seller does not confirm what can still be vetoed`() throws {
        var (bench, linh) = try bench(policy: .payAfterPurchase)
        let request = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: request)
        #expect(throws: Refusal.vetoRuns(request, OrderID(1))) {
            try bench.run(.acceptOrder(OrderID(1)))
        }
        #expect(throws: Refusal.self) {
            try bench.run(.requests(.decline(request, reason: "no")))
        }
        bench.wait(.minutes(10))
        try bench.run(.acceptOrder(OrderID(1)))
        #expect(bench.state(OrderID(1)) == .confirmed)
    }

    @Test func `an order that is cancelled while it can be vetoed opens the request again`()
        throws
    {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .minutes(10), by: linh)
        try bench.choose("A12", for: request)
        try bench.cancel(OrderID(1))
        #expect(bench.state(request) == .open && bench.offers(request) == [.cancelled])
        bench.wait(.minutes(10))
        #expect(bench.state(request) == .open)
    }

    @Test func `a reason that is the buyer's is told to the seller as such`() throws {
        var limits = ShopLimits()
        limits.unpaidOrdersPerBuyer = 1
        var bench = try ShopBench(limits: limits)
        try bench.post("A12", offered: 3)
        let linh = try bench.join("Linh")
        _ = try bench.order("A12", by: linh)
        let request = try bench.askToChoose(by: linh)
        #expect(throws: Refusal.forBuyer(of: request, .tooManyUnpaidOrders(limit: 1))) {
            try bench.choose("A12", for: request)
        }
        #expect(bench.state(request) == .open)
    }

    @Test func `what the waitlist offers a buyer can be chosen, and is held once`() throws {
        var (bench, held, waiting) = try ShopBench.line(["Nok"])
        let nok = waiting[0]
        let request = try bench.askToChoose(veto: .minutes(10), by: nok)
        #expect(throws: Refusal.self) { try bench.choose("A12", for: request) }
        try bench.cancel(held)
        #expect(bench.offer(to: nok) != nil)
        try bench.choose("A12", for: request)
        #expect(bench.offer(to: nok) == nil && bench.positions(nok) == [])
        #expect(try bench.stock("A12").active == 1)
        try bench.run(.requests(.veto(request)), by: nok)
        #expect(try bench.stock("A12").active == 0)
    }

    @Test func `an offer that stands makes room for a choice`() throws {
        var (bench, linh) = try bench()
        let request = try bench.askToChoose(veto: .minutes(1), by: linh)
        try bench.offer("A12", for: request)
        try bench.choose("B3", "S", for: request)
        #expect(bench.offers(request) == [.replaced, .standing])
        #expect(throws: Refusal.self) { try bench.accept(request, 2, by: linh) }
        #expect(throws: Refusal.self) { try bench.offer("A12", for: request) }
    }
}
