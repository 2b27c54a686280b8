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
            #expect(lines[offer.request]?.state == .open, "\(step)")
            lines[offer.request]?.state = .offered
        case .chosen(let choice): take(choice, at: at, step)
        case .offerEnded(let id, _, let end, _):
            offerEnds.insert(end)
            if let choice = lines[id]?.choice {
                #expect(end == .vetoed || end == .cancelled, "\(step)")
                if end == .vetoed, let until = choice.vetoUntil {
                    #expect(at < until, "\(step): vetoed too late")
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
        #expect(line.state == .open, "\(step)")
        #expect(order.buyer == line.request.buyer && order.placedAt == at, "\(step)")
        #expect(order.lines.map(\.quantity) == [choice.quantity], "\(step)")
        #expect(choice.quantity <= terms.quantity && at < terms.deadline, "\(step)")
        #expect(order.quote.total.minorUnits <= terms.maximum?.minorUnits ?? 0, "\(step)")
        #expect(order.quote.total.currency == terms.maximum?.currency, "\(step)")
        let values = order.lines.flatMap(\.variant.values)
        #expect(terms.sizes.isEmpty || !Set(values).isDisjoint(with: terms.sizes), "\(step)")
        #expect(choice.vetoUntil == terms.consent?.vetoTime.map { at + $0 }, "\(step)")
        #expect(terms.consent != nil, "\(step): nobody left the choice")
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
        #expect([.open, .offered, .chosen].contains(line.state), "\(step): \(id) ends twice")
        #expect((ending.order != nil) == (ending.state == .ordered), "\(step)")
        if let order = ending.order {
            #expect(placed[order]?.buyer == line.request.buyer, "\(step)")
            if let choice = line.choice {
                #expect(choice.order == order, "\(step)")
                let isOver = choice.vetoUntil.map { $0 <= at } ?? true
                #expect(isOver || paying.contains(order), "\(step): \(id) stands too early")
            } else {
                lines[id]?.orders.append(order)
            }
        } else if ending.state == .lapsed {
            #expect(line.request.terms.deadline <= at, "\(step): \(id) lapses too early")
        }
        lines[id]?.state = ending.state
        lines[id]?.choice = nil
    }

    func audit(_ shop: Shop, at now: Timestamp, _ step: String) {
        #expect(Set(shop.requests.all.keys) == Set(lines.keys), "\(step)")
        var used: Set<OrderID> = []
        for (id, line) in lines {
            let request = shop.requests[id]
            #expect(request?.state == line.state, "\(step): request \(id)")
            let live = line.orders.filter { shop.orders[$0]?.hasEnded == false }
            #expect(live.count <= 1, "\(step): request \(id) has two orders")
            #expect(used.isDisjoint(with: line.orders), "\(step): an order of two requests")
            used.formUnion(line.orders)
            switch line.state {
            case .open, .offered:
                #expect(line.request.terms.deadline > now, "\(step): \(id) is over")
                #expect(live.isEmpty, "\(step): \(id) is ordered already")
            case .chosen:
                let order = line.orders.last.flatMap { shop.orders[$0] }
                #expect(order?.state == .placed && order?.payments == [], "\(step): \(id)")
                if let until = line.choice?.vetoUntil, let order {
                    #expect(until > now && order.holdUntil > until, "\(step): \(id)")
                    #expect(shop.requests.choices[order.id] == id, "\(step)")
                }
            case .ordered: #expect(request?.order == line.orders.last, "\(step): \(id)")
            case .declined, .withdrawn, .lapsed: #expect(live.isEmpty, "\(step): \(id)")
            }
        }
        let choices = lines.values.compactMap { $0.choice?.order }
        #expect(Set(shop.requests.choices.keys) == Set(choices), "\(step)")
        let most = shop.limits.openRequestsPerBuyer
        for buyer in shop.buyers.keys {
            let own = lines.values.filter { $0.request.buyer == buyer && $0.isLive }
            #expect(own.count <= most, "\(step)")
            #expect(Set(shop.requests.live(of: buyer)) == Set(own.map(\.request.id)), "\(step)")
            if shop.people.blocks[buyer] != nil || shop.people.erased[buyer] != nil {
                #expect(own.isEmpty, "\(step): buyer \(buyer) is gone and asks")
            }
        }
    }
}

extension RequestLedger.Line {
    var isLive: Bool { [.open, .offered, .chosen].contains(state) }
}
