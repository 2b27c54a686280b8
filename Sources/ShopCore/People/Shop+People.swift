import ShopModel

// Buyers' details, blocks, away times, the seller's profile.
extension Shop {
    mutating func decide(
        _ command: PeopleCommand, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .keepDetail(let buyer, let detail, let sealed):
            try keep(detail, of: buyer, sealed: sealed, by: actor)
        case .block(let buyer, let reason): try block(buyer, reason: reason, by: actor)
        case .unblock(let buyer):
            guard people.blocks[buyer] != nil else { throw .noSuch("blocked buyer \(buyer)") }
            emit(.people(.unblocked(buyer, by: actor.name)), to: .buyer(buyer))
        case .erase(let buyer): try erase(buyer, by: actor)
        case .setAway(let away):
            if let away { try checkAway(away) }
            tellEverybody(.awaySet(try away.map { away throws(Refusal) in try cleaned(away) }))
        case .setSeller(let profile):
            tellEverybody(.sellerSet(try cleaned(profile)))
            return .seller
        }
        return nil
    }

    /// What everybody who buys must be: known, not blocked, and served on this day.
    func checkMayBuy(_ id: BuyerID) throws(Refusal) {
        try checkMayTakePart(id)
        if let away = people.away, away.contains(time) { throw .away(away) }
    }

    func checkMayTakePart(_ id: BuyerID) throws(Refusal) {
        if let block = people.blocks[id] { throw .blocked(reason: block.reason) }
        guard people.erased[id] == nil else { throw .noSuch("buyer \(id)") }
    }

    /// Why this actor may not join a session's stream, if so.
    package func refusalToJoin(_ actor: Actor) -> Refusal? {
        actor.buyer.flatMap { people.blocks[$0] }.map { .blocked(reason: $0.reason) }
    }

    /// Whether the actor may do something to this buyer: staff to all, buyers to themselves.
    private func checkBuyer(_ id: BuyerID, for actor: Actor) throws(Refusal) {
        guard buyers[id] != nil, actor.buyer == nil || actor.buyer == id,
            people.erased[id] == nil
        else { throw .noSuch("buyer \(id)") }
    }

    private mutating func keep(
        _ detail: BuyerDetail, of id: BuyerID, sealed: [UInt8]?, by actor: Actor
    ) throws(Refusal) {
        try checkBuyer(id, for: actor)
        if case .address(let number) = detail {
            guard (1...limits.addressesPerBuyer).contains(number) else {
                throw .invalid(field: "number", rule: "must be 1 to \(limits.addressesPerBuyer)")
            }
        }
        let kept = people.details[id]?[detail]
        if let sealed {
            guard sealed.count <= limits.sealedBytes else {
                throw .invalid(
                    field: "sealed",
                    rule: "has \(sealed.count) bytes; at most \(limits.sealedBytes) are taken")
            }
        } else if kept == nil {
            throw .noSuch("such entry")
        }
        let audience: Audience = detail == .notes ? .staff : .buyer(id)
        emit(.people(.detailKept(id, detail, sealed: sealed)), to: audience)
    }

    /// Blocks a buyer. Orders without money end as by cancelling; what is paid goes on.
    private mutating func block(
        _ id: BuyerID, reason: String, by actor: Actor
    ) throws(Refusal) {
        try checkBuyer(id, for: actor)
        let reason = try checked(reason, "reason", limitBytes: limits.titleBytes)
        emit(.people(.blocked(id, Block(reason: reason, by: actor.name))), to: .buyer(id))
        leaveWaitlist(id, reason: "the buyer was blocked")
        for order in ordersOfBuyer[id, default: []].compactMap({ orders[$0] })
        where order.state == .placed && order.ending == nil && order.settled.minorUnits == 0 {
            guard !livePayments(of: order).contains(where: { $0.state == .claimed }) else {
                continue
            }
            end(order.id, OrderEnding(state: .cancelled, reason: "the buyer was blocked"))
        }
        endRequests(of: id, reason: "the buyer was blocked")
    }

    private func checkAway(_ away: Away) throws(Refusal) {
        guard away.days.upperBound >= .inChina(at: time) else {
            throw .invalid(field: "until", rule: "must not be over already")
        }
    }

    private func cleaned(_ away: Away) throws(Refusal) -> Away {
        Away(
            away.days,
            text: try checked(away.text, "text", limitBytes: limits.titleBytes, required: false))
    }

    private func cleaned(_ profile: SellerProfile) throws(Refusal) -> SellerProfile {
        func field(_ text: String, _ name: String, required: Bool = false) throws(Refusal)
            -> String
        {
            try checked(text, name, limitBytes: limits.titleBytes, required: required)
        }
        func list(_ texts: [String], _ name: String) throws(Refusal) -> [String] {
            guard texts.count <= limits.profileEntries else {
                throw .invalid(
                    field: name, rule: "at most \(limits.profileEntries) entries are taken")
            }
            return try texts.map { text throws(Refusal) in
                try field(text, name, required: true)
            }
        }
        return SellerProfile(
            version: (people.seller?.version ?? 0) + 1,
            name: try field(profile.name, "name", required: true),
            registration: try field(profile.registration, "registration"),
            licence: try field(profile.licence, "licence"),
            taxID: try field(profile.taxID, "tax_id"),
            jurisdictions: try list(profile.jurisdictions, "jurisdictions"),
            address: try list(profile.address, "address"))
    }

    /// Tells staff, and the buyers of every open session.
    private mutating func tellEverybody(_ event: PeopleEvent) {
        emit(.people(event), to: .staff)
        for session in sessions.values.filter(\.isOpen).map(\.id).sorted() {
            emit(.people(event), to: .session(session))
        }
    }

    mutating func apply(_ event: PeopleEvent, sequence: EventSequence) {
        switch event {
        case .detailKept(let id, let detail, let sealed):
            people.details[id, default: [:]][detail] = sealed
            if people.details[id]?.isEmpty == true { people.details[id] = nil }
        case .blocked(let id, let block): people.blocks[id] = block
        case .unblocked(let id, _): people.blocks[id] = nil
        case .erased(let id, _): applyErasure(of: id, sequence)
        case .awaySet(let away): people.away = away
        case .sellerSet(let profile): people.seller = profile
        }
    }
}
