/// What a carrier asks: prices by goods class, destination and weight, good from a day on.
package struct Tariff: Hashable, DatedTable {
    package let id: String
    package let validFrom: CalendarDate
    package let source: String
    package let currency: Currency
    package let rows: [TariffRow]
    /// One buyer's orders of a session go in one parcel, and are weighed together.
    package let consolidates: Bool
    private let rowByPlace: [Place: Int]

    private struct Place: Hashable {
        let goods: GoodsClass
        let destination: Destination
    }

    /// - Throws: `InvalidField` for an id over 40 bytes, a source over 200 bytes, no row or more
    ///   than 2,000, a row in another currency, or a second row for the same class and place.
    package init(
        id: String, validFrom: CalendarDate, source: String, currency: Currency, rows: [TariffRow],
        consolidates: Bool = false
    ) throws(InvalidField) {
        try TableLimits.check(id: id, source: source)
        try InvalidField.check(
            (1...TableLimits.rows).contains(rows.count), "rows",
            "a tariff has 1 to \(TableLimits.rows) rows")
        var rowByPlace: [Place: Int] = [:]
        for (index, row) in rows.enumerated() {
            try InvalidField.check(
                row.currency == currency, "rows[\(index)]", "must be priced in \(currency)")
            let place = Place(goods: row.goods, destination: row.destination)
            let isFirst = rowByPlace.updateValue(index, forKey: place) == nil
            try InvalidField.check(
                isFirst, "rows[\(index)]",
                "\(row.goods.rawValue) to \(row.destination) has a row already")
        }
        (self.id, self.validFrom, self.source) = (id, validFrom, source)
        (self.currency, self.rows, self.rowByPlace) = (currency, rows, rowByPlace)
        self.consolidates = consolidates
    }

    /// The row of a class: the country's own, else the one for anywhere.
    package func row(for goods: GoodsClass, to country: Country) -> TariffRow? {
        let index =
            rowByPlace[Place(goods: goods, destination: .country(country))]
            ?? rowByPlace[Place(goods: goods, destination: .anywhere)]
        return index.map { rows[$0] }
    }
}

/// The price of one goods class to one destination: each started step of weight costs what its
/// band says.
///
/// The first step (first weight) is usually a band of its own, the following ones are cheaper.
/// Because every step keeps its band's price, more weight never costs less.
package struct TariffRow: Hashable, Sendable {
    package let goods: GoodsClass
    package let destination: Destination
    /// Weights are rounded up to a multiple of this.
    package let step: Mass
    /// By rising weight; the last band's end is the most that can be sent.
    package let bands: [TariffBand]
    /// A consignment costs at least this; of several rows' minimums the highest counts, once.
    package let minimum: Money?
    /// Cubic centimetres that count as one kilogram, such as 5,000 or 6,000; `nil`: weight only.
    package let volumetricDivisor: Int?

    package static let maximumBands = 50
    /// In grams.
    package static let stepRange: ClosedRange<Int64> = 1...100_000
    /// In cm³ per kg.
    package static let divisorRange = 1_000...20_000

    /// - Throws: `InvalidField` for a step outside 1 g to 100 kg; no band or more than 50; bands
    ///   that do not rise or do not end on a step; prices below zero, above 10¹² minor units or in
    ///   several currencies; a divisor outside 1,000 to 20,000 cm³/kg.
    package init(
        goods: GoodsClass, destination: Destination, step: Mass, bands: [TariffBand],
        minimum: Money? = nil, volumetricDivisor: Int? = nil
    ) throws(InvalidField) {
        try InvalidField.check(
            Self.stepRange.contains(step.grams), "step",
            "must be \(Self.stepRange.lowerBound) to \(Self.stepRange.upperBound) grams")
        try InvalidField.check(
            (1...Self.maximumBands).contains(bands.count), "bands",
            "a row has 1 to \(Self.maximumBands) bands")
        var end: Int64 = 0
        for (index, band) in bands.enumerated() {
            try InvalidField.check(
                band.upTo.grams > end && band.upTo.grams.isMultiple(of: step.grams),
                "bands[\(index)].up_to",
                "must be above \(end) grams and a multiple of \(step.grams) grams")
            try InvalidField.check(
                band.pricePerStep.currency == bands[0].pricePerStep.currency,
                "bands[\(index)].price_per_step", "must be in the first band's currency")
            try TableLimits.check(band.pricePerStep, "bands[\(index)].price_per_step")
            end = band.upTo.grams
        }
        if let minimum {
            try InvalidField.check(
                minimum.currency == bands[0].pricePerStep.currency, "minimum",
                "must be in the bands' currency")
            try TableLimits.check(minimum, "minimum")
        }
        if let volumetricDivisor {
            try InvalidField.check(
                Self.divisorRange.contains(volumetricDivisor), "volumetric_divisor",
                "must be 1,000 to 20,000 cubic centimetres per kilogram")
        }
        (self.goods, self.destination, self.step) = (goods, destination, step)
        (self.bands, self.minimum) = (bands, minimum)
        self.volumetricDivisor = volumetricDivisor
    }

    package var currency: Currency { bands[0].pricePerStep.currency }
    /// The most that can be sent of this class, in grams.
    package var limitGrams: Int64 { bands[bands.count - 1].upTo.grams }
}

/// What each started step costs up to a weight.
package struct TariffBand: Hashable, Sendable {
    /// Inclusive.
    package let upTo: Mass
    package let pricePerStep: Money

    package init(upTo: Mass, pricePerStep: Money) {
        (self.upTo, self.pricePerStep) = (upTo, pricePerStep)
    }
}
