/// The rate that a quote freezes: a posted exchange rate, the seller's buffer on top of it, how
/// amounts are rounded, and until when it can be agreed to.
package struct QuoteRate: Hashable, Sendable {
    package let posted: ExchangeRate
    /// The surcharge for a rate that moves, in basis points (1/100 of a per cent) of the rate.
    package let bufferBasisPoints: Int
    package let rounding: Rounding
    /// `nil`: as long as its order is held.
    package let validUntil: Timestamp?

    package static let maximumBufferBasisPoints = 5_000
    /// The largest rounding step, in minor units of the quote currency.
    package static let maximumStepMinorUnits: Int64 = 1_000_000
    package static let maximumSourceBytes = 200

    /// - Throws: `InvalidField` for a buffer outside 0 to 5,000 basis points, a step that is no
    ///   whole number of minor units or above a million of them, a source that is empty or over
    ///   200 bytes, or an end before the rate was posted.
    package init(
        posted: ExchangeRate, bufferBasisPoints: Int, rounding: Rounding, validUntil: Timestamp?
    ) throws(InvalidField) {
        try InvalidField.check(
            (0...Self.maximumBufferBasisPoints).contains(bufferBasisPoints), "buffer",
            "must be 0 to \(Self.maximumBufferBasisPoints) basis points")
        let step = rounding.stepMinorUnits(in: posted.quote) ?? 0
        try InvalidField.check(
            (1...Self.maximumStepMinorUnits).contains(step), "rounding",
            "must be 1 to \(Self.maximumStepMinorUnits) whole minor units of \(posted.quote)")
        try InvalidField.check(
            text: posted.source, "rate source", limitBytes: Self.maximumSourceBytes)
        if let validUntil {
            try InvalidField.check(
                validUntil > posted.postedAt, "valid_until", "must be after the rate was posted")
        }
        (self.posted, self.bufferBasisPoints) = (posted, bufferBasisPoints)
        (self.rounding, self.validUntil) = (rounding, validUntil)
    }

    package var base: Currency { posted.base }
    package var quote: Currency { posted.quote }

    /// A quote can be agreed to up to, and not at, its end.
    package func isValid(at time: Timestamp) -> Bool {
        posted.postedAt <= time && validUntil.map { time < $0 } ?? true
    }

    /// Converts an amount of `base` with the buffer, rounding once, at the end.
    ///
    /// - Throws: `.differentCurrencies` when `amount` is not in `base`; `.overflow`.
    package func convert(_ amount: Money) throws(MoneyError) -> Money {
        try convert(amount, partsOfTenThousand: 10_000 + bufferBasisPoints)
    }

    /// What `amount` costs, and how much of it is the buffer and the rounding.
    ///
    /// - Throws: `.differentCurrencies` when `amount` is not in `base`; `.overflow`.
    package func cost(of amount: Money) throws(MoneyError) -> ConversionCost {
        let total = try convert(amount)
        let atPostedRate = try posted.convert(amount)
        return ConversionCost(
            total: total, atPostedRate: atPostedRate,
            surcharge: try total.subtracting(atPostedRate))
    }

    private func convert(
        _ amount: Money, partsOfTenThousand: Int
    ) throws(MoneyError) -> Money {
        guard amount.currency == base else { throw .differentCurrencies(amount.currency, base) }
        guard let step = rounding.stepMinorUnits(in: quote) else {
            preconditionFailure("a QuoteRate's step is a whole number of minor units")
        }
        // steps = minor(base) × mantissa × parts × 10^exponent / (10,000 × step)
        let exponent = quote.minorUnitDigits - base.minorUnitDigits - posted.rate.scale
        let factors = [
            Int128(posted.rate.mantissa), Int128(partsOfTenThousand),
            ExactDecimal.powerOfTen(max(0, exponent)),
        ]
        var dividend = Int128(amount.minorUnits)
        for factor in factors {
            let (product, overflow) = dividend.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw .overflow }
            dividend = product
        }
        let divisor = 10_000 * Int128(step) * ExactDecimal.powerOfTen(max(0, -exponent))
        let steps = rounding.direction.quotient(dividend, by: divisor)
        let (units, overflow) = steps.multipliedReportingOverflow(by: Int128(step))
        guard !overflow, let minorUnits = Int64(exactly: units) else { throw .overflow }
        return Money(minorUnits, quote)
    }
}

/// A converted amount beside what the posted rate alone would give.
package struct ConversionCost: Hashable, Sendable {
    package let total: Money
    /// Without buffer, to the nearest minor unit.
    package let atPostedRate: Money
    /// `total` - `atPostedRate`: the buffer and the rounding; below zero when rounding gives away
    /// more than the buffer adds.
    package let surcharge: Money
}

extension QuoteRate: CustomStringConvertible {
    /// Such as `1 KRW = 0.0052 CNY + 2.5 %, half-up 0.10`; the same in every locale.
    package var description: String {
        let buffer =
            bufferBasisPoints == 0
            ? "" : " + \(ExactDecimal(mantissa: Int64(bufferBasisPoints), scale: 2).trimmed) %"
        return "1 \(base) = \(posted.rate) \(quote)\(buffer), \(rounding.id)"
    }
}

extension ExactDecimal {
    /// The same number without zeros at the end of its fraction.
    package var trimmed: ExactDecimal {
        var (mantissa, scale) = (mantissa, scale)
        while scale > 0, mantissa.isMultiple(of: 10) {
            (mantissa, scale) = (mantissa / 10, scale - 1)
        }
        return ExactDecimal(mantissa: mantissa, scale: scale)
    }
}
