import ShopCore
import ShopModel
import Storage
import TestSupport

/// Drives a shop with random commands, keeping the entries that were decided.
struct RandomShop {
    private(set) var shop = Shop(providers: [.wechat], referencePrefix: "abcd1234")
    private(set) var entries: [Entry] = []
    private var generator: SeededGenerator
    var now = Timestamp(milliseconds: 1_700_000_000_000)

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func run(steps: Int) {
        for _ in 0..<steps { step() }
    }

    /// One command, or time that passes; a refusal is an outcome as well.
    mutating func step() {
        now = now + TimeSpan(milliseconds: Int64.random(in: 0...12_000, using: &generator))
        entries += shop.advance(to: now) + shop.announceStock(at: now)
        if chance(20), let buyer = shop.waitlist.buyers.min() {
            entries += shop.noteReach(of: buyer, isAway: chance(50), at: now)
            entries += shop.announceStock(at: now)
        }
        let (command, actor) = randomCommand()
        if let turn = try? shop.execute(command, by: actor, at: now) {
            entries += turn.entries + shop.announceStock(at: now)
        }
    }

    mutating func pick(_ count: Int) -> UInt64 {
        UInt64.random(in: 1...UInt64(max(1, count)), using: &generator)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 1...100, using: &generator) <= percent
    }

    private mutating func randomCommand() -> (Command, Actor) {
        let owner = Actor.staff(name: "Ana", role: .owner)
        let session = likelySession()
        let buyer = Actor.buyer(likelyBuyer())
        let order = likelyOrder()
        let parcel = ParcelID(pick(shop.parcels.count))
        if shop.people.away != nil, chance(30) { return (.people(.setAway(nil)), owner) }
        if shop.items.count < 6 * shop.sessions.count, chance(10) {
            return (postItem(in: session), owner)
        }
        if chance(12) { return (placeOrder(in: session), buyer) }
        if chance(12) { return moneyCommand(order, owner) }
        if chance(8) { return quoteCommand(order, buyer, owner) }
        if chance(9) { return waitingCommand(in: session, buyer) }
        if chance(8) { return peopleCommand(BuyerID(pick(shop.buyers.count)), owner) }
        if chance(14) { return sourcingCommand(owner) }
        if chance(9) { return requestCommand(in: session, buyer, owner) }
        if chance(5) { return recordsCommand(order, owner) }
        if chance(5) { return talkCommand(in: session, buyer, owner) }
        if chance(4) { return (.packParcel(orders: [ready ?? order]), owner) }
        if chance(12) { return parcelCommand(owner) }
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<3: return (openSession(), owner)
        case 3 where chance(20): return (.closeSession(session), owner)
        case 4:
            return (
                .postRate(session: session, rate: Samples.rate("0.0053").rate, source: "x"), owner
            )
        case 5..<12: return (postItem(in: session), owner)
        case 12..<14: return (sell(in: session), owner)
        case 14..<16:
            let change = Command.changeStock(
                session: session, code: code(), variant: size(), offered: Int(pick(30)))
            return (change, owner)
        case 16..<18: return (sell(in: session), owner)
        case 18..<20:
            let text = chance(50) ? "hello" : "\(chance(70) ? "mine" : "pass") A\(pick(8))"
            return (.say(session: session, text: text), chance(30) ? owner : buyer)
        case 20..<26: return (joinBuyer(session), buyer)
        case 26..<50: return (placeOrder(in: session), buyer)
        case 50..<53: return (.cancelOrder(order, reason: "no need"), owner)
        case 53..<66:
            let actor = shop.orders[order].map { Actor.buyer($0.buyer) } ?? buyer
            return (.requestPayment(order, method: chance(60) ? .wechat : .manual), actor)
        case 66..<90: return settlePayment(likelyPayment(), owner)
        case 90..<94: return (.packParcel(orders: [order]), owner)
        case 94..<97:
            return (.handOver(parcel, carrier: "SF", trackingNumber: "SF\(parcel)"), owner)
        default: return (track(parcel), owner)
        }
    }

    private mutating func moneyCommand(_ order: OrderID, _ owner: Actor) -> (Command, Actor) {
        let refund = RefundID(pick(shop.refunds.count))
        let provider = Actor.provider(.wechat)
        guard let day = CalendarDate("2023-11-13") else { preconditionFailure("a day") }
        let wish = ReconciliationWish(.wechat, day)
        switch pick(9) {
        case 1: return (.acceptOrder(order), owner)
        case 2:
            let open = shop.orders.values.filter {
                $0.state == .confirmed && $0.policy != .payFirst && !$0.isAsked
            }
            return (.askPayment(open.map(\.id).max() ?? order), owner)
        case 3: return (.refundOrder(order, amount: nil, reason: "late"), owner)
        case 4:
            let some = shop.orders[order].map { Money(1, $0.settled.currency) }
            return (.refundOrder(order, amount: some, reason: "broken"), owner)
        case 5:
            guard let amount = shop.refunds[refund]?.amount else {
                return (.reconcile(day, nil), owner)
            }
            let ends: [RefundReport] = [
                .processing(id: "r"), .done(id: "r", amount: amount), .failed(reason: "closed"),
                .needsAttention(reason: "card"),
            ]
            return (.reportRefund(refund, ends[Int(pick(ends.count)) - 1]), provider)
        case 6: return (.confirmRefund(refund, givenUp: false, reference: "b"), owner)
        case 7:
            let ways = Resolution.allCases
            let way = ways[Int(pick(ways.count)) - 1]
            return (.resolvePayment(PaymentID(pick(shop.payments.count)), way, reason: "x"), owner)
        case 8:
            let line = Reconciliation.Difference(
                .notHere, number: "n", transaction: "t", here: nil,
                there: Money(1, Samples.currency("CNY")), text: "x")
            let result = Reconciliation(wish, payments: 1, refunds: 0, differences: [line])
            return chance(50)
                ? (.reconcile(day, nil), owner) : (.reportReconciliation(result), provider)
        default:
            let routes = [PaymentRoute(.wechat), PaymentRoute(.manual)]
            return (
                .setPaymentRules(PaymentRules(routes: routes, automaticRefunds: chance(50))), owner
            )
        }
    }

    private mutating func waitingCommand(
        in session: SessionID, _ buyer: Actor
    ) -> (Command, Actor) {
        let offers = shop.waitlist.offers.values.sorted { $0.id < $1.id }
        let places = shop.waitlist.places.values.sorted { $0.id < $1.id }
        switch pick(10) {
        case 1...3 where !offers.isEmpty:
            let offer = offers[Int(pick(offers.count)) - 1]
            let command: Command = chance(70) ? .acceptOffer(offer.id) : .passOffer(offer.id)
            return (command, .buyer(offer.buyer))
        case 4 where !places.isEmpty:
            let place = places[Int(pick(places.count)) - 1]
            return (.leaveWaitlist(place.id), .buyer(place.buyer))
        case 5: return (.say(session: session, text: "next A\(pick(8)) x20"), buyer)
        default:
            let line = Command.RequestedLine(
                code: code(), quantity: Int(pick(25)), variant: size())
            return (.placeOrder(session: session, lines: [line], waits: true), buyer)
        }
    }

    /// An order that can be packed as far as its goods are concerned.
    private var ready: OrderID? {
        shop.orders.values.filter { order in
            order.state == .confirmed && order.parcel == nil
                && order.sourcing.allSatisfy(\.isSettled)
        }.map(\.id).max()
    }

    /// What is done about the buy list, mostly something that is on it.
    private mutating func sourcingCommand(_ owner: Actor) -> (Command, Actor) {
        let list = shop.buyList
        let line = list.isEmpty ? nil : list[Int(pick(list.count)) - 1]
        let session = line?.item.session ?? SessionID(1)
        let (wanted, values) = (line?.item.code ?? code(), line?.variant.values ?? [])
        switch pick(14) {
        case 1...5:
            let proof = Purchase.Proof(
                store: "Olive", receipt: chance(50) ? photo() : nil, batch: "L42",
                expiry: CalendarDate(chance(80) ? "2027-01-31" : "2023-11-20"))
            return (
                .tickOff(
                    Command.TickOff(
                        session: session, code: wanted, variant: values, units: Int(pick(2)),
                        proof: proof)), owner
            )
        case 6:
            let tick = shop.purchases.values.filter { $0.given > 0 }.map(\.id).max()
            return (.takeBackTick(tick ?? PurchaseID(1), reason: "miscounted"), owner)
        case 7...9:
            let items = shop.items(in: session).filter {
                !$0.isWithdrawn && $0.code != wanted && $0.stock.available != 0
            }
            let item = items.isEmpty ? nil : items[Int(pick(items.count)) - 1]
            let other = Command.ReportShort.Choice(
                code: item?.code ?? code(), variant: item?.stock.variants.first?.values ?? [])
            return (
                .reportShort(
                    Command.ReportShort(
                        session: session, code: wanted, variant: values,
                        units: chance(70) ? 1 : nil, substitute: chance(75) ? other : nil)), owner
            )
        case 10...13:
            let open = shop.substitutes.values.filter { $0.state == .offered }
                .min { $0.id < $1.id }
            let buyer = open.flatMap { shop.orders[$0.order]?.buyer } ?? BuyerID(1)
            return (
                .answerSubstitute(open?.id ?? SubstituteID(1), accepts: chance(60)), .buyer(buyer)
            )
        default:
            let firm = shop.orders.values.filter { $0.state == .confirmed }.map(\.id).sorted()
            let order = firm.isEmpty ? OrderID(1) : firm[Int(pick(firm.count)) - 1]
            return (.cancelOrder(order, reason: "not to be had"), owner)
        }
    }

    private mutating func openSession() -> Command {
        let byTariff = !shop.pricing.tariffs.isEmpty && chance(70)
        return .openSession(
            Command.OpenSession(
                title: "Live \(shop.sessions.count)", priceCurrency: Samples.currency("KRW"),
                settlementCurrency: Samples.currency("CNY"), rate: Samples.rate("0.0052").rate,
                rateSource: "bank",
                freight: Money(byTariff ? 0 : 1500, Samples.currency("CNY")),
                holdTime: .minutes(5), inviteCode: "invite\(shop.sessions.count + 1)",
                policy: [
                    .payFirst, .payFirst, .payAfterPurchase, .deposit(.share(percent: 30)),
                ][Int(pick(4)) - 1],
                rateTerms: RateTerms(bufferBasisPoints: Int(pick(300)), rounding: .up),
                quoteTime: chance(50) ? .minutes(2) : nil, freightByTariff: byTariff,
                freightCap: byTariff && chance(50) ? Money(4000, Samples.currency("CNY")) : nil,
                weightTerms: WeightTerms(
                    rule: chance(50) ? .waive : .refund(tolerancePercent: 5), packing: .zero),
                declares: chance(30)))
    }

    private mutating func postItem(in session: SessionID) -> Command {
        var caption = Caption(title: "Tea", price: Money(38_000, Samples.currency("KRW")))
        if chance(50) {
            caption.netWeight = Mass(grams: 300)
            caption.expiry = CalendarDate("2027-01-31")
            caption.reference = CalendarDate("2026-01-31").map {
                ReferencePrice(price: caption.price, source: "mall", date: $0)
            }
        }
        let models = StockModel.allCases
        let hasSizes = chance(40)
        let limit = shop.sessions[session]?.purchaseLimits.keys.sorted().first
        return .postItem(
            Command.PostItem(
                session: session, code: code(), caption: caption,
                model: models[Int(pick(models.count)) - 1], offered: Int(pick(20)),
                limitPerBuyer: chance(30) ? 3 : nil, photos: chance(50) ? [photo()] : [],
                options: hasSizes ? sizes : .none,
                variants: hasSizes
                    ? [("S", 5), ("M", 9)].map { .init(values: [$0.0], offered: $0.1) } : [],
                purchaseLimit: limit ?? ""))
    }

    mutating func photo() -> Photo {
        let digest = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        guard let id = PhotoID(digest: digest) else { preconditionFailure("a digest has 32 bytes") }
        return Photo(
            preview: PhotoFile(id: id, width: 480, height: 360, sizeBytes: 20_000),
            full: PhotoFile(id: id, width: 1600, height: 1200, sizeBytes: 200_000))
    }

    private mutating func size() -> [String] { chance(60) ? [] : [chance(50) ? "S" : "M"] }

    private var sizes: VariantOptions {
        do {
            return try VariantOptions([VariantOption(name: "size", values: ["S", "M"])])
        } catch {
            preconditionFailure("these options are fine: \(error)")
        }
    }

    /// What a seller changes of an item.
    private mutating func sell(in session: SessionID) -> Command {
        let code = code()
        let price = Money(Int64(pick(90_000)), Samples.currency("KRW"))
        switch pick(10) {
        case 1:
            return .correctItem(
                session: session, code: code, caption: Caption(title: "Tea 2", price: price),
                seen: nil)
        case 2: return .withdrawItem(session: session, code: code)
        case 3:
            let withdrawn = shop.items.values.filter {
                $0.isWithdrawn && shop.sessions[$0.session]?.isOpen == true
            }.min { $0.id < $1.id }
            return .restoreItem(
                session: withdrawn?.session ?? session, code: withdrawn?.code ?? code)
        case 4: return .markSoldOut(session: session, code: code, variant: [])
        case 5: return .pinItem(session: session, code: code)
        case 6:
            let pinned = shop.sessions.values.filter { $0.pinned != nil && $0.isOpen }
                .min { $0.id < $1.id }
            return .unpinItem(session: pinned?.id ?? session)
        case 7:
            return .startFlashSale(
                Command.StartFlashSale(
                    session: session, code: code, price: Money(1, Samples.currency("KRW")),
                    units: Int(pick(9)), unitsPerBuyer: chance(50) ? 2 : nil,
                    duration: .minutes(10)))
        case 8: return .endFlashSale(session: session, code: code)
        case 9:
            return .setPurchaseLimit(
                session: session, name: "House", units: chance(80) ? 20 + Int(pick(20)) : nil)
        default: return .setClaimWords(ClaimWords(claim: ["yes"]))
        }
    }

    mutating func code() -> ItemCode { Samples.code("A\(pick(8))") }

    private func joinBuyer(_ session: SessionID) -> Command {
        let number = UInt8(truncatingIfNeeded: shop.buyers.count)
        return .joinBuyer(
            invite: "invite\(session)", alias: "buyer \(number)",
            tokenHash: [UInt8](repeating: number, count: 32))
    }

    private mutating func placeOrder(in session: SessionID) -> Command {
        .placeOrder(
            session: session,
            lines: (0..<pick(3)).map { _ in
                Command.RequestedLine(code: code(), quantity: Int(pick(3)), variant: size())
            })
    }

    private mutating func settlePayment(_ id: PaymentID, _ owner: Actor) -> (Command, Actor) {
        guard let payment = shop.payments[id] else {
            return (.say(session: SessionID(1), text: "?"), owner)
        }
        if payment.method == .wechat {
            return (.reportPayment(id, report(on: payment)), .provider(.wechat))
        }
        let buyer = shop.orders[payment.order].map { Actor.buyer($0.buyer) } ?? owner
        switch pick(6) {
        case 1...2: return (.claimPayment(id, note: "sent"), buyer)
        case 3: return (.rejectPayment(id, reason: "nothing came"), owner)
        default:
            let amount = payment.amount.minorUnits
            let received =
                chance(60) ? amount : Int64.random(in: 1...(2 * amount), using: &generator)
            return (
                .confirmPayment(
                    id, received: Money(received, payment.amount.currency), bankReference: ""),
                owner
            )
        }
    }

    private mutating func report(on payment: Payment) -> ProviderReport {
        switch pick(12) {
        case 1...3: .opened(link: "weixin://pay/\(payment.id)")
        case 4: .refused(reason: "not today")
        case 5: .notPaid
        case 6...7: .closed
        case 8: .contradicted(reason: "another merchant")
        default: .paid(transaction: "tx\(payment.id)", amount: payment.amount)
        }
    }

    private mutating func track(_ parcel: ParcelID) -> Command {
        let states = Parcel.State.allCases
        return .trackParcel(
            parcel,
            TrackingEvent(
                state: states[Int(pick(states.count)) - 1], text: "on its way", occurredAt: now))
    }
}

extension Entry {
    /// As it is stored here: the bytes only name the entry.
    var record: JournalRecord {
        JournalRecord(
            entry: self, payload: Array("entry \(sequence)".utf8), actor: "test", commandID: nil)
    }
}
