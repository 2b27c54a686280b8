import Wire

// Buying for orders, for scripts and for people.

extension WirePurchaseShare {
    fileprivate var json: JSONValue {
        .object([
            ("order", .number(order)), ("line", .number(line)), ("units", .number(units)),
            ("buyer_alias", .string(buyerAlias)),
        ])
    }
}

extension [WirePurchaseShare] {
    /// Such as `Linh ×2 (order 7)`.
    fileprivate var text: String {
        map { "\(clean($0.buyerAlias)) ×\($0.units) (order \($0.order))" }.joined(separator: ", ")
    }
}

extension WirePhoto {
    fileprivate var json: JSONValue {
        .object([("preview", preview.json), ("full", full.json)])
    }
}

extension WirePurchase {
    var members: Members {
        var members: Members = [
            ("purchase", .number(purchase)), ("session", .number(session)),
            ("item", .number(item)), ("code", .string(code)), ("variant", .strings(variant)),
            ("units", .number(units)), ("store", .string(store)), ("batch", .string(batch)),
            ("expiry", .string(expiry)), ("bought_at_ms", .number(boughtAtMs)),
            ("short_dated", .bool(shortDated)), ("spare", .number(spare)),
            ("taken_back", .bool(takenBack)), ("shares", .array(shares.map(\.json))),
        ]
        if hasReceipt { members.append(("receipt", receipt.json)) }
        if hasUnitPhoto { members.append(("unit_photo", unitPhoto.json)) }
        return members
    }

    var text: String {
        let product = ([code] + variant).map(clean).joined(separator: " ")
        var parts = ["tick \(purchase): \(product) ×\(units)"]
        if !store.isEmpty { parts.append(clean(store)) }
        if !batch.isEmpty { parts.append("batch \(clean(batch))") }
        if !expiry.isEmpty { parts.append("use by \(clean(expiry))") }
        if !shares.isEmpty { parts.append("for \(shares.text)") }
        if spare > 0 { parts.append("\(spare) spare") }
        if hasReceipt { parts.append("receipt \(receipt.full.sha256.prefix(12))…") }
        if takenBack { parts.append("taken back") }
        if shortDated { parts.append("EXPIRES TOO SOON: packing will refuse these") }
        return parts.joined(separator: " · ")
    }
}

extension WireBuyingLine {
    var members: Members {
        var members: Members = [
            ("store", .string(store)), ("session", .number(session)), ("item", .number(item)),
            ("code", .string(code)), ("variant", .strings(variant)), ("title", .string(title)),
            ("wanted", .number(wanted)), ("bought", .number(bought)),
            ("oldest_ms", .number(oldestMs)), ("shares", .array(shares.map(\.json))),
        ]
        if hasLimit { members.append(("limit", limit.json)) }
        return members
    }
}

extension WireBuyList {
    /// A heading for each store, a row for each product.
    var rows: [String] {
        var rows: [String] = []
        for (index, line) in lines.enumerated() {
            if index == 0 || lines[index - 1].store != line.store {
                rows.append(line.store.isEmpty ? "no store named:" : "\(clean(line.store)):")
            }
            rows.append("  \(line.text)")
        }
        return rows.isEmpty ? ["nothing is to be bought"] : rows
    }
}

extension WireBuyingLine {
    fileprivate var text: String {
        let product = ([code] + variant).map(clean).joined(separator: " ")
        var parts = ["\(product) \(clean(title)): \(bought) of \(bought + wanted)"]
        if hasLimit, limit.units > 0 {
            let left = limit.units > limit.bought ? limit.units - limit.bought : 0
            parts.append("“\(clean(limit.name))” leaves \(left) of \(limit.units)")
        }
        parts.append("for \(shares.text)")
        return parts.joined(separator: " · ")
    }
}

extension WireLineSourcing {
    var json: JSONValue {
        .object([
            ("state", .string(enumText(state))), ("wanted", .number(wanted)),
            ("bought", .number(bought)), ("offered", .number(offered)),
            ("substituted", .number(substituted)), ("refunded", .number(refunded)),
        ])
    }

    /// Such as `2 bought, 1 wanted`.
    fileprivate var text: String {
        [
            (bought, "bought"), (wanted, "wanted"), (offered, "to be answered"),
            (substituted, "replaced"), (refunded, "credited"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension WireSubstitute {
    var json: JSONValue {
        .object([
            ("substitute", .number(substitute)), ("order", .number(order)),
            ("line", .number(line)), ("instead", instead.json), ("share", share.json),
            ("cost", cost.json), ("until_ms", .number(untilMs)),
            ("state", .string(enumText(state))),
        ])
    }

    func text(_ clock: ClockText) -> String {
        let product = ([instead.code] + instead.variant).map(clean).joined(separator: " ")
        return "offer \(substitute): \(product) ×\(instead.quantity) \(clean(instead.title)) for "
            + "\(cost.text) instead of \(share.text), until \(clock.timeOfDay(untilMs)); "
            + "answer: instead \(substitute) yes, or no for the money"
    }
}

extension WireOrder {
    /// Where the units are, for an order that is firm; a line for each of its lines.
    func sourcingLines(_ clock: ClockText) -> [String] {
        var text = (lines + substitutes).filter(\.hasSourcing).map { line in
            let product = ([line.code] + line.variant).map(clean).joined(separator: " ")
            return "\(product): \(line.sourcing.text)"
        }
        if credited.minorUnits > 0 { text.append("costs \(credited.text) less") }
        return text + offeredSubstitutes.map { $0.text(clock) }
    }
}

extension WireEvent {
    var sourcingMembers: (String, Members)? {
        switch body {
        case .unitsBought(let purchase)?: return ("units_bought", purchase.members)
        case .lineBought(let bought)?:
            var members: Members = [
                ("order", .number(bought.order)), ("line", .number(bought.line)),
                ("code", .string(bought.code)), ("units", .number(bought.units)),
                ("purchase", .number(bought.purchase)), ("store", .string(bought.store)),
                ("batch", .string(bought.batch)), ("expiry", .string(bought.expiry)),
                ("bought_at_ms", .number(bought.boughtAtMs)),
            ]
            if bought.hasUnitPhoto { members.append(("unit_photo", bought.unitPhoto.json)) }
            return ("line_bought", members)
        case .lineWanted(let wanted)?:
            return (
                "line_wanted",
                [
                    ("order", .number(wanted.order)), ("line", .number(wanted.line)),
                    ("code", .string(wanted.code)), ("units", .number(wanted.units)),
                    ("purchase", .number(wanted.purchase)),
                ]
            )
        case .purchaseTakenBack(let back)?:
            return (
                "purchase_taken_back",
                [("purchase", .number(back.purchase)), ("reason", .string(back.reason))]
            )
        case .lineShort(let short)?:
            var members: Members = [
                ("order", .number(short.order)), ("line", .number(short.line)),
                ("code", .string(short.code)), ("units", .number(short.units)),
                ("reason", .string(short.reason)), ("credited", short.credited.json),
            ]
            if short.hasSubstitute { members.append(("substitute", short.substitute.json)) }
            return ("line_short", members)
        case .substituteAnswered(let answer)?:
            return (
                "substitute_answered",
                [
                    ("substitute", .number(answer.substitute)), ("order", .number(answer.order)),
                    ("state", .string(enumText(answer.state))), ("credited", answer.credited.json),
                ]
            )
        case .orderCalledOff(let off)?:
            return (
                "order_called_off",
                [("order", .number(off.order)), ("reason", .string(off.reason))]
            )
        default: return nil
        }
    }

    func sourcingText(_ clock: ClockText) -> String? {
        switch body {
        case .unitsBought(let purchase)?: return purchase.text
        case .lineBought(let bought)?:
            var text = "order \(bought.order): \(bought.units) of \(clean(bought.code)) bought"
            if !bought.store.isEmpty { text += " at \(clean(bought.store))" }
            if !bought.expiry.isEmpty { text += ", use by \(clean(bought.expiry))" }
            if bought.hasUnitPhoto { text += ", photo \(bought.unitPhoto.full.sha256)" }
            return text
        case .lineWanted(let wanted)?:
            return "order \(wanted.order): \(wanted.units) of \(clean(wanted.code)) were ticked "
                + "off by mistake and are still to be bought"
        case .purchaseTakenBack(let back)?:
            return "tick \(back.purchase) is taken back" + because(back.reason)
        case .lineShort(let short)?:
            let text =
                "order \(short.order): \(short.units) of \(clean(short.code)) cannot be had"
                + because(short.reason)
            return short.hasSubstitute
                ? "\(text)\n  \(short.substitute.text(clock))"
                : "\(text); the order costs \(short.credited.text) less"
        case .substituteAnswered(let answer)?:
            return "order \(answer.order): offer \(answer.substitute) \(enumWords(answer.state))"
                + (answer.credited.minorUnits > 0
                    ? "; the order costs \(answer.credited.text) less" : "")
        case .orderCalledOff(let off)?:
            return "order \(off.order) is cancelled" + because(off.reason)
        default: return nil
        }
    }
}
