/// What one special drawing right (SDR) is worth, from a day on. The owner takes it from a dated
/// source; postal forms are chosen by amounts in SDR.
package struct SDRRate: Hashable, Sendable {
    package let currency: Currency
    /// Major units of the currency for one SDR.
    package let rate: ExactDecimal
    package let validFrom: CalendarDate
    package let source: String

    /// - Throws: `InvalidField` for a rate that is not above zero, or a source of over 200 bytes.
    package init(
        currency: Currency, rate: ExactDecimal, validFrom: CalendarDate, source: String
    ) throws(InvalidField) {
        try InvalidField.check(rate.mantissa > 0, "rate", "must be above zero")
        try InvalidField.check(text: source, "source", limitBytes: TableLimits.sourceBytes)
        (self.currency, self.rate) = (currency, rate)
        (self.validFrom, self.source) = (validFrom, source)
    }

    /// Whether an amount in this currency is below so many SDR, exactly.
    package func isBelow(_ sdr: Int64, _ amount: Money) -> Bool {
        precondition(amount.currency == currency, "amounts are compared in one currency")
        let digits = currency.minorUnitDigits
        return Int128(amount.minorUnits) * ExactDecimal.powerOfTen(rate.scale)
            < Int128(sdr) * Int128(rate.mantissa) * ExactDecimal.powerOfTen(digits)
    }
}

extension SDRRate: CustomStringConvertible {
    /// Such as `9.55 CNY (IMF, 2026-11-20)`.
    package var description: String { "\(rate) \(currency) (\(source), \(validFrom))" }
}
