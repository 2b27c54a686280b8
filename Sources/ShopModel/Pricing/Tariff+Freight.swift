/// Things of one kind in a consignment.
package struct FreightLine: Hashable, Sendable {
    package let goods: GoodsClass
    /// Of one; `nil` when nobody has said.
    package let unitMass: Mass?
    /// Of one, in cm³; `nil` leaves the volume out of account.
    package let unitVolume: Int64?
    package let quantity: Int

    package static let quantityRange = 1...9_999
    /// In cm³: one cubic metre at most.
    package static let volumeRange: ClosedRange<Int64> = 1...1_000_000

    /// - Throws: `InvalidField` for a quantity outside 1 to 9,999 or a volume outside 1 to
    ///   1,000,000 cm³.
    package init(
        goods: GoodsClass, unitMass: Mass?, unitVolume: Int64? = nil, quantity: Int
    ) throws(InvalidField) {
        try InvalidField.check(
            Self.quantityRange.contains(quantity), "quantity", "must be 1 to 9,999 units")
        if let unitVolume {
            try InvalidField.check(
                Self.volumeRange.contains(unitVolume), "volume",
                "must be 1 to 1,000,000 cubic centimetres")
        }
        (self.goods, self.unitMass) = (goods, unitMass)
        (self.unitVolume, self.quantity) = (unitVolume, quantity)
    }
}

/// Why there is no freight for a consignment.
package enum FreightError: Error, Hashable {
    case noRow(GoodsClass, Country)
    /// Both weights are in grams.
    case tooHeavy(GoodsClass, charged: Int64, limit: Int64)
    case unknownWeight(GoodsClass, line: Int)
    case tooManyLines(limit: Int)
    case overflow
}

/// What the freight of a consignment consists of; quotes keep it.
package struct FreightBreakdown: Hashable, Sendable {
    /// One goods class of the consignment, by the row that was used for it.
    package struct Part: Hashable, Sendable {
        package let row: TariffRow
        /// The weight of the units.
        package let actualGrams: Int64
        /// The weight by volume; zero without divisor or volumes.
        package let volumetricGrams: Int64
        /// The greater of both, rounded up to the row's step.
        package let chargedGrams: Int64
        package let price: Money
    }

    package let tariff: String
    package let destination: Country
    /// In the order of `GoodsClass.allCases`.
    package let parts: [Part]
    package let sum: Money
    /// The minimum charge, when it was more than the sum.
    package let appliedMinimum: Money?

    package var total: Money { appliedMinimum ?? sum }
}

extension Tariff {
    package static let maximumLines = 2_000

    /// The freight of a consignment: each class's units are weighed together, rounded up to its
    /// row's step and priced band by band; the minimum counts once. Nothing to send costs nothing.
    ///
    /// - Throws: `.noRow`, `.tooHeavy`, `.unknownWeight` with the line's index, `.tooManyLines`
    ///   (2,000), `.overflow`.
    package func freight(
        of lines: [FreightLine], to country: Country
    ) throws(FreightError) -> FreightBreakdown {
        guard lines.count <= Self.maximumLines else {
            throw .tooManyLines(limit: Self.maximumLines)
        }
        var parts: [FreightBreakdown.Part] = []
        var sum = Money.zero(currency)
        for goods in GoodsClass.allCases {
            guard let part = try part(goods, of: lines, to: country) else { continue }
            parts.append(part)
            sum = try sum.addingFreight(part.price)
        }
        let minimum = parts.compactMap(\.row.minimum).max { $0.minorUnits < $1.minorUnits }
        return FreightBreakdown(
            tariff: id, destination: country, parts: parts, sum: sum,
            appliedMinimum: minimum.flatMap { $0.minorUnits > sum.minorUnits ? $0 : nil })
    }

    /// What `line` adds to the freight of `lines`; never below zero.
    ///
    /// - Throws: as `freight(of:to:)`.
    package func freightAdded(
        by line: FreightLine, to lines: [FreightLine], country: Country
    ) throws(FreightError) -> Money {
        let before = try freight(of: lines, to: country).total
        let after = try freight(of: lines + [line], to: country).total
        return Money(after.minorUnits - before.minorUnits, currency)
    }

    private func part(
        _ goods: GoodsClass, of lines: [FreightLine], to country: Country
    ) throws(FreightError) -> FreightBreakdown.Part? {
        var (grams, volume) = (Int64(0), Int64(0))
        var isEmpty = true
        for (index, line) in lines.enumerated() where line.goods == goods {
            guard let unitMass = line.unitMass else {
                throw .unknownWeight(goods, line: index)
            }
            isEmpty = false
            grams += unitMass.grams * Int64(line.quantity)
            volume += (line.unitVolume ?? 0) * Int64(line.quantity)
        }
        guard !isEmpty else { return nil }
        guard let row = row(for: goods, to: country) else { throw .noRow(goods, country) }
        let volumetric = row.volumetricDivisor.map { divisor in
            (volume * 1000 + Int64(divisor) - 1) / Int64(divisor)
        }
        let steps = (max(grams, volumetric ?? 0) + row.step.grams - 1) / row.step.grams
        let charged = steps * row.step.grams
        guard charged <= row.limitGrams else {
            throw .tooHeavy(goods, charged: charged, limit: row.limitGrams)
        }
        return FreightBreakdown.Part(
            row: row, actualGrams: grams, volumetricGrams: volumetric ?? 0, chargedGrams: charged,
            price: try row.price(ofSteps: steps))
    }
}

extension TariffRow {
    /// The price of the first `steps` steps, each at its band's price.
    fileprivate func price(ofSteps steps: Int64) throws(FreightError) -> Money {
        var (price, done) = (Money.zero(currency), Int64(0))
        for band in bands where done < steps {
            let end = min(steps, band.upTo.grams / step.grams)
            let (product, overflow) = band.pricePerStep.minorUnits
                .multipliedReportingOverflow(by: end - done)
            guard !overflow else { throw .overflow }
            price = try price.addingFreight(Money(product, currency))
            done = end
        }
        return price
    }
}

extension Money {
    fileprivate func addingFreight(_ other: Money) throws(FreightError) -> Money {
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(sum, currency)
    }
}
