import ShopCore
import ShopModel

/// What is done with parcels, so that read tables have all of it to hold.
extension RandomShop {
    mutating func parcelCommand(_ owner: Actor) -> (Command, Actor) {
        let open = likelyParcel(.open)
        switch pick(16) {
        case 1: return (.packParcel(orders: [], buyer: likelyBuyer()), owner)
        case 2, 3:
            let line = shop.parcels[open]?.lines.last
            let target: ParcelCommand.SplitParcel.Target =
                chance(60) ? .newParcel : chance(50) ? .unpacked : .parcel(likelyParcel(.open))
            let part = ParcelCommand.SplitParcel.Part(
                order: line?.order ?? OrderID(1), line: line?.line, units: chance(60) ? 1 : nil)
            return (.parcel(.split(.init(open, [part], to: target, reason: "room"))), owner)
        case 4:
            let other = shop.parcels.values.filter { parcel in
                parcel.state == .open && parcel.id != open && !parcel.lines.isEmpty
                    && parcel.buyer == shop.parcels[open]?.buyer
            }.map(\.id).max()
            return (.parcel(.merge(into: open, from: [other ?? open], reason: "one box")), owner)
        case 5, 6, 7:
            guard let mass = Mass(grams: Int64(pick(400))) else { preconditionFailure("a mass") }
            return (.parcel(.seal(open, mass: mass, number: "S", photo: nil)), owner)
        case 8:
            let reason = "wrong"
            return (.parcel(.unseal(likelyParcel(.sealed), reason: reason)), owner)
        case 9, 10: return declare(likelyParcel(.sealed), owner)
        case 11: return (.parcel(.addLeg(left, carrier: "SF", trackingNumber: "SF2")), owner)
        case 12:
            guard let day = CalendarDate(chance(50) ? "2023-01-01" : "2024-01-01"),
                let rate = ExactDecimal("9.5"),
                let sdr = try? SDRRate(
                    currency: Samples.currency("CNY"), rate: rate, validFrom: day, source: "IMF")
            else { preconditionFailure("this rate is fine") }
            return (.parcel(.setSDRRate(sdr)), owner)
        case 13:
            let sealed = likelyParcel(chance(50) ? .declared : .sealed)
            return (.handOver(sealed, carrier: "EMS", trackingNumber: "EE\(sealed)"), owner)
        default:
            let event = TrackingEvent(
                state: chance(60) ? .delivered : .exception, text: "", occurredAt: now,
                leg: Int(pick(2)) - 1, rawHash: [UInt8](repeating: 7, count: 32))
            return (.trackParcel(left, event), owner)
        }
    }

    private func likelyParcel(_ state: Parcel.State) -> ParcelID {
        shop.parcels.values.filter { $0.state == state && !$0.lines.isEmpty }.map(\.id).max()
            ?? ParcelID(1)
    }

    /// One that is under way.
    private var left: ParcelID {
        shop.parcels.values.filter { $0.hasLeft && $0.tracking.count < 4 }.map(\.id).max()
            ?? ParcelID(1)
    }

    /// Declares a parcel, or says first what its form still needs.
    private mutating func declare(_ id: ParcelID, _ owner: Actor) -> (Command, Actor) {
        guard let parcel = shop.parcels[id] else { return (.parcel(.declare(id, .init())), owner) }
        let draft = shop.draft(of: parcel, .init(), at: now)
        if draft.sender == nil || draft.sender?.address.isEmpty == true {
            let profile = SellerProfile(
                version: 0, name: "Tea", registration: "1", licence: "", taxID: "",
                jurisdictions: ["KR"], address: ["a"])
            return (.people(.setSeller(profile)), owner)
        }
        if !draft.hasAddressee {
            return (
                .people(.keepDetail(parcel.buyer, .address(1), sealed: [1])),
                .buyer(parcel.buyer)
            )
        }
        if let article = draft.articles.first(where: { $0.hsCode == nil || $0.netMass == nil }),
            let item = shop.orders[article.line.order]?.line(article.line.line).item,
            let session = shop.items[item]?.session
        {
            return (
                .parcel(
                    .setCustomsFacts(
                        session: session, code: article.code, hsCode: HSCode("330499"),
                        origin: Country("KR"), netMass: Mass(grams: 300))), owner
            )
        }
        return (.parcel(.declare(id, .init())), owner)
    }
}
