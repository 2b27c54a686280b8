import ShopModel
import Wire

// Quotes and their tables, for people.

extension WireQuote {
    /// Such as `+ 2.5 %, half-up 0.10`; empty for a plain rate.
    var rateTerms: String { rateTermsText(bufferBasisPoints, rounding) }

    /// The breakdown, part by part.
    func lines(_ clock: ClockText) -> [String] {
        var lines = [
            "goods    \(goods.text) (\(goodsInPriceCurrency.text) at \(rate.text)\(rateTerms))",
            "freight  \(freight.text)\(hasFreightBasis ? freightBasis.text(destination) : "")",
            "total    \(total.text)",
        ]
        if hasFreightBasis { lines.insert(contentsOf: freightBasis.partLines, at: 2) }
        if validUntilMs > 0 {
            lines[lines.count - 1] += " · paying can begin until \(clock.timeOfDay(validUntilMs))"
        }
        if hasDuty { lines += duty.lines }
        return lines
    }
}

/// Such as ` + 2.5 %, half-up 0.10`; empty for a plain rate.
func rateTermsText(_ basisPoints: UInt32, _ rounding: String) -> String {
    var text = ""
    if basisPoints > 0 {
        text += " + \(ExactDecimal(mantissa: Int64(basisPoints), scale: 2).trimmed) %"
    }
    if !rounding.isEmpty, rounding != "half-up" { text += ", rounded \(clean(rounding))" }
    return text
}

extension WireFreightBasis {
    fileprivate func text(_ destination: String) -> String {
        var text = " (to \(clean(destination)) by \(clean(tariff))"
        if !togetherWith.isEmpty {
            let orders = togetherWith.map(String.init).joined(separator: ", ")
            text += ", added to the parcel of order \(orders)"
        }
        if hasCap { text += ", at most \(cap.text) a parcel" }
        return text + ")"
    }

    fileprivate var partLines: [String] {
        var lines = parts.map {
            "  \(enumWords($0.goods)) \(kilograms($0.actualGrams)), charged "
                + "\(kilograms($0.chargedGrams)): \($0.price.text)"
        }
        if hasMinimum { lines.append("  at least \(minimum.text)") }
        if already.minorUnits > 0 { lines.append("  counted already: \(already.text)") }
        return lines
    }
}

func kilograms(_ grams: Int64) -> String { "\(ExactDecimal(mantissa: grams, scale: 3)) kg" }

extension WireDuty {
    fileprivate var lines: [String] {
        guard unknown.isEmpty else {
            return ["duty     no estimate by \(clean(table)): \(clean(unknown))"]
        }
        let range = low == high ? low.text : "\(low.text) to \(high.text)"
        let head =
            "duty     estimate \(range), paid to customs and not here (\(clean(table)) of "
            + "\(clean(validFrom)), \(clean(source)))"
        return [head] + warnings.map { "  \($0.text)" }
    }
}

extension WireDuty.Warning {
    fileprivate var text: String {
        switch kind {
        case .overOrderLimit: "over the limit of \(limit.text) for one order: \(total.text)"
        case .overYearLimit: "over the limit of \(limit.text) for one year: \(total.text)"
        case .reducedRateLost:
            "the reduced rate is lost: duty and full taxes, if that route is open at all"
        case .unspecified, .UNRECOGNIZED: "there is a warning that this program does not know"
        }
    }
}

extension WireQuoteVersion {
    /// - Parameter order: For what to type.
    func lines(of order: UInt64, _ clock: ClockText) -> [String] {
        let state =
            acceptedAtMs > 0
            ? "agreed at \(clock.timeOfDay(acceptedAtMs))"
            : "counts only once agreed to: agree \(order) \(version)"
        let head =
            "order \(order), quote \(version): \(quote.total.text) · \(clean(why)) · "
            + state
        return [head] + quote.lines(clock).map { "  \($0)" }
    }
}

extension WirePreview {
    func text(_ clock: ClockText) -> [String] {
        let head = lines.map {
            "\(clean($0.code)) ×\($0.quantity) at \($0.unitPrice.text): \($0.value.text)"
        }
        return head + quote.lines(clock)
    }
}

extension WirePricing {
    var text: [String] {
        var lines = tariffs.map { $0.text } + dutyTables.map { $0.text }
        for row in restrictedGoods.restrictions {
            lines.append(row.text)
        }
        return lines.isEmpty ? ["no tariff, no duties, no restrictions"] : lines
    }
}

extension WireTariff {
    var text: String {
        "tariff \(clean(id)) from \(clean(validFrom)), \(clean(currency)), \(rows.count) rows"
            + (consolidates ? ", one parcel a session" : "") + " (\(clean(source)))"
    }
}

extension WireDutyTable {
    var text: String {
        "duties \(clean(id)) from \(clean(validFrom)), \(rates.count) rates, "
            + "\(terms.count) countries (\(clean(source)))"
    }
}

extension WireRestriction {
    var text: String {
        "\(enumWords(goods)) not to \(clean(destination)): \(clean(reason)) "
            + "(\(clean(source)), \(clean(date)))"
    }
}

extension WireEvent {
    /// Nil for an event of another kind.
    func quoteText(_ clock: ClockText) -> String? {
        switch body {
        case .tariffSet(let tariff)?: tariff.text
        case .dutyTableSet(let table)?: table.text
        case .restrictedGoodsSet(let list)?:
            list.restrictions.isEmpty
                ? "nothing is restricted"
                : "restricted: " + list.restrictions.map(\.text).joined(separator: "; ")
        case .destinationSet(let set)?:
            "parcels of buyer \(set.buyer) go to \(clean(set.country))"
        case .orderRequoted(let requoted)?:
            requoted.quote.lines(of: requoted.order, clock).joined(separator: "\n  ")
        case .quoteAccepted(let accepted)?:
            "order \(accepted.order): quote \(accepted.version) is agreed"
        default: nil
        }
    }
}

extension WireOrder {
    /// The breakdown while it is to be paid, and a new version that waits for its buyer.
    func quoteLines(_ clock: ClockText) -> [String] {
        guard state == .placed else { return [] }
        let hasDetails = quote.hasFreightBasis || quote.hasDuty || quote.validUntilMs > 0
        var lines = hasDetails || !quotes.isEmpty ? quote.lines(clock) : []
        if let latest = quotes.last, latest.acceptedAtMs == 0 {
            lines += latest.lines(of: order, clock)
        }
        return lines
    }
}
