package import ShopModel

/// Who waits for which units, first come first served by the numbers of their places, and what is
/// on offer to whom.
package struct Waitlist: Equatable, Sendable {
    package private(set) var places: [PlaceID: WaitlistPlace] = [:]
    /// The open ones.
    package private(set) var offers: [HoldID: WaitlistOffer] = [:]
    /// The variants waited for, by item; each line is in rising order.
    private var lines: [ItemID: [Variant: [PlaceID]]] = [:]
    private var placesOfBuyer: [BuyerID: [PlaceID]] = [:]
    /// Who waits and has been out of reach for a while.
    private var away: Set<BuyerID> = []

    package var isEmpty: Bool { places.isEmpty }
    package var items: [ItemID] { lines.keys.sorted() }

    package func variants(of item: ItemID) -> [Variant] {
        (lines[item] ?? [:]).keys.sorted { $0.description < $1.description }
    }

    /// Whose turn it is, first in line first.
    package func line(_ item: ItemID, _ variant: Variant) -> [PlaceID] {
        lines[item]?[variant] ?? []
    }

    package func count(_ item: ItemID) -> Int {
        (lines[item] ?? [:]).values.reduce(0) { $0 + $1.count }
    }

    /// 1 for the first in line.
    package func position(of place: WaitlistPlace) -> Int {
        line(place.item, place.variant).prefix { $0 < place.id }.count + 1
    }

    package func places(of buyer: BuyerID) -> [WaitlistPlace] {
        (placesOfBuyer[buyer] ?? []).compactMap { places[$0] }
    }

    package func place(
        of buyer: BuyerID, _ item: ItemID, _ variant: Variant
    ) -> WaitlistPlace? {
        places(of: buyer).first { $0.item == item && $0.variant == variant }
    }

    /// Who has a place, in no order.
    package var buyers: some Collection<BuyerID> { placesOfBuyer.keys }

    package func waits(_ buyer: BuyerID) -> Bool { placesOfBuyer[buyer] != nil }
    package func isAway(_ buyer: BuyerID) -> Bool { away.contains(buyer) }

    // MARK: - What events say

    mutating func join(_ place: WaitlistPlace) {
        precondition(places[place.id] == nil, "place \(place.id) is taken twice")
        places[place.id] = place
        lines[place.item, default: [:]][place.variant, default: []].append(place.id)
        placesOfBuyer[place.buyer, default: []].append(place.id)
    }

    mutating func leave(_ id: PlaceID) {
        guard let place = places.removeValue(forKey: id), place.offer == nil else {
            preconditionFailure("place \(id) ends twice, or before its offer")
        }
        lines[place.item]?[place.variant]?.removeAll { $0 == id }
        if lines[place.item]?[place.variant]?.isEmpty == true {
            lines[place.item]?[place.variant] = nil
        }
        if lines[place.item]?.isEmpty == true { lines[place.item] = nil }
        placesOfBuyer[place.buyer]?.removeAll { $0 == id }
        guard placesOfBuyer[place.buyer]?.isEmpty == true else { return }
        placesOfBuyer[place.buyer] = nil
        away.remove(place.buyer)
    }

    mutating func offer(_ offer: WaitlistOffer) {
        guard places[offer.place]?.offer == nil, places[offer.place] != nil else {
            preconditionFailure("place \(offer.place) has an offer, or is none")
        }
        places[offer.place]?.offer = offer.id
        offers[offer.id] = offer
    }

    /// - Returns: The offer that ended.
    mutating func end(_ ending: WaitlistOfferEnding) -> WaitlistOffer {
        guard let offer = offers.removeValue(forKey: ending.offer) else {
            preconditionFailure("offer \(ending.offer) ends twice")
        }
        places[offer.place]?.offer = nil
        places[offer.place]?.units = ending.waiting
        if ending.waiting == 0 { leave(offer.place) }
        return offer
    }

    mutating func setAway(_ isAway: Bool, _ buyer: BuyerID) {
        if isAway { away.insert(buyer) } else { away.remove(buyer) }
    }
}
