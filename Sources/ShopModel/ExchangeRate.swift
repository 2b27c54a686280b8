/// What one major unit of `base` costs in major units of `quote`, and who said so when.
package struct ExchangeRate: Hashable, Sendable {
    package let base: Currency
    package let quote: Currency
    package let rate: ExactDecimal
    package let source: String
    package let postedAt: Timestamp

    /// The name of the only rounding rule: to the nearest minor unit, halves away from zero.
    package static let rounding = "half-up"

    /// Fails unless the rate is positive; it must be 1 when both currencies are the same.
    package init?(
        base: Currency, quote: Currency, rate: ExactDecimal, source: String, postedAt: Timestamp
    ) {
        guard rate.mantissa > 0 else { return nil }
        if base == quote, Int128(rate.mantissa) != ExactDecimal.powerOfTen(rate.scale) {
            return nil
        }
        (self.base, self.quote, self.rate) = (base, quote, rate)
        (self.source, self.postedAt) = (source, postedAt)
    }

    /// Converts an amount of `base`, rounding once, at the end.
    ///
    /// - Throws: `.differentCurrencies` when `amount` is not in `base`; `.overflow`.
    package func convert(_ amount: Money) throws(MoneyError) -> Money {
        guard amount.currency == base else { throw .differentCurrencies(amount.currency, base) }
        let (exact, overflow) = Int128(amount.minorUnits)
            .multipliedReportingOverflow(by: Int128(rate.mantissa))
        guard !overflow else { throw .overflow }
        // minor(quote) = minor(base) × mantissa × 10^(digits(quote) - digits(base) - scale)
        let exponent = quote.minorUnitDigits - base.minorUnitDigits - rate.scale
        let scaled: Int128
        if exponent >= 0 {
            let (product, overflow) = exact.multipliedReportingOverflow(
                by: ExactDecimal.powerOfTen(exponent))
            guard !overflow else { throw .overflow }
            scaled = product
        } else {
            let divisor = ExactDecimal.powerOfTen(-exponent)
            let (quotient, remainder) = exact.quotientAndRemainder(dividingBy: divisor)
            let roundsAway = remainder.magnitude * 2 >= divisor.magnitude
            scaled = roundsAway ? quotient + exact.signum() : quotient
        }
        guard let minorUnits = Int64(exactly: scaled) else { throw .overflow }
        return Money(minorUnits, quote)
    }
}
