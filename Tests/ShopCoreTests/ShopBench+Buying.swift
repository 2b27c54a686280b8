import ShopCore
import ShopModel
import Testing

/// Buying for orders, in a test's words.
extension ShopBench {
    static let shopper = Actor.staff(name: "Jun", role: .shopper)

    /// A firm order, paid in full at once.
    mutating func firm(
        _ code: String, _ quantity: Int = 1, by buyer: Actor
    ) throws -> OrderID {
        let order = try order(code, quantity, by: buyer)
        try confirm(pay(order, .manual, by: buyer))
        return order
    }

    @discardableResult
    mutating func tick(
        _ code: String, _ units: Int = 1, expiry: String? = nil, by actor: Actor = shopper
    ) throws -> PurchaseID {
        let tick = Command.TickOff(
            session: Self.session, code: Self.code(code), units: units,
            proof: Purchase.Proof(batch: "L42", expiry: expiry.flatMap { CalendarDate($0) }))
        guard case .purchase(let purchase)? = try run(.tickOff(tick), by: actor) else {
            throw Surprise()
        }
        return purchase
    }

    mutating func short(
        _ code: String, _ units: Int? = nil, instead: String? = nil
    ) throws {
        try run(
            .reportShort(
                Command.ReportShort(
                    session: Self.session, code: Self.code(code), units: units,
                    reason: "the shelf is empty",
                    substitute: instead.map { Command.ReportShort.Choice(code: Self.code($0)) })),
            by: Self.shopper)
    }

    mutating func answer(_ substitute: UInt64, _ accepts: Bool, by buyer: Actor) throws {
        try run(.answerSubstitute(SubstituteID(substitute), accepts: accepts), by: buyer)
    }

    func sourcing(_ order: OrderID, _ line: Int = 0) throws -> LineSourcing {
        try #require(shop.orders[order]?.sourcing[line])
    }

    func refundDue(_ order: OrderID) -> Int64? { shop.orders[order]?.refundDue.minorUnits }

    /// Code, units wanted and units bought of each product on the buy list.
    var buying: [String] {
        shop.buyList.map { "\($0.item.code) \($0.bought) of \($0.bought + $0.wanted)" }
    }
}
