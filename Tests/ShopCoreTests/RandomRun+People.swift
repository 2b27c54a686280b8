import ShopCore
import ShopModel
import TestSupport
import Testing

/// What the journal alone says of persons; counted apart from the shop's own books.
struct PeopleBook {
    private var read = 0
    private(set) var kinds: Set<String> = []
    private var blocked: Set<BuyerID> = []
    private var erased: Set<BuyerID> = []
    private var away: Away?

    /// Reads on in the journal: nobody orders or speaks who may not.
    mutating func read(_ journal: [Entry], _ step: String) {
        for entry in journal[read...] { read(entry, step) }
        read = journal.count
    }

    private mutating func read(_ entry: Entry, _ step: String) {
        switch entry.event {
        case .orderPlaced(let order):
            expectFree(order.buyer, step)
            verify(away?.contains(entry.at) != true, "\(step): ordered while away")
        case .said(_, .buyer(let id, _), _, _): expectFree(id, step)
        case .people(let event):
            kinds.insert(String("\(event)".prefix { $0 != "(" }))
            switch event {
            case .blocked(let id, _): blocked.insert(id)
            case .unblocked(let id, _): blocked.remove(id)
            case .erased(let id, _): erased.insert(id)
            case .awaySet(let days): away = days
            case .detailKept(let id, _, _): verify(!erased.contains(id), "\(step)")
            case .sellerSet: break
            }
        default: break
        }
    }

    private func expectFree(_ id: BuyerID, _ step: String) {
        verify(!blocked.contains(id), "\(step): buyer \(id) is blocked")
        verify(!erased.contains(id), "\(step): buyer \(id) is erased")
    }

    func audit(_ shop: Shop, _ step: String) {
        verify(Set(shop.people.erased.keys) == erased, "\(step)")
        verify(Set(shop.people.blocks.keys) == blocked.subtracting(erased), "\(step)")
        for id in erased {
            verify(shop.people.details[id] == nil, "\(step)")
            verify(shop.buyers[id]?.alias == "erased-\(id)", "\(step)")
            for order in shop.orders.values where order.buyer == id {
                // Money that came after the end of an order may make it go on.
                let isLate = order.settled.minorUnits > 0
                verify(order.state != .placed || isLate, "\(step): order \(order.id)")
            }
        }
    }
}

extension RandomRun {
    func auditPeople(_ step: String) {
        book.audit(bench.shop, step)
    }

    /// What is done to persons. Who is erased makes room for somebody new.
    mutating func mindPeople(_ buyer: Actor) throws {
        let id = buyer.buyer ?? BuyerID(1)
        let today = CalendarDate.inChina(at: bench.shopTime)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try bench.run(.people(.block(id, reason: "rude")))
        case 1, 2, 3:
            let blocked = bench.shop.people.blocks.keys.min() ?? id
            try bench.run(.people(.unblock(blocked)))
        case 4: try bench.run(.people(.setAway(Away(today...today, text: ""))))
        case 5, 6, 7: try bench.run(.people(.setAway(nil)))
        case 8:
            let seller = SellerProfile(
                version: 0, name: "Seoul Finds", registration: "", licence: "", taxID: "",
                jurisdictions: [], address: [])
            try bench.run(.people(.setSeller(seller)))
        case 9, 10:
            let details: [BuyerDetail] = [.profile, .address(1), .address(2)]
            let sealed: [UInt8]? =
                Bool.random(using: &random) ? [.random(in: 0...255, using: &random)] : nil
            try bench.run(
                .people(
                    .keepDetail(
                        id, details.randomElement(using: &random) ?? .profile, sealed: sealed)),
                by: buyer)
        default:
            let alias = "Buyer \(bench.shop.buyers.count + 1)"
            if Bool.random(using: &random) {
                // A passer-by, who mostly has no orders yet, and can be erased.
                buyers = Array(try (buyers + [bench.join(alias)]).suffix(5))
            } else {
                let orders = bench.shop.orders.values
                let free = buyers.first { buyer in
                    !orders.contains { buyer.buyer == $0.buyer && !$0.hasEnded }
                }
                try bench.run(.people(.erase((free ?? buyer).buyer ?? id)))
                buyers = try buyers.filter { $0 != free ?? buyer } + [bench.join(alias)]
            }
        }
    }
}

struct RandomPeopleTests {
    @Test func `the random shops try everything that is done to persons`() throws {
        var kinds: Set<String> = []
        for seed in 1...6 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed)
            for _ in 1...900 { run.step() }
            kinds.formUnion(run.book.kinds)
        }
        #expect(
            kinds == ["blocked", "unblocked", "erased", "awaySet", "sellerSet", "detailKept"])
    }
}
