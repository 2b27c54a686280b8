/// Goods of one class at the price paid for them, in the destination's currency.
package struct DutiableGoods: Hashable, Sendable {
    package let goods: GoodsClass
    package let value: Money

    package init(goods: GoodsClass, value: Money) { (self.goods, self.value) = (goods, value) }
}

/// How a consignment goes through customs.
package enum ImportRoute: String, CaseIterable, Sendable {
    /// Duty by the table's rates.
    case general
    /// China's cross-border retail import; see `RetailImportRoute`.
    case retailImport = "retail_import"
}

/// Why a duty cannot be estimated.
package enum DutyError: Error, Hashable {
    case noRate(GoodsClass, Country)
    /// The country has no terms for the retail import route.
    case noRetailImport(Country)
    /// The retail import route's list does not have the class.
    case notOnPositiveList(GoodsClass)
    case differentCurrencies(Currency, Currency)
    case negativeValue(Money)
    /// No value at all, or more than 2,000 lines.
    case lineCount(Int, limit: Int)
    case overflow
}

/// What buyers and sellers must be told beside an estimate.
package enum DutyWarning: Hashable, Sendable {
    case overTransactionLimit(limit: Money, total: Money)
    /// `total` counts what the buyer has imported this year and this consignment.
    case overYearLimit(limit: Money, total: Money)
    /// Beyond a limit the retail import route collects duty and full taxes, if it is open at all.
    case reducedRateLost
}

/// What may be collected, between two bounds. An estimate, never a promise.
package struct DutyEstimate: Hashable, Sendable {
    /// One goods class of the consignment.
    package struct Part: Hashable, Sendable {
        package let goods: GoodsClass
        package let value: Money
        package let low: Money
        package let high: Money

        package init(goods: GoodsClass, value: Money, low: Money, high: Money) {
            (self.goods, self.value, self.low, self.high) = (goods, value, low, high)
        }
    }

    package let table: String
    package let validFrom: CalendarDate
    package let source: String
    package let destination: Country
    package let route: ImportRoute
    /// In the order of `GoodsClass.allCases`, before the de-minimis rule.
    package let parts: [Part]
    package let low: Money
    package let high: Money
    package let warnings: [DutyWarning]

    package init(
        table: String, validFrom: CalendarDate, source: String, destination: Country,
        route: ImportRoute, parts: [Part], low: Money, high: Money, warnings: [DutyWarning]
    ) {
        (self.table, self.validFrom, self.source) = (table, validFrom, source)
        (self.destination, self.route, self.parts) = (destination, route, parts)
        (self.low, self.high, self.warnings) = (low, high, warnings)
    }
}

extension DutyTable {
    package static let maximumLines = 2_000

    /// Estimates what customs may collect.
    ///
    /// Values of one class are summed, and each class's duty is rounded once, to the nearest minor
    /// unit, halves away from zero. All amounts are in the currency of the country's terms or,
    /// without terms, in the lines' common one.
    ///
    /// - Parameter importedThisYear: What the buyer has already imported in the calendar year.
    /// - Throws: `.noRate`, `.noRetailImport`, `.notOnPositiveList`, `.differentCurrencies`,
    ///   `.negativeValue`, `.lineCount`, `.overflow`.
    package func estimate(
        _ lines: [DutiableGoods], to country: Country, by route: ImportRoute = .general,
        importedThisYear: Money? = nil
    ) throws(DutyError) -> DutyEstimate {
        guard let first = lines.first, lines.count <= Self.maximumLines else {
            throw .lineCount(lines.count, limit: Self.maximumLines)
        }
        let terms = terms(of: country)
        let currency = terms?.currency ?? first.value.currency
        let values = try Self.valueByClass(lines, in: currency)
        let total = try Self.sum(values.map(\.value), in: currency)
        var warnings = try Self.limitWarnings(
            total: total, importedThisYear: importedThisYear, terms: terms)
        var parts: [DutyEstimate.Part] = []
        switch route {
        case .general:
            for entry in values {
                let rate = try requiredRate(entry.goods, country)
                parts.append(
                    try entry.part(
                        low: Fraction(Int128(rate.lowPermille), over: 1000),
                        high: Fraction(Int128(rate.highPermille), over: 1000)))
            }
        case .retailImport:
            guard let retail = terms?.retailImport else { throw .noRetailImport(country) }
            let isReduced = warnings.isEmpty
            for entry in values {
                guard let rate = retail.rate(for: entry.goods) else {
                    throw .notOnPositiveList(entry.goods)
                }
                if isReduced {
                    let tax = rate.reducedTax(collectedPermille: retail.collectedPermille)
                    parts.append(try entry.part(low: tax, high: tax))
                } else {
                    let duty = try requiredRate(entry.goods, country)
                    parts.append(
                        try entry.part(
                            low: rate.fullTax(dutyPermille: duty.lowPermille),
                            high: rate.fullTax(dutyPermille: duty.highPermille)))
                }
            }
            if !isReduced { warnings.append(.reducedRateLost) }
        }
        // The retail import route knows no amount below which nothing is collected.
        let deMinimis = route == .general ? terms?.deMinimis : nil
        let low = try Self.sum(parts.map(\.low), in: currency)
        let high = try Self.sum(parts.map(\.high), in: currency)
        return DutyEstimate(
            table: id, validFrom: validFrom, source: source, destination: country, route: route,
            parts: parts, low: deMinimis.collected(low, ofValue: total),
            high: deMinimis.collected(high, ofValue: total), warnings: warnings)
    }

    private func requiredRate(
        _ goods: GoodsClass, _ country: Country
    ) throws(DutyError) -> DutyRate {
        guard let rate = rate(for: goods, to: country) else { throw .noRate(goods, country) }
        return rate
    }

    private static func valueByClass(
        _ lines: [DutiableGoods], in currency: Currency
    ) throws(DutyError) -> [DutiableGoods] {
        for line in lines where line.value.minorUnits < 0 { throw .negativeValue(line.value) }
        var values: [DutiableGoods] = []
        for goods in GoodsClass.allCases {
            let ofClass = lines.filter { $0.goods == goods }.map(\.value)
            if ofClass.isEmpty { continue }
            values.append(DutiableGoods(goods: goods, value: try sum(ofClass, in: currency)))
        }
        return values
    }

    private static func limitWarnings(
        total: Money, importedThisYear: Money?, terms: DutyTerms?
    ) throws(DutyError) -> [DutyWarning] {
        var warnings: [DutyWarning] = []
        if let limit = terms?.limitPerTransaction, total.minorUnits > limit.minorUnits {
            warnings.append(.overTransactionLimit(limit: limit, total: total))
        }
        let ofYear = try sum([total] + (importedThisYear.map { [$0] } ?? []), in: total.currency)
        if let limit = terms?.limitPerYear, ofYear.minorUnits > limit.minorUnits {
            warnings.append(.overYearLimit(limit: limit, total: ofYear))
        }
        return warnings
    }

    private static func sum(
        _ amounts: [Money], in currency: Currency
    ) throws(DutyError) -> Money {
        var sum = Money.zero(currency)
        for amount in amounts {
            do {
                sum = try sum.adding(amount)
            } catch {
                switch error {
                case .differentCurrencies(let one, let other):
                    throw .differentCurrencies(one, other)
                case .overflow: throw .overflow
                }
            }
        }
        return sum
    }
}

extension DutiableGoods {
    fileprivate func part(low: Fraction, high: Fraction) throws(DutyError) -> DutyEstimate.Part {
        guard let low = low.part(of: value), let high = high.part(of: value) else {
            throw .overflow
        }
        return DutyEstimate.Part(goods: goods, value: value, low: low, high: high)
    }
}

extension DutyTerms.DeMinimis? {
    /// `duty`, or zero when it is not collected.
    fileprivate func collected(_ duty: Money, ofValue value: Money) -> Money {
        let isWaived =
            switch self {
            case .goodsValue(let limit): value.minorUnits <= limit.minorUnits
            case .duty(let limit): duty.minorUnits <= limit.minorUnits
            case nil: false
            }
        return isWaived ? .zero(duty.currency) : duty
    }
}

extension DutyEstimate: CustomStringConvertible {
    /// Such as `estimate 9.10 CNY to 23.06 CNY (cn-2026, from 2026-01-01)`.
    package var description: String {
        let range = low == high ? "\(low)" : "\(low) to \(high)"
        return "estimate \(range) (\(table), from \(validFrom))"
    }
}
