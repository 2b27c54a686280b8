package import ShopModel

// The line for what is not there: how a buyer gets into it and out of it.
extension Shop {
    /// What can be held of `wanted` now, and what would have to be waited for.
    func parted(
        _ wanted: [WantedLine], in session: Session
    ) -> (now: [WantedLine], later: [WantedLine]) {
        var (now, later): ([WantedLine], [WantedLine]) = ([], [])
        var left = session.purchaseLimits.mapValues(\.left)
        for line in wanted {
            var units = min(line.quantity, line.item.stock.available(of: line.variant) ?? .max)
            if let name = line.item.purchaseLimit, let rest = left[name] ?? nil {
                units = min(units, rest)
                left[name] = rest - units
            }
            var part = line
            part.quantity = units
            if units > 0 { now.append(part) }
            part.quantity = line.quantity - units
            if part.quantity > 0 { later.append(part) }
        }
        return (now, later)
    }

    /// Checks the limits of waiting for a whole order.
    ///
    /// - Parameter now: What the buyer gets at once; it counts towards limits per buyer.
    func checkWaiting(
        _ later: [WantedLine], besides now: [WantedLine], for buyer: BuyerID
    ) throws(Refusal) {
        let known = waitlist.places(of: buyer)
        let new = later.filter { waitlist.place(of: buyer, $0.item.id, $0.variant) == nil }
        guard known.count + new.count <= limits.waitlistPlacesPerBuyer || new.isEmpty else {
            throw .tooManyPlaces(limit: limits.waitlistPlacesPerBuyer)
        }
        for line in new {
            let item = line.item
            guard !item.isWithdrawn else { throw .withdrawn(item.code) }
            let joining = new.filter { $0.item.id == item.id }.count
            guard waitlist.count(item.id) + joining <= limits.waitlistPlacesPerItem else {
                throw .waitlistFull(item.code, limit: limits.waitlistPlacesPerItem)
            }
            guard let limit = item.limitPerBuyer else { continue }
            let wanted = (now + new).filter { $0.item.id == item.id }
                .reduce(0) { $0 + $1.quantity }
            // What is on offer is held already.
            let waiting = known.filter { $0.item == item.id }.reduce(0) { sum, place in
                sum + place.units - (place.offer.flatMap { waitlist.offers[$0]?.units } ?? 0)
            }
            let has = item.stock.units(of: buyer) + waiting
            guard has + wanted <= limit else {
                throw .limitPerBuyer(item.code, limit: limit, has: has, wanted: wanted)
            }
        }
    }

    /// Puts the buyer into line for each of `lines`; who waits already keeps the place as it is.
    ///
    /// - Returns: The places, old and new.
    mutating func wait(for lines: [WantedLine], _ buyer: BuyerID) -> [PlaceID] {
        lines.map { line in
            if let known = waitlist.place(of: buyer, line.item.id, line.variant) {
                return known.id
            }
            let place = WaitlistPlace(
                id: numbers.place.next, session: line.item.session, item: line.item.id,
                variant: line.variant, buyer: buyer, units: line.quantity, since: time)
            let position = waitlist.line(place.item, place.variant).count + 1
            emit(.waitlistJoined(place, position: position), to: .buyer(buyer))
            return place.id
        }
    }

    mutating func leaveWaitlist(_ id: PlaceID, by actor: Actor) throws(Refusal) {
        guard let place = waitlist.places[id], actor.buyer == place.buyer else {
            throw .noSuch("place \(id) in line")
        }
        leave(place, reason: "left")
    }

    /// Gives up all places of a buyer.
    mutating func leaveWaitlist(_ buyer: BuyerID, reason: String) {
        for place in waitlist.places(of: buyer).sorted(by: { $0.id < $1.id }) {
            leave(place, reason: reason)
        }
    }

    private mutating func leave(_ place: WaitlistPlace, reason: String) {
        if let offer = place.offer.flatMap({ waitlist.offers[$0] }) {
            endOffer(offer, .passed, reason: reason)
        } else {
            emit(
                .waitlistLeft(
                    place.id, item: place.item, variant: place.variant, reason: reason),
                to: .buyer(place.buyer))
        }
    }

    /// Ends offers and places of an item that is not to be had any more.
    mutating func dismissWaiting(for item: ItemID, reason: String) {
        let waiting = waitlist.places.values.filter { $0.item == item }
        for place in waiting.sorted(by: { $0.id < $1.id }) {
            if let offer = place.offer.flatMap({ waitlist.offers[$0] }) {
                endOffer(offer, .withdrawn, reason: reason)
            } else {
                leave(place, reason: reason)
            }
        }
    }

    // MARK: - What the chat is told

    func spots(_ places: [PlaceID]) -> [WaitlistSpot] {
        places.compactMap { waitlist.places[$0] }.compactMap { place in
            items[place.item].map {
                WaitlistSpot(
                    place: place.id, code: $0.code, variant: place.variant, units: place.units,
                    position: waitlist.position(of: place))
            }
        }
    }

    /// Passes the buyer's newest open offer of a code, or of any; `nil` when there is none.
    mutating func passOffer(
        of code: ItemCode?, in session: SessionID, _ buyer: BuyerID
    ) -> ClaimAnswer? {
        let offers = waitlist.places(of: buyer).compactMap(\.offer).sorted()
            .compactMap { waitlist.offers[$0] }
        guard let offer = offers.last(where: { isOf($0.item, code, session) }) else { return nil }
        endOffer(offer, .passed, reason: "passed")
        return .offerPassed(offer.id)
    }

    /// Gives up the buyer's newest place in line for a code, or for any; `nil` when there is none.
    mutating func leaveWaitlist(
        for code: ItemCode?, in session: SessionID, _ buyer: BuyerID
    ) -> ClaimAnswer? {
        guard let place = waitlist.places(of: buyer).last(where: { isOf($0.item, code, session) })
        else { return nil }
        leave(place, reason: "passed")
        return .leftWaitlist(place.id)
    }

    private func isOf(_ id: ItemID, _ code: ItemCode?, _ session: SessionID) -> Bool {
        items[id].map { $0.session == session && (code == nil || $0.code == code) } ?? false
    }

    // MARK: - Who waits

    /// The actor's own places, or all of them for staff; by item and variant, first in line first.
    ///
    /// - Parameters:
    ///   - session: `nil`: all.
    ///   - code: `nil`: all.
    package func waiting(
        for actor: Actor, in session: SessionID?, _ code: ItemCode?
    ) -> [WaitlistPlace] {
        waitlist.items.flatMap { id -> [WaitlistPlace] in
            guard let item = items[id], session == nil || item.session == session,
                code == nil || item.code == code
            else { return [] }
            return waitlist.variants(of: id).flatMap { variant in
                waitlist.line(id, variant).compactMap { waitlist.places[$0] }
                    .filter { actor.isStaff || actor.buyer == $0.buyer }
            }
        }
    }
}
