import ShopCore
import ShopModel
import Testing

struct PeopleTests {
    let day = ShopBench.day("2023-11-15")  // The bench's clock, by China's time.

    @Test(arguments: Capability.allCases)
    func `a capability that somebody lacks is refused with who has it`(capability: Capability) {
        let text = Refusal.notAllowed(capability).description
        #expect(text.contains(capability.rawValue))
        for role in capability.holders { #expect(text.contains(role.rawValue)) }
        #expect(!capability.holders.isEmpty)
    }

    @Test(arguments: [
        (Role.owner, Capability.manageMoney, true), (.shopper, .manageMoney, false),
        (.packer, .openAddresses, true), (.shopper, .openAddresses, false),
        (.moderator, .blockBuyers, true), (.packer, .blockBuyers, false),
        (.buyer, .eraseBuyers, true), (.moderator, .eraseBuyers, false),
        (.buyer, .noteBuyers, false), (.provider, .chat, false),
    ])
    func `the table says who may`(role: Role, capability: Capability, may: Bool) {
        #expect(capability.holders.contains(role) == may)
    }

    @Test func `a blocked buyer's order whose money is claimed waits for the seller`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let payment = try bench.pay(order, .manual, by: linh)
        try bench.run(.claimPayment(payment, note: "sent"), by: linh)
        try bench.run(.people(.block(BuyerID(1), reason: "rude")), by: .moderator)
        #expect(bench.state(order) == .placed)
        try bench.confirm(payment)
        try bench.handOver(bench.pack(order))
    }

    @Test func `while the seller is away nothing is ordered, and what is held goes on`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        let away = Away(day...day, text: "New Year")
        try bench.run(.people(.setAway(away)))
        #expect(throws: Refusal.away(away)) { try bench.order("A12", by: linh) }
        #expect(Refusal.away(away).description.contains("2023-11-15"))
        try bench.confirm(bench.pay(order, .manual, by: linh))
        #expect(bench.state(order) == .confirmed)
        bench.wait(.hours(24))
        _ = try bench.order("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.run(.people(.setAway(away))) }
        try bench.run(.people(.setAway(nil)))
        #expect(bench.shop.people.away == nil)
    }

    @Test func `a claim made while the seller is away is answered with the days`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        try bench.run(.people(.setAway(Away(day...day, text: ""))))
        let answer = try bench.say("mine A12", by: linh)
        guard case .refused(let why, _, _)? = answer else {
            Issue.record("answered with \(String(describing: answer))")
            return
        }
        #expect(why.contains("2023-11-15"))
    }

    @Test func `a session that requires a registration opens only with one`() throws {
        var bench = try ShopBench()
        let open = Command.openSession(
            Command.OpenSession(
                title: "x", priceCurrency: ShopBench.cny, settlementCurrency: ShopBench.cny,
                rate: ShopBench.decimal("1"), rateSource: "x", freight: .zero(ShopBench.cny),
                holdTime: .minutes(5), inviteCode: "B", requiresRegistration: true))
        #expect(throws: Refusal.unregistered) { try bench.run(open) }
        for (registration, version) in [("", 1), ("110-81", 2)] {
            try bench.run(.people(.setSeller(.named("Seoul Finds Ltd", registration))))
            #expect(bench.shop.people.seller?.version == version)
        }
        try bench.run(open)
        #expect(throws: Refusal.notAllowed(.manageShop)) {
            try bench.run(.people(.setSeller(.named("x", "y"))), by: .moderator)
        }
    }

    @Test func `details are kept by those they belong to`() throws {
        var bench = try ShopBench()
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let keep = Command.people(.keepDetail(BuyerID(1), .address(2), sealed: [1, 2]))
        try bench.run(keep, by: linh)
        #expect(bench.shop.people.details[BuyerID(1)] == [.address(2): [1, 2]])
        #expect(throws: Refusal.noSuch("buyer 1")) { try bench.run(keep, by: nok) }
        #expect(throws: Refusal.notAllowed(.keepProfile)) { try bench.run(keep) }
        let note = Command.people(.keepDetail(BuyerID(1), .notes, sealed: [3]))
        #expect(throws: Refusal.notAllowed(.noteBuyers)) { try bench.run(note, by: linh) }
        try bench.run(note, by: .moderator)
        #expect(bench.journal.last?.audience == .staff)
        #expect(throws: Refusal.self) {
            try bench.run(.people(.keepDetail(BuyerID(1), .address(6), sealed: [1])), by: linh)
        }
        #expect(throws: Refusal.self) {
            let long = [UInt8](repeating: 0, count: ShopLimits().sealedBytes + 1)
            try bench.run(.people(.keepDetail(BuyerID(1), .profile, sealed: long)), by: linh)
        }
        let drop = Command.people(.keepDetail(BuyerID(1), .address(2), sealed: nil))
        try bench.run(drop, by: linh)
        #expect(throws: Refusal.self) { try bench.run(drop, by: linh) }
    }

    // MARK: - Erasing

    @Test func `a buyer is erased only when nothing is owed to either side`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let erase = Command.people(.erase(BuyerID(1)))
        func isRefused(because part: String, _ bench: inout ShopBench) {
            let error = #expect(throws: Refusal.self) { try bench.run(erase, by: linh) }
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        }
        let placed = try bench.order("A12", by: linh)
        isRefused(because: "cancel", &bench)
        try bench.run(.cancelOrder(placed, reason: ""), by: linh)
        let sent = try bench.paid("A12", by: linh).order
        isRefused(because: "goods to come", &bench)
        let parcel = try bench.pack(sent)
        try bench.handOver(parcel)
        isRefused(because: "parcel under way", &bench)
        try bench.run(
            .trackParcel(
                parcel, TrackingEvent(state: .delivered, text: "", occurredAt: bench.now)))
        let other = try bench.order("A12", by: linh)
        let late = try bench.pay(other, .manual, by: linh)
        try bench.run(.cancelOrder(other, reason: ""))
        try bench.run(erase, by: linh)
        #expect(bench.shop.payments[late]?.isLive == false)
        #expect(throws: Refusal.noSuch("buyer 1")) { try bench.run(erase) }
    }

    @Test func `money to be given back comes before erasing`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let (order, _) = try bench.paid("A12", by: linh)
        let total = bench.shop.orders[order]?.quote.total
        try bench.run(.refundOrder(order, amount: total, reason: "gone"))
        let error = #expect(throws: Refusal.self) {
            try bench.run(.people(.erase(BuyerID(1))))
        }
        #expect(error?.description.contains("refund") == true, "\(String(describing: error))")
    }

    @Test func `an erased buyer leaves numbers and books, and nothing that names the person`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        try bench.run(.cancelOrder(order, reason: ""), by: linh)
        try bench.run(.people(.keepDetail(BuyerID(1), .profile, sealed: [9])), by: linh)
        try bench.run(.people(.block(BuyerID(1), reason: "rude")))
        #expect(throws: Refusal.notAllowed(.eraseBuyers)) {
            try bench.run(.people(.erase(BuyerID(1))), by: .moderator)
        }
        try bench.run(.people(.erase(BuyerID(1))))
        let shop = bench.shop
        #expect(shop.buyers[BuyerID(1)]?.alias == "erased-1")
        #expect(shop.orders[order]?.alias == "erased-1")
        #expect(shop.people.details.isEmpty && shop.people.blocks.isEmpty)
        #expect(shop.buyer(tokenHash: Array("Linh".utf8)) == nil)
        #expect(throws: Refusal.noSuch("buyer 1")) { try bench.order("A12", by: linh) }
        #expect(throws: Refusal.aliasTaken("Erased-1")) { try bench.join("Erased-1") }
        #expect(try bench.join("linh") == .buyer(BuyerID(2)))
    }

    @Test func `an answer to a claim leaves without the words it may quote`() throws {
        let answered: (ClaimAnswer) -> ShopEvent = {
            .claimAnswered(
                session: ShopBench.session, buyer: BuyerID(1), said: EventSequence(7), answer: $0)
        }
        let quoting = answered(
            .refused(why: "no item “Linh”", suggestion: "A12 Linh", kind: .notUnderstood))
        #expect(
            quoting.erasing(BuyerID(1))
                == answered(
                    .refused(why: Shop.erasedText, suggestion: nil, kind: .notUnderstood)))
        #expect(quoting.erasing(BuyerID(2)) == nil)
        #expect(answered(.nothingToPass).erasing(BuyerID(1)) == nil)
    }

    @Test func `a journal without the person brings the same shop back`() throws {
        var bench = try ShopBench()
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        for (buyer, text) in [(linh, "my name is Linh"), (nok, "hello")] {
            try bench.run(.say(session: ShopBench.session, text: text), by: buyer)
        }
        try bench.run(.people(.block(BuyerID(1), reason: "Linh is rude")))
        for id in [BuyerID(1), BuyerID(2)] { try bench.run(.people(.erase(id))) }
        let neutral = bench.journal.map { entry in
            var event = entry.event
            for id in [BuyerID(1), BuyerID(2)] { event = event.erasing(id) ?? event }
            return Entry(
                sequence: entry.sequence, at: entry.at, audience: entry.audience, event: event)
        }
        #expect(neutral.filter { !bench.journal.contains($0) }.count == 5)
        #expect(!neutral.contains { "\($0)".contains("Linh") || "\($0)".contains("hello") })
        var again = Shop(providers: [.wechat], referencePrefix: "k3v9x2pq")
        for entry in neutral { again.replay(entry) }
        #expect(again.buyers == bench.shop.buyers && again.people == bench.shop.people)
    }
}

extension Actor {
    fileprivate static let moderator = Actor.staff(name: "Ola", role: .moderator)
}

extension SellerProfile {
    fileprivate static func named(_ name: String, _ registration: String) -> SellerProfile {
        SellerProfile(
            version: 0, name: name, registration: registration, licence: "", taxID: "",
            jurisdictions: ["KR"], address: [])
    }
}

extension ShopBench {
    static func day(_ text: String) -> CalendarDate {
        guard let day = CalendarDate(text) else { preconditionFailure("no day \(text)") }
        return day
    }
}
