package import ShopModel

// What may be listed, for those who may see it.
extension Shop {
    /// The actor's own orders, or all of them for staff; oldest first.
    package func orders(for actor: Actor, states: Set<Order.State>) -> [Order] {
        guard let buyer = actor.buyer else {
            guard actor.isStaff else { return [] }
            return listings.orders(in: states, after: 0).compactMap { orders[$0] }
        }
        return ordersOfBuyer[buyer, default: []].compactMap { orders[$0] }
            .filter { states.isEmpty || states.contains($0.state) }
    }

    /// A page of the same.
    package func orders(
        for actor: Actor, states: Set<Order.State>, _ page: Page
    ) -> Listed<Order> {
        if let buyer = actor.buyer {
            let own = ordersOfBuyer[buyer, default: []].lazy.filter { $0.number > page.after }
            return Listed(page, of: own) { id in
                orders[id].flatMap { states.isEmpty || states.contains($0.state) ? $0 : nil }
            }
        }
        let all = listings.orders(in: states, after: page.after)
        return Listed(page, of: all) { actor.isStaff ? orders[$0] : nil }
    }

    /// How many orders a buyer has made, and how many of them are placed and not firm yet.
    package func orderCounts(of buyer: BuyerID) -> (all: Int, placed: Int) {
        (ordersOfBuyer[buyer, default: []].count, unpaidOrders[buyer, default: 0])
    }

    package func parcels(for actor: Actor) -> [Parcel] {
        listings.parcels.numbers(after: 0).compactMap { parcel($0, for: actor) }
    }

    /// A page of the same.
    package func parcels(for actor: Actor, _ page: Page) -> Listed<Parcel> {
        Listed(page, of: listings.parcels.numbers(after: page.after)) { parcel($0, for: actor) }
    }

    private func parcel(_ id: ParcelID, for actor: Actor) -> Parcel? {
        parcels[id].flatMap { actor.isStaff || actor.buyer == $0.buyer ? $0 : nil }
    }

    package func items(in session: SessionID) -> [Item] {
        itemNumbers(in: session).compactMap { items[$0] }
    }

    /// A page of the same.
    package func items(in session: SessionID, _ page: Page) -> Listed<Item> {
        Listed(page, of: itemNumbers(in: session).filter { $0.number > page.after }) { items[$0] }
    }

    private func itemNumbers(in session: SessionID) -> [ItemID] {
        itemsByCode[session, default: [:]].values.sorted()
    }

    /// A page of all buyers.
    package func buyers(_ page: Page) -> Listed<Buyer> {
        Listed(page, of: listings.buyers.numbers(after: page.after)) { buyers[$0] }
    }

    /// A page of all that was bought.
    package func purchases(_ page: Page) -> Listed<Purchase> {
        Listed(page, of: listings.purchases.numbers(after: page.after)) { purchases[$0] }
    }

    /// Whether an event for `audience` is for this actor, who has joined `session`.
    package static func shows(
        _ audience: Audience, to actor: Actor, joined session: SessionID?
    ) -> Bool {
        switch audience {
        case .session(let id): actor.isStaff || id == session
        case .buyer(let id): actor.isStaff || actor.buyer == id
        case .staff: actor.isStaff
        }
    }
}
