import ShopCore
import ShopModel
import Testing

/// The books of quotes, kept from the journal alone: what each order should cost, by arithmetic of
/// their own.
struct QuoteBooks {
    private var rate = ExactDecimal(mantissa: 1, scale: 0)
    private var buffer = 0
    private var rounding = Rounding.halfUp
    private var cap: Int64?
    private var quoteTime: TimeSpan?
    private var tariffs: [Tariff] = []
    private var destinations: [BuyerID: Country] = [:]
    private var references: Set<String> = []
    private var parcelOrders: [OrderID: Placed] = [:]
    private var versions: [OrderID: [QuoteVersion]] = [:]
    private var orderOfPayment: [PaymentID: OrderID] = [:]
    private var confirmed: Set<OrderID> = []
    /// Minor units that came and are not promised back.
    private var kept: [OrderID: Int64] = [:]
    /// What each order was agreed at.
    private(set) var agreed: [OrderID: QuoteVersion] = [:]
    private var read = 0

    private struct Placed {
        let order: Order
        /// Over, or not sure to go on.
        var hasEnded = false
        var packedUnits = 0
        var isOut: Bool { hasEnded || packedUnits > 0 }
        var destination: Country?
        var lines: [OrderLine] { order.lines }
    }

    /// Reads what is new in the journal, and counts each quote anew.
    mutating func read(_ journal: [Entry], _ step: String) {
        for entry in journal[read...] { take(entry, step) }
        read = journal.count
    }

    private mutating func take(_ entry: Entry, _ step: String) {
        switch entry.event {
        case .sessionOpened(let session):
            (rate, buffer) = (session.rate.rate, session.rateTerms.bufferBasisPoints)
            (rounding, cap) = (session.rateTerms.rounding, session.freightCap?.minorUnits)
            quoteTime = session.quoteTime
        case .ratePosted(_, let posted, let terms):
            (rate, buffer, rounding) = (posted.rate, terms.bufferBasisPoints, terms.rounding)
        case .tariffSet(let tariff): tariffs.append(tariff)
        case .destinationSet(let buyer, let country): destinations[buyer] = country
        case .orderPlaced(let order):
            let version = QuoteVersion(
                number: 1, quote: order.quote,
                prices: order.lines.map { QuotedPrice(unitPrice: $0.unitPrice, version: 1) },
                why: "", madeAt: entry.at)
            check(version, of: order, entry.at, step)
            agreed[order.id] = version
            parcelOrders[order.id] = Placed(order: order, destination: order.quote.destination)
        case .orderRequoted(let id, let version):
            guard let order = parcelOrders[id]?.order else { return }
            check(version, of: order, entry.at, step)
            versions[id, default: []].append(version)
            verify(version.number == versions[id, default: []].count + 1, "\(step)")
        case .quoteAccepted(let id, let number):
            guard let latest = versions[id]?.last else { return }
            verify(latest.number == number, "\(step): not the latest")
            verify(latest.quote.validUntil.map { entry.at < $0 } ?? true, "\(step): too late")
            verify(!isFirm(id), "\(step): a firm order changes")
            agreed[id] = latest
            parcelOrders[id]?.destination = latest.quote.destination
        case .orderEnding(let id, _), .orderEnded(let id, _), .orderCalledOff(let id, _):
            parcelOrders[id]?.hasEnded = true
        case .orderReinstated(let id, _):
            parcelOrders[id]?.hasEnded = false
            confirmed.insert(id)
        case .orderConfirmed(let id):
            parcelOrders[id]?.hasEnded = false
            confirmed.insert(id)
        case .parcelPacked(let parcel):
            for line in parcel.lines { parcelOrders[line.order]?.packedUnits += line.units }
        case .parcel(.repacked(let change)) where change.from == nil || change.to == nil:
            let direction = change.from == nil ? 1 : -1
            for line in change.lines {
                parcelOrders[line.order]?.packedUnits += direction * line.units
            }
        case .paymentRequested(let payment):
            orderOfPayment[payment.id] = payment.order
            // Money that came twice under one number was not asked for twice.
            if references.insert(payment.reference).inserted {
                checkPayable(payment, entry.at, step)
            }
        case .paymentSettled(let id, let received, _, _):
            if let order = orderOfPayment[id] { kept[order, default: 0] += received.minorUnits }
        case .refundDue(let id, let amount, _, _): kept[id, default: 0] -= amount.minorUnits
        default: break
        }
    }

    /// Confirmed, or with money that is not promised back.
    private func isFirm(_ id: OrderID) -> Bool {
        confirmed.contains(id) || kept[id, default: 0] > 0
    }

    /// Invariant 11: what is paid is the version that was agreed to last, and begins in its time.
    private func checkPayable(_ payment: Payment, _ at: Timestamp, _ step: String) {
        guard !isFirm(payment.order), let quote = agreed[payment.order]?.quote else { return }
        verify(payment.amount.minorUnits <= quote.total.minorUnits, "\(step)")
        verify(quote.validUntil.map { at < $0 } ?? true, "\(step): paid for too late")
        for other in quote.freightBasis?.togetherWith ?? [] {
            let isThere = confirmed.contains(other) && parcelOrders[other]?.isOut == false
            verify(isThere, "\(step): order \(other) was to be paid first")
        }
    }

    /// Invariant 4: the total is the sum of its parts, each counted anew.
    private func check(
        _ version: QuoteVersion, of order: Order, _ at: Timestamp, _ step: String
    ) {
        let quote = version.quote
        let price = zip(order.lines, version.prices).reduce(Int64(0)) {
            $0 + $1.1.unitPrice.minorUnits * Int64($1.0.quantity)
        }
        let goods = converted(price)
        let freight = freight(of: order, at)
        verify(quote.goodsInPriceCurrency.minorUnits == price, "\(step): price")
        verify(quote.goods.minorUnits == goods, "\(step): goods")
        verify(quote.freight.minorUnits == freight, "\(step): freight")
        verify(quote.total.minorUnits == goods + freight, "\(step): total")
        verify(quote.validUntil == quoteTime.map { at + $0 }, "\(step): deadline")
        verify(quote.destination == destinations[order.buyer], "\(step)")
    }

    /// KRW has no minor unit and CNY two: by whole numbers of a ten-thousandth of a step.
    private func converted(_ won: Int64) -> Int64 {
        let step = rounding.stepMinorUnits(in: ShopBench.cny) ?? 1
        var divisor = Int128(10_000) * Int128(step)
        for _ in 0..<rate.scale { divisor *= 10 }
        let exact = Int128(won) * Int128(rate.mantissa) * Int128(10_000 + buffer) * 100
        let steps =
            switch rounding.direction {
            case .halfUp: (2 * exact + divisor) / (2 * divisor)
            case .up: (exact + divisor - 1) / divisor
            }
        return Int64(steps) * step
    }

    private func freight(of order: Order, _ at: Timestamp) -> Int64 {
        let day = CalendarDate.inChina(at: at)
        let inForce = tariffs.filter { $0.validFrom <= day }
            .max { ($0.validFrom, $0.id) < ($1.validFrom, $1.id) }
        guard let tariff = inForce, let country = destinations[order.buyer] else { return -1 }
        let together = parcelOrders.values.filter {
            tariff.consolidates && $0.order.buyer == order.buyer && $0.order.id < order.id
                && !$0.isOut && $0.destination == country
        }
        let before = capped(price(of: together.flatMap(\.lines), country, tariff))
        return capped(price(of: together.flatMap(\.lines) + order.lines, country, tariff)) - before
    }

    private func capped(_ price: Int64) -> Int64 { cap.map { min($0, price) } ?? price }

    /// Step by step, each at the price of the band that it lies in.
    private func price(of lines: [OrderLine], _ country: Country, _ tariff: Tariff) -> Int64 {
        var (sum, minimum) = (Int64(0), Int64(0))
        for goods in Set(lines.map { $0.goodsClass ?? .other }) {
            let own = lines.filter { ($0.goodsClass ?? .other) == goods }
            let grams = own.reduce(Int64(0)) { $0 + ($1.unitMass?.grams ?? 0) * Int64($1.quantity) }
            let rows = tariff.rows.filter { $0.goods == goods }
            let row =
                rows.first { $0.destination == .country(country) }
                ?? rows.first { $0.destination == .anywhere }
            guard let row else { return -1 }
            var weighed: Int64 = 0
            while weighed < grams {
                weighed += row.step.grams
                sum += row.bands.first { weighed <= $0.upTo.grams }?.pricePerStep.minorUnits ?? 0
            }
            minimum = max(minimum, row.minimum?.minorUnits ?? 0)
        }
        return max(sum, minimum)
    }
}

extension RandomRun {
    /// What sellers and buyers do about quotes.
    mutating func quote(by buyer: Actor, _ order: OrderID) throws {
        let owner = bench.shop.orders[order].map { Actor.buyer($0.buyer) } ?? buyer
        let latest = bench.shop.orders[order]?.quotes.last?.number ?? 1
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try bench.run(.setDestination(ShopBench.country("CN")), by: buyer)
        case 1: try bench.run(.setDestination(ShopBench.country("DE")), by: buyer)
        case 2:
            let scale = Int.random(in: 3...6, using: &random)
            let mantissa = Int64.random(in: 1...9_999, using: &random)
            try bench.run(
                .postRate(
                    session: ShopBench.session,
                    rate: ExactDecimal(mantissa: mantissa, scale: scale), source: "bank",
                    buffer: .random(in: 0...300, using: &random),
                    rounding: Rounding(
                        id: ["half-up", "up", "up 1", "half-up 0.10"]
                            .randomElement(using: &random) ?? "")))
        case 3:
            let number = bench.journal.count
            try bench.run(
                .setTariff(
                    try ShopBench.tariff(
                        "air-\(number)", from: "2023-11-1\(Int.random(in: 4...6, using: &random))",
                        first: .random(in: 1200...5000, using: &random),
                        consolidates: Int.random(in: 0..<4, using: &random) > 0)))
        case 4, 5, 6: try bench.run(.requote(order, why: ""), by: owner)
        case 7: try bench.run(.requote(order, why: "the rate has moved"))
        case 8: try bench.run(.acceptQuote(order, version: 2), by: owner)
        case 9: bench.wait(.hours(9))
        default: try bench.run(.acceptQuote(order, version: latest), by: owner)
        }
    }

    /// Orders exactly what a preview said.
    mutating func orderAsPreviewed(
        _ lines: [Command.RequestedLine], by buyer: Actor
    ) throws {
        let preview = try bench.shop.preview(
            lines, in: ShopBench.session, by: buyer, at: bench.now)
        let order = try bench.order(lines, by: buyer)
        try verify(try bench.quote(order) == preview.quote)
    }

    mutating func auditQuotes(_ step: String) {
        quotes.read(bench.journal, step)
        for (id, version) in quotes.agreed {
            let order = bench.shop.orders[id]
            verify(order?.quote == version.quote, "\(step)")
            verify(order?.lines.map(\.unitPrice) == version.prices.map(\.unitPrice), "\(step)")
        }
    }
}

struct RandomQuoteTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `every quote adds up again, whatever changes`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed, isQuoting: true)
        for step in 1...900 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        #expect(run.accepted > 150, "seed \(seed) tries too little")
        let again = run.bench.replayed()
        #expect(again.orders == run.bench.shop.orders)
        #expect(again.buyers == run.bench.shop.buyers)
        #expect(again.sessions == run.bench.shop.sessions)
        #expect(again.pricing == run.bench.shop.pricing)
    }

    @Test func `the random shops try what there is about quotes`() throws {
        var kinds: [String: Int] = [:]
        var refusals: Set<String> = []
        var together = 0
        for seed in 1...6 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed, isQuoting: true)
            for _ in 1...900 { run.step() }
            refusals.formUnion(run.refusals)
            for entry in run.bench.journal {
                kinds[String("\(entry.event)".prefix { $0 != "(" }), default: 0] += 1
                if case .orderPlaced(let order) = entry.event {
                    together += order.quote.freightBasis?.togetherWith.isEmpty == false ? 1 : 0
                }
            }
        }
        for kind in [
            "tariffSet", "destinationSet", "orderRequoted", "quoteAccepted", "orderConfirmed",
            "ratePosted",
        ] { #expect(kinds[kind, default: 0] > 3, "\(kind): \(kinds)") }
        #expect(together > 5)
        for refusal in ["quoteExpired", "payFirst", "noFreight"] {
            #expect(refusals.contains(refusal), "\(refusal): \(refusals)")
        }
    }
}
