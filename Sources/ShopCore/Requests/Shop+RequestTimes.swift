import ShopModel

// How requests and what stands for them end by themselves, and through what happens elsewhere.
extension Shop {
    /// A deadline, or the end of a time to veto.
    ///
    /// - Parameter deadline: As for orders: what lies later has a deadline of its own.
    mutating func meetDeadline(of id: RequestID, at deadline: Timestamp) {
        guard let request = requests[id], !request.hasEnded else { return }
        if request.state == .chosen {
            guard let choice = request.standing, let order = choice.order,
                let until = choice.vetoUntil, until <= deadline
            else { return }
            end(request, RequestEnding(order))
        } else if request.terms.deadline <= deadline {
            end(request, RequestEnding(.lapsed, reason: "not answered in time"))
        }
    }

    mutating func end(_ request: BuyerRequest, _ ending: RequestEnding) {
        emit(.request(.ended(request.id, ending)), to: .buyer(request.buyer))
    }

    /// Ends what stands; the request is open again, unless its time is over.
    ///
    /// - Parameter next: What follows from it, before the request may lapse.
    mutating func endOffer(
        of id: RequestID, _ state: RequestOffer.State, reason: String,
        then next: (inout Shop) -> Void = { _ in }
    ) {
        guard let request = requests[id], let offer = request.standing?.number else { return }
        emit(
            .request(.offerEnded(id, offer: offer, state, reason: reason)),
            to: .buyer(request.buyer))
        next(&self)
        guard let open = requests[id] else { return }
        if let session = open.terms.session, sessions[session]?.isOpen == false {
            end(open, RequestEnding(.lapsed, reason: "the session is closed"))
        } else if open.terms.deadline <= time {
            end(open, RequestEnding(.lapsed, reason: "not answered in time"))
        }
    }

    /// Makes room for what the seller offers instead.
    mutating func replaceStanding(of request: BuyerRequest) {
        guard let offer = request.standing?.number else { return }
        emit(
            .request(.offerEnded(request.id, offer: offer, .replaced, reason: "")),
            to: .buyer(request.buyer))
    }

    // MARK: - What happens elsewhere

    /// Ends all that a buyer asks for; orders stay what they are.
    mutating func endRequests(of buyer: BuyerID, reason: String) {
        for request in requests.live(of: buyer).compactMap({ requests[$0] }) {
            end(request, RequestEnding(.withdrawn, reason: reason))
        }
    }

    /// Takes back what was offered of an item that is not to be had any more.
    mutating func dismissOffers(of item: ItemID, reason: String) {
        for id in requests.allLive where requests[id]?.state == .offered {
            guard requests[id]?.standing?.item == item else { continue }
            endOffer(of: id, .withdrawn, reason: reason)
        }
    }

    /// Ends the requests for a session that is being closed, and what is offered from it.
    mutating func endRequests(for session: SessionID) {
        let reason = "the session is closed"
        for request in requests.allLive.compactMap({ requests[$0] }) where request.state != .chosen
        {
            if request.terms.session == session {
                end(request, RequestEnding(.lapsed, reason: reason))
            } else if let item = request.standing?.item, items[item]?.session == session {
                endOffer(of: request.id, .withdrawn, reason: reason)
            }
        }
    }

    /// Notes a chosen order that its buyer begins to pay, or that ends before the time to veto does.
    ///
    /// To be called before the event is applied.
    mutating func stirRequests(_ event: ShopEvent) {
        guard !requests.choices.isEmpty else { return }
        switch event {
        case .paymentRequested(let payment): stirredChoices.insert(payment.order)
        case .orderEnded(let id, _): stirredChoices.insert(id)
        default: break
        }
    }

    /// Carries out what this turn means for what was chosen.
    mutating func followChoices() {
        while let order = stirredChoices.min() {
            stirredChoices.remove(order)
            guard let id = requests.choices[order], let request = requests[id] else { continue }
            if orders[order]?.hasEnded == true {
                endOffer(of: id, .cancelled, reason: "order \(order) was cancelled")
            } else {
                end(request, RequestEnding(order))  // Who pays does not veto.
            }
        }
    }

    // MARK: - What events say

    mutating func apply(_ event: RequestEvent) {
        requests.apply(event)
        switch event {
        case .made(let request): requestDeadlines.insert(request.id, at: request.terms.deadline)
        case .chosen(let choice):
            guard let order = choice.order, let until = choice.vetoUntil else { return }
            orders[order]?.vetoUntil = until  // One that is archived gets it when it is back.
            requestDeadlines.insert(choice.request, at: until)
        case .offered, .offerEnded, .ended: break
        }
    }
}
