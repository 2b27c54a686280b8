import ShopModel

extension Shop {
    /// Terms that can be asked for, with harmless texts.
    func checked(_ terms: RequestTerms) throws(Refusal) -> RequestTerms {
        if let session = terms.session { _ = try openSession(session) }
        let text = try checked(
            terms.text, "text", limitBytes: limits.requestTextBytes, keepingLines: true)
        guard terms.photos.count <= limits.photosPerRequest else {
            throw .invalid(
                field: "photos", rule: "at most \(limits.photosPerRequest) for one request")
        }
        guard terms.sizes.count <= limits.sizesPerRequest else {
            throw .invalid(field: "sizes", rule: "at most \(limits.sizesPerRequest) are taken")
        }
        let sizes = try terms.sizes.map { size throws(Refusal) in
            try checked(size, "sizes", limitBytes: VariantOption.maximumValueBytes)
        }
        guard (1...limits.lineQuantity).contains(terms.quantity) else {
            throw .invalid(field: "quantity", rule: "must be 1 to \(limits.lineQuantity)")
        }
        try checkMaximum(terms)
        // Compared as times: a difference of any two might not be a number.
        let times = limits.requestTime
        guard (time + times.lowerBound...time + times.upperBound).contains(terms.deadline) else {
            throw outside(times, "deadline_ms", "from now")
        }
        if let consent = terms.consent {
            guard terms.maximum != nil else {
                throw .invalid(
                    field: "maximum", rule: "is needed, so that the seller may choose for you")
            }
            if let vetoTime = consent.vetoTime, !limits.vetoTime.contains(vetoTime) {
                throw outside(limits.vetoTime, "veto_seconds", "or 0 for none")
            }
        }
        return RequestTerms(
            session: terms.session, text: text, photos: terms.photos, maximum: terms.maximum,
            sizes: sizes, quantity: terms.quantity, deadline: terms.deadline,
            consent: terms.consent)
    }

    private func checkMaximum(_ terms: RequestTerms) throws(Refusal) {
        guard let maximum = terms.maximum else { return }
        guard (1...limits.amountMinorUnits).contains(maximum.minorUnits) else {
            throw .invalid(
                field: "maximum", rule: "must be 1 to \(limits.amountMinorUnits) minor units")
        }
        let places = sessions.values.filter { terms.session == nil || terms.session == $0.id }
        guard !places.contains(where: { $0.settlementCurrency == maximum.currency }) else {
            return
        }
        let currencies = Set(places.map(\.settlementCurrency.code)).sorted()
        throw .invalid(
            field: "maximum",
            rule: "must be in what is paid with here: \(currencies.joined(separator: ", "))")
    }

    private func outside(
        _ bounds: ClosedRange<TimeSpan>, _ field: String, _ what: String
    ) -> Refusal {
        .invalid(
            field: field,
            rule: """
                must be \(bounds.lowerBound.milliseconds / 1000) to \
                \(bounds.upperBound.milliseconds / 1000) seconds \(what)
                """)
    }
}
