import ShopModel

// New versions of what an unpaid order costs. Nothing changes silently: a version counts from the
// moment the buyer accepts it, and whatever money comes before keeps the version it came for.
extension Shop {
    mutating func requote(
        _ id: OrderID, why: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let order = try order(id, for: actor)
        let why = try checked(why, "why", limitBytes: limits.titleBytes, required: false)
        try checkUnpaid(order)
        guard max(1, order.quotes.count) < limits.quotesPerOrder else {
            throw .orderHas(
                id, state: "quoted \(order.quotes.count) times", hint: "cancel it and order again")
        }
        guard let session = sessions[order.session] else {
            throw .noSuch("session \(order.session)")
        }
        var lines = order.lines
        for (index, price) in order.lines.map(priceNow).enumerated() {
            (lines[index].unitPrice, lines[index].version) = (price.unitPrice, price.version)
        }
        let version = QuoteVersion(
            number: max(1, order.quotes.count) + 1,
            quote: try quote(lines, in: session, for: order.buyer, as: id),
            prices: lines.map { QuotedPrice(unitPrice: $0.unitPrice, version: $0.version) },
            why: why.isEmpty ? "asked for" : why, madeAt: time)
        emit(.orderRequoted(id, version), to: .buyer(order.buyer))
        return .order(id)
    }

    mutating func acceptQuote(
        _ id: OrderID, _ number: Int, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let order = try order(id, for: actor)
        guard let latest = order.quotes.last, latest.acceptedAt == nil else {
            throw .orderHas(
                id, state: "without a new quote", hint: "ask for one with requote, or pay")
        }
        guard latest.number == number else {
            throw .quoteExpired(
                id, why: "version \(latest.number) is the latest; look at it and accept that")
        }
        try checkUnpaid(order)
        try checkStanding(latest.quote, of: id)
        emit(.quoteAccepted(id, version: number), to: .buyer(order.buyer))
        return .order(id)
    }

    /// A payment of an order can begin: its quote stands, and what goes before it is paid.
    ///
    /// Once money has come, or the order is firm, its price stands whatever the time.
    func checkQuote(of order: Order) throws(Refusal) {
        guard order.state == .placed, order.keptMinorUnits == 0 else { return }
        try checkStanding(order.quote, of: order.id)
        for other in order.quote.freightBasis?.togetherWith ?? []
        where orders[other]?.state == .placed {
            throw .payFirst(other, then: order.id)
        }
    }

    /// The deadline has not passed, and the parcel is still as it was counted.
    private func checkStanding(_ quote: Quote, of order: OrderID) throws(Refusal) {
        if let until = quote.validUntil, until <= time {
            throw .quoteExpired(order, why: "its time is over")
        }
        for id in quote.freightBasis?.togetherWith ?? [] {
            guard let other = orders[id] else { continue }
            if other.hasEnded || other.ending != nil || other.parcel != nil {
                throw .quoteExpired(
                    order, why: "order \(id), whose parcel it was to go in, is out of it")
            }
        }
    }

    private func checkUnpaid(_ order: Order) throws(Refusal) {
        guard order.state == .placed, order.ending == nil, order.keptMinorUnits == 0 else {
            let state =
                order.state == .placed
                ? (order.ending == nil ? "partly paid" : "ending") : order.state.rawValue
            throw .orderHas(order.id, state: state, hint: "its price stands")
        }
        if let live = livePayments(of: order).first {
            throw .orderHas(
                order.id, state: "being paid",
                hint: "pay it, or wait until payment \(live.id) has ended")
        }
    }

    /// What a held unit costs now. A unit of the flash sale that runs keeps the sale's price; one
    /// from before it gets the item's own, since it does not count towards the sale.
    private func priceNow(of line: OrderLine) -> QuotedPrice {
        guard let item = items[line.item] else {
            return QuotedPrice(unitPrice: line.unitPrice, version: line.version)
        }
        if let sale = item.flashSale {
            return line.version >= sale.firstVersion
                ? QuotedPrice(unitPrice: sale.price, version: line.version)
                : QuotedPrice(unitPrice: item.caption.price, version: sale.firstVersion - 1)
        }
        return QuotedPrice(unitPrice: item.caption.price, version: item.version)
    }
}

extension Refusal {
    var quoteDescription: String {
        switch self {
        case .needsDestination:
            "Say where your parcels go first (a country, such as CN); then order again."
        case .restricted(let code, let country, let found):
            "\(code) cannot be sent to \(country): \(found.reason) (\(found.source), \(found.date))."
        case .noFreight(let why):
            "The freight cannot be told: \(why)."
        case .quoteExpired(let order, let why):
            "The quote of order \(order) does not hold: \(why); ask for a new one, and accept it."
        case .payFirst(let first, let order):
            """
            Order \(order) goes in the parcel of order \(first); pay that first, or cancel it and \
            ask for a new quote.
            """
        default: preconditionFailure("not a refusal about quotes")
        }
    }
}
