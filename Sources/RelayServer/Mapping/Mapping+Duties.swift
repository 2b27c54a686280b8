import ShopCore
import ShopModel
import Wire

// Duty tables in both directions, and what quotes say of duties.

extension DutyTable {
    var wire: WireDutyTable {
        make { wire in
            (wire.id, wire.validFrom, wire.source) = (id, validFrom.description, source)
            wire.rates = rates.map { rate in
                make {
                    ($0.goods, $0.destination) = (rate.goods.wire, rate.destination.description)
                    $0.lowPermille = UInt32(rate.lowPermille)
                    $0.highPermille = UInt32(rate.highPermille)
                }
            }
            wire.terms = terms.map(\.wire)
        }
    }
}

extension DutyTerms {
    fileprivate var wire: WireDutyTerms {
        make { wire in
            (wire.country, wire.currency) = (country.code, currency.code)
            switch deMinimis {
            case .goodsValue(let value)?: wire.freeValue = value.wire
            case .duty(let duty)?: wire.freeDuty = duty.wire
            case nil: break
            }
            if let limitPerTransaction { wire.limitPerOrder = limitPerTransaction.wire }
            if let limitPerYear { wire.limitPerYear = limitPerYear.wire }
            guard let retailImport else { return }
            wire.retailImport = true
            wire.collectedPermille = UInt32(retailImport.collectedPermille)
            wire.retailRates = retailImport.rates.map { rate in
                make {
                    $0.goods = rate.goods.wire
                    $0.valueAddedTaxPermille = UInt32(rate.valueAddedTaxPermille)
                    $0.consumptionTaxPermille = UInt32(rate.consumptionTaxPermille)
                }
            }
        }
    }
}

extension WireDutyTable {
    func core() throws(FieldError) -> DutyTable {
        var rateCores: [DutyRate] = []
        for (index, rate) in rates.enumerated() {
            rateCores.append(try rate.core("rates[\(index)]."))
        }
        var termCores: [DutyTerms] = []
        for (index, terms) in terms.enumerated() {
            termCores.append(try terms.core("terms[\(index)]."))
        }
        let day = try validFrom.asDate("valid_from")
        do {
            return try DutyTable(
                id: id, validFrom: day, source: source, rates: rateCores, terms: termCores)
        } catch {
            throw FieldError(error)
        }
    }
}

extension WireDutyRate {
    fileprivate func core(_ place: String) throws(FieldError) -> DutyRate {
        let goods = try goods.required(place + "goods")
        let destination = try destination.asDestination(place + "destination")
        do {
            return try DutyRate(
                goods: goods, destination: destination, lowPermille: Int(lowPermille),
                highPermille: Int(highPermille))
        } catch {
            throw FieldError(error, in: place)
        }
    }
}

extension WireDutyTerms {
    fileprivate func core(_ place: String) throws(FieldError) -> DutyTerms {
        guard !hasFreeValue || !hasFreeDuty else {
            throw FieldError(field: place + "free_duty", rule: "goes instead of free_value")
        }
        let country = try country.asCountry(place + "country")
        let currency = try currency.asCurrency(place + "currency")
        var deMinimis: DutyTerms.DeMinimis?
        if hasFreeValue { deMinimis = .goodsValue(try freeValue.core(place + "free_value")) }
        if hasFreeDuty { deMinimis = .duty(try freeDuty.core(place + "free_duty")) }
        let perOrder = hasLimitPerOrder ? try limitPerOrder.core(place + "limit_per_order") : nil
        let perYear = hasLimitPerYear ? try limitPerYear.core(place + "limit_per_year") : nil
        let route = retailImport ? try retailRoute(place) : nil
        do {
            return try DutyTerms(
                country: country, currency: currency, deMinimis: deMinimis,
                limitPerTransaction: perOrder, limitPerYear: perYear, retailImport: route)
        } catch {
            throw FieldError(error, in: place)
        }
    }

    private func retailRoute(_ place: String) throws(FieldError) -> RetailImportRoute {
        var rates: [RetailImportRate] = []
        for (index, rate) in retailRates.enumerated() {
            let goods = try rate.goods.required("\(place)retail_rates[\(index)].goods")
            do {
                rates.append(
                    try RetailImportRate(
                        goods: goods, valueAddedTaxPermille: Int(rate.valueAddedTaxPermille),
                        consumptionTaxPermille: Int(rate.consumptionTaxPermille)))
            } catch {
                throw FieldError(error, in: "\(place)retail_rates[\(index)].")
            }
        }
        do {
            return try RetailImportRoute(
                collectedPermille: Int(collectedPermille), rates: rates)
        } catch {
            throw FieldError(error, in: place)
        }
    }
}

extension QuotedDuty {
    var wire: WireDuty {
        make { wire in
            switch self {
            case .unknown(let table, let why): (wire.table, wire.unknown) = (table, why)
            case .estimate(let estimate):
                (wire.table, wire.source) = (estimate.table, estimate.source)
                wire.validFrom = estimate.validFrom.description
                wire.route = estimate.route.rawValue
                wire.parts = estimate.parts.map { part in
                    make {
                        ($0.goods, $0.value) = (part.goods.wire, part.value.wire)
                        ($0.low, $0.high) = (part.low.wire, part.high.wire)
                    }
                }
                (wire.low, wire.high) = (estimate.low.wire, estimate.high.wire)
                wire.warnings = estimate.warnings.map(\.wire)
            }
        }
    }
}

extension WireDuty {
    func core(to destination: Country?) throws(FieldError) -> QuotedDuty {
        if !unknown.isEmpty { return .unknown(table: table, why: unknown) }
        guard let destination, let route = ImportRoute(rawValue: route) else {
            throw FieldError(field: "duty", rule: "has no destination or route")
        }
        return .estimate(
            DutyEstimate(
                table: table, validFrom: try validFrom.asDate("duty.valid_from"), source: source,
                destination: destination, route: route,
                parts: try parts.map { part throws(FieldError) in
                    DutyEstimate.Part(
                        goods: try part.goods.required("duty.goods"),
                        value: try part.value.core("duty.value"),
                        low: try part.low.core("duty.low"), high: try part.high.core("duty.high"))
                },
                low: try low.core("duty.low"), high: try high.core("duty.high"),
                warnings: try warnings.map { warning throws(FieldError) in
                    try warning.core()
                }))
    }
}

extension DutyWarning {
    fileprivate var wire: WireDuty.Warning {
        make { wire in
            switch self {
            case .overTransactionLimit(let limit, let total):
                wire.kind = .overOrderLimit
                (wire.limit, wire.total) = (limit.wire, total.wire)
            case .overYearLimit(let limit, let total):
                wire.kind = .overYearLimit
                (wire.limit, wire.total) = (limit.wire, total.wire)
            case .reducedRateLost: wire.kind = .reducedRateLost
            }
        }
    }
}

extension WireDuty.Warning {
    fileprivate func core() throws(FieldError) -> DutyWarning {
        switch kind {
        case .overOrderLimit:
            return .overTransactionLimit(
                limit: try limit.core("duty.limit"), total: try total.core("duty.total"))
        case .overYearLimit:
            return .overYearLimit(
                limit: try limit.core("duty.limit"), total: try total.core("duty.total"))
        case .reducedRateLost: return .reducedRateLost
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "duty.warnings", rule: "is no warning")
        }
    }
}
