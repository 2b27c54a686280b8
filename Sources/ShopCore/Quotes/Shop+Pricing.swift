import ShopModel

// What the seller says of freight, duties and restrictions, and where a buyer's parcels go.
extension Shop {
    /// Tables are good from days in China, by which the shop keeps its books.
    var today: CalendarDate { CalendarDate.inChina(at: time) }

    mutating func setTariff(_ tariff: Tariff) throws(Refusal) -> CommandSubject? {
        try checkNew(tariff.id, isUsed: pricing.hasUsed(tariff), pricing.tariffs.count)
        emit(.tariffSet(tariff), to: .staff)
        return nil
    }

    mutating func setDutyTable(_ table: DutyTable) throws(Refusal) -> CommandSubject? {
        try checkNew(table.id, isUsed: pricing.hasUsed(table), pricing.dutyTables.count)
        emit(.dutyTableSet(table), to: .staff)
        return nil
    }

    mutating func setRestrictedGoods(_ list: RestrictedGoods) throws(Refusal) -> CommandSubject? {
        emit(.restrictedGoodsSet(list), to: .staff)
        return nil
    }

    mutating func setDestination(
        _ country: Country, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        guard let id = actor.buyer, let buyer = buyers[id] else { throw .notAllowed(.order) }
        if buyer.destination != country { emit(.destinationSet(id, country), to: .buyer(id)) }
        return nil
    }

    /// What a session says of rates, quotes and freight.
    func checkQuoting(
        _ terms: Command.OpenSession, _ rate: ExchangeRate
    ) throws(Refusal) {
        try check(terms.rateTerms, with: rate)
        if let span = terms.quoteTime, !limits.quoteTime.contains(span) {
            let bounds = limits.quoteTime
            throw .invalid(
                field: "quote_seconds",
                rule: """
                    must be \(bounds.lowerBound.milliseconds / 1000) to \
                    \(bounds.upperBound.milliseconds / 1000) seconds, or 0
                    """)
        }
        guard terms.freightByTariff else {
            guard terms.freightCap == nil else {
                throw .invalid(field: "freight_cap", rule: "goes with freight by tariff only")
            }
            return
        }
        guard terms.freight.minorUnits == 0 else {
            throw .invalid(field: "freight", rule: "is by tariff here; leave it out")
        }
        if let cap = terms.freightCap {
            guard cap.currency == terms.settlementCurrency, cap.minorUnits >= 0 else {
                throw .invalid(
                    field: "freight_cap",
                    rule: "must be zero or more, in \(terms.settlementCurrency)")
            }
        }
        guard pricing.tariff(in: terms.settlementCurrency, on: today) != nil else {
            throw .noFreight(why: "no tariff in \(terms.settlementCurrency) is in force; set one")
        }
    }

    /// Whether the rate can be used with what is put on top of it.
    func check(_ terms: RateTerms, with rate: ExchangeRate) throws(Refusal) {
        _ = try quoteRate(rate, terms, until: nil)
    }

    func quoteRate(
        _ rate: ExchangeRate, _ terms: RateTerms, until: Timestamp?
    ) throws(Refusal) -> QuoteRate {
        do {
            return try QuoteRate(
                posted: rate, bufferBasisPoints: terms.bufferBasisPoints,
                rounding: terms.rounding, validUntil: until)
        } catch {
            throw .invalid(field: error.field, rule: error.rule)
        }
    }

    private func checkNew(_ id: String, isUsed: Bool, _ count: Int) throws(Refusal) {
        guard !isUsed else {
            throw .invalid(field: "id", rule: "“\(id)” names an earlier table; choose a new one")
        }
        guard count < limits.pricingTables else {
            throw .invalid(
                field: "valid_from",
                rule: "at most \(limits.pricingTables) tables can be in force or to come")
        }
    }
}
