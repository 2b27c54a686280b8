package import ShopModel

// What an order costs now. The same rule answers previews, orders and new quotes.
extension Shop {
    /// What an order of these lines would cost; nothing is held.
    ///
    /// - Throws: As placing the order would.
    package func preview(
        _ requested: [Command.RequestedLine], in session: SessionID, by actor: Actor,
        at now: Timestamp
    ) throws(Refusal) -> (lines: [OrderLine], quote: Quote) {
        try asked(at: now).previewNow(requested, in: session, by: actor)
    }

    func previewNow(
        _ requested: [Command.RequestedLine], in session: SessionID, by actor: Actor
    ) throws(Refusal) -> (lines: [OrderLine], quote: Quote) {
        guard let buyer = actor.buyer, buyers[buyer] != nil else { throw .notAllowed(.order) }
        try checkMayBuy(buyer)
        let session = try openSession(session)
        try checkUnpaidOrders(of: buyer)
        let wanted = try merged(requested, in: session.id)
        if offer(meeting: wanted, for: buyer) != nil {
            try checkFlashSale(wanted[0].quantity, of: wanted[0].item, for: buyer)
        } else {
            try checkUnits(wanted, for: buyer, in: session)
        }
        let lines = wanted.map { orderLine($0, hold: HoldID(0)) }
        let next = numbers.order.next
        return (lines, try quote(lines, in: session, for: buyer, as: next))
    }

    func orderLine(_ line: WantedLine, hold: HoldID) -> OrderLine {
        let offer = line.item.offer(at: time)
        return OrderLine(
            item: line.item.id, code: line.item.code, title: line.item.caption.title,
            quantity: line.quantity, unitPrice: offer.price, hold: hold, variant: line.variant,
            version: offer.version, goodsClass: line.item.caption.goodsClass,
            unitMass: line.item.caption.netWeight)
    }

    /// - Parameter order: The order that it is for; only earlier ones go before it in a parcel.
    func quote(
        _ lines: [OrderLine], in session: Session, for buyer: BuyerID, as order: OrderID
    ) throws(Refusal) -> Quote {
        let destination = buyers[buyer]?.destination
        for line in lines {
            try checkRestriction(of: line.code, line.goodsClass, to: destination)
        }
        let rate = try quoteRate(
            session.rate, session.rateTerms, until: session.quoteTime.map { time + $0 })
        let basis = try freightBasis(of: lines, in: session, for: buyer, as: order)
        do {
            var price = Money.zero(session.priceCurrency)
            for line in lines {
                price = try price.adding(line.unitPrice.multiplied(by: Int64(line.quantity)))
            }
            let goods = try rate.convert(price)
            let quote = try Quote(
                goods: price, rate: rate, freight: basis?.charged ?? session.freight,
                destination: destination, freightBasis: basis,
                duty: duty(on: goods, lines, to: destination, for: buyer, as: order),
                weightTerms: session.weightTerms)
            if (1...limits.amountMinorUnits).contains(quote.total.minorUnits) { return quote }
        } catch {
            // Out of range as well: refused below.
        }
        throw .invalid(
            field: "lines",
            rule: "the total must be 1 to \(limits.amountMinorUnits) minor units; order less")
    }

    /// A class that is restricted anywhere needs a destination before it can be ordered.
    func checkRestriction(
        of code: ItemCode, _ goods: GoodsClass?, to destination: Country?
    ) throws(Refusal) {
        let goods = goods ?? .other
        if let destination {
            if let found = pricing.restricted.restriction(of: goods, to: destination) {
                throw .restricted(code, destination, found)
            }
        } else if pricing.restricted.restrictions.contains(where: { $0.goods == goods }) {
            throw .needsDestination
        }
    }

    private func freightBasis(
        of lines: [OrderLine], in session: Session, for buyer: BuyerID, as order: OrderID
    ) throws(Refusal) -> FreightBasis? {
        guard session.freightByTariff else { return nil }
        guard let destination = buyers[buyer]?.destination else { throw .needsDestination }
        guard let tariff = pricing.tariff(in: session.settlementCurrency, on: today) else {
            throw .noFreight(why: "no tariff in \(session.settlementCurrency) is in force")
        }
        let earlier =
            tariff.consolidates
            ? ordersInParcel(of: buyer, in: session.id, to: destination, before: order) : []
        let counted = earlier.reduce(0) { $0 + $1.lines.count }
        do {
            return try FreightBasis(
                tariff, together: earlier.map { ($0.id, $0.lines.map(Self.freightLine)) },
                adding: lines.map(Self.freightLine), to: destination, cap: session.freightCap)
        } catch {
            switch error {
            case .noRow(let goods, let country):
                throw .noFreight(
                    why: "tariff \(tariff.id) has no price for \(goods.rawValue) to \(country)")
            case .tooHeavy(let goods, let charged, let limit):
                throw .noFreight(
                    why: """
                        \(charged) g of \(goods.rawValue) are more than the \(limit) g that go \
                        in one parcel; order less
                        """)
            case .unknownWeight(_, let line):
                let code = line < counted ? "an item" : "\(lines[line - counted].code)"
                throw .noFreight(why: "the weight of \(code) is not known; ask the seller")
            case .tooManyLines(let limit):
                throw .noFreight(why: "a parcel has at most \(limit) lines")
            case .overflow:
                throw .noFreight(why: "the sum is out of range; order less")
            }
        }
    }

    /// The buyer's earlier orders that are not packed yet and go to the same place.
    private func ordersInParcel(
        of buyer: BuyerID, in session: SessionID, to destination: Country, before order: OrderID
    ) -> [Order] {
        ordersOfBuyer[buyer, default: []].compactMap { orders[$0] }.filter {
            $0.id < order && $0.session == session && !$0.hasEnded && $0.ending == nil
                && $0.parcel == nil && $0.quote.freightBasis != nil
                && $0.quote.destination == destination
        }
    }

    private static func freightLine(_ line: OrderLine) -> FreightLine {
        do {
            return try FreightLine(
                goods: line.goodsClass ?? .other, unitMass: line.unitMass,
                quantity: line.quantity)
        } catch {
            preconditionFailure("a line's quantity was checked: \(error)")
        }
    }

    /// What the table in force says of these goods, if there is one and the destination is known.
    private func duty(
        on goods: Money, _ lines: [OrderLine], to destination: Country?, for buyer: BuyerID,
        as order: OrderID
    ) -> QuotedDuty? {
        guard let destination, let table = pricing.dutyTable(on: today) else { return nil }
        let terms = table.terms(of: destination)
        let values = zip(lines, Quote.values(of: goods, lines)).map {
            DutiableGoods(goods: $0.goodsClass ?? .other, value: $1)
        }
        let imported =
            terms?.limitPerYear == nil
            ? nil : goodsOfYear(of: buyer, to: destination, in: goods.currency, except: order)
        func estimate(_ route: ImportRoute) throws(DutyError) -> DutyEstimate {
            try table.estimate(values, to: destination, by: route, importedThisYear: imported)
        }
        do {
            guard terms?.retailImport != nil else { return .estimate(try estimate(.general)) }
            do {
                return .estimate(try estimate(.retailImport))
            } catch .notOnPositiveList {
                return .estimate(try estimate(.general))
            }
        } catch {
            return .unknown(table: table.id, why: error.description)
        }
    }

    /// What the buyer's other orders of this calendar year bring to the same country.
    private func goodsOfYear(
        of buyer: BuyerID, to destination: Country, in currency: Currency, except order: OrderID
    ) -> Money {
        let key = ImportedGoods.Key(
            buyer: buyer, destination: destination, year: today.year, currency: currency)
        let others = ordersOfBuyer[buyer, default: []].compactMap { orders[$0] }.filter {
            $0.id != order && !$0.hasEnded && $0.importKey == key
        }
        return others.reduce(Money(archivedGoods[key] ?? 0, currency)) {
            Self.sum($0, $1.quote.goods)
        }
    }
}

extension DutyError {
    /// Why there is no estimate, for the buyer.
    fileprivate var description: String {
        switch self {
        case .noRate(let goods, let country): "no rate for \(goods.rawValue) to \(country)"
        case .noRetailImport(let country): "no retail import terms for \(country)"
        case .notOnPositiveList(let goods): "\(goods.rawValue) is on no list"
        case .differentCurrencies(let one, let other):
            "it counts in \(other), and the order is in \(one)"
        case .negativeValue, .lineCount, .overflow: "the values are out of its range"
        }
    }
}
