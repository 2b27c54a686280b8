package import ShopModel

/// How amounts are written for Stripe: the currency's minor unit, with exceptions.
///
/// Source: docs.stripe.com/currencies. The special ones are refused until somebody has read there
/// what they mean for the account, and enables them.
package struct StripeCurrencies: Equatable, Sendable {
    /// ISO codes of special currencies that may be used.
    package let enabled: Set<String>

    /// No minor unit there: the amount is in whole units.
    package static let zeroDecimal: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ]
    /// Thousandths, whose last digit is 0.
    package static let threeDecimal: Set<String> = ["BHD", "JOD", "KWD", "OMR", "TND"]
    /// Written with two decimals that are 00, though ISO 4217 has none.
    private static let wholeInHundredths: Set<String> = ["ISK", "UGX"]
    /// Paid out in whole units only, though charged with two decimals.
    private static let wholePayouts: Set<String> = ["HUF", "TWD"]

    package static let special = threeDecimal.union(wholeInHundredths).union(wholePayouts)
        .union(["MGA"])  // ISO 4217 gives it two digits; Stripe takes whole units.
    /// The largest amount of a charge, in what is sent: eight digits.
    package static let limit: Int64 = 99_999_999

    /// - Parameter enabled: Of `special`.
    /// - Throws: `.field` when another one is named.
    package init(enabled: Set<String>) throws(ProviderSettingsError) {
        guard enabled.isSubset(of: Self.special) else {
            let names = Self.special.sorted().joined(separator: " ")
            throw .field("special_currencies", rule: "are of \(names)")
        }
        self.enabled = enabled
    }

    /// Ordinary currencies only.
    package init() { enabled = [] }

    /// The amount as it is sent.
    ///
    /// - Throws: `.invalidOrder` when the currency is not enabled or cannot express the amount.
    package func amount(of money: Money) throws(ProviderError) -> Int64 {
        let code = money.currency.code
        guard let (factor, divisor) = unit(of: money.currency) else {
            throw .invalidOrder(field: "amount", rule: "is in no currency we use here: \(code)")
        }
        let (scaled, overflow) = money.minorUnits.multipliedReportingOverflow(by: factor)
        let isWhole = scaled.isMultiple(of: divisor)
        let isRound = !Self.threeDecimal.contains(code) || scaled.isMultiple(of: 10)
        guard money.isPositive, !overflow, isWhole, isRound, scaled / divisor <= Self.limit else {
            throw .invalidOrder(field: "amount", rule: "is what can be asked for in \(code)")
        }
        return scaled / divisor
    }

    /// The money of an amount as it was said.
    ///
    /// - Parameter code: Lower case, as Stripe writes it.
    /// - Returns: `nil` when it is no currency we use here, or too much.
    package func money(_ amount: Int64, _ code: String) -> Money? {
        guard let currency = Currency(code.uppercased()), code == code.lowercased(),
            let (factor, divisor) = unit(of: currency)
        else { return nil }
        let (scaled, overflow) = amount.multipliedReportingOverflow(by: divisor)
        guard !overflow, scaled.isMultiple(of: factor) else { return nil }
        return Money(scaled / factor, currency)
    }

    /// What our minor units are multiplied with and then divided by.
    private func unit(of currency: Currency) -> (factor: Int64, divisor: Int64)? {
        let code = currency.code
        guard !Self.special.contains(code) || enabled.contains(code) else { return nil }
        if Self.wholeInHundredths.contains(code) { return (100, 1) }
        switch (currency.minorUnitDigits, Self.zeroDecimal.contains(code)) {
        case (2, true): return (1, 100)
        case (2, false), (0, true): return (1, 1)
        case (3, false): return Self.threeDecimal.contains(code) ? (1, 1) : nil
        default: return nil
        }
    }
}
