import OpenSSLBridge
import ShopCore
import ShopModel
import Wire

extension ShopEvent {
    /// An event about a parcel, as its audience sees it.
    func parcelBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .parcelPacked(let parcel): .parcelPacked(shop.wire(parcel))
        case .parcelHandedOver(let id, let carrier, let number):
            .parcelHandedOver(
                make {
                    ($0.parcel, $0.carrier, $0.trackingNumber) = (id.number, carrier, number)
                })
        case .parcelTracked(let id, let event, let state):
            .parcelTracked(
                make {
                    ($0.parcel, $0.event, $0.state) = (id.number, event.wire, state.wire)
                })
        case .parcel(let event): event.wireBody(in: shop)
        default: preconditionFailure("not an event of a parcel")
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    static func parcel(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .parcelPacked(let parcel)?:
            return .parcelPacked(
                Parcel(
                    id: ParcelID(parcel.parcel), buyer: BuyerID(parcel.buyer),
                    lines: parcel.lines.map(\.core)))
        case .parcelHandedOver(let handed)?:
            return .parcelHandedOver(
                ParcelID(handed.parcel), carrier: handed.carrier,
                trackingNumber: handed.trackingNumber)
        case .parcelTracked(let tracked)?:
            return .parcelTracked(
                ParcelID(tracked.parcel), try tracked.event.core(),
                now: try tracked.state.core("state"))
        default: return try ParcelEvent(body).map { .parcel($0) }
        }
    }
}

extension ParcelEvent {
    fileprivate func wireBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .repacked(let repacking):
            .parcelRepacked(
                make {
                    ($0.from, $0.to) = (repacking.from?.number ?? 0, repacking.to?.number ?? 0)
                    ($0.buyer, $0.lines) = (
                        repacking.buyer.number, repacking.lines.map(shop.wire)
                    )
                    ($0.reason, $0.by) = (repacking.reason, repacking.by)
                })
        case .sealed(let id, let seal):
            .parcelSealed(make { ($0.parcel, $0.seal) = (id.number, seal.wire) })
        case .unsealed(let id, let reason, let by):
            .parcelUnsealed(make { ($0.parcel, $0.reason, $0.by) = (id.number, reason, by) })
        case .declared(let id, let declaration):
            .parcelDeclared(
                make {
                    $0.parcel = id.number
                    guard let parcel = shop.parcels[id] else { return }
                    $0.declaration = declaration.wire(in: parcel)
                    $0.declaration.declared = true
                    $0.declaration.required = shop.needsDeclaration(parcel)
                })
        case .legAdded(let id, let leg):
            .parcelLegAdded(make { ($0.parcel, $0.leg) = (id.number, leg.wire) })
        case .freightCredited(let credit):
            .freightCredited(
                make {
                    ($0.order, $0.parcel) = (credit.order.number, credit.parcel.number)
                    $0.amount = credit.amount.wire
                    $0.estimatedGrams = UInt32(credit.estimated.grams)
                    $0.actualGrams = UInt32(credit.actual.grams)
                })
        case .sdrRateSet(let rate): .sdrRateSet(rate.wire)
        }
    }

    fileprivate init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .parcelRepacked(let repacked)?:
            self = .repacked(
                Repacking(
                    from: repacked.from == 0 ? nil : ParcelID(repacked.from),
                    to: repacked.to == 0 ? nil : ParcelID(repacked.to),
                    buyer: BuyerID(repacked.buyer), lines: repacked.lines.map(\.core),
                    reason: repacked.reason, by: repacked.by))
        case .parcelSealed(let sealed)?:
            self = .sealed(ParcelID(sealed.parcel), try sealed.seal.core())
        case .parcelUnsealed(let unsealed)?:
            self = .unsealed(
                ParcelID(unsealed.parcel), reason: unsealed.reason, by: unsealed.by)
        case .parcelDeclared(let declared)?:
            self = .declared(ParcelID(declared.parcel), try declared.declaration.core())
        case .parcelLegAdded(let added)?: self = .legAdded(ParcelID(added.parcel), added.leg.core)
        case .freightCredited(let credited)?: self = .freightCredited(try credited.core())
        case .sdrRateSet(let rate)?: self = .sdrRateSet(try rate.core())
        default: return nil
        }
    }
}

extension WireParcelLine {
    fileprivate var core: ParcelLine {
        ParcelLine(order: OrderID(order), line: Int(line), units: Int(units))
    }
}

extension WireParcelLeg {
    fileprivate var core: ParcelLeg {
        ParcelLeg(
            carrier: carrier, trackingNumber: trackingNumber,
            handedOverAt: Timestamp(milliseconds: handedOverAtMs))
    }
}

extension WireParcelSeal {
    fileprivate func core() throws(FieldError) -> ParcelSeal {
        ParcelSeal(
            mass: try grams.asMass("grams") ?? .zero, number: number,
            photo: hasPhoto ? try photo.core("photo") : nil, by: by,
            at: Timestamp(milliseconds: atMs))
    }
}

extension WireTrackingEvent {
    fileprivate func core() throws(FieldError) -> TrackingEvent {
        guard let hash = Hex.decode(rawSha256) else {
            throw FieldError(field: "raw_sha256", rule: "is no hash")
        }
        return TrackingEvent(
            state: try state.core("state"), text: text,
            occurredAt: Timestamp(milliseconds: occurredAtMs), leg: Int(leg), source: source,
            reason: reason, receivedAt: Timestamp(milliseconds: receivedAtMs), rawHash: hash)
    }
}

extension WireFreightCredited {
    fileprivate func core() throws(FieldError) -> FreightCredit {
        FreightCredit(
            order: OrderID(order), parcel: ParcelID(parcel), amount: try amount.core("amount"),
            estimated: try estimatedGrams.asMass("estimated_grams") ?? .zero,
            actual: try actualGrams.asMass("actual_grams") ?? .zero)
    }
}

extension WireDeclaration {
    /// A declaration as it was made: nothing is missing in it.
    fileprivate func core() throws(FieldError) -> Declaration {
        Declaration(
            form: form == .cn22 ? .cn22 : .cn23,
            terms: Declaration.Terms(
                isLetterPost: letterPost, invoice: invoice, address: Int(address)),
            sender: hasSender ? sender.core : nil, hasAddressee: true,
            destination: destination.isEmpty ? nil : try destination.asCountry("destination"),
            articles: try articles.map { article throws(FieldError) in try article.core() },
            gross: try grossGrams.asMass("gross_grams"),
            total: hasTotal ? try total.core("total") : nil,
            postage: hasPostage ? try postage.core("postage") : nil, sdrRate: sdrRate)
    }
}

extension WireDeclaration.Article {
    fileprivate func core() throws(FieldError) -> Declaration.Article {
        Declaration.Article(
            line: ParcelLine(order: OrderID(order), line: Int(line), units: Int(units)),
            code: try code.asItemCode("code"), description: description_p,
            netMass: try netGrams.asMass("net_grams"), value: try value.core("value"),
            hsCode: try hsCode.asHSCode("hs_code"),
            origin: origin.isEmpty ? nil : try origin.asCountry("origin"))
    }
}
