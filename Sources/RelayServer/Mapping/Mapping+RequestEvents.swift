import ShopCore
import ShopModel
import Wire

extension RequestEvent {
    func wireBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .made(let request): .requestMade(request.wire(in: shop))
        case .offered(let offer): .requestOffered(offer.wire(in: shop))
        case .chosen(let choice): .requestChosen(choice.wire(in: shop))
        case .offerEnded(let id, let offer, let state, let reason):
            .requestOfferEnded(
                make {
                    ($0.request, $0.offer) = (id.number, UInt32(offer))
                    ($0.state, $0.reason) = (state.wire, reason)
                })
        case .ended(let id, let ending):
            .requestEnded(
                make {
                    ($0.request, $0.state) = (id.number, ending.state.wire)
                    ($0.reason, $0.order) = (ending.reason, ending.order?.number ?? 0)
                })
        }
    }

    /// Reads an event about requests back; `nil` for one of another kind.
    init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .requestMade(let request)?: self = .made(try request.core())
        case .requestOffered(let offer)?: self = .offered(try offer.core())
        case .requestChosen(let choice)?: self = .chosen(try choice.core())
        case .requestOfferEnded(let ended)?:
            self = .offerEnded(
                RequestID(ended.request), offer: Int(ended.offer),
                try ended.state.core("state"), reason: ended.reason)
        case .requestEnded(let ended)?:
            let state = try ended.state.core("state")
            self = .ended(
                RequestID(ended.request),
                state == .ordered
                    ? RequestEnding(OrderID(ended.order))
                    : RequestEnding(state, reason: ended.reason))
        default: return nil
        }
    }
}

extension RequestOffer {
    func wire(in shop: Shop) -> WireRequestOffer {
        let item = shop.items[item]
        return make {
            ($0.request, $0.offer) = (request.number, UInt32(number))
            ($0.buyer, $0.item) = (buyer.number, self.item.number)
            ($0.session, $0.code) = (item?.session.number ?? 0, item?.code.text ?? "")
            ($0.title, $0.variant) = (item?.caption.title ?? "", variant.values)
            ($0.quantity, $0.price) = (UInt32(quantity), price.wire)
            ($0.version, $0.note, $0.by) = (UInt32(version), note, by)
            $0.offeredAtMs = at.milliseconds
            if let photo = item?.photos.first { $0.photo = photo.wire }
            ($0.order, $0.vetoUntilMs) = (order?.number ?? 0, vetoUntil?.milliseconds ?? 0)
            $0.state = state.wire
        }
    }
}

extension WireRequestOffer {
    /// An offer as it was made.
    fileprivate func core() throws(FieldError) -> RequestOffer {
        RequestOffer(
            number: Int(offer), request: RequestID(request), buyer: BuyerID(buyer),
            item: ItemID(item), variant: Variant(values: variant), quantity: Int(quantity),
            price: try price.core("price"), version: Int(version), note: note, by: by,
            at: Timestamp(milliseconds: offeredAtMs), order: order == 0 ? nil : OrderID(order),
            vetoUntil: vetoUntilMs == 0 ? nil : Timestamp(milliseconds: vetoUntilMs))
    }
}

extension RequestOffer.State {
    var wire: WireRequestOfferState {
        switch self {
        case .standing: .standing
        case .accepted: .accepted
        case .passed: .passed
        case .vetoed: .vetoed
        case .replaced: .replaced
        case .withdrawn: .withdrawn
        case .cancelled: .cancelled
        case .closed: .closed
        }
    }
}

extension WireRequestOfferState {
    fileprivate func core(_ field: String) throws(FieldError) -> RequestOffer.State {
        switch self {
        case .standing: return .standing
        case .accepted: return .accepted
        case .passed: return .passed
        case .vetoed: return .vetoed
        case .replaced: return .replaced
        case .withdrawn: return .withdrawn
        case .cancelled: return .cancelled
        case .closed: return .closed
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: field, rule: "is no state of an offer")
        }
    }
}
