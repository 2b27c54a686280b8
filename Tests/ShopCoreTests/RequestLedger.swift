import ShopCore
import ShopModel
import Testing

/// What the journal alone says of requests; counted apart from the shop's own books.
struct RequestLedger {
    struct Line {
        let request: BuyerRequest
        var state = BuyerRequest.State.open
        /// What was chosen and can be vetoed.
        var choice: RequestOffer?
        /// All that was ever ordered for it.
        var orders: [OrderID] = []
    }

    private var read = 0
    private(set) var kinds: Set<String> = []
    private(set) var lines: [RequestID: Line] = [:]
    private(set) var offerEnds: Set<RequestOffer.State> = []
    private var placed: [OrderID: Order] = [:]
    private var paying: Set<OrderID> = []

    mutating func read(_ journal: [Entry], _ step: String) {
        for entry in journal[read...] { read(entry, step) }
        read = journal.count
    }

    private mutating func read(_ entry: Entry, _ step: String) {
        switch entry.event {
        case .orderPlaced(let order): placed[order.id] = order
        case .paymentRequested(let payment): paying.insert(payment.order)
        case .request(let event):
            kinds.insert(String("\(event)".prefix { $0 != "(" }))
            read(event, at: entry.at, step)
        default: break
        }
    }

    private mutating func read(_ event: RequestEvent, at: Timestamp, _ step: String) {
        switch event {
        case .made(let request): lines[request.id] = Line(request: request)
        case .offered(let offer):
            verify(lines[offer.request]?.state == .open, "\(step)")
            lines[offer.request]?.state = .offered
        case .chosen(let choice): take(choice, at: at, step)
        case .offerEnded(let id, _, let end, _):
            offerEnds.insert(end)
            if let choice = lines[id]?.choice {
                verify(end == .vetoed || end == .cancelled, "\(step)")
                if end == .vetoed, let until = choice.vetoUntil {
                    verify(at < until, "\(step): vetoed too late")
                }
            }
            lines[id]?.choice = nil
            lines[id]?.state = .open
        case .ended(let id, let ending): end(id, ending, at: at, step)
        }
    }

    /// A choice is within its bounds at the time of choosing.
    private mutating func take(_ choice: RequestOffer, at: Timestamp, _ step: String) {
        guard let line = lines[choice.request], let id = choice.order, let order = placed[id]
        else {
            Issue.record("\(step): a choice without order or request")
            return
        }
        let terms = line.request.terms
        verify(line.state == .open, "\(step)")
        verify(order.buyer == line.request.buyer && order.placedAt == at, "\(step)")
        verify(order.lines.map(\.quantity) == [choice.quantity], "\(step)")
        verify(choice.quantity <= terms.quantity && at < terms.deadline, "\(step)")
        verify(order.quote.total.minorUnits <= terms.maximum?.minorUnits ?? 0, "\(step)")
        verify(order.quote.total.currency == terms.maximum?.currency, "\(step)")
        let values = order.lines.flatMap(\.variant.values)
        verify(terms.sizes.isEmpty || !Set(values).isDisjoint(with: terms.sizes), "\(step)")
        verify(choice.vetoUntil == terms.consent?.vetoTime.map { at + $0 }, "\(step)")
        verify(terms.consent != nil, "\(step): nobody left the choice")
        lines[choice.request]?.orders.append(id)
        lines[choice.request]?.state = .chosen
        lines[choice.request]?.choice = choice
    }

    private mutating func end(
        _ id: RequestID, _ ending: RequestEnding, at: Timestamp, _ step: String
    ) {
        guard let line = lines[id] else {
            Issue.record("\(step): request \(id) ends before it is made")
            return
        }
        verify([.open, .offered, .chosen].contains(line.state), "\(step): \(id) ends twice")
        verify((ending.order != nil) == (ending.state == .ordered), "\(step)")
        if let order = ending.order {
            verify(placed[order]?.buyer == line.request.buyer, "\(step)")
            if let choice = line.choice {
                verify(choice.order == order, "\(step)")
                let isOver = choice.vetoUntil.map { $0 <= at } ?? true
                verify(isOver || paying.contains(order), "\(step): \(id) stands too early")
            } else {
                lines[id]?.orders.append(order)
            }
        } else if ending.state == .lapsed {
            verify(line.request.terms.deadline <= at, "\(step): \(id) lapses too early")
        }
        lines[id]?.state = ending.state
        lines[id]?.choice = nil
    }

    func audit(_ shop: Shop, at now: Timestamp, _ step: String) {
        verify(Set(shop.requests.all.keys) == Set(lines.keys), "\(step)")
        var used: Set<OrderID> = []
        for (id, line) in lines {
            let request = shop.requests[id]
            verify(request?.state == line.state, "\(step): request \(id)")
            let live = line.orders.filter { shop.orders[$0]?.hasEnded == false }
            verify(live.count <= 1, "\(step): request \(id) has two orders")
            verify(used.isDisjoint(with: line.orders), "\(step): an order of two requests")
            used.formUnion(line.orders)
            switch line.state {
            case .open, .offered:
                verify(line.request.terms.deadline > now, "\(step): \(id) is over")
                verify(live.isEmpty, "\(step): \(id) is ordered already")
            case .chosen:
                let order = line.orders.last.flatMap { shop.orders[$0] }
                verify(order?.state == .placed && order?.payments == [], "\(step): \(id)")
                if let until = line.choice?.vetoUntil, let order {
                    verify(until > now && order.holdUntil > until, "\(step): \(id)")
                    verify(shop.requests.choices[order.id] == id, "\(step)")
                }
            case .ordered: verify(request?.order == line.orders.last, "\(step): \(id)")
            case .declined, .withdrawn, .lapsed: verify(live.isEmpty, "\(step): \(id)")
            }
        }
        let choices = lines.values.compactMap { $0.choice?.order }
        verify(Set(shop.requests.choices.keys) == Set(choices), "\(step)")
        let most = shop.limits.openRequestsPerBuyer
        for buyer in shop.buyers.keys {
            let own = lines.values.filter { $0.request.buyer == buyer && $0.isLive }
            verify(own.count <= most, "\(step)")
            verify(Set(shop.requests.live(of: buyer)) == Set(own.map(\.request.id)), "\(step)")
            if shop.people.blocks[buyer] != nil || shop.people.erased[buyer] != nil {
                verify(own.isEmpty, "\(step): buyer \(buyer) is gone and asks")
            }
        }
    }
}

extension RequestLedger.Line {
    var isLive: Bool { [.open, .offered, .chosen].contains(state) }
}
