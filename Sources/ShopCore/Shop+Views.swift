package import ShopModel

// What may be listed, for those who may see it.
extension Shop {
    /// The actor's own orders, or all of them for staff; oldest first.
    package func orders(for actor: Actor, states: Set<Order.State>) -> [Order] {
        func isWanted(_ order: Order) -> Bool { states.isEmpty || states.contains(order.state) }
        if let buyer = actor.buyer {
            return ordersOfBuyer[buyer, default: []].compactMap { orders[$0] }.filter(isWanted)
        }
        return orders.values.filter { actor.isStaff && isWanted($0) }.sorted { $0.id < $1.id }
    }

    package func parcels(for actor: Actor) -> [Parcel] {
        parcels.values
            .filter { actor.isStaff || actor.buyer == $0.buyer }
            .sorted { $0.id < $1.id }
    }

    package func items(in session: SessionID) -> [Item] {
        items.values.filter { $0.session == session }.sorted { $0.id < $1.id }
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
