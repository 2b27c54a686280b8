import Wire

// Parcels: what is in them, how they were closed, and what carriers say; for scripts and people.

extension WireParcelLine {
    var members: Members {
        [
            ("order", .number(order)), ("line", .number(line)), ("units", .number(units)),
            ("code", .string(code)), ("variant", .strings(variant)), ("title", .string(title)),
        ]
    }

    /// Such as `7.0 A12 M ×2`: order and line as verbs take them.
    var text: String {
        "\(order).\(line) \(([code] + variant).map(clean).joined(separator: " ")) ×\(units)"
    }
}

extension WireParcelLeg {
    fileprivate var json: JSONValue {
        .object([
            ("carrier", .string(carrier)), ("tracking_number", .string(trackingNumber)),
            ("handed_over_at_ms", .number(handedOverAtMs)),
        ])
    }

    fileprivate var text: String { "\(clean(carrier)) \(clean(trackingNumber))" }
}

extension WireParcelSeal {
    fileprivate var json: JSONValue {
        var members: Members = [
            ("grams", .number(grams)), ("number", .string(number)), ("by", .string(by)),
            ("at_ms", .number(atMs)),
        ]
        if hasPhoto {
            members.append(("photo", .object([("full", photo.full.json)])))
        }
        return .object(members)
    }

    fileprivate var text: String {
        "sealed by \(clean(by)) at \(grams) g" + (number.isEmpty ? "" : ", seal \(clean(number))")
    }
}

extension WireTrackingEvent {
    var json: JSONValue {
        .object([
            ("state", .string(enumText(state))), ("text", .string(text)),
            ("occurred_at_ms", .number(occurredAtMs)),
            ("received_at_ms", .number(receivedAtMs)), ("leg", .number(leg)),
            ("source", .string(source)), ("reason", .string(reason)),
            ("raw_sha256", .string(rawSha256)),
        ])
    }

    fileprivate var line: String {
        var line = enumWords(state)
        if !reason.isEmpty { line += " (\(clean(reason)))" }
        return text.isEmpty ? line : "\(line) · \(clean(text))"
    }
}

extension WireParcel {
    var members: Members {
        var members: Members = [
            ("parcel", .number(parcel)), ("buyer", .number(buyer)),
            ("orders", .array(orders.map { .number($0) })), ("state", .string(enumText(state))),
            ("carrier", .string(carrier)), ("tracking_number", .string(trackingNumber)),
            ("tracking", .array(tracking.map(\.json))),
            ("lines", .array(lines.map { .object($0.members) })),
            ("legs", .array(legs.map(\.json))), ("estimated_grams", .number(estimatedGrams)),
        ]
        if hasSeal { members.append(("seal", seal.json)) }
        if hasDeclaration { members.append(("declaration", .object(declaration.members))) }
        return members
    }

    var text: String {
        let numbers = orders.map(String.init).joined(separator: ", ")
        var text = "parcel \(parcel) (orders \(numbers)): \(stateText)"
        if !lines.isEmpty { text += " · \(lines.map(\.text).joined(separator: ", "))" }
        if hasSeal { text += " · \(seal.text)" }
        if !legs.isEmpty { text += " · \(legs.map(\.text).joined(separator: ", then "))" }
        if let last = tracking.last, !last.text.isEmpty { text += " · \(clean(last.text))" }
        return text
    }

    fileprivate var stateText: String {
        lines.isEmpty && state == .open ? "empty" : enumWords(state)
    }
}

extension WireParcels {
    var table: [String] {
        var table = TextTable()
        for parcel in parcels {
            table.add(
                "\(parcel.parcel)", parcel.stateText,
                parcel.legs.map(\.text).joined(separator: ", "),
                parcel.lines.map(\.text).joined(separator: ", "))
        }
        return parcels.isEmpty ? ["no parcels"] : table.lines
    }
}

extension WireSlip {
    var members: Members {
        [
            ("code", .string(code)), ("buyer_alias", .string(buyerAlias)),
            ("destination", .string(destination)), ("cross_border", .bool(crossBorder)),
            ("declaration_required", .bool(declarationRequired)),
            ("lines", .array(lines.map(\.json))), ("parcel", .object(parcel.members)),
        ]
    }

    /// To be printed and put into the box.
    var page: [String] {
        var page = ["PACKING SLIP \(clean(code))  for \(clean(buyerAlias))"]
        if !destination.isEmpty { page[0] += " to \(clean(destination))" }
        for line in lines {
            page.append("[ ] \(line.line.text)  \(clean(line.line.title))")
            page += line.checks.map(\.text).filter { !$0.isEmpty }.map { "      \($0)" }
        }
        var weight = "estimated " + (parcel.estimatedGrams > 0 ? "\(parcel.estimatedGrams) g" : "?")
        if parcel.hasSeal {
            weight += ", \(parcel.seal.text)"
            if parcel.seal.hasPhoto { weight += ", photo \(parcel.seal.photo.full.sha256)" }
        }
        page.append(weight)
        page.append(
            declarationRequired
                ? (parcel.hasDeclaration ? "declared" : "NOT DECLARED: it goes over a border")
                : crossBorder ? "over a border, without a declaration by the shop" : "domestic")
        return page
    }
}

extension WireSlip.Line {
    fileprivate var json: JSONValue {
        .object(
            line.members + [
                ("net_grams", .number(netGrams)),
                (
                    "checks",
                    .array(
                        checks.map {
                            .object([
                                ("purchase", .number($0.purchase)), ("units", .number($0.units)),
                                ("batch", .string($0.batch)), ("expiry", .string($0.expiry)),
                                ("store", .string($0.store)),
                            ])
                        })
                ),
            ])
    }
}

extension WireSlip.Check {
    /// Such as `2 × use by 2027-09-30, batch L42, Olive`; empty when there is nothing to look at.
    fileprivate var text: String {
        var facts: [String] = []
        if !expiry.isEmpty { facts.append("use by \(clean(expiry))") }
        if !batch.isEmpty { facts.append("batch \(clean(batch))") }
        if !store.isEmpty { facts.append(clean(store)) }
        return facts.isEmpty ? "" : "\(units) × " + facts.joined(separator: ", ")
    }
}

extension WireEvent {
    var parcelMembers: (String, Members)? {
        switch body {
        case .parcelPacked(let parcel)?: ("parcel_packed", parcel.members)
        case .parcelHandedOver(let handed)?:
            (
                "parcel_handed_over",
                [
                    ("parcel", .number(handed.parcel)), ("carrier", .string(handed.carrier)),
                    ("tracking_number", .string(handed.trackingNumber)),
                ]
            )
        case .parcelTracked(let tracked)?:
            (
                "parcel_tracked",
                [
                    ("parcel", .number(tracked.parcel)), ("event", tracked.event.json),
                    ("state", .string(enumText(tracked.state))),
                ]
            )
        case .parcelRepacked(let moved)?:
            (
                "parcel_repacked",
                [
                    ("from", .number(moved.from)), ("to", .number(moved.to)),
                    ("buyer", .number(moved.buyer)),
                    ("lines", .array(moved.lines.map { .object($0.members) })),
                    ("reason", .string(moved.reason)), ("by", .string(moved.by)),
                ]
            )
        case .parcelSealed(let sealed)?:
            ("parcel_sealed", [("parcel", .number(sealed.parcel)), ("seal", sealed.seal.json)])
        case .parcelUnsealed(let unsealed)?:
            (
                "parcel_unsealed",
                [
                    ("parcel", .number(unsealed.parcel)), ("reason", .string(unsealed.reason)),
                    ("by", .string(unsealed.by)),
                ]
            )
        case .parcelDeclared(let declared)?:
            ("parcel_declared", declared.declaration.members)
        case .parcelLegAdded(let added)?:
            ("parcel_leg_added", [("parcel", .number(added.parcel)), ("leg", added.leg.json)])
        case .freightCredited(let credited)?:
            (
                "freight_credited",
                [
                    ("order", .number(credited.order)), ("parcel", .number(credited.parcel)),
                    ("amount", credited.amount.json),
                    ("estimated_grams", .number(credited.estimatedGrams)),
                    ("actual_grams", .number(credited.actualGrams)),
                ]
            )
        case .sdrRateSet(let rate)?: ("sdr_rate_set", rate.members)
        default: nil
        }
    }

    var parcelText: String? {
        switch body {
        case .parcelPacked(let parcel)?: return parcel.text
        case .parcelHandedOver(let handed)?:
            return "parcel \(handed.parcel) is on its way: \(clean(handed.carrier)) "
                + clean(handed.trackingNumber)
        case .parcelTracked(let tracked)?:
            var text = "parcel \(tracked.parcel): \(tracked.event.line)"
            if tracked.state != tracked.event.state, tracked.state != .unspecified {
                text += " · now \(enumWords(tracked.state))"
            }
            return text
        case .parcelRepacked(let moved)?:
            let from = moved.from == 0 ? "" : " from parcel \(moved.from)"
            let to = moved.to == 0 ? " taken out" : " into parcel \(moved.to)"
            return moved.lines.map(\.text).joined(separator: ", ")
                + "\(from)\(to) by \(clean(moved.by))" + because(moved.reason)
        case .parcelSealed(let sealed)?: return "parcel \(sealed.parcel) \(sealed.seal.text)"
        case .parcelUnsealed(let unsealed)?:
            return "parcel \(unsealed.parcel) is opened again by \(clean(unsealed.by))"
                + because(unsealed.reason)
        case .parcelDeclared(let declared)?:
            return "parcel \(declared.parcel) is declared: \(declared.declaration.summary)"
        case .parcelLegAdded(let added)?:
            return "parcel \(added.parcel) goes on with \(added.leg.text)"
        case .freightCredited(let credited)?:
            return "order \(credited.order) costs \(credited.amount.text) less: parcel "
                + "\(credited.parcel) weighs \(credited.actualGrams) g instead of "
                + "\(credited.estimatedGrams) g"
        case .sdrRateSet(let rate)?:
            return "one SDR is \(clean(rate.rate)) \(clean(rate.currency)) from "
                + "\(clean(rate.validFrom)) (\(clean(rate.source)))"
        default: return nil
        }
    }
}

extension WireSdrRate {
    fileprivate var members: Members {
        [
            ("currency", .string(currency)), ("rate", .string(rate)),
            ("valid_from", .string(validFrom)), ("source", .string(source)),
        ]
    }
}
