import ShopModel
import Wire

// What a shop is made of, for people; foreign words are neutralised here and nowhere else.

/// A foreign word that may go to a terminal.
func clean(_ text: String) -> String { text.neutralised() }

extension WireExchangeRate {
    var text: String {
        let source = source.isEmpty ? "" : " (\(clean(source)))"
        return "1 \(clean(base)) = \(clean(rate)) \(clean(quote))\(source)"
    }
}

extension WireStock {
    /// Such as `3 of 5 left`, `sold out`, `to order`.
    var text: String {
        switch model {
        case .toOrder: "to order"
        case .onHand, .onShelf, .unspecified, .UNRECOGNIZED:
            available == 0 ? "sold out" : "\(available) of \(offered) left"
        }
    }
}

extension WireSession {
    var text: String {
        var parts = [
            "\(clean(title)) (session \(session)\(open ? "" : ", closed"))",
            rate.text + rateTermsText(bufferBasisPoints, rounding), freightText,
            "held for \(durationText(seconds: Int(holdSeconds)))",
        ]
        if quoteSeconds > 0 {
            parts.append("quotes hold for \(durationText(seconds: Int(quoteSeconds)))")
        }
        if !pinnedCode.isEmpty { parts.append("on show: \(clean(pinnedCode))") }
        if !pinnedText.isEmpty { parts.append("pinned: \(clean(pinnedText))") }
        if slowModeSeconds > 0 { parts.append("one line each \(slowModeSeconds) s") }
        for limit in purchaseLimits where limit.units > 0 {
            parts.append("\(clean(limit.name)): \(limit.taken) of \(limit.units) taken")
        }
        if !inviteCode.isEmpty { parts.append("join with \(clean(inviteCode))") }
        return parts.joined(separator: " · ")
    }

    private var freightText: String {
        guard freightByTariff else { return "freight \(freight.text)" }
        return "freight by tariff" + (hasFreightCap ? ", at most \(freightCap.text)" : "")
    }
}

extension WireCaption {
    /// The facts beside title and price, as far as they are given.
    var facts: [String] {
        var facts = [size, volume, edition, condition].filter { !$0.isEmpty }.map(clean)
        if !expiry.isEmpty { facts.append("use by \(clean(expiry))") }
        if !usage.isEmpty { facts.append(clean(usage)) }
        if hasReferencePrice {
            facts.append(
                "elsewhere \(referencePrice.price.text) (\(clean(referencePrice.source)), "
                    + "\(clean(referencePrice.date)))")
        }
        return facts
    }
}

extension WireItem {
    var text: String {
        var parts = ["\(clean(code)) \(clean(caption.title))", caption.price.text, stock.text]
        if hasFlashSale { parts[1] += ", now \(flashSale.price.text)" }
        if waiting > 0 { parts.append("\(waiting) in line") }
        if withdrawn { parts.append("withdrawn") }
        for option in options {
            parts.append(clean("\(option.name): \(option.values.joined(separator: ", "))"))
        }
        if limitPerBuyer > 0 { parts.append("at most \(limitPerBuyer) each") }
        parts += caption.facts
        if !photos.isEmpty { parts.append("\(photos.count) photo\(photos.count == 1 ? "" : "s")") }
        return parts.joined(separator: " · ")
    }
}

extension WireOrder {
    /// Such as `A12 ×2, B3 ×1`.
    var linesText: String {
        lines.map {
            (["\(clean($0.code)) ×\($0.quantity)"] + $0.variant.map(clean))
                .joined(separator: " ")
        }.joined(separator: ", ")
    }

    /// The state that a person cares for: that of the money, once nothing else is amiss.
    var stateText: String {
        switch (state, money) {
        case (.placed, .unpaid): "to pay"
        case (.placed, _), (.confirmed, .overpaid), (.confirmed, .refundDue):
            "\(enumWords(state)), \(enumWords(money))"
        case (.cancelled, .refundDue), (.expired, .refundDue):
            "\(enumWords(state)), refund due"
        case (_, _): enumWords(state)
        }
    }

    func text(_ clock: ClockText) -> String {
        var text = "order \(order) of \(clean(buyerAlias)): \(linesText) · \(quote.total.text)"
        text += " (goods \(quote.goods.text), freight \(quote.freight.text)) · \(stateText)"
        if state == .placed { text += " · held until \(clock.timeOfDay(holdUntilMs))" }
        if toPay.minorUnits > 0, toPay != quote.total { text += " · to pay now \(toPay.text)" }
        if refundDue.minorUnits > 0 {
            text += " · given back \(refunded.text) of \(refundDue.text)"
        }
        for refund in refunds { text += "\n  \(refund.text)" }
        for line in sourcingLines(clock) { text += "\n  \(line)" }
        return ([text] + quoteLines(clock)).joined(separator: "\n  ")
    }
}

extension WirePayment {
    func text(_ clock: ClockText) -> String {
        var text = "payment \(payment) for order \(order): \(amount.text) by "
        text += "\(enumWords(method)) · \(enumWords(state))"
        if received.minorUnits != 0 { text += " · received \(received.text)" }
        if !reference.isEmpty, method == .manual { text += " · write “\(clean(reference))”" }
        if !link.isEmpty { text += "\n  pay here: \(clean(link))" }
        if expiresAtMs > 0, state == .open || state == .created {
            text += "\n  until \(clock.timeOfDay(expiresAtMs))"
        }
        return text
    }
}

/// Such as `45 s`, `5 min`, `2 h`.
func durationText(seconds: Int) -> String {
    if seconds >= 7200, seconds.isMultiple(of: 3600) { return "\(seconds / 3600) h" }
    if seconds >= 120, seconds.isMultiple(of: 60) { return "\(seconds / 60) min" }
    return "\(seconds) s"
}
