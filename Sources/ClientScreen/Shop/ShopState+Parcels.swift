import TerminalScreen
import Wire

extension ShopState {
    mutating func changeParcels(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        let number: UInt64
        switch event.body {
        case .parcelPacked(let parcel)?:
            number = parcel.parcel
            if parcels[number] == nil || link == .live { parcels[number] = parcel }
            for order in parcel.orders { change(order) { $0.parcel = number } }
            tell(.packed(number), seq: seq, atMs: at)
        case .parcelHandedOver(let handed)?:
            number = handed.parcel
            change(parcel: number) { parcel in
                parcel.state = .handedOver
                (parcel.carrier, parcel.trackingNumber) = (handed.carrier, handed.trackingNumber)
            }
            tell(
                .shipped(number, handed.carrier, handed.trackingNumber), .good, seq: seq, atMs: at)
        case .parcelTracked(let tracked)?:
            number = tracked.parcel
            change(parcel: number) { parcel in
                if tracked.state != .unspecified { parcel.state = tracked.state }
                guard !parcel.tracking.contains(tracked.event) else { return }
                parcel.tracking.append(tracked.event)
            }
            tell(.tracked(number, tracked.event.state, tracked.event.text), seq: seq, atMs: at)
        case .parcelSealed(let sealed)?:
            number = sealed.parcel
            change(parcel: number) { parcel in
                (parcel.seal, parcel.state) = (sealed.seal, .sealed)
            }
        case .parcelUnsealed(let unsealed)?:
            number = unsealed.parcel
            change(parcel: number) { parcel in
                parcel.clearSeal()
                parcel.state = .open
            }
        case .parcelDeclared(let declared)?:
            number = declared.parcel
            change(parcel: number) { parcel in
                (parcel.declaration, parcel.state) = (declared.declaration, .declared)
            }
        case .parcelLegAdded(let added)?:
            number = added.parcel
            change(parcel: number) { $0.legs.append(added.leg) }
        case .parcelRepacked(let repacked)?:
            number = repacked.to == 0 ? repacked.from : repacked.to
        default: return nil
        }
        return [.parcelChanged(number)]
    }

    private mutating func change(parcel number: UInt64, _ body: (inout WireParcel) -> Void) {
        guard parcels[number] != nil else { return }
        body(&parcels[number, default: WireParcel()])
    }

    mutating func changeWaiting(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        switch event.body {
        case .waitlistJoined(let place)?:
            places[place.place] = place
            tell(.waiting(place.code, place.units, place.position), .own, seq: seq, atMs: at)
        case .waitlistLeft(let left)?:
            places[left.place] = nil
            tell(.waitingEnded(left.code, left.reason), seq: seq, atMs: at)
        case .waitlistOffered(let offer)?:
            places[offer.place]?.offer = offer
            tell(
                .offered(offer.code, offer.units, until: offer.expiresAtMs), .good, seq: seq,
                atMs: at)
            return [.offered(offer.offer)]
        case .waitlistOfferEnded(let ended)?:
            if ended.waiting > 0 {
                places[ended.place]?.clearOffer()
                places[ended.place]?.units = ended.waiting
            } else {
                places[ended.place] = nil
            }
            if ended.end != .accepted {
                tell(.offerEnded(ended.code, ended.reason), seq: seq, atMs: at)
            }
        case .requestMade(let request)?:
            take(request)
            return [.requestChanged(request.request)]
        case .requestOffered(let offer)?, .requestChosen(let offer)?:
            changeRequest(offer.request) { request in
                request.offers.removeAll { $0.offer == offer.offer }
                request.offers.append(offer)
                request.state = offer.order == 0 ? .offered : .chosen
            }
            tell(.requestOffered(offer.request, offer.code), .good, seq: seq, atMs: at)
            return [.requestChanged(offer.request)]
        case .requestOfferEnded(let ended)?:
            changeRequest(ended.request) { request in
                request.state = .open
                guard let index = request.offers.firstIndex(where: { $0.offer == ended.offer })
                else { return }
                request.offers[index].state = ended.state
            }
            return [.requestChanged(ended.request)]
        case .requestEnded(let ended)?:
            changeRequest(ended.request) { request in
                (request.state, request.reason) = (ended.state, ended.reason)
                request.order = ended.order
            }
            return [.requestChanged(ended.request)]
        default: return nil
        }
        return []
    }

    private mutating func changeRequest(
        _ number: UInt64, _ body: (inout WireBuyerRequest) -> Void
    ) {
        guard requests[number] != nil else { return }
        body(&requests[number, default: WireBuyerRequest()])
    }
}
