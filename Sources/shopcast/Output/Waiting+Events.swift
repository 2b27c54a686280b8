import Wire

// Places in line and offers, for people and programs.

extension WireWaitlistPlace {
    /// Such as `A12 M ×2`.
    var what: String { unitsText(code, variant, units) }

    /// Such as `A12 M ×2: waitlist #3 (place 17)`.
    var spotText: String { "\(what): waitlist #\(position) (place \(place))" }

    func text(_ clock: ClockText) -> String {
        var parts = [spotText]
        if !buyerAlias.isEmpty { parts[0] += " of \(clean(buyerAlias))" }
        if away { parts.append("away, passed over until back") }
        if hasOffer { parts.append(offer.text(clock)) }
        return parts.joined(separator: " · ")
    }

    var members: Members {
        var members: Members = [
            ("place", .number(place)), ("session", .number(session)), ("item", .number(item)),
            ("code", .string(code)), ("variant", .strings(variant)), ("buyer", .number(buyer)),
            ("buyer_alias", .string(buyerAlias)), ("units", .number(units)),
            ("position", .number(position)), ("since_ms", .number(sinceMs)),
            ("away", .bool(away)),
        ]
        if hasOffer { members.append(("offer", .object(offer.members))) }
        return members
    }
}

extension WireWaitlistOffer {
    func text(_ clock: ClockText) -> String {
        "offer \(offer): \(unitsText(code, variant, units)) at \(price.text) each until "
            + clock.timeOfDay(expiresAtMs)
    }

    var members: Members {
        [
            ("offer", .number(offer)), ("place", .number(place)), ("item", .number(item)),
            ("code", .string(code)), ("variant", .strings(variant)), ("buyer", .number(buyer)),
            ("units", .number(units)), ("price", price.json), ("version", .number(version)),
            ("expires_at_ms", .number(expiresAtMs)),
        ]
    }
}

private func unitsText(_ code: String, _ variant: [String], _ units: UInt32) -> String {
    "\(clean(([code] + variant).joined(separator: " "))) ×\(units)"
}

extension WireWaiting {
    func lines(_ clock: ClockText) -> [String] {
        places.isEmpty ? ["nobody waits"] : places.map { $0.text(clock) }
    }
}

extension WireEvent {
    /// The event for people; nil for one of another kind.
    func waitingText(_ clock: ClockText) -> String? {
        func name(_ code: String, _ variant: [String]) -> String {
            clean(([code] + variant).joined(separator: " "))
        }
        switch body {
        case .waitlistJoined(let place)?: return place.text(clock)
        case .waitlistLeft(let left)?:
            return "\(name(left.code, left.variant)): place \(left.place) in line is over"
                + because(left.reason)
        case .waitlistOffered(let offer)?:
            return "YOUR TURN, \(offer.text(clock)); /take \(offer.offer) or /pass \(offer.offer)"
        case .waitlistOfferEnded(let ended)?:
            var text = "offer \(ended.offer) of \(name(ended.code, ended.variant)) "
            text += "is \(enumWords(ended.end))"
            if ended.order != 0 { text += ": order \(ended.order)" }
            if ended.end != .passed { text += because(ended.reason) }
            return text + (ended.waiting == 0 ? "" : " · \(ended.waiting) more are waited for")
        case .buyerAway(let reach)?: return "buyer \(reach.buyer) is away and is passed over"
        case .buyerBack(let reach)?: return "buyer \(reach.buyer) is back in line"
        default: return nil
        }
    }

    /// The event for programs; nil for one of another kind.
    var waitingMembers: (String, Members)? {
        switch body {
        case .waitlistJoined(let place)?: ("waitlist_joined", place.members)
        case .waitlistLeft(let left)?:
            (
                "waitlist_left",
                [
                    ("place", .number(left.place)), ("item", .number(left.item)),
                    ("code", .string(left.code)), ("variant", .strings(left.variant)),
                    ("reason", .string(left.reason)),
                ]
            )
        case .waitlistOffered(let offer)?: ("waitlist_offered", offer.members)
        case .waitlistOfferEnded(let ended)?:
            (
                "waitlist_offer_ended",
                [
                    ("offer", .number(ended.offer)), ("place", .number(ended.place)),
                    ("item", .number(ended.item)), ("code", .string(ended.code)),
                    ("variant", .strings(ended.variant)), ("end", .string(enumText(ended.end))),
                    ("order", .number(ended.order)), ("reason", .string(ended.reason)),
                    ("waiting", .number(ended.waiting)),
                ]
            )
        case .buyerAway(let reach)?: ("buyer_away", [("buyer", .number(reach.buyer))])
        case .buyerBack(let reach)?: ("buyer_back", [("buyer", .number(reach.buyer))])
        default: nil
        }
    }
}
