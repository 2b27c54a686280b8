import Wire

// Quotes and their tables, for scripts.

extension WireQuote {
    /// What a quote says beside goods, freight and total.
    var detailMembers: Members {
        var members: Members = [
            ("buffer_basis_points", .number(bufferBasisPoints)),
            ("valid_until_ms", .number(validUntilMs)), ("destination", .string(destination)),
        ]
        if hasFreightBasis { members.append(("freight_basis", freightBasis.json)) }
        if hasDuty { members.append(("duty", duty.json)) }
        return members
    }
}

extension WireFreightBasis {
    fileprivate var json: JSONValue {
        var members: Members = [
            ("tariff", .string(tariff)),
            (
                "parts",
                .array(
                    parts.map {
                        .object([
                            ("goods", .string(enumText($0.goods))),
                            ("actual_grams", .number($0.actualGrams)),
                            ("charged_grams", .number($0.chargedGrams)),
                            ("price", $0.price.json),
                        ])
                    })
            ), ("parcel", parcel.json), ("already", already.json),
            ("together_with", .array(togetherWith.map { .number($0) })),
        ]
        if hasMinimum { members.append(("minimum", minimum.json)) }
        if hasCap { members.append(("cap", cap.json)) }
        return .object(members)
    }
}

extension WireDuty {
    fileprivate var json: JSONValue {
        guard unknown.isEmpty else {
            return .object([("table", .string(table)), ("unknown", .string(unknown))])
        }
        return .object([
            ("estimate", .bool(true)), ("table", .string(table)),
            ("valid_from", .string(validFrom)), ("source", .string(source)),
            ("route", .string(route)),
            (
                "parts",
                .array(
                    parts.map {
                        .object([
                            ("goods", .string(enumText($0.goods))), ("value", $0.value.json),
                            ("low", $0.low.json), ("high", $0.high.json),
                        ])
                    })
            ), ("low", low.json), ("high", high.json),
            (
                "warnings",
                .array(
                    warnings.map {
                        .object([
                            ("kind", .string(enumText($0.kind))), ("limit", $0.limit.json),
                            ("total", $0.total.json),
                        ])
                    })
            ),
        ])
    }
}

extension WireQuoteVersion {
    var json: JSONValue {
        .object([
            ("version", .number(version)), ("quote", quote.json),
            (
                "prices",
                .array(
                    prices.map {
                        .object([
                            ("unit_price", $0.unitPrice.json), ("version", .number($0.version)),
                        ])
                    })
            ), ("why", .string(why)), ("made_at_ms", .number(madeAtMs)),
            ("accepted_at_ms", .number(acceptedAtMs)),
        ])
    }
}

extension WirePreview {
    var members: Members { [("lines", .array(lines.map(\.json))), ("quote", quote.json)] }
}

extension WirePricing {
    var members: Members {
        [
            ("tariffs", .array(tariffs.map { .object($0.members) })),
            ("duty_tables", .array(dutyTables.map { .object($0.members) })),
            ("restrictions", .array(restrictedGoods.restrictions.map(\.json))),
        ]
    }
}

extension WireTariff {
    var members: Members {
        [
            ("tariff", .string(id)), ("valid_from", .string(validFrom)),
            ("source", .string(source)), ("currency", .string(currency)),
            ("consolidates", .bool(consolidates)), ("rows", .array(rows.map(\.json))),
        ]
    }
}

extension WireTariffRow {
    fileprivate var json: JSONValue {
        .object([
            ("goods", .string(enumText(goods))), ("destination", .string(destination)),
            ("step_grams", .number(stepGrams)),
            (
                "bands",
                .array(
                    bands.map {
                        .object([
                            ("up_to_grams", .number($0.upToGrams)),
                            ("price_per_step", $0.pricePerStep.json),
                        ])
                    })
            ), ("minimum", hasMinimum ? minimum.json : .object([])),
            ("volumetric_divisor", .number(volumetricDivisor)),
        ])
    }
}

extension WireDutyTable {
    var members: Members {
        [
            ("table", .string(id)), ("valid_from", .string(validFrom)),
            ("source", .string(source)),
            (
                "rates",
                .array(
                    rates.map {
                        .object([
                            ("goods", .string(enumText($0.goods))),
                            ("destination", .string($0.destination)),
                            ("low_permille", .number($0.lowPermille)),
                            ("high_permille", .number($0.highPermille)),
                        ])
                    })
            ), ("countries", .strings(terms.map(\.country))),
        ]
    }
}

extension WireRestriction {
    fileprivate var json: JSONValue {
        .object([
            ("goods", .string(enumText(goods))), ("destination", .string(destination)),
            ("reason", .string(reason)), ("source", .string(source)), ("date", .string(date)),
        ])
    }
}

extension WireEvent {
    /// Nil for an event of another kind.
    var quoteMembers: (String, Members)? {
        switch body {
        case .tariffSet(let tariff)?: ("tariff_set", tariff.members)
        case .dutyTableSet(let table)?: ("duty_table_set", table.members)
        case .restrictedGoodsSet(let list)?:
            (
                "restricted_goods_set",
                [("restrictions", .array(list.restrictions.map(\.json)))]
            )
        case .destinationSet(let set)?:
            (
                "destination_set",
                [("buyer", .number(set.buyer)), ("country", .string(set.country))]
            )
        case .orderRequoted(let requoted)?:
            (
                "order_requoted",
                [("order", .number(requoted.order)), ("quote", requoted.quote.json)]
            )
        case .quoteAccepted(let accepted)?:
            (
                "quote_accepted",
                [("order", .number(accepted.order)), ("version", .number(accepted.version))]
            )
        default: nil
        }
    }
}
