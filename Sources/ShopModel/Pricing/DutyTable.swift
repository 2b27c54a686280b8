/// What customs asks, as far as it can be told before: rates by destination and goods class, and
/// each destination's terms, good from a day on. It only ever gives estimates.
package struct DutyTable: Hashable, DatedTable {
    package let id: String
    package let validFrom: CalendarDate
    package let source: String
    package let rates: [DutyRate]
    package let terms: [DutyTerms]
    private let rateByPlace: [Place: Int]
    private let termsByCountry: [Country: Int]

    private struct Place: Hashable {
        let goods: GoodsClass
        let destination: Destination
    }

    /// - Throws: `InvalidField` for an id over 40 bytes, a source over 200 bytes, more than 2,000
    ///   rates or terms, a second rate for the same class and place, or second terms of a country.
    package init(
        id: String, validFrom: CalendarDate, source: String, rates: [DutyRate],
        terms: [DutyTerms]
    ) throws(InvalidField) {
        try TableLimits.check(id: id, source: source)
        let limit = TableLimits.rows
        try InvalidField.check(rates.count <= limit, "rates", "at most \(limit) rates")
        try InvalidField.check(terms.count <= limit, "terms", "at most \(limit) terms")
        var rateByPlace: [Place: Int] = [:]
        for (index, rate) in rates.enumerated() {
            let place = Place(goods: rate.goods, destination: rate.destination)
            let isFirst = rateByPlace.updateValue(index, forKey: place) == nil
            try InvalidField.check(
                isFirst, "rates[\(index)]",
                "\(rate.goods.rawValue) to \(rate.destination) has a rate already")
        }
        var termsByCountry: [Country: Int] = [:]
        for (index, terms) in terms.enumerated() {
            let isFirst = termsByCountry.updateValue(index, forKey: terms.country) == nil
            try InvalidField.check(
                isFirst, "terms[\(index)]", "\(terms.country) has terms already")
        }
        (self.id, self.validFrom, self.source) = (id, validFrom, source)
        (self.rates, self.terms) = (rates, terms)
        (self.rateByPlace, self.termsByCountry) = (rateByPlace, termsByCountry)
    }

    /// The rate of a class: the country's own, else the one for anywhere.
    package func rate(for goods: GoodsClass, to country: Country) -> DutyRate? {
        let index =
            rateByPlace[Place(goods: goods, destination: .country(country))]
            ?? rateByPlace[Place(goods: goods, destination: .anywhere)]
        return index.map { rates[$0] }
    }

    package func terms(of country: Country) -> DutyTerms? {
        termsByCountry[country].map { terms[$0] }
    }
}

/// The import duty of one goods class, from the lowest to the highest rate that customs may apply.
package struct DutyRate: Hashable, Sendable {
    package let goods: GoodsClass
    package let destination: Destination
    package let lowPermille: Int
    package let highPermille: Int

    package static let maximumPermille = 5_000

    /// - Throws: `InvalidField` unless 0 <= low <= high <= 5,000 permille of the value.
    package init(
        goods: GoodsClass, destination: Destination, lowPermille: Int, highPermille: Int
    ) throws(InvalidField) {
        try InvalidField.check(
            (0...Self.maximumPermille).contains(highPermille), "high",
            "must be 0 to \(Self.maximumPermille) permille")
        try InvalidField.check(
            (0...highPermille).contains(lowPermille), "low",
            "must be 0 to the high rate, in permille")
        (self.goods, self.destination) = (goods, destination)
        (self.lowPermille, self.highPermille) = (lowPermille, highPermille)
    }
}

/// What a country asks besides rates.
package struct DutyTerms: Hashable, Sendable {
    /// Up to and with which amount nothing is collected.
    package enum DeMinimis: Hashable, Sendable {
        /// By the consignment's value.
        case goodsValue(Money)
        /// By the duty that would be due.
        case duty(Money)
    }

    package let country: Country
    package let currency: Currency
    package let deMinimis: DeMinimis?
    package let limitPerTransaction: Money?
    /// Per person and calendar year.
    package let limitPerYear: Money?
    package let retailImport: RetailImportRoute?

    /// - Throws: `InvalidField` for an amount below zero, above 10¹² minor units or not in
    ///   `currency`.
    package init(
        country: Country, currency: Currency, deMinimis: DeMinimis? = nil,
        limitPerTransaction: Money? = nil, limitPerYear: Money? = nil,
        retailImport: RetailImportRoute? = nil
    ) throws(InvalidField) {
        let threshold: Money? =
            switch deMinimis {
            case .goodsValue(let amount), .duty(let amount): amount
            case nil: nil
            }
        for (amount, field) in [
            (threshold, "de_minimis"), (limitPerTransaction, "limit_per_transaction"),
            (limitPerYear, "limit_per_year"),
        ] {
            guard let amount else { continue }
            try InvalidField.check(amount.currency == currency, field, "must be in \(currency)")
            try TableLimits.check(amount, field)
        }
        (self.country, self.currency, self.deMinimis) = (country, currency, deMinimis)
        (self.limitPerTransaction, self.limitPerYear) = (limitPerTransaction, limitPerYear)
        self.retailImport = retailImport
    }
}
