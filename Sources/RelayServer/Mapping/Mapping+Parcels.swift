import OpenSSLBridge
package import ShopCore
import ShopModel
package import Wire

// Parcels as commands name them and replies show them; declarations are in a file of their own.

extension String {
    /// `nil` when it is empty.
    func asHSCode(_ field: String) throws(FieldError) -> HSCode? {
        guard !isEmpty else { return nil }
        guard let code = HSCode(self) else {
            throw FieldError(field: field, rule: "“\(self)” has not 6 to 12 digits, as 3304.99")
        }
        return code
    }
}

extension UInt32 {
    /// `nil` for 0.
    func asMass(_ field: String) throws(FieldError) -> Mass? {
        guard self > 0 else { return nil }
        guard let mass = Mass(grams: Int64(self)) else {
            throw FieldError(field: field, rule: "must be at most \(Mass.maximumGrams) g")
        }
        return mass
    }
}

extension WirePackParcel {
    var core: Command {
        .packParcel(
            orders: orders.map { OrderID($0) }, buyer: buyer == 0 ? nil : BuyerID(buyer),
            into: into == 0 ? nil : ParcelID(into))
    }
}

extension WireTrackParcel {
    func core() throws(FieldError) -> TrackingEvent {
        let words = raw.isEmpty ? text : raw
        return TrackingEvent(
            state: try state.core("state"), text: text,
            occurredAt: Timestamp(milliseconds: occurredAtMs), leg: Int(leg), source: source,
            reason: reason, rawHash: Digest.sha256(Array(words.utf8)))
    }
}

extension WireCommand {
    func parcelRequest() throws(FieldError) -> Request {
        switch body {
        case .showSlip(let show)?: return .showSlip(ParcelID(show.parcel))
        case .showDeclaration(let show)?:
            return .showDeclaration(
                ParcelID(show.parcel),
                Declaration.Terms(
                    isLetterPost: show.letterPost, invoice: show.invoice,
                    address: max(1, Int(show.address))))
        default: return .command(.parcel(try parcelCommand()))
        }
    }

    private func parcelCommand() throws(FieldError) -> ParcelCommand {
        switch body {
        case .sealParcel(let seal)?:
            .seal(
                ParcelID(seal.parcel), mass: try seal.grams.asMass("grams") ?? .zero,
                number: seal.number, photo: seal.hasPhoto ? try seal.photo.core("photo") : nil)
        case .unsealParcel(let unseal)?: .unseal(ParcelID(unseal.parcel), reason: unseal.reason)
        case .mergeParcels(let merge)?:
            .merge(
                into: ParcelID(merge.into), from: merge.from.map { ParcelID($0) },
                reason: merge.reason)
        case .splitParcel(let split)?: .split(try split.core())
        case .declareParcel(let declare)?:
            .declare(
                ParcelID(declare.parcel),
                Declaration.Terms(
                    isLetterPost: declare.letterPost, invoice: declare.invoice,
                    address: max(1, Int(declare.address))))
        case .addLeg(let leg)?:
            .addLeg(
                ParcelID(leg.parcel), carrier: leg.carrier, trackingNumber: leg.trackingNumber)
        case .setSdrRate(let rate)?: .setSDRRate(try rate.core())
        case .setCustomsFacts(let facts)?:
            .setCustomsFacts(
                session: SessionID(facts.session), code: try facts.code.asItemCode("code"),
                hsCode: try facts.hsCode.asHSCode("hs_code"),
                origin: facts.origin.isEmpty ? nil : try facts.origin.asCountry("origin"),
                netMass: try facts.netWeightGrams.asMass("net_weight_grams"))
        default: preconditionFailure("not a command about parcels")
        }
    }
}

extension WireSplitParcel {
    fileprivate func core() throws(FieldError) -> ParcelCommand.SplitParcel {
        guard into == 0 || !unpack else {
            throw FieldError(field: "into", rule: "goes without “unpack”")
        }
        return ParcelCommand.SplitParcel(
            ParcelID(parcel),
            parts.map {
                .init(
                    order: OrderID($0.order), line: $0.hasLine ? Int($0.line) : nil,
                    units: $0.units == 0 ? nil : Int($0.units))
            },
            to: unpack ? .unpacked : into == 0 ? .newParcel : .parcel(ParcelID(into)),
            reason: reason)
    }
}

extension WireSdrRate {
    func core() throws(FieldError) -> SDRRate {
        let currency = try currency.asCurrency("currency")
        let rate = try rate.asDecimal("rate")
        let day = try validFrom.asDate("valid_from")
        do throws(InvalidField) {
            return try SDRRate(currency: currency, rate: rate, validFrom: day, source: source)
        } catch {
            throw FieldError(field: error.field, rule: error.rule)
        }
    }
}

extension SDRRate {
    var wire: WireSdrRate {
        make {
            ($0.currency, $0.rate) = (currency.code, rate.description)
            ($0.validFrom, $0.source) = (validFrom.description, source)
        }
    }
}

extension WeightTerms {
    var wire: WireWeightTerms {
        make {
            $0.packingGrams = UInt32(packing.grams)
            switch rule {
            case .waive: $0.rule = .waive
            case .refund(let tolerance):
                ($0.rule, $0.tolerancePercent) = (.refund, UInt32(tolerance))
            }
        }
    }
}

extension WireWeightTerms {
    func core() throws(FieldError) -> WeightTerms {
        let packing = try packingGrams.asMass("weight_terms.packing_grams") ?? .zero
        switch rule {
        case .unspecified, .waive:
            guard tolerancePercent == 0 else {
                throw FieldError(
                    field: "weight_terms.tolerance_percent", rule: "goes with a refund only")
            }
            return WeightTerms(rule: .waive, packing: packing)
        case .refund:
            return WeightTerms(
                rule: .refund(tolerancePercent: Int(tolerancePercent)), packing: packing)
        case .UNRECOGNIZED:
            throw FieldError(field: "weight_terms.rule", rule: "is not known to this server")
        }
    }
}

// MARK: - Views

extension Shop {
    func wire(_ line: ParcelLine) -> WireParcelLine {
        make {
            ($0.order, $0.line, $0.units) = (
                line.order.number, UInt32(line.line), UInt32(line.units)
            )
            guard let ordered = orders[line.order]?.line(line.line) else { return }
            ($0.code, $0.title) = (ordered.code.text, ordered.title)
            $0.variant = ordered.variant.values
        }
    }

    func wire(_ parcel: Parcel) -> WireParcel {
        make {
            ($0.parcel, $0.buyer) = (parcel.id.number, parcel.buyer.number)
            ($0.orders, $0.state) = (parcel.orders.map(\.number), parcel.state.wire)
            ($0.carrier, $0.trackingNumber) = (parcel.carrier, parcel.trackingNumber)
            $0.tracking = parcel.tracking.map(\.wire)
            ($0.lines, $0.legs) = (parcel.lines.map(wire), parcel.legs.map(\.wire))
            if let seal = parcel.seal { $0.seal = seal.wire }
            if let declaration = parcel.declaration {
                $0.declaration = declaration.wire(in: parcel)
                $0.declaration.declared = true
                $0.declaration.required = needsDeclaration(parcel)
            }
            $0.estimatedGrams = UInt32(estimatedMass(of: parcel)?.grams ?? 0)
        }
    }

    /// What belongs into a parcel, with what its units must carry.
    package func slip(of parcel: Parcel) -> WireSlip {
        make {
            ($0.parcel, $0.code) = (wire(parcel), "\(referencePrefix)-p\(parcel.id)")
            $0.buyerAlias = buyers[parcel.buyer]?.alias ?? ""
            $0.lines = parcel.lines.map { line in
                make {
                    $0.line = wire(line)
                    guard let order = orders[line.order] else { return }
                    let unit = order.line(line.line).unitMass?.grams ?? 0
                    $0.netGrams = UInt32(clamping: unit * Int64(line.units))
                    $0.checks = checks(of: line, in: order)
                }
            }
            $0.destination = destination(of: parcel)?.code ?? ""
            $0.crossBorder = isCrossBorder(parcel)
            $0.declarationRequired = needsDeclaration(parcel)
        }
    }

    private func checks(of line: ParcelLine, in order: Order) -> [WireSlip.Check] {
        let shares = order.sourcing[line.line].shares
        guard !shares.isEmpty else {
            let expiry = items[order.line(line.line).item]?.caption.expiry
            return [
                make { ($0.units, $0.expiry) = (UInt32(line.units), expiry?.description ?? "") }
            ]
        }
        return shares.map { share in
            make {
                ($0.purchase, $0.units) = (share.purchase.number, UInt32(share.units))
                guard let proof = purchases[share.purchase]?.proof else { return }
                ($0.batch, $0.store) = (proof.batch, proof.store)
                $0.expiry = proof.expiry?.description ?? ""
            }
        }
    }
}

extension ParcelLeg {
    var wire: WireParcelLeg {
        make {
            ($0.carrier, $0.trackingNumber) = (carrier, trackingNumber)
            $0.handedOverAtMs = handedOverAt.milliseconds
        }
    }
}

extension ParcelSeal {
    var wire: WireParcelSeal {
        make {
            ($0.grams, $0.number, $0.by) = (UInt32(mass.grams), number, by)
            if let photo { $0.photo = photo.wire }
            $0.atMs = at.milliseconds
        }
    }
}

extension TrackingEvent {
    var wire: WireTrackingEvent {
        make {
            ($0.state, $0.text) = (state.wire, text)
            ($0.occurredAtMs, $0.receivedAtMs) = (occurredAt.milliseconds, receivedAt.milliseconds)
            ($0.leg, $0.source, $0.reason) = (UInt32(leg), source, reason)
            $0.rawSha256 = Hex.encode(rawHash)
        }
    }
}

extension Declaration {
    func wire(in parcel: Parcel) -> WireDeclaration {
        make {
            ($0.parcel, $0.category) = (parcel.id.number, "sale of goods")
            $0.form = form == .cn22 ? .cn22 : .cn23
            if let sender { $0.sender = sender.wire }
            $0.destination = destination?.code ?? ""
            $0.articles = articles.map(\.wire)
            $0.grossGrams = UInt32(gross?.grams ?? 0)
            $0.netGrams = UInt32(clamping: netGrams)
            if let total { $0.total = total.wire }
            if let postage { $0.postage = postage.wire }
            ($0.invoice, $0.sdrRate) = (terms.invoice, sdrRate)
            $0.missing = missing.map { missing in
                make { ($0.what, $0.fields) = (missing.what, missing.fields) }
            }
            ($0.address, $0.letterPost) = (UInt32(terms.address), terms.isLetterPost)
            $0.sealNumber = parcel.seal?.number ?? ""
        }
    }
}

extension Declaration.Article {
    fileprivate var wire: WireDeclaration.Article {
        make {
            ($0.order, $0.line) = (line.order.number, UInt32(line.line))
            ($0.code, $0.description_p) = (code.text, description)
            ($0.units, $0.netGrams) = (UInt32(line.units), UInt32(netMass?.grams ?? 0))
            $0.value = value.wire
            ($0.hsCode, $0.origin) = (hsCode?.digits ?? "", origin?.code ?? "")
        }
    }
}
