import Wire

// Events of items, limits and claims, for people.

extension WireEvent {
    func itemText(_ clock: ClockText) -> String? {
        switch body {
        case .itemCorrected(let corrected)?:
            ([
                "corrected: \(clean(corrected.code)) \(clean(corrected.caption.title))",
                corrected.caption.price.text,
            ] + corrected.caption.facts).joined(separator: " · ")
        case .itemWithdrawn(let item)?: "\(clean(item.code)) is withdrawn"
        case .itemRestored(let item)?: "\(clean(item.code)) is back on sale"
        case .itemPinned(let item)?: "on show: \(clean(item.code))"
        case .itemUnpinned?: "nothing is on show"
        case .flashSaleStarted(let started)?:
            "FLASH SALE \(clean(started.code)): \(started.sale.price.text) for "
                + "\(started.sale.units) units until \(clock.timeOfDay(started.sale.endsAtMs))"
                + (started.sale.unitsPerBuyer == 0
                    ? "" : ", at most \(started.sale.unitsPerBuyer) each")
        case .flashSaleEnded(let ended)?:
            "the flash sale of \(clean(ended.code)) is over (\(enumWords(ended.end))): "
                + "\(ended.price.text) again"
        case .purchaseLimitSet(let set)?:
            "limit “\(clean(set.limit.name))”: "
                + (set.limit.units == 0
                    ? "lifted" : "\(set.limit.taken) of \(set.limit.units) taken")
        case .claimWordsSet(let words)?:
            "claim words: \(clean(words.claim.joined(separator: ", ")))"
                + (words.pass.isEmpty ? "" : "; pass: \(clean(words.pass.joined(separator: ", ")))")
        case .claimAnswered(let answer)?: answer.text(clock)
        default: nil
        }
    }
}

extension WireClaimAnswered {
    fileprivate func text(_ clock: ClockText) -> String {
        switch outcome {
        case .held:
            "you have it: order \(order), held until \(clock.timeOfDay(holdUntilMs))"
                + places.map { "; the rest: \($0.spotText)" }.joined()
        case .waiting:
            places.map(\.spotText).joined(separator: ", ")
                + (places.first.map { "; type “pass \(clean($0.code))” to leave" } ?? "")
        case .offerPassed: "offer \(offer) is passed on"
        case .left: "you do not wait any more (place \(places.first?.place ?? 0))"
        case .passed: "order \(order) is given up"
        case .nothingToPass: "you hold nothing that could be passed"
        case .refused, .unspecified, .UNRECOGNIZED:
            "not ordered: \(clean(text))"
                + (suggestion.isEmpty ? "" : " Type “\(clean(suggestion))”.")
        }
    }
}
