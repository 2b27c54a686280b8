package import ShopCore
package import ShopModel
import Wire

// Requests: commands, lists, and things as replies show them; events are in another file.

/// Which requests to list.
package struct RequestFilter: Equatable, Sendable {
    /// Empty: all.
    package let states: Set<BuyerRequest.State>
    /// Those that name it; `nil`: all.
    package let session: SessionID?
    package let after: RequestID
    /// `nil`: all.
    package let limit: Int?
}

extension WireCommand {
    func requestRequest() throws(FieldError) -> Request {
        switch body {
        case .makeRequest(let make)?: .command(.requests(.make(try make.core())))
        case .withdrawRequest(let named)?:
            .command(.requests(.withdraw(RequestID(named.request))))
        case .offerForRequest(let item)?: .command(.requests(.offer(try item.core())))
        case .chooseForRequest(let item)?: .command(.requests(.choose(try item.core())))
        case .declineRequest(let decline)?:
            .command(.requests(.decline(RequestID(decline.request), reason: decline.reason)))
        case .acceptRequestOffer(let accept)?:
            .command(
                .requests(
                    .accept(
                        RequestID(accept.request), offer: Int(accept.offer),
                        seen: accept.version == 0 ? nil : Int(accept.version))))
        case .passRequestOffer(let pass)?:
            .command(.requests(.pass(RequestID(pass.request), offer: Int(pass.offer))))
        case .vetoChoice(let named)?: .command(.requests(.veto(RequestID(named.request))))
        case .listRequests(let list)?:
            .listRequests(
                RequestFilter(
                    states: Set(
                        try list.states.map { state throws(FieldError) in
                            try state.core("states")
                        }),
                    session: list.session == 0 ? nil : SessionID(list.session),
                    after: RequestID(list.after),
                    limit: list.limit == 0 ? nil : Int(list.limit)))
        default: preconditionFailure("not a command about requests")
        }
    }
}

extension WireMakeRequest {
    fileprivate func core() throws(FieldError) -> RequestTerms {
        guard delegated || vetoSeconds == 0 else {
            throw FieldError(field: "veto_seconds", rule: "is for what the seller may choose")
        }
        return RequestTerms(
            session: session == 0 ? nil : SessionID(session), text: text,
            photos: try photos.map { photo throws(FieldError) in try photo.core("photos") },
            maximum: hasMaximum ? try maximum.core("maximum") : nil, sizes: sizes,
            quantity: quantity == 0 ? 1 : Int(quantity),
            deadline: Timestamp(milliseconds: deadlineMs),
            consent: .init(delegated: delegated, vetoSeconds: vetoSeconds))
    }
}

extension WireProposedItem {
    fileprivate func core() throws(FieldError) -> RequestCommand.ProposedItem {
        RequestCommand.ProposedItem(
            request: RequestID(request), session: SessionID(session),
            code: try code.asItemCode("code"), variant: variant,
            quantity: quantity == 0 ? 1 : Int(quantity), note: note)
    }
}

extension RequestTerms.Consent? {
    init(delegated: Bool, vetoSeconds: UInt32) {
        self =
            delegated
            ? .init(vetoTime: vetoSeconds == 0 ? nil : .seconds(Int64(vetoSeconds))) : nil
    }
}

extension BuyerRequest.State {
    var wire: WireRequestState {
        switch self {
        case .open: .open
        case .offered: .offered
        case .chosen: .chosen
        case .ordered: .ordered
        case .declined: .declined
        case .withdrawn: .withdrawn
        case .lapsed: .lapsed
        }
    }
}

extension WireRequestState {
    func core(_ field: String) throws(FieldError) -> BuyerRequest.State {
        switch self {
        case .open: return .open
        case .offered: return .offered
        case .chosen: return .chosen
        case .ordered: return .ordered
        case .declined: return .declined
        case .withdrawn: return .withdrawn
        case .lapsed: return .lapsed
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: field, rule: "is no state of a request")
        }
    }
}

extension Shop {
    /// The requests that an actor may see, and how many of them wait.
    func wire(_ filter: RequestFilter, for actor: Actor) -> WireRequests {
        let shown = requests(
            for: actor, in: filter.session, states: filter.states, after: filter.after,
            limit: filter.limit)
        let waiting = requests.allLive.compactMap { requests[$0] }
            .filter { actor.isStaff || actor.buyer == $0.buyer }
        func count(_ state: BuyerRequest.State) -> UInt32 {
            UInt32(waiting.filter { $0.state == state }.count)
        }
        return make {
            $0.requests = shown.map(wire)
            ($0.open, $0.offered) = (count(.open), count(.offered))
            $0.chosen = count(.chosen)
        }
    }

    func wire(_ request: BuyerRequest) -> WireBuyerRequest {
        var wire = request.wire(in: self)
        wire.offers = request.offers.map { $0.wire(in: self) }
        return wire
    }
}

extension BuyerRequest {
    /// The request without what was offered.
    func wire(in shop: Shop) -> WireBuyerRequest {
        make {
            ($0.request, $0.session) = (id.number, terms.session?.number ?? 0)
            ($0.buyer, $0.buyerAlias) = (buyer.number, shop.buyers[buyer]?.alias ?? "")
            ($0.text, $0.photos) = (terms.text, terms.photos.map(\.wire))
            if let maximum = terms.maximum { $0.maximum = maximum.wire }
            ($0.sizes, $0.quantity) = (terms.sizes, UInt32(terms.quantity))
            $0.deadlineMs = terms.deadline.milliseconds
            $0.delegated = terms.consent != nil
            $0.vetoSeconds = UInt32((terms.consent?.vetoTime?.milliseconds ?? 0) / 1000)
            $0.askedAtMs = askedAt.milliseconds
            ($0.state, $0.reason, $0.order) = (state.wire, reason, order?.number ?? 0)
        }
    }
}

extension WireBuyerRequest {
    /// A request as it was made.
    func core() throws(FieldError) -> BuyerRequest {
        BuyerRequest(
            id: RequestID(request), buyer: BuyerID(buyer),
            askedAt: Timestamp(milliseconds: askedAtMs),
            terms: RequestTerms(
                session: session == 0 ? nil : SessionID(session), text: text,
                photos: try photos.map { photo throws(FieldError) in try photo.core("photos") },
                maximum: hasMaximum ? try maximum.core("maximum") : nil, sizes: sizes,
                quantity: Int(quantity), deadline: Timestamp(milliseconds: deadlineMs),
                consent: .init(delegated: delegated, vetoSeconds: vetoSeconds)))
    }
}
