package import ShopModel

/// A buyer's place in line for one variant of an item. Places are numbered as they are taken, so a
/// lower number comes first.
package struct WaitlistPlace: Equatable, Sendable {
    package let id: PlaceID
    package let session: SessionID
    package let item: ItemID
    package let variant: Variant
    package let buyer: BuyerID
    package let since: Timestamp
    /// Units that are still wanted, those on offer included.
    package internal(set) var units: Int
    /// The offer that waits for the buyer's answer.
    package internal(set) var offer: HoldID?

    package init(
        id: PlaceID, session: SessionID, item: ItemID, variant: Variant, buyer: BuyerID,
        units: Int, since: Timestamp
    ) {
        (self.id, self.session, self.item, self.variant) = (id, session, item, variant)
        (self.buyer, self.units, self.since) = (buyer, units, since)
    }
}

/// Units reserved for one place until they are taken or passed, or the time is over.
package struct WaitlistOffer: Equatable, Sendable {
    /// The hold on its units, which also names the offer.
    package let id: HoldID
    package let place: PlaceID
    package let item: ItemID
    package let variant: Variant
    package let buyer: BuyerID
    package let units: Int
    /// What one unit cost, and the item's version, when the offer was made.
    package let price: Money
    package let version: Int
    package let expiresAt: Timestamp

    package init(
        id: HoldID, place: PlaceID, item: ItemID, variant: Variant, buyer: BuyerID, units: Int,
        price: Money, version: Int, expiresAt: Timestamp
    ) {
        (self.id, self.place, self.item, self.variant) = (id, place, item, variant)
        (self.buyer, self.units, self.price) = (buyer, units, price)
        (self.version, self.expiresAt) = (version, expiresAt)
    }
}

/// How an offer ended, which it does once.
package struct WaitlistOfferEnding: Equatable, Sendable {
    package enum End: Equatable, Sendable {
        case accepted(OrderID)
        /// “No thanks”, or the buyer left the line.
        case passed
        case lapsed
        /// The seller closed the session or withdrew the item.
        case withdrawn
    }

    package let offer: HoldID
    package let place: PlaceID
    package let item: ItemID
    package let variant: Variant
    package let end: End
    package let reason: String
    /// Units that the place goes on waiting for; at 0 it is done.
    package let waiting: Int

    package init(
        offer: HoldID, place: PlaceID, item: ItemID, variant: Variant, end: End, reason: String,
        waiting: Int
    ) {
        (self.offer, self.place, self.item, self.variant) = (offer, place, item, variant)
        (self.end, self.reason, self.waiting) = (end, reason, waiting)
    }

    init(_ offer: WaitlistOffer, _ end: End, reason: String, waiting: Int = 0) {
        self.init(
            offer: offer.id, place: offer.place, item: offer.item, variant: offer.variant,
            end: end, reason: reason, waiting: waiting)
    }
}

/// A place as its buyer is told of it: which units, and how far in line.
package struct WaitlistSpot: Equatable, Sendable {
    package let place: PlaceID
    package let code: ItemCode
    package let variant: Variant
    package let units: Int
    /// 1: first in line.
    package let position: Int

    package init(
        place: PlaceID, code: ItemCode, variant: Variant, units: Int, position: Int
    ) {
        (self.place, self.code, self.variant) = (place, code, variant)
        (self.units, self.position) = (units, position)
    }
}
