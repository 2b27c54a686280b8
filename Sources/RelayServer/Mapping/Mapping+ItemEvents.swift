import ShopCore
import ShopModel
import Wire

// Events of items, limits and claims, in both directions.

extension ShopEvent {
    func itemBody(in shop: Shop) -> WireEvent.OneOf_Body {
        func code(_ id: ItemID) -> String { shop.items[id]?.code.text ?? "" }
        func named(_ id: ItemID) -> WireItemNamed {
            make {
                ($0.item, $0.code) = (id.number, code(id))
                $0.session = shop.items[id]?.session.number ?? 0
            }
        }
        switch self {
        case .itemPosted(let item): return .itemPosted(item.wire)
        case .stockChanged(let id, let variant, let offered, let available):
            return .stockChanged(
                make {
                    ($0.item, $0.code, $0.variant) = (id.number, code(id), variant.values)
                    $0.stock.model = (shop.items[id]?.stock.model ?? .onHand).wire
                    ($0.stock.offered, $0.stock.available) = (UInt32(offered), UInt32(available))
                })
        case .itemCorrected(let id, let caption, let version):
            return .itemCorrected(
                make {
                    ($0.item, $0.code) = (id.number, code(id))
                    ($0.caption, $0.version) = (caption.wire, UInt32(version))
                })
        case .itemWithdrawn(let id): return .itemWithdrawn(named(id))
        case .itemRestored(let id): return .itemRestored(named(id))
        case .itemPinned(let id): return .itemPinned(named(id))
        case .itemUnpinned(let session):
            return .itemUnpinned(make { $0.session = session.number })
        case .flashSaleStarted(let id, let sale):
            return .flashSaleStarted(
                make {
                    ($0.item, $0.code) = (id.number, code(id))
                    ($0.sale, $0.version) = (sale.wire, UInt32(sale.firstVersion))
                })
        case .flashSaleEnded(let id, let end, let version):
            return .flashSaleEnded(
                make {
                    ($0.item, $0.code, $0.end) = (id.number, code(id), end.wire)
                    $0.version = UInt32(version)
                    if let price = shop.items[id]?.caption.price { $0.price = price.wire }
                })
        case .purchaseLimitSet(let session, let name, let units):
            return .purchaseLimitSet(
                make {
                    $0.session = session.number
                    $0.limit = shop.sessions[session]?.purchaseLimits[name]?.wire ?? .init()
                    ($0.limit.name, $0.limit.units) = (name, UInt32(units ?? 0))
                })
        default: preconditionFailure("not an event of an item")
        }
    }

    func claimBody() -> WireEvent.OneOf_Body {
        switch self {
        case .claimWordsSet(let words):
            return .claimWordsSet(make { ($0.claim, $0.pass) = (words.claim, words.pass) })
        case .claimAnswered(let session, let buyer, let said, let answer):
            return .claimAnswered(
                make {
                    ($0.session, $0.buyer, $0.said) = (session.number, buyer.number, said.number)
                    switch answer {
                    case .held(let order, let until):
                        ($0.outcome, $0.order) = (.held, order.number)
                        $0.holdUntilMs = until.milliseconds
                    case .refused(let why, let suggestion, let kind):
                        ($0.outcome, $0.text, $0.refused) = (.refused, why, kind.wire)
                        $0.suggestion = suggestion ?? ""
                    case .passed(let order): ($0.outcome, $0.order) = (.passed, order.number)
                    case .nothingToPass: $0.outcome = .nothingToPass
                    case .heldPart(let order, let until, let waits):
                        ($0.outcome, $0.order) = (.held, order.number)
                        ($0.holdUntilMs, $0.places) = (until.milliseconds, waits.map(\.wire))
                    case .waiting(let waits):
                        ($0.outcome, $0.places) = (.waiting, waits.map(\.wire))
                    case .offerPassed(let offer):
                        ($0.outcome, $0.offer) = (.offerPassed, offer.number)
                    case .leftWaitlist(let place):
                        ($0.outcome, $0.places) = (.left, [make { $0.place = place.number }])
                    }
                })
        default: preconditionFailure("not an event of a claim")
        }
    }

    /// Reads an event of an item or claim; `nil` for one of another kind.
    static func item(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .itemPosted(let item)?: .itemPosted(try item.core())
        case .stockChanged(let change)?:
            .stockChanged(
                ItemID(change.item), Variant(values: change.variant),
                offered: Int(change.stock.offered), available: Int(change.stock.available))
        case .itemCorrected(let corrected)?:
            .itemCorrected(
                ItemID(corrected.item), try corrected.caption.core(),
                version: Int(corrected.version))
        case .itemWithdrawn(let named)?: .itemWithdrawn(ItemID(named.item))
        case .itemRestored(let named)?: .itemRestored(ItemID(named.item))
        case .itemPinned(let named)?: .itemPinned(ItemID(named.item))
        case .itemUnpinned(let unpinned)?: .itemUnpinned(SessionID(unpinned.session))
        case .flashSaleStarted(let started)?:
            .flashSaleStarted(
                ItemID(started.item),
                FlashSale(
                    price: try started.sale.price.core("price"), units: Int(started.sale.units),
                    unitsPerBuyer: started.sale.unitsPerBuyer == 0
                        ? nil : Int(started.sale.unitsPerBuyer),
                    endsAt: Timestamp(milliseconds: started.sale.endsAtMs),
                    firstVersion: Int(started.version)))
        case .flashSaleEnded(let ended)?:
            .flashSaleEnded(
                ItemID(ended.item), try ended.end.core(), version: Int(ended.version))
        case .purchaseLimitSet(let set)?:
            .purchaseLimitSet(
                SessionID(set.session), name: set.limit.name,
                units: set.limit.units == 0 ? nil : Int(set.limit.units))
        case .claimWordsSet(let words)?:
            .claimWordsSet(ClaimWords(claim: words.claim, pass: words.pass))
        case .claimAnswered(let answered)?:
            .claimAnswered(
                session: SessionID(answered.session), buyer: BuyerID(answered.buyer),
                said: EventSequence(answered.said), answer: try answered.core())
        default: nil
        }
    }
}

extension WireClaimAnswered {
    fileprivate func core() throws(FieldError) -> ClaimAnswer {
        switch outcome {
        case .held:
            let until = Timestamp(milliseconds: holdUntilMs)
            guard !places.isEmpty else { return .held(OrderID(order), until: until) }
            return .heldPart(OrderID(order), until: until, waits: try spots())
        case .waiting: return .waiting(try spots())
        case .offerPassed: return .offerPassed(HoldID(offer))
        case .left: return .leftWaitlist(PlaceID(places.first?.place ?? 0))
        case .refused:
            return .refused(
                why: text, suggestion: suggestion.isEmpty ? nil : suggestion,
                kind: refused.core)
        case .passed: return .passed(OrderID(order))
        case .nothingToPass: return .nothingToPass
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "outcome", rule: "is no outcome of a claim")
        }
    }

    private func spots() throws(FieldError) -> [WaitlistSpot] {
        try places.map { place throws(FieldError) in try place.spot() }
    }
}

extension FlashSaleEnd {
    fileprivate var wire: WireFlashSaleEnd {
        switch self {
        case .time: .time
        case .units: .units
        case .seller: .seller
        }
    }
}

extension WireFlashSaleEnd {
    fileprivate func core() throws(FieldError) -> FlashSaleEnd {
        switch self {
        case .time: return .time
        case .units: return .units
        case .seller: return .seller
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "end", rule: "is no end of a flash sale")
        }
    }
}
