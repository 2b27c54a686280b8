/// Why an amount cannot be computed.
package enum MoneyError: Error, Equatable {
    case differentCurrencies(Currency, Currency)
    /// The result is outside ±9.2 × 10¹⁸ minor units.
    case overflow
}

/// An exact amount: a whole number of minor units of one currency.
package struct Money: Hashable, Sendable {
    package let minorUnits: Int64
    package let currency: Currency

    package init(_ minorUnits: Int64, _ currency: Currency) {
        (self.minorUnits, self.currency) = (minorUnits, currency)
    }

    package static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    package var isPositive: Bool { minorUnits > 0 }

    /// - Throws: `.differentCurrencies`, `.overflow`.
    package func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other, Int64.addingReportingOverflow)
    }

    /// - Throws: `.differentCurrencies`, `.overflow`.
    package func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other, Int64.subtractingReportingOverflow)
    }

    /// - Throws: `.overflow`.
    package func multiplied(by count: Int64) throws(MoneyError) -> Money {
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: count)
        guard !overflow else { throw .overflow }
        return Money(product, currency)
    }

    private func combined(
        with other: Money, _ operation: (Int64) -> (Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(MoneyError) -> Money {
        guard currency == other.currency else {
            throw .differentCurrencies(currency, other.currency)
        }
        let (value, overflow) = operation(minorUnits)(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(value, currency)
    }
}

extension Money: CustomStringConvertible {
    /// The amount in major units with its code, such as `12.50 CNY`; the same in every locale.
    package var description: String {
        ExactDecimal(mantissa: minorUnits, scale: currency.minorUnitDigits).description
            + " " + currency.code
    }
}
