import ShopCore
import ShopModel
import Testing

/// Keeps the books of the line beside the shop, from the journal alone: who waits, what is on
/// offer, who is away.
struct LineBook {
    struct Place {
        let item: ItemID
        let variant: Variant
        let buyer: BuyerID
        var units: Int
        var offer: HoldID?
    }

    private(set) var places: [PlaceID: Place] = [:]
    private(set) var offers: [HoldID: WaitlistOffer] = [:]
    private(set) var away: Set<BuyerID> = []
    /// Every hold that was ever on offer.
    private(set) var everOffered: Set<HoldID> = []
    private(set) var ends: [HoldID: WaitlistOfferEnding] = [:]
    private var taken = 0

    /// Takes in what is new; returns the offers that were made.
    mutating func read(_ journal: [Entry], _ step: String) -> [WaitlistOffer] {
        var made: [WaitlistOffer] = []
        for entry in journal[taken...] {
            switch entry.event {
            case .waitlistJoined(let place, let position):
                verify(places.keys.allSatisfy { $0 < place.id }, "\(step): place \(place.id)")
                places[place.id] = Place(
                    item: place.item, variant: place.variant, buyer: place.buyer,
                    units: place.units)
                let line = places.values.filter {
                    $0.item == place.item && $0.variant == place.variant
                }
                verify(line.count == position, "\(step)")
            case .waitlistLeft(let id, _, _, _):
                verify(places[id] != nil && places[id]?.offer == nil, "\(step)")
                leave(id)
            case .waitlistOffered(let offer):
                let place = places[offer.place]
                verify(place?.offer == nil && offer.units <= place?.units ?? 0, "\(step)")
                verify(!away.contains(offer.buyer), "\(step): offered to who is away")
                verify(everOffered.insert(offer.id).inserted, "\(step): \(offer.id) twice")
                places[offer.place]?.offer = offer.id
                offers[offer.id] = offer
                made.append(offer)
            case .waitlistOfferEnded(let ending):
                verify(offers.removeValue(forKey: ending.offer) != nil, "\(step): ends twice")
                verify(ends.updateValue(ending, forKey: ending.offer) == nil, "\(step)")
                places[ending.place]?.offer = nil
                places[ending.place]?.units = ending.waiting
                if ending.waiting == 0 { leave(ending.place) }
            case .buyerAway(let buyer):
                verify(away.insert(buyer).inserted, "\(step)")
            case .buyerBack(let buyer):
                verify(away.remove(buyer) != nil, "\(step)")
            default: break
            }
        }
        taken = journal.count
        return made
    }

    private mutating func leave(_ id: PlaceID) {
        guard let place = places.removeValue(forKey: id) else { return }
        if !places.values.contains(where: { $0.buyer == place.buyer }) { away.remove(place.buyer) }
    }

    /// Units on offer that `isMeant` picks.
    func offered(_ isMeant: (WaitlistOffer) -> Bool) -> Int {
        offers.values.filter(isMeant).reduce(0) { $0 + $1.units }
    }
}
