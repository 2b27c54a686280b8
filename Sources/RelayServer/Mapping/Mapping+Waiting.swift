import ShopCore
import ShopModel
import Wire

// The line for what is not there: commands, events and places.

extension WireCommand {
    func waitingRequest() throws(FieldError) -> Request {
        switch body {
        case .leaveWaitlist(let leave)?: .command(.leaveWaitlist(PlaceID(leave.place)))
        case .acceptOffer(let accept)?:
            .command(
                .acceptOffer(
                    HoldID(accept.offer),
                    quantity: accept.quantity == 0 ? nil : Int(accept.quantity),
                    seen: accept.version == 0 ? nil : Int(accept.version)))
        case .passOffer(let pass)?: .command(.passOffer(HoldID(pass.offer)))
        case .listWaiting(let list)?:
            .listWaiting(
                list.session == 0 ? nil : SessionID(list.session),
                list.code.isEmpty ? nil : try list.code.asItemCode("code"))
        default: preconditionFailure("not a command about waiting")
        }
    }
}

extension ShopEvent {
    func waitingBody(in shop: Shop) -> WireEvent.OneOf_Body {
        func code(_ id: ItemID) -> String { shop.items[id]?.code.text ?? "" }
        func reach(_ buyer: BuyerID) -> WireBuyerReach { make { $0.buyer = buyer.number } }
        switch self {
        case .waitlistJoined(let place, let position):
            return .waitlistJoined(shop.wire(place, position: position))
        case .waitlistLeft(let id, let item, let variant, let reason):
            return .waitlistLeft(
                make {
                    ($0.place, $0.item, $0.code) = (id.number, item.number, code(item))
                    ($0.variant, $0.reason) = (variant.values, reason)
                })
        case .waitlistOffered(let offer): return .waitlistOffered(shop.wire(offer))
        case .waitlistOfferEnded(let ending):
            return .waitlistOfferEnded(
                make {
                    ($0.offer, $0.place) = (ending.offer.number, ending.place.number)
                    ($0.item, $0.code) = (ending.item.number, code(ending.item))
                    ($0.variant, $0.end) = (ending.variant.values, ending.end.wire)
                    if case .accepted(let order) = ending.end { $0.order = order.number }
                    ($0.reason, $0.waiting) = (ending.reason, UInt32(ending.waiting))
                })
        case .buyerAway(let buyer): return .buyerAway(reach(buyer))
        case .buyerBack(let buyer): return .buyerBack(reach(buyer))
        default: preconditionFailure("not an event of the waitlist")
        }
    }

    /// Reads an event of the waitlist back; `nil` for one of another kind.
    static func waiting(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .waitlistJoined(let place)?:
            .waitlistJoined(
                WaitlistPlace(
                    id: PlaceID(place.place), session: SessionID(place.session),
                    item: ItemID(place.item), variant: Variant(values: place.variant),
                    buyer: BuyerID(place.buyer), units: Int(place.units),
                    since: Timestamp(milliseconds: place.sinceMs)),
                position: Int(place.position))
        case .waitlistLeft(let left)?:
            .waitlistLeft(
                PlaceID(left.place), item: ItemID(left.item),
                variant: Variant(values: left.variant), reason: left.reason)
        case .waitlistOffered(let offer)?:
            .waitlistOffered(
                WaitlistOffer(
                    id: HoldID(offer.offer), place: PlaceID(offer.place),
                    item: ItemID(offer.item), variant: Variant(values: offer.variant),
                    buyer: BuyerID(offer.buyer), units: Int(offer.units),
                    price: try offer.price.core("price"), version: Int(offer.version),
                    expiresAt: Timestamp(milliseconds: offer.expiresAtMs)))
        case .waitlistOfferEnded(let ended)?: .waitlistOfferEnded(try ended.core())
        case .buyerAway(let reach)?: .buyerAway(BuyerID(reach.buyer))
        case .buyerBack(let reach)?: .buyerBack(BuyerID(reach.buyer))
        default: nil
        }
    }
}

extension WaitlistOfferEnding.End {
    fileprivate var wire: WireWaitlistOfferEnd {
        switch self {
        case .accepted: .accepted
        case .passed: .passed
        case .lapsed: .lapsed
        case .withdrawn: .withdrawn
        }
    }
}

extension WireWaitlistOfferEnded {
    fileprivate func core() throws(FieldError) -> WaitlistOfferEnding {
        let end: WaitlistOfferEnding.End
        switch self.end {
        case .accepted: end = .accepted(OrderID(order))
        case .passed: end = .passed
        case .lapsed: end = .lapsed
        case .withdrawn: end = .withdrawn
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "end", rule: "is no end of an offer")
        }
        return WaitlistOfferEnding(
            offer: HoldID(offer), place: PlaceID(place), item: ItemID(item),
            variant: Variant(values: variant), end: end, reason: reason, waiting: Int(waiting))
    }
}

extension WaitlistSpot {
    var wire: WireWaitlistPlace {
        make {
            ($0.place, $0.code, $0.variant) = (place.number, code.text, variant.values)
            ($0.units, $0.position) = (UInt32(units), UInt32(position))
        }
    }
}

extension WireWaitlistPlace {
    func spot() throws(FieldError) -> WaitlistSpot {
        WaitlistSpot(
            place: PlaceID(place), code: try code.asItemCode("code"),
            variant: Variant(values: variant), units: Int(units), position: Int(position))
    }
}

extension Shop {
    /// The places as they are now.
    func wire(_ places: [PlaceID]) -> [WireWaitlistPlace] {
        places.compactMap { waitlist.places[$0] }.map(wire)
    }

    func wire(_ place: WaitlistPlace) -> WireWaitlistPlace {
        var wire = wire(place, position: waitlist.position(of: place))
        wire.away = waitlist.isAway(place.buyer)
        if let offer = place.offer.flatMap({ waitlist.offers[$0] }) {
            wire.offer = self.wire(offer)
        }
        return wire
    }

    fileprivate func wire(_ place: WaitlistPlace, position: Int) -> WireWaitlistPlace {
        make {
            ($0.place, $0.session) = (place.id.number, place.session.number)
            ($0.item, $0.code) = (place.item.number, items[place.item]?.code.text ?? "")
            ($0.variant, $0.buyer) = (place.variant.values, place.buyer.number)
            $0.buyerAlias = buyers[place.buyer]?.alias ?? ""
            ($0.units, $0.position) = (UInt32(place.units), UInt32(position))
            $0.sinceMs = place.since.milliseconds
        }
    }

    fileprivate func wire(_ offer: WaitlistOffer) -> WireWaitlistOffer {
        make {
            ($0.offer, $0.place) = (offer.id.number, offer.place.number)
            ($0.item, $0.code) = (offer.item.number, items[offer.item]?.code.text ?? "")
            ($0.variant, $0.buyer) = (offer.variant.values, offer.buyer.number)
            ($0.units, $0.price) = (UInt32(offer.units), offer.price.wire)
            ($0.version, $0.expiresAtMs) = (UInt32(offer.version), offer.expiresAt.milliseconds)
        }
    }

    /// The item as a reply shows it.
    func wire(_ item: Item) -> WireItem {
        var wire = item.wire
        wire.waiting = UInt32(waitlist.count(item.id))
        return wire
    }
}
