import ShopModel

// Free units go to who waits first: at the end of each turn nobody who can be reached, and may take
// one, waits while one lies free. So who comes directly finds only what nobody waits for.
extension Shop {
    /// Notes the items whose line may go on after an event.
    ///
    /// To be called before the event is applied.
    mutating func stirWaitlist(_ event: ShopEvent) {
        guard !waitlist.isEmpty else { return }
        switch event {
        case .stockChanged(let id, let variant, let offered, _):
            if let item = items[id], offered > item.stock.units(of: variant).offered {
                stir(id)
            }
        case .flashSaleEnded(let id, _, _): stir(id)
        case .purchaseLimitSet(let session, let name, _): stir(countingTo: name, in: session)
        case .orderEnded(let id, _): stir(allOf: id)
        case .orderConfirmed(let id):
            if let buyer = orders[id]?.buyer { stir(buyer) }
        case .waitlistOfferEnded(let ending):
            stir(ending.item)
            if let buyer = waitlist.offers[ending.offer]?.buyer { stir(buyer) }
        case .lineShort(let shortage): stir(allOf: shortage.order)
        case .substituteAnswered(let id, _, _):
            guard let substitute = substitutes[id] else { return }
            stir(substitute.instead.item)
            stir(allOf: substitute.order)
        case .orderCalledOff(let id, _): stir(allOf: id)
        case .buyerBack(let buyer): stir(buyer)
        case .people(.awaySet): stirred.formUnion(waitlist.items)
        default: break
        }
    }

    /// Units of the order may be free, what was offered or accepted instead included.
    private mutating func stir(allOf id: OrderID) {
        guard let order = orders[id] else { return }
        for line in order.lines + order.substitutes { stir(line.item) }
        for id in order.openSubstitutes {
            if let line = substitutes[id]?.instead { stir(line.item) }
        }
        stir(order.buyer)
    }

    private mutating func stir(_ id: ItemID) {
        stirred.insert(id)
        guard let item = items[id], let name = item.purchaseLimit else { return }
        stir(countingTo: name, in: item.session)
    }

    /// A buyer's own limits may have room again.
    private mutating func stir(_ buyer: BuyerID) {
        stirred.formUnion(waitlist.places(of: buyer).map(\.item))
    }

    private mutating func stir(countingTo name: String, in session: SessionID) {
        for id in waitlist.items {
            guard let item = items[id], item.session == session, item.purchaseLimit == name
            else { continue }
            stirred.insert(id)
        }
    }

    /// Offers what is free to those who wait for it, at the end of a turn.
    ///
    /// While the seller is away nobody could order, so nothing is offered until then.
    mutating func offerFreeUnits() {
        if let away = people.away {
            // Afterwards what came free meanwhile is found again.
            stirred = away.contains(time) ? [] : stirred.union(waitlist.items)
        }
        while let id = stirred.min() {
            stirred.remove(id)
            for variant in waitlist.variants(of: id) { offerFreeUnits(id, variant) }
        }
        let announced = offeredFrom.sorted {
            ($0.key.item, $0.key.variant.description) < ($1.key.item, $1.key.variant.description)
        }
        offeredFrom.removeAll()
        // What goes from one offer into the next is no news to everybody.
        for (key, before) in announced
        where items[key.item]?.stock.available(of: key.variant) != before {
            announceStock(of: key.item, key.variant)
        }
    }

    private mutating func offerFreeUnits(_ id: ItemID, _ variant: Variant) {
        for place in waitlist.line(id, variant) {
            guard let item = items[id], item.stock.canHold(1, of: variant) else { return }
            guard let place = waitlist.places[place], place.offer == nil,
                !waitlist.isAway(place.buyer)
            else { continue }
            let units = offerable(item, to: place)
            guard units > 0 else { continue }
            let price = item.offer(at: time)
            let offerTime = sessions[item.session]?.offerTime ?? limits.usualOfferTime
            remember(id, variant)
            emit(
                .waitlistOffered(
                    WaitlistOffer(
                        id: numbers.hold.next, place: place.id, item: id, variant: variant,
                        buyer: place.buyer, units: units, price: price.price,
                        version: price.version, expiresAt: time + offerTime)),
                to: .buyer(place.buyer))
        }
    }

    /// Units that a place could take now; 0 when a limit is in the way, and the place waits on.
    private func offerable(_ item: Item, to place: WaitlistPlace) -> Int {
        let buyer = place.buyer
        let open = waitlist.places(of: buyer).filter { $0.offer != nil }.count
        guard !item.isWithdrawn,
            unpaidOrders[buyer, default: 0] + open < limits.unpaidOrdersPerBuyer
        else { return 0 }
        var units = min(place.units, limits.lineQuantity)
        if let free = item.stock.available(of: place.variant) {
            units = min(units, free, limits.heldUnitsPerBuyer - heldUnits[buyer, default: 0])
        }
        if let limit = item.limitPerBuyer {
            units = min(units, limit - item.stock.units(of: buyer))
        }
        if let name = item.purchaseLimit,
            let left = sessions[item.session]?.purchaseLimits[name]?.left
        {
            units = min(units, left)
        }
        if let sale = item.flashSale(at: time) { units = min(units, sale.left(for: buyer)) }
        return units
    }

    // MARK: - The end of an offer

    mutating func acceptOffer(
        _ id: HoldID, quantity: Int?, seen: Int?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let offer = try openOffer(id, for: actor)
        try checkMayBuy(offer.buyer)
        return try accept(offer, quantity ?? offer.units, seen: seen ?? offer.version)
    }

    mutating func passOffer(_ id: HoldID, by actor: Actor) throws(Refusal) {
        endOffer(try openOffer(id, for: actor), .passed, reason: "passed")
    }

    /// Orders what is on offer, at the price of now.
    ///
    /// - Parameter seen: The item's version that the buyer agrees to.
    mutating func accept(
        _ offer: WaitlistOffer, _ quantity: Int, seen: Int
    ) throws(Refusal) -> CommandSubject {
        guard let item = items[offer.item], let buyer = buyers[offer.buyer],
            let place = waitlist.places[offer.place]
        else { preconditionFailure("offer \(offer.id) is of nothing") }
        let session = try openSession(item.session)
        let price = item.offer(at: time)
        guard seen == price.version else { throw .staleOffer(now: price, seen: seen) }
        guard (1...offer.units).contains(quantity) else {
            throw .invalid(field: "quantity", rule: "must be 1 to \(offer.units), as offered")
        }
        try checkUnpaidOrders(of: buyer.id)
        try checkFlashSale(quantity, of: item, for: buyer.id)
        let line = WantedLine(item: item, variant: offer.variant, quantity: quantity, seen: seen)
        let order = try order(of: [line], for: buyer, in: session)
        // Who takes less than is offered has enough.
        let waiting = quantity == offer.units ? place.units - offer.units : 0
        remember(offer.item, offer.variant)
        emit(
            .waitlistOfferEnded(
                WaitlistOfferEnding(offer, .accepted(order.id), reason: "", waiting: waiting)),
            to: .buyer(buyer.id))
        emit(.orderPlaced(order), to: .buyer(buyer.id))
        endSoldFlashSales(of: order.lines)
        return .order(order.id)
    }

    mutating func endOffer(
        _ offer: WaitlistOffer, _ end: WaitlistOfferEnding.End, reason: String
    ) {
        remember(offer.item, offer.variant)
        emit(
            .waitlistOfferEnded(WaitlistOfferEnding(offer, end, reason: reason)),
            to: .buyer(offer.buyer))
    }

    /// Ends an offer whose time is over.
    mutating func lapse(_ id: HoldID) {
        guard let offer = waitlist.offers[id], offer.expiresAt <= time else { return }
        endOffer(offer, .lapsed, reason: "not taken in time")
    }

    private func openOffer(_ id: HoldID, for actor: Actor) throws(Refusal) -> WaitlistOffer {
        guard let offer = waitlist.offers[id], offer.buyer == actor.buyer, time < offer.expiresAt
        else { throw .offerOver(id) }
        return offer
    }

    /// The open offer that an order of one line asks for.
    func offer(meeting wanted: [WantedLine], for buyer: BuyerID) -> WaitlistOffer? {
        guard let line = wanted.first, wanted.count == 1,
            let place = waitlist.place(of: buyer, line.item.id, line.variant),
            let offer = place.offer.flatMap({ waitlist.offers[$0] }),
            line.quantity <= offer.units, time < offer.expiresAt
        else { return nil }
        return offer
    }

    /// Keeps what could be held of a variant before offers of this turn changed it.
    private mutating func remember(_ item: ItemID, _ variant: Variant) {
        let key = StockName(item: item, variant: variant)
        if offeredFrom[key] == nil, let stock = items[item]?.stock {
            offeredFrom[key] = stock.available(of: variant)
        }
    }
}

extension FlashSale {
    /// Units that `buyer` can still have of it.
    func left(for buyer: BuyerID) -> Int {
        max(0, min(units - taken, unitsPerBuyer.map { $0 - units(of: buyer) } ?? .max))
    }
}
