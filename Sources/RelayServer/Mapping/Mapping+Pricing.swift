import ShopCore
import ShopModel
import Wire

// Tariffs, duty tables and restrictions, as commands, events and replies show them.

extension String {
    func asCountry(_ field: String) throws(FieldError) -> Country {
        guard let country = Country(self) else {
            throw FieldError(
                field: field, rule: "“\(self)” is no ISO 3166-1 country code such as CN")
        }
        return country
    }

    func asDestination(_ field: String) throws(FieldError) -> Destination {
        guard let destination = Destination(self) else {
            throw FieldError(
                field: field, rule: "“\(self)” is neither a country code such as CN nor *")
        }
        return destination
    }

    /// A rounding rule; `nil` when it is left out.
    func asRounding(_ field: String) throws(FieldError) -> Rounding? {
        if isEmpty { return nil }
        guard let rounding = Rounding(id: self) else {
            throw FieldError(
                field: field, rule: "“\(self)” is no rule such as half-up, up or half-up 0.10")
        }
        return rounding
    }
}

extension WireGoodsClass {
    func required(_ field: String) throws(FieldError) -> GoodsClass {
        guard let goods = try core() else {
            throw FieldError(field: field, rule: "must be a goods class")
        }
        return goods
    }
}

extension FieldError {
    /// A value that the model refuses, with the place it stands in.
    init(_ invalid: InvalidField, in place: String = "") {
        self.init(field: place + invalid.field, rule: invalid.rule)
    }
}

private func asMass(_ grams: Int64, _ field: String) throws(FieldError) -> Mass {
    guard let mass = Mass(grams: grams) else {
        throw FieldError(field: field, rule: "must be 0 to \(Mass.maximumGrams) grams")
    }
    return mass
}

extension Tariff {
    var wire: WireTariff {
        make { wire in
            (wire.id, wire.validFrom, wire.source) = (id, validFrom.description, source)
            (wire.currency, wire.consolidates) = (currency.code, consolidates)
            wire.rows = rows.map(\.wire)
        }
    }
}

extension TariffRow {
    fileprivate var wire: WireTariffRow {
        make { wire in
            (wire.goods, wire.destination) = (goods.wire, destination.description)
            wire.stepGrams = UInt32(step.grams)
            wire.bands = bands.map { band in
                make {
                    $0.upToGrams = UInt32(band.upTo.grams)
                    $0.pricePerStep = band.pricePerStep.wire
                }
            }
            if let minimum { wire.minimum = minimum.wire }
            wire.volumetricDivisor = UInt32(volumetricDivisor ?? 0)
        }
    }
}

extension WireTariff {
    func core() throws(FieldError) -> Tariff {
        var cores: [TariffRow] = []
        for (index, row) in rows.enumerated() { cores.append(try row.core("rows[\(index)].")) }
        let day = try validFrom.asDate("valid_from")
        let currency = try currency.asCurrency("currency")
        do {
            return try Tariff(
                id: id, validFrom: day, source: source, currency: currency, rows: cores,
                consolidates: consolidates)
        } catch {
            throw FieldError(error)
        }
    }
}

extension WireTariffRow {
    fileprivate func core(_ place: String) throws(FieldError) -> TariffRow {
        var cores: [TariffBand] = []
        for band in bands {
            cores.append(
                TariffBand(
                    upTo: try asMass(Int64(band.upToGrams), place + "bands.up_to"),
                    pricePerStep: try band.pricePerStep.core(place + "bands.price_per_step")))
        }
        let goods = try goods.required(place + "goods")
        let destination = try destination.asDestination(place + "destination")
        let step = try asMass(Int64(stepGrams), place + "step")
        let minimum = hasMinimum ? try minimum.core(place + "minimum") : nil
        do {
            return try TariffRow(
                goods: goods, destination: destination, step: step, bands: cores,
                minimum: minimum,
                volumetricDivisor: volumetricDivisor == 0 ? nil : Int(volumetricDivisor))
        } catch {
            throw FieldError(error, in: place)
        }
    }
}

extension RestrictedGoods {
    var wire: WireRestrictedGoods {
        make {
            $0.restrictions = restrictions.map { row in
                make {
                    ($0.goods, $0.destination) = (row.goods.wire, row.destination.description)
                    ($0.reason, $0.source) = (row.reason, row.source)
                    $0.date = row.date.description
                }
            }
        }
    }
}

extension WireRestrictedGoods {
    func core() throws(FieldError) -> RestrictedGoods {
        var rows: [Restriction] = []
        for (index, row) in restrictions.enumerated() {
            let place = "restrictions[\(index)]."
            let goods = try row.goods.required(place + "goods")
            let destination = try row.destination.asDestination(place + "destination")
            let date = try row.date.asDate(place + "date")
            do {
                rows.append(
                    try Restriction(
                        goods: goods, destination: destination, reason: row.reason,
                        source: row.source, date: date))
            } catch {
                throw FieldError(error, in: place)
            }
        }
        do {
            return try RestrictedGoods(rows)
        } catch {
            throw FieldError(error)
        }
    }
}
