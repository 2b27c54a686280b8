import ShopCore
import ShopModel
import Testing

/// Waiting in line, in a test's words.
extension ShopBench {
    /// Orders, and waits for what is not there.
    @discardableResult
    mutating func wait(
        _ code: String, _ quantity: Int = 1, by buyer: Actor
    ) throws -> CommandSubject? {
        try wait([Self.line(code, nil, quantity)], by: buyer)
    }

    @discardableResult
    mutating func wait(
        _ lines: [Command.RequestedLine], by buyer: Actor
    ) throws -> CommandSubject? {
        try run(.placeOrder(session: Self.session, lines: lines, waits: true), by: buyer)
    }

    /// What is on offer to a buyer now.
    func offer(to buyer: Actor) -> WaitlistOffer? {
        shop.waitlist.offers.values.first { $0.buyer == buyer.buyer }
    }

    func positions(_ buyer: Actor) -> [Int] {
        buyer.buyer.map { shop.waitlist.places(of: $0).map(shop.waitlist.position) } ?? []
    }

    mutating func accept(
        _ offer: WaitlistOffer?, _ quantity: Int? = nil, seen: Int? = nil
    ) throws -> Order {
        let offer = try #require(offer)
        guard
            case .order(let id)? = try run(
                .acceptOffer(offer.id, quantity: quantity, seen: seen), by: .buyer(offer.buyer))
        else { throw Surprise() }
        return try #require(shop.orders[id])
    }

    mutating func pass(_ offer: WaitlistOffer?) throws {
        let offer = try #require(offer)
        try run(.passOffer(offer.id), by: .buyer(offer.buyer))
    }

    mutating func away(_ buyer: Actor, _ isAway: Bool = true) throws {
        journal += shop.noteReach(of: try #require(buyer.buyer), isAway: isAway, at: now)
    }

    mutating func stock(_ code: String, to offered: Int) throws {
        try run(.changeStock(session: Self.session, code: Self.code(code), offered: offered))
    }

    /// A bench where Linh holds the only unit of A12, and the others wait for it in their order.
    static func line(_ aliases: [String]) throws -> (ShopBench, held: OrderID, [Actor]) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        var waiting: [Actor] = []
        for alias in aliases {
            waiting.append(try bench.join(alias))
            try bench.wait("A12", by: waiting[waiting.count - 1])
        }
        return (bench, order, waiting)
    }

    mutating func cancel(_ order: OrderID) throws {
        try run(.cancelOrder(order, reason: ""))
    }
}
