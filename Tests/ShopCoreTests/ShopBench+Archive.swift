import ShopModel
import Testing

@testable import ShopCore

extension ShopBench {
    /// A second session beside the bench's own, on the same terms.
    mutating func open(title: String, invite: String) throws {
        try run(
            .openSession(
                Command.OpenSession(
                    title: title, priceCurrency: Self.krw, settlementCurrency: Self.cny,
                    rate: Self.decimal("0.0052"), rateSource: "seller",
                    freight: Money(1200, Self.cny), holdTime: .seconds(60), inviteCode: invite,
                    policy: .payFirst)))
    }

    mutating func post(
        _ code: String, in session: SessionID, _ model: StockModel = .onHand
    ) throws {
        try run(
            .postItem(
                Command.PostItem(
                    session: session, code: Self.code(code),
                    caption: Caption(title: "Item \(code)", price: Money(10_000, Self.krw)),
                    model: model, offered: 9, limitPerBuyer: nil, photos: [])))
    }

    mutating func order(
        _ code: String, in session: SessionID, by buyer: Actor
    ) throws -> OrderID {
        let line = Command.RequestedLine(code: Self.code(code), quantity: 1)
        let subject = try run(.placeOrder(session: session, lines: [line]), by: buyer)
        guard case .order(let order)? = subject else { throw Surprise() }
        return order
    }

    /// Lets so much time pass that what is over leaves memory.
    ///
    /// - Returns: The sessions that left.
    @discardableResult
    mutating func archive() -> Set<SessionID> {
        let before = shop.archived
        wait(shop.limits.archiveTime)
        journal += shop.archive(at: now)
        return shop.archived.subtracting(before)
    }

    /// Has sessions leave memory whatever is going on in them, as if a journal said so.
    mutating func archiveAnyway(_ sessions: [SessionID]) {
        let summary = shop.summary(of: sessions)
        journal += shop.turn(at: now) {
            $0.emit(.archive(.archived(summary)), to: .staff)
        }
    }

    mutating func restore(_ sessions: Set<SessionID>) {
        let wanted = shop.linked(to: sessions)
        let entries = journal.filter { $0.belongs(to: wanted) }
        journal += shop.restore(sessions, from: entries, at: now)
    }
}

extension Entry {
    func belongs(to sessions: Set<SessionID>) -> Bool {
        if case .session(let id) = scope { sessions.contains(id) } else { false }
    }
}

/// What two shops have in memory, part by part: where they differ.
func differences(_ first: Shop, _ second: Shop) -> [String] {
    var found: [String] = []
    func compare<Part: Equatable>(_ name: String, _ part: (Shop) -> Part) {
        let (one, other) = (part(first), part(second))
        if one != other { found.append("\(name): \(one) and \(other)".prefix(1500).description) }
    }
    func kept<Key, Count: Equatable>(_ counts: [Key: Count], _ none: Count) -> [Key: Count] {
        counts.filter { $0.value != none }
    }
    compare("sessions", \.sessions)
    compare("items", \.items)
    compare("buyers", \.buyers)
    compare("orders", \.orders)
    compare("payments", \.payments)
    compare("refunds", \.refunds)
    compare("parcels", \.parcels)
    compare("waitlist", \.waitlist)
    compare("people", \.people)
    compare("requests", \.requests)
    compare("records", \.records)
    compare("reconciliations", \.reconciliations)
    compare("purchases", \.purchases)
    compare("substitutes", \.substitutes)
    compare("numbers", \.numbers)
    compare("homes", \.parcelHomes)
    compare("links") { $0.lives.mapValues(\.linked) }
    compare("days") { $0.lives.mapValues { Set($0.days) } }
    compare("archived", \.archived)
    compare("codes", \.itemsByCode)
    compare("orders of buyers") { kept($0.ordersOfBuyer, []) }
    compare("unpaid") { kept($0.unpaidOrders, 0) }
    compare("held") { kept($0.heldUnits, 0) }
    compare("transactions", \.transactions)
    compare("live payments", \.livePayments)
    compare("late payments", \.latePayments)
    compare("live refunds", \.liveRefunds)
    compare("sales", \.runningSales)
    compare("told", \.told)
    compare("goods of the past", \.archivedGoods)
    compare("alerts", \.alerts)
    compare("listed orders") { shop in
        Order.State.allCases.map { Array(shop.listings.orders(in: [$0], after: 0)) }
    }
    compare("listed parcels") { Array($0.listings.parcels.numbers(after: 0)) }
    compare("listed purchases") { Array($0.listings.purchases.numbers(after: 0)) }
    compare("demand") { kept($0.demand, Demand()) }
    compare("spare") { kept($0.sparePurchases, []) }
    return found
}
