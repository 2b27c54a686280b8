package import ShopModel

// Sealing, and declarations: what a form says is computed from what was paid, and then fixed.
extension Shop {
    mutating func seal(
        _ id: ParcelID, _ mass: Mass, number: String, _ photo: Photo?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let parcel = try openParcel(id)
        guard !parcel.lines.isEmpty else {
            throw .parcelHas(id, state: "empty", hint: "pack something into it")
        }
        guard mass > .zero else { throw .invalid(field: "grams", rule: "must be above zero") }
        let number = try checked(
            number, "number", limitBytes: limits.titleBytes, required: false)
        if let ending = parcel.orders.first(where: { orders[$0]?.ending != nil }) {
            throw .orderHas(ending, state: "ending", hint: "it cannot be sent")
        }
        emit(
            .parcel(
                .sealed(
                    id,
                    ParcelSeal(mass: mass, number: number, photo: photo, by: actor.name, at: time)
                )),
            to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    mutating func unseal(
        _ id: ParcelID, reason: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard let parcel = parcels[id] else { throw .noSuch(.parcel(id)) }
        guard parcel.state == .sealed || parcel.state == .declared else {
            throw .parcelHas(
                id, state: parcel.state.rawValue,
                hint: parcel.hasLeft ? "it has left" : "nothing to do")
        }
        let reason = try checked(reason, "reason", limitBytes: limits.textBytes)
        emit(
            .parcel(.unsealed(id, reason: reason, by: actor.name)), to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    mutating func declare(
        _ id: ParcelID, _ terms: Declaration.Terms
    ) throws(Refusal) -> CommandSubject {
        guard let parcel = parcels[id] else { throw .noSuch(.parcel(id)) }
        guard parcel.state == .open || parcel.state == .sealed else {
            throw .parcelHas(
                id, state: parcel.state.rawValue,
                hint: parcel.hasLeft ? "it has left" : "unseal it to change anything")
        }
        let invoice = try checked(
            terms.invoice, "invoice", limitBytes: limits.titleBytes, required: false)
        let declaration = draft(
            of: parcel,
            Declaration.Terms(
                isLetterPost: terms.isLetterPost, invoice: invoice, address: terms.address))
        guard declaration.missing.isEmpty else {
            throw .declarationIncomplete(id, declaration.missing)
        }
        emit(.parcel(.declared(id, declaration)), to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    mutating func setSDRRate(_ rate: SDRRate) throws(Refusal) -> CommandSubject? {
        let replaces = sdrRates.contains { $0.replaces(rate) }
        guard replaces || sdrRates.count < limits.pricingTables else {
            throw .invalid(
                field: "valid_from",
                rule: "at most \(limits.pricingTables) rates can be in force or to come")
        }
        emit(.parcel(.sdrRateSet(rate)), to: .staff)
        return nil
    }

    /// What a declaration needs of an item can be said after its session was closed as well.
    mutating func setCustomsFacts(
        of code: ItemCode, in session: SessionID, _ hsCode: HSCode?, _ origin: Country?,
        _ netMass: Mass?
    ) throws(Refusal) -> CommandSubject {
        guard sessions[session] != nil else { throw .noSuch("session \(session)") }
        guard let item = item(code, in: session) else { throw .noSuch("item \(code)") }
        var caption = item.caption
        caption.hsCode = hsCode ?? caption.hsCode
        caption.origin = origin ?? caption.origin
        caption.netWeight = netMass ?? caption.netWeight
        if caption != item.caption {
            emit(
                .itemCorrected(item.id, caption, version: item.version + 1),
                to: .session(session))
        }
        return .item(item.id)
    }

    // MARK: - What a form says

    /// The postal limit for CN22, in SDR; from there, and for parcels, it is CN23 (as postal
    /// administrations publish it: general knowledge).
    package static let cn22LimitSDR: Int64 = 300

    /// The declaration as it would be at `now`.
    package func draft(
        of parcel: Parcel, _ terms: Declaration.Terms, at now: Timestamp
    ) -> Declaration {
        asked(at: now).draft(of: parcel, terms)
    }

    func draft(of parcel: Parcel, _ terms: Declaration.Terms) -> Declaration {
        let articles = parcel.lines.compactMap { article($0, of: parcel) }
        let total = sum(articles.map(\.value))
        let rate = total.flatMap { sdrRate(in: $0.currency) }
        let isSmall = total.map { rate?.isBelow(Self.cn22LimitSDR, $0) ?? false } ?? false
        let freights = parcel.orders.compactMap { orders[$0] }
            .filter { $0.parcel == parcel.id }
            .map {
                Money(
                    $0.quote.freight.minorUnits - $0.freightCredited.minorUnits,
                    $0.quote.freight.currency)
            }
        let numbers = parcel.orders.map(\.description).joined(separator: "-")
        return Declaration(
            form: terms.isLetterPost && isSmall ? .cn22 : .cn23,
            terms: Declaration.Terms(
                isLetterPost: terms.isLetterPost,
                invoice: terms.invoice.isEmpty ? "\(referencePrefix)-\(numbers)" : terms.invoice,
                address: terms.address),
            sender: people.seller,
            hasAddressee: people.details[parcel.buyer]?[.address(terms.address)] != nil,
            destination: destination(of: parcel), articles: articles, gross: parcel.seal?.mass,
            total: total,
            postage: freights.isEmpty ? total.map { .zero($0.currency) } : sum(freights),
            sdrRate: rate?.description ?? "")
    }

    private func article(_ line: ParcelLine, of parcel: Parcel) -> Declaration.Article? {
        guard let order = orders[line.order] else { return nil }
        let ordered = order.line(line.line)
        let caption = items[ordered.item]?.caption
        let unit = caption?.netWeight ?? ordered.unitMass
        let words = [ordered.title] + ordered.variant.values + [caption?.volume ?? ""]
        return Declaration.Article(
            line: line, code: ordered.code,
            description: words.filter { !$0.isEmpty }.joined(separator: ", "),
            netMass: unit.flatMap { Mass(grams: $0.grams * Int64(line.units)) },
            value: paidValue(of: line, in: parcel), hsCode: caption?.hsCode,
            origin: caption?.origin)
    }

    /// What was paid for these units: of the line's value, shares that add up to it. What another
    /// parcel has declared stays as it is; the rest is shared in the order of parcels.
    package func paidValue(of line: ParcelLine, in parcel: Parcel) -> Money {
        guard let order = orders[line.order] else {
            preconditionFailure("parcel \(parcel.id) has units of no order")
        }
        let sourcing = order.sourcing[line.line]
        var (value, units) = (sourcing.keptMinorUnits, sourcing.kept)
        var before = 0
        for other in order.parcels.compactMap({ parcels[$0] }) where other.id != parcel.id {
            let own = other.lines.first { $0.order == line.order && $0.line == line.line }
            guard let own else { continue }
            let declared = other.declaration?.articles.first { $0.line == own }
            if let declared {
                value -= declared.value.minorUnits
                units -= own.units
            } else if other.id < parcel.id {
                before += own.units
            }
        }
        func worth(_ count: Int) -> Int64 { Int64(Int128(value) * Int128(count) / Int128(units)) }
        return Money(worth(before + line.units) - worth(before), order.settled.currency)
    }

    private func sum(_ amounts: [Money]) -> Money? {
        guard let first = amounts.first else { return nil }
        guard amounts.allSatisfy({ $0.currency == first.currency }) else { return nil }
        return amounts.dropFirst().reduce(first) { Self.sum($0, $1) }
    }

    private func sdrRate(in currency: Currency) -> SDRRate? {
        sdrRates.filter { $0.currency == currency && $0.validFrom <= today }
            .max { $0.validFrom < $1.validFrom }
    }

    /// Whether it goes to another country than the seller's; when that is not known, it does.
    package func isCrossBorder(_ parcel: Parcel) -> Bool {
        guard let destination = destination(of: parcel), let seller = people.seller else {
            return true
        }
        return !seller.jurisdictions.contains { $0.prefix(2) == destination.code }
    }

    /// Whether it leaves only with a declaration, as the session of something in it says.
    package func needsDeclaration(_ parcel: Parcel) -> Bool {
        isCrossBorder(parcel)
            && parcel.orders.contains {
                orders[$0].flatMap { sessions[$0.session] }?.declares == true
            }
    }
}

extension SDRRate {
    /// From the same day on, in the same currency.
    func replaces(_ other: SDRRate) -> Bool {
        currency == other.currency && validFrom == other.validFrom
    }
}
