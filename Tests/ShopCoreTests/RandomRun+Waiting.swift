import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Those who wait, take, pass, leave, go away and come back.
    mutating func wait(by buyer: Actor) throws {
        let offer = waiting.offers.keys.sorted().randomElement(using: &random)
        let owner = offer.flatMap { waiting.offers[$0]?.buyer }.map(Actor.buyer) ?? buyer
        switch Int.random(in: 0..<12, using: &random) {
        case 0...4:
            let count = Int.random(in: 1...2, using: &random)
            try bench.wait((0..<count).map { _ in line() }, by: buyer)
        case 5, 6:
            try bench.run(
                .acceptOffer(
                    offer ?? HoldID(1),
                    quantity: [nil, nil, 1].randomElement(using: &random) ?? nil), by: owner)
        case 7: try bench.run(.passOffer(offer ?? HoldID(1)), by: owner)
        case 8:
            let place = waiting.places.keys.sorted().randomElement(using: &random)
            let waiter = place.flatMap { waiting.places[$0]?.buyer }.map(Actor.buyer) ?? buyer
            try bench.run(.leaveWaitlist(place ?? PlaceID(1)), by: waiter)
        default: try bench.away(buyer, Bool.random(using: &random))
        }
    }

    /// Invariants 2 and 15: the line is served in its order, no offer is beyond what is free, and
    /// nobody who could be served waits beside a free unit.
    mutating func auditWaiting(_ step: String) {
        let made = waiting.read(bench.journal, step)
        let waitlist = bench.shop.waitlist
        verify(Set(waitlist.places.keys) == Set(waiting.places.keys), "\(step)")
        for (id, place) in waiting.places {
            verify(waitlist.places[id]?.units == place.units, "\(step): place \(id)")
            verify(waitlist.places[id]?.offer == place.offer, "\(step): place \(id)")
            verify(waitlist.isAway(place.buyer) == waiting.away.contains(place.buyer), "\(step)")
            let free = free(place.item, place.variant)
            let isOpen = bench.shop.people.away?.contains(bench.shopTime) != true
            guard place.offer == nil, !waiting.away.contains(place.buyer), free > 0, isOpen else {
                continue
            }
            verify(couldTake(place) <= 0, "\(step): place \(id) waits beside \(free) units")
        }
        verify(Set(waitlist.offers.keys) == Set(waiting.offers.keys), "\(step)")
        for offer in waiting.offers.values {
            verify(offer.expiresAt > bench.shopTime, "\(step): offer \(offer.id) is over")
        }
        // Holds of orders and of offers are never the same.
        let holds = bench.shop.orders.values.flatMap { $0.lines.map(\.hold) }
        verify(waiting.everOffered.isDisjoint(with: holds), "\(step)")
        guard !asksTwice else { return }
        for offer in made { auditOrder(of: offer, step) }
    }

    /// Whoever came before and was not asked, was away or had no room.
    private func auditOrder(of offer: WaitlistOffer, _ step: String) {
        let limit = bench.shop.items[offer.item]?.purchaseLimit
        for (id, place) in waiting.places
        where id < offer.place && place.item == offer.item && place.variant == offer.variant {
            guard place.offer == nil, !waiting.away.contains(place.buyer) else { continue }
            let back = limit == nil ? 0 : offer.units
            verify(
                couldTake(place, besides: back) <= 0, "\(step): \(id) was before \(offer.place)")
        }
    }

    /// Units of a variant that nobody holds, has bought or is offered.
    private func free(_ item: ItemID, _ variant: Variant) -> Int {
        guard let stock = bench.shop.items[item]?.stock else { return 0 }
        guard stock.model != .toOrder else { return .max }
        let ordered = taken.filter { $0.line.item == item && $0.line.variant == variant }
        return stock.units(of: variant).offered - units(ordered)
            - waiting.offered { $0.item == item && $0.variant == variant }
    }

    /// How many units a place's buyer has room for, counted from orders and offers alone.
    ///
    /// - Parameter besides: Units that are to count as free under the purchase limit.
    private func couldTake(_ place: LineBook.Place, besides: Int = 0) -> Int {
        guard let item = bench.shop.items[place.item], !item.isWithdrawn else { return 0 }
        let limits = bench.shop.limits
        let taken = taken
        let own = taken.filter { $0.order.buyer == place.buyer }
        let unpaid = bench.shop.orders.values.filter {
            $0.buyer == place.buyer && $0.state == .placed
        }
        let offers = waiting.offers.values.filter { $0.buyer == place.buyer }
        guard unpaid.count + offers.count < limits.unpaidOrdersPerBuyer else { return 0 }
        var room = min(
            place.units,
            limits.heldUnitsPerBuyer - units(own.filter(\.isHeld))
                - waiting.offered { $0.buyer == place.buyer })
        if let limit = item.limitPerBuyer {
            let has = units(own.filter { $0.line.item == item.id })
            room = min(
                room,
                limit - has - waiting.offered { $0.buyer == place.buyer && $0.item == item.id })
        }
        if let name = item.purchaseLimit,
            let most = bench.shop.sessions[item.session]?.purchaseLimits[name]?.units
        {
            func counts(_ id: ItemID) -> Bool { bench.shop.items[id]?.purchaseLimit == name }
            let all = units(taken.filter { counts($0.line.item) })
            room = min(room, most - all - waiting.offered { counts($0.item) } + besides)
        }
        if let sale = item.flashSale {
            room = min(room, sale.units - sale.taken)
            if let each = sale.unitsPerBuyer {
                room = min(room, each - sale.units(of: place.buyer))
            }
        }
        return room
    }
}
