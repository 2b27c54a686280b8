/// The cross-border e-commerce retail import route of China: no duty within the limits, and value
/// added and consumption tax at a part of their statutory rates.
///
/// Source: customs summaries of the rules of 2019 (limits CNY 5,000 per transaction and 26,000 per
/// year, 70 % of the statutory taxes); the seller confirms that the table is still right.
package struct RetailImportRoute: Hashable, Sendable {
    /// The part of the statutory taxes that is collected, such as 700 for 70 %.
    package let collectedPermille: Int
    /// Only goods of these classes may come this way (the positive list).
    package let rates: [RetailImportRate]

    /// - Throws: `InvalidField` for a part outside 0 to 1,000 permille, or a class that stands
    ///   there twice.
    package init(
        collectedPermille: Int = 700, rates: [RetailImportRate]
    ) throws(InvalidField) {
        try InvalidField.check(
            (0...1000).contains(collectedPermille), "collected", "must be 0 to 1,000 permille")
        for (index, rate) in rates.enumerated() {
            try InvalidField.check(
                !rates[..<index].contains { $0.goods == rate.goods }, "rates[\(index)]",
                "\(rate.goods.rawValue) has a rate already")
        }
        (self.collectedPermille, self.rates) = (collectedPermille, rates)
    }

    package func rate(for goods: GoodsClass) -> RetailImportRate? {
        rates.first { $0.goods == goods }
    }
}

/// The statutory taxes of one goods class.
package struct RetailImportRate: Hashable, Sendable {
    package let goods: GoodsClass
    package let valueAddedTaxPermille: Int
    package let consumptionTaxPermille: Int

    package static let valueAddedTaxRange = 0...1_000
    package static let consumptionTaxRange = 0...900

    /// - Throws: `InvalidField` for value added tax outside 0 to 1,000 or consumption tax outside
    ///   0 to 900 permille.
    package init(
        goods: GoodsClass, valueAddedTaxPermille: Int, consumptionTaxPermille: Int
    ) throws(InvalidField) {
        try InvalidField.check(
            Self.valueAddedTaxRange.contains(valueAddedTaxPermille), "value_added_tax",
            "must be 0 to 1,000 permille")
        try InvalidField.check(
            Self.consumptionTaxRange.contains(consumptionTaxPermille), "consumption_tax",
            "must be 0 to 900 permille")
        self.goods = goods
        self.valueAddedTaxPermille = valueAddedTaxPermille
        self.consumptionTaxPermille = consumptionTaxPermille
    }

    /// Within the limits: value × (ct + vat) / (1 - ct) × the collected part.
    func reducedTax(collectedPermille: Int) -> Fraction {
        Fraction(
            Int128(consumptionTaxPermille + valueAddedTaxPermille) * Int128(collectedPermille),
            over: Int128(1000 - consumptionTaxPermille) * 1000)
    }

    /// Beyond the limits: duty d on the value, then both taxes in full on the value with duty,
    /// (1 + d) × (ct + vat) / (1 - ct) + d.
    func fullTax(dutyPermille: Int) -> Fraction {
        let taxes = Int128(consumptionTaxPermille + valueAddedTaxPermille)
        let rest = Int128(1000 - consumptionTaxPermille)
        let duty = Int128(dutyPermille)
        return Fraction((1000 + duty) * taxes + duty * rest, over: 1000 * rest)
    }
}

/// A rate kept exactly, from zero up.
struct Fraction: Hashable, Sendable {
    let numerator: Int128
    /// Above zero.
    let denominator: Int128

    init(_ numerator: Int128, over denominator: Int128) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// The part of `amount`, to the nearest minor unit, halves away from zero; `nil` when it does
    /// not fit.
    func part(of amount: Money) -> Money? {
        let (product, overflow) = Int128(amount.minorUnits)
            .multipliedReportingOverflow(by: numerator)
        guard !overflow else { return nil }
        let minorUnits = Rounding.Direction.halfUp.quotient(product, by: denominator)
        return Int64(exactly: minorUnits).map { Money($0, amount.currency) }
    }
}
