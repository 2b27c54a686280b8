import ShopModel

// Sessions, rates, chat, and the buyers who join.
extension Shop {
    mutating func openSession(_ terms: Command.OpenSession) throws(Refusal) -> CommandSubject {
        let title = try checked(terms.title, "title", limitBytes: limits.titleBytes)
        guard limits.holdTime.contains(terms.holdTime) else {
            let bounds = limits.holdTime
            throw .invalid(
                field: "hold_seconds",
                rule: """
                    must be \(bounds.lowerBound.milliseconds / 1000) to \
                    \(bounds.upperBound.milliseconds / 1000) seconds
                    """)
        }
        guard terms.freight.currency == terms.settlementCurrency, terms.freight.minorUnits >= 0
        else {
            throw .invalid(
                field: "freight", rule: "must be zero or more, in \(terms.settlementCurrency)")
        }
        let offerTime = terms.offerTime ?? limits.usualOfferTime
        guard limits.offerTime.contains(offerTime) else {
            let bounds = limits.offerTime
            throw .invalid(
                field: "offer_seconds",
                rule: """
                    must be \(bounds.lowerBound.milliseconds / 1000) to \
                    \(bounds.upperBound.milliseconds / 1000) seconds
                    """)
        }
        let rate = try exchangeRate(
            terms.rate, source: terms.rateSource,
            from: terms.priceCurrency, to: terms.settlementCurrency)
        try checkPolicy(terms.policy, terms.settlementCurrency)
        guard !terms.requiresRegistration || people.seller?.isRegistered == true else {
            throw .unregistered
        }
        try checkQuoting(terms, rate)
        let session = Session(
            id: SessionID(UInt64(sessions.count) + 1), title: title, holdTime: terms.holdTime,
            freight: terms.freight, inviteCode: terms.inviteCode, rate: rate,
            policy: terms.policy, offerTime: offerTime, rateTerms: terms.rateTerms,
            quoteTime: terms.quoteTime, freightByTariff: terms.freightByTariff,
            freightCap: terms.freightCap, weightTerms: try checked(terms.weightTerms),
            declares: terms.declares)
        emit(.sessionOpened(session), to: .session(session.id))
        return .session(session.id)
    }

    mutating func closeSession(_ id: SessionID) throws(Refusal) -> CommandSubject {
        _ = try openSession(id)
        for item in runningSales.keys.sorted().compactMap({ items[$0] }) where item.session == id {
            endFlashSale(of: item, .seller)
        }
        for item in waitlist.items where items[item]?.session == id {
            dismissWaiting(for: item, reason: "the session is closed")
        }
        endRequests(for: id)
        talk.lastLines[id] = nil
        emit(.sessionClosed(id), to: .session(id))
        return .session(id)
    }

    mutating func postRate(
        _ rate: ExactDecimal, source: String, buffer: Int?, rounding: Rounding?,
        in id: SessionID
    ) throws(Refusal) -> CommandSubject {
        let session = try openSession(id)
        let posted = try exchangeRate(
            rate, source: source, from: session.priceCurrency, to: session.settlementCurrency)
        let terms = RateTerms(
            bufferBasisPoints: buffer ?? session.rateTerms.bufferBasisPoints,
            rounding: rounding ?? session.rateTerms.rounding)
        try check(terms, with: posted)
        emit(.ratePosted(id, posted, terms), to: .session(id))
        return .session(id)
    }

    mutating func say(
        _ text: String, in id: SessionID, replyTo: EventSequence?, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        let session = try openSession(id)
        let text = try checked(text, "text", limitBytes: limits.textBytes, keepingLines: true)
        let author: ShopEvent.Author
        switch actor {
        case .staff(let name, _): author = .staff(name: name)
        case .buyer(let id):
            guard let buyer = buyers[id] else { throw .noSuch("buyer \(id)") }
            try checkMayTakePart(id)
            try checkMaySpeak(id, text, in: session)
            noteSpoke(id, in: session)
            author = .buyer(id, alias: buyer.alias)
        case .provider: throw .notAllowed(.chat)
        }
        emit(
            .said(session: session.id, author: author, text: text, replyTo: replyTo),
            to: .session(session.id))
        answerClaim(text, in: session.id, by: actor)
        return nil
    }

    mutating func joinBuyer(
        invite: String, alias: String, tokenHash: [UInt8]
    ) throws(Refusal) -> CommandSubject {
        guard let session = session(invite: invite) else { throw .wrongInvite }
        // Asked again because the welcome got lost.
        if let known = buyersByToken[tokenHash] { return .buyer(known) }
        let alias = try checked(alias, "alias", limitBytes: limits.aliasBytes)
        guard buyersByAlias[alias.lowercased()] == nil,
            !alias.lowercased().hasPrefix(Self.erasedPrefix)
        else { throw .aliasTaken(alias) }
        if let word = talk.words.found(in: alias) {
            throw .invalid(field: "alias", rule: "“\(word)” is not said here; choose another name")
        }
        let buyer = BuyerID(UInt64(buyers.count) + 1)
        emit(
            .buyerJoined(buyer, alias: alias, session: session.id, tokenHash: tokenHash),
            to: .staff)
        return .buyer(buyer)
    }

    /// The open session that an invite code leads to.
    package func session(invite: String) -> Session? {
        sessions.values.first { $0.isOpen && $0.inviteCode == invite }
    }

    /// The buyer whose token has this SHA-256.
    package func buyer(tokenHash: [UInt8]) -> Buyer? {
        buyersByToken[tokenHash].flatMap { buyers[$0] }
    }

    private func exchangeRate(
        _ rate: ExactDecimal, source: String, from base: Currency, to quote: Currency
    ) throws(Refusal) -> ExchangeRate {
        let source = try checked(source, "rate_source", limitBytes: limits.titleBytes)
        guard
            let rate = ExchangeRate(
                base: base, quote: quote, rate: rate, source: source, postedAt: time)
        else {
            throw .invalid(
                field: "rate",
                rule: base == quote
                    ? "must be 1, both currencies being \(base)"
                    : "must be above zero: the price of 1 \(base) in \(quote)")
        }
        return rate
    }
}
