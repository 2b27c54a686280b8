import ShopModel

extension Shop {
    /// Makes the line and its offers say what the event says; see `apply`.
    mutating func applyToWaitlist(_ event: ShopEvent) {
        switch event {
        case .waitlistJoined(let place, _):
            waitlist.join(place)
            numbers.place = max(numbers.place, place.id)
        case .waitlistLeft(let id, _, _, _): waitlist.leave(id)
        case .waitlistOffered(let offer):
            items[offer.item]?.stock.hold(
                offer.id, offer.units, of: offer.variant, for: offer.buyer)
            numbers.hold = max(numbers.hold, offer.id)
            countTowardsLimit(offer.item, offer.units)
            heldUnits[offer.buyer, default: 0] += isCounted(offer.item) ? offer.units : 0
            waitlist.offer(offer)
            offerDeadlines.insert(offer.id, at: offer.expiresAt)
        case .waitlistOfferEnded(let ending):
            // What is accepted is taken by its order, in the same turn.
            let offer = waitlist.end(ending)
            items[offer.item]?.stock.release(offer.id)
            countTowardsLimit(offer.item, -offer.units)
            heldUnits[offer.buyer, default: 0] -= isCounted(offer.item) ? offer.units : 0
        case .buyerAway(let buyer): if waitlist.waits(buyer) { waitlist.setAway(true, buyer) }
        case .buyerBack(let buyer): waitlist.setAway(false, buyer)
        default: preconditionFailure("not an event of the waitlist")
        }
    }

    /// The units that an order keeps from others.
    func heldUnits(_ order: Order) -> Int {
        order.lines.reduce(0) { $0 + (isCounted($1.item) ? $1.quantity : 0) }
    }

    /// Whether a unit that is held is one that nobody else can have.
    func isCounted(_ item: ItemID) -> Bool { items[item]?.stock.model != .toOrder }
}
