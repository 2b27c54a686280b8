import RelayServer
import Storage
import Testing
import Wire

/// Quotes through a real server: freight by tariff, duties, a deadline, new versions.
struct QuoteTests {
    @Test func `a quote is previewed, frozen, made anew, agreed and paid, and outlives a restart`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let mina = try await stage.connect(.protobuf, "mina")
        _ = try await mina.authenticate(token: owner.text)
        try await mina.join()
        let early = try await mina.command(.openByTariff()).error
        #expect(early.code == .noFreight)
        _ = try await mina.done(.setTariff(.air))
        _ = try await mina.done(.setDutyTable(.china))
        let twice = try await mina.command(.setTariff(.air)).error
        #expect(twice.code == .invalidField)
        let session = try await mina.done(.openByTariff()).session
        #expect(session.freightByTariff && session.bufferBasisPoints == 250)
        let number = session.session
        _ = try await mina.done(.postWeighed("A12", in: session))
        _ = try await mina.done(.postWeighed("P1", goods: .pharma, in: session))
        _ = try await mina.done(.setRestrictedGoods(.noPharma))

        let (linh, _) = try await stage.buyer("Linh", in: session, .json)
        let homeless = try await linh.command(.order("A12", in: number)).error
        #expect(homeless.code == .destination)
        _ = try await linh.done(.setDestination(make(WireSetDestination()) { $0.country = "CN" }))
        let restricted = try await linh.command(.order("P1", in: number)).error
        #expect(restricted.code == .restricted && restricted.text.contains("licence"))

        // 10,000 KRW × 0.0052 × 1.025 = ¥53.30; 300 g: ¥30 at least.
        var preview = try await linh.done(.preview("A12", in: number)).preview
        let order = try await linh.done(.order("A12", in: number)).order
        preview.quote.validUntilMs = order.quote.validUntilMs  // Both count from their own moment.
        #expect(order.quote == preview.quote)
        #expect(order.quote.goods.minorUnits == 5330 && order.quote.freight.minorUnits == 3000)
        #expect(order.quote.total.minorUnits == 8330 && order.quote.validUntilMs > 0)
        #expect(order.quote.duty.low.minorUnits == 107 && order.quote.duty.source == "notice")
        #expect(order.lines[0].value.minorUnits == 5330)
        let next = try await linh.done(.preview("A12", in: number)).preview
        #expect(next.quote.freight.minorUnits == 1000)
        #expect(next.quote.freightBasis.togetherWith == [order.order])
        let second = try await linh.done(.order("A12", in: number)).order
        let blocked = try await linh.command(.pay(second.order, .manual)).error
        #expect(blocked.code == .payFirst)

        // A dearer rate changes nothing by itself; the new version counts once it is accepted.
        _ = try await mina.done(
            .postRate(
                make(WirePostRate()) {
                    ($0.session, $0.rate, $0.source) = (number, "0.0060", "bank")
                }))
        let requoted = try await mina.done(
            .requote(make(WireRequote()) { ($0.order, $0.why) = (order.order, "the rate") })
        ).order
        #expect(requoted.quote == order.quote && requoted.quotes.count == 2)
        let told = try await linh.event("the new quote") {
            if case .orderRequoted(let requoted)? = $0.body { requoted } else { nil }
        }
        #expect(told.quote.quote.goods.minorUnits == 6150 && told.quote.why == "the rate")
        let wrong = try await linh.command(.accept(order.order, 3)).error
        #expect(wrong.code == .quoteExpired)
        let agreed = try await linh.done(.accept(order.order, 2)).order
        #expect(agreed.quote.total.minorUnits == 9150 && agreed.quoteVersion == 2)
        let payment = try await linh.done(.pay(order.order, .manual)).payment
        #expect(payment.amount.minorUnits == 9150)
        _ = try await mina.done(.confirm(payment))
        _ = try await linh.done(.pay(second.order, .manual))

        let before = try await mina.done(.listOrders(WireListOrders())).orders
        let tables = try await mina.done(.listPricing(WireListPricing())).pricing
        #expect(tables.tariffs == [.air] && tables.restrictedGoods == .noPharma)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let again = try Stage.open(folder: folder, owner: owner)
        let later = try await again.connect()
        _ = try await later.authenticate(token: owner.text)
        let after = try await later.done(id: "later-1", .listOrders(WireListOrders())).orders
        #expect(after == before)
        let kept = try await later.done(id: "later-2", .listPricing(WireListPricing())).pricing
        #expect(kept == tables)
        let slug = try #require(ShopSlug(Stage.shop))
        let report = try LedgerReport.verify(slug, in: again.data)
        #expect(report.isSound, "\(report.lines)")
        try await again.close()
    }

    @Test func `a session's quotes hold for a time within the server's bounds`() async throws {
        let stage = try Stage.open()
        let mina = try await stage.connect(.protobuf, "mina")
        _ = try await mina.authenticate(token: stage.owner.text)
        try await mina.join()
        let tooShort = try await mina.command(.openFlat(quoteSeconds: 1)).error
        #expect(tooShort.code == .invalidField && tooShort.text.contains("30 to 259200"))
        let session = try await mina.done(.openFlat(quoteSeconds: 30)).session
        #expect(session.quoteSeconds == 30)
        try await stage.close()
    }
}

extension WireMoney {
    fileprivate static func cny(_ minorUnits: Int64) -> WireMoney {
        make(WireMoney()) { ($0.minorUnits, $0.currency) = (minorUnits, "CNY") }
    }
}

extension WireTariff {
    fileprivate static let air = make(WireTariff()) {
        ($0.id, $0.validFrom, $0.source) = ("air-1", "2020-01-01", "price list")
        ($0.currency, $0.consolidates) = ("CNY", true)
        $0.rows = [
            make(WireTariffRow()) {
                ($0.goods, $0.destination, $0.stepGrams) = (.cosmetics, "CN", 500)
                $0.bands = [(500, 2800), (20_000, 1200)].map { grams, price in
                    make(WireTariffBand()) {
                        ($0.upToGrams, $0.pricePerStep) = (grams, .cny(price))
                    }
                }
                $0.minimum = .cny(3000)
            }
        ]
    }
}

extension WireDutyTable {
    fileprivate static let china = make(WireDutyTable()) {
        ($0.id, $0.validFrom, $0.source) = ("cn-1", "2020-01-01", "notice")
        $0.rates = [
            make(WireDutyRate()) {
                ($0.goods, $0.destination) = (.cosmetics, "CN")
                ($0.lowPermille, $0.highPermille) = (20, 50)
            }
        ]
    }
}

extension WireRestrictedGoods {
    fileprivate static let noPharma = make(WireRestrictedGoods()) {
        $0.restrictions = [
            make(WireRestriction()) {
                ($0.goods, $0.destination, $0.reason) = (.pharma, "*", "a licence is needed")
                ($0.source, $0.date) = ("notice", "2026-01-01")
            }
        ]
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static func openByTariff() -> Self {
        var open = Stage.session(holdSeconds: 900)
        open.clearFreight()
        (open.freightByTariff, open.bufferBasisPoints, open.quoteSeconds) = (true, 250, 600)
        return .openSession(open)
    }

    fileprivate static func openFlat(quoteSeconds: UInt32) -> Self {
        var open = Stage.session(holdSeconds: 900)
        open.quoteSeconds = quoteSeconds
        return .openSession(open)
    }

    fileprivate static func postWeighed(
        _ code: String, goods: WireGoodsClass = .cosmetics, in session: WireSession
    ) -> Self {
        guard case .postItem(var post) = Self.post(code, in: session, stock: 9) else {
            preconditionFailure("a post posts")
        }
        (post.caption.goodsClass, post.caption.netWeightGrams) = (goods, 300)
        return .postItem(post)
    }

    fileprivate static func preview(_ code: String, in session: UInt64) -> Self {
        .previewOrder(
            make(WirePreviewOrder()) {
                $0.session = session
                $0.lines = [make(WirePlaceOrder.Line()) { ($0.code, $0.quantity) = (code, 1) }]
            })
    }

    fileprivate static func accept(_ order: UInt64, _ version: UInt32) -> Self {
        .acceptQuote(make(WireAcceptQuote()) { ($0.order, $0.version) = (order, version) })
    }
}
