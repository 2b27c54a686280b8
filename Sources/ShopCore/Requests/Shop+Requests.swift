package import ShopModel

// What buyers ask the seller to find: asking, answering, ordering.
extension Shop {
    mutating func decide(
        _ command: RequestCommand, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .make(let terms): return try make(terms, by: actor)
        case .withdraw(let id): try withdraw(id, by: actor)
        case .offer(let item): try offer(item, by: actor)
        case .choose(let item): try choose(item, by: actor)
        case .decline(let id, let reason): try decline(id, reason: reason)
        case .accept(let id, let offer, let seen):
            return try accept(id, offer, seen: seen, by: actor)
        case .pass(let id, let offer):
            let request = try standing(id, offer, for: actor)
            endOffer(of: request.id, .passed, reason: "")
        case .veto(let id): try veto(id, by: actor)
        }
        return command.request.map { .request($0) }
    }

    // MARK: - The buyer

    private mutating func make(
        _ terms: RequestTerms, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard let buyer = actor.buyer, buyers[buyer] != nil else { throw .notAllowed(.request) }
        try checkMayBuy(buyer)
        let terms = try checked(terms)
        guard requests.live(of: buyer).count < limits.openRequestsPerBuyer else {
            throw .tooManyRequests(limit: limits.openRequestsPerBuyer)
        }
        let id = RequestID(UInt64(requests.all.count) + 1)
        let request = BuyerRequest(id: id, buyer: buyer, askedAt: time, terms: terms)
        emit(.request(.made(request)), to: .buyer(buyer))
        return .request(id)
    }

    private mutating func withdraw(_ id: RequestID, by actor: Actor) throws(Refusal) {
        let request = try liveRequest(id, for: actor)
        guard request.state != .chosen else { throw has(request, "veto it first") }
        end(request, RequestEnding(.withdrawn, reason: "by the buyer"))
    }

    /// Orders what stands, at the price of now, as any order is placed.
    private mutating func accept(
        _ id: RequestID, _ number: Int, seen: Int?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let request = try standing(id, number, for: actor)
        guard let offer = request.standing, let item = items[offer.item] else {
            preconditionFailure("what stands for request \(id) is of nothing")
        }
        let line = Command.RequestedLine(
            code: item.code, quantity: offer.quantity, variant: offer.variant.values,
            seen: seen ?? offer.version)
        let subject = try placeOrder([line], in: item.session, by: actor)
        guard case .order(let order) = subject else {
            preconditionFailure("who does not wait gets an order")
        }
        end(request, RequestEnding(order))
        return .order(order)
    }

    private mutating func veto(_ id: RequestID, by actor: Actor) throws(Refusal) {
        let request = try liveRequest(id, for: actor)
        guard request.state == .chosen, let choice = request.standing, let order = choice.order,
            let until = choice.vetoUntil, time < until
        else { throw has(request, "there is nothing to veto") }
        endOffer(of: id, .vetoed, reason: "") { shop in
            shop.end(order, OrderEnding(state: .cancelled, reason: "vetoed by the buyer"))
        }
    }

    // MARK: - The seller

    private mutating func offer(
        _ proposed: RequestCommand.ProposedItem, by actor: Actor
    ) throws(Refusal) {
        let request = try answerable(proposed.request)
        let offer = try proposal(proposed, for: request, by: actor.name)
        replaceStanding(of: request)
        emit(.request(.offered(offer)), to: .buyer(request.buyer))
    }

    private mutating func decline(_ id: RequestID, reason: String) throws(Refusal) {
        let request = try answerable(id)
        let reason = try checked(reason, "reason", limitBytes: limits.titleBytes)
        end(request, RequestEnding(.declined, reason: reason))
    }

    /// An item that can be ordered now, as an offer of the next number.
    func proposal(
        _ proposed: RequestCommand.ProposedItem, for request: BuyerRequest, by name: String
    ) throws(Refusal) -> RequestOffer {
        let session = try openSession(proposed.session)
        if let wanted = request.terms.session, wanted != session.id {
            throw .invalid(
                field: "session", rule: "request \(request.id) is for session \(wanted)")
        }
        guard request.offers.count < limits.offersPerRequest else {
            throw has(
                request,
                "\(limits.offersPerRequest) offers are the most; decline it, with a reason")
        }
        guard (1...limits.lineQuantity).contains(proposed.quantity) else {
            throw .invalid(field: "quantity", rule: "must be 1 to \(limits.lineQuantity)")
        }
        guard let item = item(proposed.code, in: session.id) else {
            throw .noSuch("item \(proposed.code)")
        }
        guard !item.isWithdrawn else { throw .withdrawn(item.code) }
        let price = item.offer(at: time)
        return RequestOffer(
            number: request.offers.count + 1, request: request.id, buyer: request.buyer,
            item: item.id, variant: try variant(proposed.variant, of: item),
            quantity: proposed.quantity, price: price.price, version: price.version,
            note: try checked(
                proposed.note, "note", limitBytes: limits.titleBytes, required: false),
            by: name, at: time)
    }

    // MARK: - Finding

    /// A request that has not ended; another buyer's does not exist for a buyer.
    func liveRequest(_ id: RequestID, for actor: Actor) throws(Refusal) -> BuyerRequest {
        guard let request = requests[id], actor.buyer == nil || actor.buyer == request.buyer
        else { throw .noSuch("request \(id)") }
        guard !request.hasEnded else { throw has(request, "ask anew") }
        guard request.state == .chosen || time < request.terms.deadline else {
            throw .requestHas(id, state: BuyerRequest.State.lapsed.rawValue, hint: "ask anew")
        }
        return request
    }

    /// A request that the seller may answer.
    func answerable(_ id: RequestID) throws(Refusal) -> BuyerRequest {
        guard let request = requests[id] else { throw .noSuch("request \(id)") }
        guard !request.hasEnded, time < request.terms.deadline else {
            throw .requestHas(
                id,
                state: request.hasEnded
                    ? request.state.rawValue : BuyerRequest.State.lapsed.rawValue,
                hint: "nothing is left to answer")
        }
        guard request.state != .chosen else {
            throw has(request, "wait for the end of the buyer's time to veto")
        }
        return request
    }

    /// A request of the actor's whose offer of this number waits for an answer.
    private func standing(
        _ id: RequestID, _ offer: Int, for actor: Actor
    ) throws(Refusal) -> BuyerRequest {
        let request = try liveRequest(id, for: actor)
        guard request.state != .chosen else { throw has(request, "veto it, or leave it be") }
        guard request.state == .offered, request.standing?.number == offer else {
            throw has(request, "offer \(offer) does not stand")
        }
        return request
    }

    func has(_ request: BuyerRequest, _ hint: String) -> Refusal {
        .requestHas(request.id, state: request.state.rawValue, hint: hint)
    }

    // MARK: - Who asks for what

    /// The actor's own requests, or all of them for staff; oldest first.
    package func requests(
        for actor: Actor, in session: SessionID? = nil, states: Set<BuyerRequest.State> = [],
        after: RequestID = RequestID(0), limit: Int? = nil
    ) -> [BuyerRequest] {
        let found = requests.all.values.filter {
            (actor.isStaff || actor.buyer == $0.buyer) && $0.id > after
                && (session == nil || $0.terms.session == session)
                && (states.isEmpty || states.contains($0.state))
        }.sorted { $0.id < $1.id }
        return limit.map { Array(found.prefix($0)) } ?? found
    }
}

extension RequestCommand {
    /// The request it is about; `nil` for a new one.
    fileprivate var request: RequestID? {
        switch self {
        case .make: nil
        case .offer(let item), .choose(let item): item.request
        case .withdraw(let id), .decline(let id, _), .accept(let id, _, _), .pass(let id, _),
            .veto(let id):
            id
        }
    }
}
