import Wire

// What buyers ask for and what is offered for it, for people and programs.

extension WireBuyerRequest {
    func text(_ clock: ClockText) -> String {
        var parts = ["request \(request) \(enumWords(state)): \(clean(text))"]
        if !buyerAlias.isEmpty { parts.append("by \(clean(buyerAlias))") }
        if quantity > 1 { parts.append("up to \(quantity)") }
        if !sizes.isEmpty { parts.append(sizes.map(clean).joined(separator: " or ")) }
        if hasMaximum { parts.append("at most \(maximum.text) with freight") }
        if !photos.isEmpty { parts.append("photo \(photos[0].full.sha256)") }
        if delegated {
            parts.append(
                "the seller may choose"
                    + (vetoSeconds == 0 ? "" : ", to be vetoed within \(vetoSeconds) s"))
        }
        if order != 0 { parts.append("order \(order)") }
        if reason.isEmpty {
            if order == 0 { parts.append("until \(clock.dayAndTime(deadlineMs))") }
        } else {
            parts.append(clean(reason))
        }
        return parts.joined(separator: " · ")
    }

    func lines(_ clock: ClockText) -> [String] {
        [text(clock)] + offers.map { "  \($0.text(clock)), \(enumWords($0.state))" }
    }

    var members: Members {
        var members: Members = [
            ("request", .number(request)), ("session", .number(session)),
            ("buyer", .number(buyer)), ("buyer_alias", .string(buyerAlias)),
            ("text", .string(text)), ("photos", .array(photos.map(\.requestJSON))),
            ("sizes", .strings(sizes)), ("quantity", .number(quantity)),
            ("deadline_ms", .number(deadlineMs)), ("delegated", .bool(delegated)),
            ("veto_seconds", .number(vetoSeconds)), ("asked_at_ms", .number(askedAtMs)),
            ("state", .string(enumText(state))), ("reason", .string(reason)),
            ("order", .number(order)), ("offers", .array(offers.map { .object($0.members) })),
        ]
        if hasMaximum { members.append(("maximum", maximum.json)) }
        return members
    }
}

extension WireRequestOffer {
    /// Such as `offer 1: A12 M ×2 Hand cream at ₩38,000 each by Mina: the last`.
    func text(_ clock: ClockText) -> String {
        let what = clean(([code] + variant).joined(separator: " "))
        var text = "\(order == 0 ? "offer" : "choice") \(offer): \(what) ×\(quantity) "
        text += "\(clean(title)) at \(price.text) each by \(clean(by))"
        if !note.isEmpty { text += ": \(clean(note))" }
        if order != 0 { text += ", order \(order)" }
        if vetoUntilMs != 0 { text += ", to be vetoed until \(clock.dayAndTime(vetoUntilMs))" }
        return text
    }

    var members: Members {
        var members: Members = [
            ("request", .number(request)), ("offer", .number(offer)), ("buyer", .number(buyer)),
            ("session", .number(session)), ("item", .number(item)), ("code", .string(code)),
            ("title", .string(title)), ("variant", .strings(variant)),
            ("quantity", .number(quantity)), ("price", price.json), ("version", .number(version)),
            ("note", .string(note)), ("by", .string(by)),
            ("offered_at_ms", .number(offeredAtMs)), ("order", .number(order)),
            ("veto_until_ms", .number(vetoUntilMs)), ("state", .string(enumText(state))),
        ]
        if hasPhoto { members.append(("photo", photo.requestJSON)) }
        return members
    }
}

extension WirePhoto {
    fileprivate var requestJSON: JSONValue {
        .object([("preview", preview.json), ("full", full.json)])
    }
}

extension WireRequests {
    /// How many wait, of all that the user may see.
    var demand: Members {
        [("open", .number(open)), ("offered", .number(offered)), ("chosen", .number(chosen))]
    }

    /// The demand, then a line for each request and for what was offered.
    func lines(_ clock: ClockText) -> [String] {
        ["\(open) open, \(offered) offered, \(chosen) chosen"]
            + requests.flatMap { $0.lines(clock) }
    }
}

extension WireEvent {
    /// The event for people; nil for one of another kind.
    func requestText(_ clock: ClockText) -> String? {
        switch body {
        case .requestMade(let request)?: return request.text(clock)
        case .requestOffered(let offer)?:
            let numbers = "\(offer.request) \(offer.offer)"
            return "request \(offer.request), \(offer.text(clock))\(Self.photo(of: offer)); "
                + "/accept-request \(numbers) or /pass-request \(numbers)"
        case .requestChosen(let choice)?:
            return "CHOSEN for request \(choice.request), \(choice.text(clock))"
                + Self.photo(of: choice)
                + (choice.vetoUntilMs == 0 ? "" : "; /veto \(choice.request)")
        case .requestOfferEnded(let ended)?:
            return "request \(ended.request): offer \(ended.offer) is \(enumWords(ended.state))"
                + because(ended.reason)
        case .requestEnded(let ended)?:
            return "request \(ended.request) is \(enumWords(ended.state))"
                + (ended.order == 0 ? because(ended.reason) : ": order \(ended.order)")
        default: return nil
        }
    }

    private static func photo(of offer: WireRequestOffer) -> String {
        offer.hasPhoto ? ", photo \(offer.photo.full.sha256)" : ""
    }

    /// The event for programs; nil for one of another kind.
    var requestMembers: (String, Members)? {
        switch body {
        case .requestMade(let request)?: ("request_made", request.members)
        case .requestOffered(let offer)?: ("request_offered", offer.members)
        case .requestChosen(let choice)?: ("request_chosen", choice.members)
        case .requestOfferEnded(let ended)?:
            (
                "request_offer_ended",
                [
                    ("request", .number(ended.request)), ("offer", .number(ended.offer)),
                    ("state", .string(enumText(ended.state))), ("reason", .string(ended.reason)),
                ]
            )
        case .requestEnded(let ended)?:
            (
                "request_ended",
                [
                    ("request", .number(ended.request)), ("state", .string(enumText(ended.state))),
                    ("reason", .string(ended.reason)), ("order", .number(ended.order)),
                ]
            )
        default: nil
        }
    }
}
