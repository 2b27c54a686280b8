import Wire

// What a shop is made of, with the protocol's own names of fields; enumerations as `enumText`.

typealias Members = [(String, JSONValue)]

extension WireMoney {
    var json: JSONValue {
        .object([("minor_units", .number(minorUnits)), ("currency", .string(currency))])
    }
}

extension WireExchangeRate {
    var json: JSONValue {
        .object([
            ("base", .string(base)), ("quote", .string(quote)), ("rate", .string(rate)),
            ("source", .string(source)), ("posted_at_ms", .number(postedAtMs)),
        ])
    }
}

extension WireSession {
    var members: Members {
        [
            ("session", .number(session)), ("title", .string(title)),
            ("price_currency", .string(priceCurrency)), ("rate", rate.json),
            ("freight", freight.json), ("hold_seconds", .number(holdSeconds)),
            ("invite_code", .string(inviteCode)), ("open", .bool(open)), ("policy", policy.json),
            ("pinned_item", .number(pinnedItem)), ("pinned_code", .string(pinnedCode)),
            ("purchase_limits", .array(purchaseLimits.map(\.json))),
            ("offer_seconds", .number(offerSeconds)),
            ("buffer_basis_points", .number(bufferBasisPoints)),
            ("rounding", .string(rounding)), ("quote_seconds", .number(quoteSeconds)),
            ("freight_by_tariff", .bool(freightByTariff)), ("freight_cap", freightCap.json),
            ("slow_mode_seconds", .number(slowModeSeconds)),
            ("pinned_text", .string(pinnedText)), ("pinned_text_by", .string(pinnedTextBy)),
        ]
    }
}

extension WireStock {
    var json: JSONValue {
        var members: Members = [
            ("model", .string(enumText(model))), ("offered", .number(offered)),
            ("available", .number(available)),
        ]
        if !variants.isEmpty { members.append(("variants", .array(variants.map(\.json)))) }
        return .object(members)
    }
}

extension WirePhotoFile {
    var json: JSONValue {
        .object([
            ("sha256", .string(sha256)), ("width", .number(width)), ("height", .number(height)),
            ("size_bytes", .number(sizeBytes)),
        ])
    }
}

extension WireCaption {
    var json: JSONValue {
        var members: Members = [("title", .string(title)), ("price", price.json)]
        for (name, text) in [
            ("size", size), ("volume", volume), ("edition", edition), ("condition", condition),
            ("expiry", expiry),
            ("usage", usage),
        ] where !text.isEmpty { members.append((name, .string(text))) }
        if hasReferencePrice {
            members.append(
                (
                    "reference_price",
                    .object([
                        ("price", referencePrice.price.json),
                        ("source", .string(referencePrice.source)),
                        ("date", .string(referencePrice.date)),
                    ])
                ))
        }
        if ownPhotos { members.append(("own_photos", .bool(true))) }
        if goodsClass != .unspecified {
            members.append(("goods_class", .string(enumText(goodsClass))))
        }
        if netWeightGrams > 0 { members.append(("net_weight_grams", .number(netWeightGrams))) }
        if !hsCode.isEmpty { members.append(("hs_code", .string(hsCode))) }
        if !origin.isEmpty { members.append(("origin", .string(origin))) }
        return .object(members)
    }
}

extension WireItem {
    var members: Members {
        var members: Members = [
            ("item", .number(item)), ("session", .number(session)), ("code", .string(code)),
            ("caption", caption.json), ("stock", stock.json),
            ("limit_per_buyer", .number(limitPerBuyer)),
            (
                "photos",
                .array(
                    photos.map {
                        .object([("preview", $0.preview.json), ("full", $0.full.json)])
                    })
            ),
        ]
        if version > 0 { members.append(("version", .number(version))) }
        if !options.isEmpty { members.append(("options", .array(options.map(\.json)))) }
        if withdrawn { members.append(("withdrawn", .bool(true))) }
        if hasFlashSale { members.append(("flash_sale", flashSale.json)) }
        if !store.isEmpty { members.append(("store", .string(store))) }
        if !purchaseLimit.isEmpty { members.append(("purchase_limit", .string(purchaseLimit))) }
        if waiting > 0 { members.append(("waiting", .number(waiting))) }
        return members
    }
}

extension WireQuote {
    var json: JSONValue {
        .object(
            [
                ("goods_in_price_currency", goodsInPriceCurrency.json), ("rate", rate.json),
                ("rounding", .string(rounding)), ("goods", goods.json),
                ("freight", freight.json), ("total", total.json),
            ] + detailMembers)
    }
}

extension WireOrderLine {
    var json: JSONValue {
        var members: Members = [
            ("item", .number(item)), ("code", .string(code)), ("title", .string(title)),
            ("quantity", .number(quantity)), ("unit_price", unitPrice.json),
            ("hold", .number(hold)), ("variant", .strings(variant)),
            ("version", .number(version)), ("value", value.json),
        ]
        if hasSourcing { members.append(("sourcing", sourcing.json)) }
        return .object(members)
    }
}

extension WireOrder {
    var members: Members {
        [
            ("order", .number(order)), ("session", .number(session)), ("buyer", .number(buyer)),
            ("buyer_alias", .string(buyerAlias)), ("lines", .array(lines.map(\.json))),
            ("quote", quote.json), ("state", .string(enumText(state))),
            ("money", .string(enumText(money))), ("settled", settled.json),
            ("placed_at_ms", .number(placedAtMs)), ("hold_until_ms", .number(holdUntilMs)),
            ("parcel", .number(parcel)), ("parcels", .array(parcels.map { .number($0) })),
            ("freight_credited", freightCredited.json),
            ("payments", .array(payments.map { .object($0.members) })), ("policy", policy.json),
            ("refund_due", refundDue.json), ("refunded", refunded.json),
            ("refund_due_by_ms", .number(refundDueByMs)),
            ("refunds", .array(refunds.map { .object($0.members) })), ("to_pay", toPay.json),
            ("methods", .array(methods.map { .string(enumText($0)) })),
            ("substitutes", .array(substitutes.map(\.json))), ("credited", credited.json),
            ("offered_substitutes", .array(offeredSubstitutes.map(\.json))),
            ("quote_version", .number(quoteVersion)), ("quotes", .array(quotes.map(\.json))),
            ("veto_until_ms", .number(vetoUntilMs)),
        ]
    }
}

extension WirePayment {
    var members: Members {
        [
            ("payment", .number(payment)), ("order", .number(order)),
            ("method", .string(enumText(method))), ("state", .string(enumText(state))),
            ("amount", amount.json), ("reference", .string(reference)), ("link", .string(link)),
            ("expires_at_ms", .number(expiresAtMs)), ("received", received.json),
            ("note", .string(note)),
        ]
    }
}
