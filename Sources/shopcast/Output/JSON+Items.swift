import Wire

// Items, offers, limits and claims, with the protocol's own names of fields.

extension JSONValue {
    static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}

extension WireVariantStock {
    var json: JSONValue {
        .object([
            ("variant", .strings(variant)), ("offered", .number(offered)),
            ("available", .number(available)),
        ])
    }
}

extension WireItemOption {
    var json: JSONValue {
        .object([("name", .string(name)), ("values", .strings(values))])
    }
}

extension WireFlashSale {
    var json: JSONValue {
        .object([
            ("price", price.json), ("units", .number(units)),
            ("units_per_buyer", .number(unitsPerBuyer)), ("taken", .number(taken)),
            ("ends_at_ms", .number(endsAtMs)),
        ])
    }
}

extension WirePurchaseLimit {
    var json: JSONValue {
        .object([
            ("name", .string(name)), ("units", .number(units)), ("taken", .number(taken)),
            ("bought", .number(bought)),
        ])
    }
}

extension WireOffer {
    var json: JSONValue {
        .object([
            ("code", .string(code)), ("price", price.json), ("version", .number(version)),
        ])
    }
}

extension WireItemNamed {
    fileprivate var members: Members {
        [("item", .number(item)), ("code", .string(code)), ("session", .number(session))]
    }
}

extension WireEvent {
    /// The type and members of an event about items or claims; nil for others.
    var itemMembers: (String, Members)? {
        switch body {
        case .itemCorrected(let corrected)?:
            (
                "item_corrected",
                [
                    ("item", .number(corrected.item)), ("code", .string(corrected.code)),
                    ("caption", corrected.caption.json), ("version", .number(corrected.version)),
                ]
            )
        case .itemWithdrawn(let item)?: ("item_withdrawn", item.members)
        case .itemRestored(let item)?: ("item_restored", item.members)
        case .itemPinned(let item)?: ("item_pinned", item.members)
        case .itemUnpinned(let unpinned)?:
            ("item_unpinned", [("session", .number(unpinned.session))])
        case .flashSaleStarted(let started)?:
            (
                "flash_sale_started",
                [
                    ("item", .number(started.item)), ("code", .string(started.code)),
                    ("sale", started.sale.json), ("version", .number(started.version)),
                ]
            )
        case .flashSaleEnded(let ended)?:
            (
                "flash_sale_ended",
                [
                    ("item", .number(ended.item)), ("code", .string(ended.code)),
                    ("end", .string(enumText(ended.end))), ("price", ended.price.json),
                    ("version", .number(ended.version)),
                ]
            )
        case .purchaseLimitSet(let set)?:
            ("purchase_limit_set", [("session", .number(set.session)), ("limit", set.limit.json)])
        case .claimWordsSet(let words)?:
            ("claim_words_set", [("claim", .strings(words.claim)), ("pass", .strings(words.pass))])
        case .claimAnswered(let answer)?:
            (
                "claim_answered",
                [
                    ("session", .number(answer.session)), ("buyer", .number(answer.buyer)),
                    ("said", .number(answer.said)),
                    ("outcome", .string(enumText(answer.outcome))),
                    ("order", .number(answer.order)),
                    ("hold_until_ms", .number(answer.holdUntilMs)),
                    ("text", .string(answer.text)), ("suggestion", .string(answer.suggestion)),
                    ("places", .array(answer.places.map { .object($0.members) })),
                    ("offer", .number(answer.offer)),
                ]
            )
        default: nil
        }
    }
}
