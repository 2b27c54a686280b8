import RelayServer
import Storage
import Testing
import Wire

/// Parcels through a real server: two orders in one box, cut in two, declared, sent on two legs.
struct ParcelTests {
    @Test func `a parcel is packed, split, declared, sent on two legs and delivered`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let mina = try await stage.connect(.protobuf, "mina")
        _ = try await mina.authenticate(token: owner.text)
        try await mina.join()
        _ = try await mina.done(
            .setSellerProfile(
                make(WireSellerProfile()) {
                    ($0.name, $0.jurisdictions) = ("Seoul Finds", ["KR"])
                    $0.address = ["Market Road 1"]
                }))
        var open = Stage.session(holdSeconds: 900)
        open.declares = true
        open.weightTerms = make(WireWeightTerms()) {
            ($0.rule, $0.packingGrams) = (.refund, 100)
        }
        let session = try await mina.done(.openSession(open)).session
        #expect(session.declares && session.weightTerms.packingGrams == 100)
        let number = session.session
        _ = try await mina.done(.weighed("A12", in: session))
        _ = try await mina.done(.weighed("B3", hs: "3304.99", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        _ = try await linh.done(.setDestination(make(WireSetDestination()) { $0.country = "CN" }))
        _ = try await linh.done(.addressed)
        let first = try await linh.done(.order("A12", 2, in: number)).order.order
        let second = try await linh.done(.order("B3", in: number)).order.order
        for order in [first, second] {
            _ = try await mina.done(.confirm(linh.done(.pay(order, .manual)).payment))
        }

        // Both orders go into one box; one unit goes on by itself, and comes back.
        let packed = try await mina.done(
            .packParcel(make(WirePackParcel()) { $0.buyer = 1 })
        ).parcel
        #expect(packed.orders == [first, second] && packed.lines.map(\.units) == [2, 1])
        #expect(packed.estimatedGrams == 1000)
        let one = packed.parcel
        let other = try await mina.done(.split(one, first, units: 1)).parcel
        #expect(other.lines.map(\.code) == ["A12"] && other.parcel != one)
        let moved = try await linh.event("the units that moved") {
            if case .parcelRepacked(let moved)? = $0.body { moved } else { nil }
        }
        #expect(moved.from == one && moved.to == other.parcel && moved.by == "Mina")

        // Nothing leaves without a declaration, and that says what is missing.
        let slip = try await mina.done(.slip(one)).slip
        #expect(slip.declarationRequired && slip.lines.map(\.line.units) == [1, 1])
        #expect(try await linh.command(.slip(one)).error.code == .notAllowed)
        _ = try await mina.done(.seal(one, 600))
        #expect(try await mina.command(.handOver(one)).error.code == .notDeclared)
        let refused = try await mina.command(.declare(one)).error
        #expect(refused.code == .declarationIncomplete && refused.text.contains("A12: HS code"))
        _ = try await mina.done(
            .setCustomsFacts(
                make(WireSetCustomsFacts()) {
                    ($0.session, $0.code, $0.hsCode) = (number, "A12", "3304.99")
                }))
        let draft = try await mina.done(.declaration(one)).declaration
        #expect(draft.missing.isEmpty && draft.required && !draft.declared)
        #expect(draft.addressee.name == "Li Min" && draft.total.minorUnits == 10_400)
        let declared = try await mina.done(.declare(one)).parcel
        #expect(declared.state == .declared && declared.declaration.form == .cn23)
        #expect(declared.declaration.articles.map(\.value.minorUnits) == [5_200, 5_200])
        #expect(!declared.declaration.hasAddressee)
        let changed = try await mina.command(.split(one, second, units: 1)).error
        #expect(changed.code == .wrongState && changed.text.contains("unseal"))
        #expect(try await mina.command(.handOver(other.parcel)).error.code == .notDeclared)

        // It weighs 600 g of the 700 g that were estimated: a seventh of the freight comes back.
        _ = try await mina.done(.handOver(one))
        let credit = try await linh.event("the freight") {
            if case .freightCredited(let credit)? = $0.body { credit } else { nil }
        }
        #expect(credit.estimatedGrams == 700 && credit.amount.minorUnits == 85)
        _ = try await mina.done(
            .addLeg(
                make(WireAddLeg()) {
                    ($0.parcel, $0.carrier, $0.trackingNumber) = (one, "SF", "SF1")
                }))
        _ = try await mina.done(.track(one, .delivered, leg: 1, at: 1_790_000_000_000))
        _ = try await mina.done(.track(one, .delivered, leg: 2, at: 1_790_000_100_000))
        let states = try await [
            linh.event("leg 1", Self.tracked), linh.event("leg 2", Self.tracked),
        ]
        #expect(states == [.inTransit, .delivered])
        let orders = try await linh.done(.listOrders(WireListOrders())).orders.orders
        #expect(orders.map(\.state) == [.confirmed, .completed])
        #expect(orders.map(\.parcels) == [[one, other.parcel], [one]])

        // A buyer sees only the own parcels.
        #expect(try await linh.done(.listParcels(WireListParcels())).parcels.parcels.count == 2)
        #expect(try await nok.done(.listParcels(WireListParcels())).parcels.parcels.isEmpty)
        for message in nok.inbox {
            guard case .event(let event)? = message.body else { continue }
            switch event.body {
            case .parcelPacked?, .parcelRepacked?, .parcelSealed?, .parcelDeclared?,
                .parcelTracked?, .parcelLegAdded?, .freightCredited?:
                Issue.record("Nok saw \(event)")
            default: continue
            }
        }

        // A server that comes back says the same of all of it.
        let before = try await mina.done(.listParcels(WireListParcels())).parcels
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let again = try Stage.open(folder: folder, owner: owner)
        let back = try await again.connect()
        _ = try await back.authenticate(token: owner.text)
        #expect(
            try await back.done(id: "z-1", .listParcels(WireListParcels())).parcels == before)
        let slug = try #require(ShopSlug(Stage.shop))
        let report = try LedgerReport.verify(slug, in: again.data)
        #expect(report.isSound, "\(report.lines)")
        try await again.close()
    }

    @Sendable private static func tracked(_ event: WireEvent) -> WireParcelState? {
        if case .parcelTracked(let tracked)? = event.body { tracked.state } else { nil }
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static let addressed = Self.setAddress(
        make(WireSetAddress()) {
            ($0.address.name, $0.address.lines) = ("Li Min", ["Long Street 5"])
            $0.address.country = "CN"
        })

    /// Nine of 300 g, made in Korea.
    fileprivate static func weighed(
        _ code: String, hs: String = "", in session: WireSession
    ) -> Self {
        guard case .postItem(var post) = Self.post(code, in: session, stock: 9) else {
            preconditionFailure("a post is a post")
        }
        (post.caption.netWeightGrams, post.caption.hsCode) = (300, hs)
        post.caption.origin = "KR"
        return .postItem(post)
    }

    fileprivate static func split(_ parcel: UInt64, _ order: UInt64, units: UInt32) -> Self {
        .splitParcel(
            make(WireSplitParcel()) {
                $0.parcel = parcel
                $0.parts = [
                    make(WireSplitParcel.Part()) { ($0.order, $0.units) = (order, units) }
                ]
            })
    }

    fileprivate static func seal(_ parcel: UInt64, _ grams: UInt32) -> Self {
        .sealParcel(make(WireSealParcel()) { ($0.parcel, $0.grams) = (parcel, grams) })
    }

    fileprivate static func slip(_ parcel: UInt64) -> Self {
        .showSlip(make(WireShowSlip()) { $0.parcel = parcel })
    }

    fileprivate static func declare(_ parcel: UInt64) -> Self {
        .declareParcel(make(WireDeclareParcel()) { $0.parcel = parcel })
    }

    fileprivate static func declaration(_ parcel: UInt64) -> Self {
        .showDeclaration(make(WireShowDeclaration()) { $0.parcel = parcel })
    }

    fileprivate static func track(
        _ parcel: UInt64, _ state: WireParcelState, leg: UInt32, at: Int64
    ) -> Self {
        .trackParcel(
            make(WireTrackParcel()) {
                ($0.parcel, $0.state, $0.leg) = (parcel, state, leg)
                $0.occurredAtMs = at
            })
    }
}
