import Wire

// Buyers, away times and the seller's profile, for scripts and for people.

extension WireAway {
    var isBack: Bool { from.isEmpty }

    var members: Members {
        [("from", .string(from)), ("until", .string(until)), ("text", .string(text))]
    }

    var line: String {
        isBack
            ? "the seller is back"
            : "the seller is away from \(clean(from)) to \(clean(until))"
                + (text.isEmpty ? "" : ": \(clean(text))")
    }
}

extension WireSellerProfile {
    var members: Members {
        [
            ("version", .number(version)), ("name", .string(name)),
            ("registration", .string(registration)), ("licence", .string(licence)),
            ("tax_id", .string(taxID)), ("jurisdictions", .strings(jurisdictions)),
            ("address", .strings(address)),
        ]
    }

    var line: String {
        var parts = ["sold by \(clean(name))"]
        if !registration.isEmpty { parts.append("registered as \(clean(registration))") }
        if !jurisdictions.isEmpty {
            parts.append("in \(jurisdictions.map(clean).joined(separator: ", "))")
        }
        if !licence.isEmpty { parts.append("licence \(clean(licence))") }
        if !taxID.isEmpty { parts.append("tax id \(clean(taxID))") }
        if !address.isEmpty { parts.append(address.map(clean).joined(separator: ", ")) }
        return parts.joined(separator: " · ")
    }
}

extension WireBuyerCard {
    var members: Members {
        [
            ("buyer", .number(buyer)), ("alias", .string(alias)), ("orders", .number(orders)),
            ("unpaid_orders", .number(unpaidOrders)), ("blocked", .bool(blocked)),
            ("block_reason", .string(blockReason)), ("blocked_by", .string(blockedBy)),
            ("erased", .bool(erased)),
        ]
    }

    /// Such as `blocked by Mina: orders without paying`.
    var standing: String {
        if erased { return "erased" }
        return blocked ? "blocked by \(clean(blockedBy)): \(clean(blockReason))" : ""
    }
}

extension WireAddress {
    var json: JSONValue {
        .object([
            ("number", .number(number)), ("name", .string(name)), ("lines", .strings(lines)),
            ("postcode", .string(postcode)), ("country", .string(country)),
            ("phone", .string(phone)), ("customs_number", .string(customsNumber)),
        ])
    }

    var line: String {
        var parts = [clean(name)] + lines.map(clean)
        parts += [postcode, country].filter { !$0.isEmpty }.map(clean)
        if !phone.isEmpty { parts.append("phone \(clean(phone))") }
        if !customsNumber.isEmpty { parts.append("for customs \(clean(customsNumber))") }
        return "address \(number): " + parts.joined(separator: ", ")
    }
}

extension [WireNamedValue] {
    fileprivate var json: JSONValue {
        .object(map { ($0.name, .string($0.value)) })
    }

    fileprivate func line(_ title: String) -> [String] {
        guard !isEmpty else { return [] }
        let pairs = map { "\(clean($0.name)) \(clean($0.value))" }
        return ["\(title): \(pairs.joined(separator: ", "))"]
    }
}

extension WireBuyerFile {
    var members: Members {
        card.members + [
            ("sizes", profile.sizes.json), ("preferences", profile.preferences.json),
            ("interests", .strings(profile.interests)), ("notes", .string(notes)),
            ("addresses", .array(addresses.map(\.json))),
            ("order_list", .array(orders.map { .object($0.members) })),
            ("parcels", .array(parcels.map { .object($0.members) })),
            ("requests", .array(requests.map { .object($0.members) })),
            (
                "chat",
                .array(
                    chat.map {
                        .object([
                            ("seq", .number($0.seq)), ("ts", .number($0.atMs)),
                            ("session", .number($0.session)), ("text", .string($0.text)),
                            ("from_staff", .string($0.fromStaff)),
                        ])
                    })
            ),
        ]
    }

    var lines: [String] {
        var head = "buyer \(card.buyer): \(clean(card.alias)) · \(card.orders) orders"
        if card.unpaidOrders > 0 { head += ", \(card.unpaidOrders) unpaid" }
        if !card.standing.isEmpty { head += " · \(card.standing)" }
        var lines = [head] + profile.sizes.line("sizes") + profile.preferences.line("preferences")
        if !profile.interests.isEmpty {
            lines.append("interests: " + profile.interests.map(clean).joined(separator: ", "))
        }
        lines += addresses.map(\.line)
        if !notes.isEmpty { lines.append("notes: \(clean(notes))") }
        return lines
    }
}

extension WireBuyers {
    var table: [String] {
        var table = TextTable()
        for card in buyers {
            table.add(
                "\(card.buyer)", clean(card.alias), "\(card.orders) orders",
                "\(card.unpaidOrders) unpaid", card.standing)
        }
        return buyers.isEmpty ? ["no buyers"] : table.lines
    }
}

extension WireWelcome {
    /// Who one is here, who sells, and whether there is a seller at all.
    var text: String {
        var lines = ["\(clean(shopTitle)): you are \(clean(alias)) (\(enumWords(role)))"]
        if hasSeller { lines.append(seller.line) }
        if hasAway { lines.append(away.line) }
        return lines.joined(separator: "\n")
    }
}

extension WireEvent {
    var peopleMembers: (String, Members)? {
        switch body {
        case .buyerDetailKept(let kept)?:
            (
                "buyer_detail_kept",
                [
                    ("buyer", .number(kept.buyer)), ("detail", .string(enumText(kept.detail))),
                    ("number", .number(kept.number)), ("kept", .bool(!kept.sealed.isEmpty)),
                ]
            )
        case .buyerBlocked(let blocked)?:
            (
                "buyer_blocked",
                [
                    ("buyer", .number(blocked.buyer)), ("reason", .string(blocked.reason)),
                    ("by", .string(blocked.by)),
                ]
            )
        case .buyerUnblocked(let unblocked)?:
            (
                "buyer_unblocked",
                [("buyer", .number(unblocked.buyer)), ("by", .string(unblocked.by))]
            )
        case .buyerErased(let erased)?:
            ("buyer_erased", [("buyer", .number(erased.buyer)), ("by", .string(erased.by))])
        case .awaySet(let away)?: ("away_set", away.members)
        case .sellerProfileSet(let profile)?: ("seller_profile_set", profile.members)
        default: nil
        }
    }

    var peopleText: String? {
        switch body {
        case .buyerDetailKept(let kept)?:
            "\(enumWords(kept.detail)) of buyer \(kept.buyer) "
                + (kept.sealed.isEmpty ? "taken out" : "kept")
        case .buyerBlocked(let blocked)?:
            "buyer \(blocked.buyer) is blocked by \(clean(blocked.by))" + because(blocked.reason)
        case .buyerUnblocked(let unblocked)?:
            "buyer \(unblocked.buyer) is let in again by \(clean(unblocked.by))"
        case .buyerErased(let erased)?:
            "buyer \(erased.buyer) is erased by \(clean(erased.by)), for good"
        case .awaySet(let away)?: away.line
        case .sellerProfileSet(let profile)?: profile.line
        default: nil
        }
    }
}
