package import ShopCore
import ShopModel
import SwiftProtobuf
package import Wire

/// A message made and filled in one expression.
func make<Message: SwiftProtobuf.Message>(_ fill: (inout Message) -> Void) -> Message {
    var message = Message()
    fill(&message)
    return message
}

extension WireError {
    package init(_ code: WireErrorCode, _ text: String, retryAfterMilliseconds: Int? = nil) {
        self.init()
        (self.code, self.text) = (code, text)
        if let retryAfterMilliseconds {
            (retryable, retryAfterMs) = (true, UInt32(retryAfterMilliseconds))
        }
    }

    package init(_ refusal: Refusal) {
        if case .forBuyer(_, let inner) = refusal {
            self.init(inner)
            text = refusal.description
            return
        }
        self.init(refusal.wireCode, refusal.description)
        // What other buyers hold or owe may change; everything else is final as it was asked.
        switch refusal {
        case .soldOut, .tooManyUnpaidOrders, .tooManyHeldUnits, .waitlistFull, .tooManyPlaces,
            .notPaid, .away, .unregistered, .notErasable, .payFirst, .tooManyRequests, .vetoRuns,
            .sellerIncomplete, .dayNotOver, .declarationIncomplete,
            .notDeclared, .notSealed:
            retryable = true
        case .staleOffer(let now, _): offer = now.wire
        case .purchaseLimit(let limit, _):
            purchaseLimit = limit.wire
            retryable = true
        case .buyingLimit(let limit, _): purchaseLimit = limit.wire
        case .notWanted, .notBought: retryable = true
        case .flashSaleLimit: retryable = true
        case .slowMode(_, let wait), .muted(let wait, _):
            (retryable, retryAfterMs) = (true, UInt32(clamping: wait.milliseconds))
        default: break
        }
    }
}

extension Refusal {
    fileprivate var wireCode: WireErrorCode {
        switch self {
        case .invalid: .invalidField
        case .notAllowed: .notAllowed
        case .noSuch: .notFound
        case .wrongInvite: .wrongInvite
        case .aliasTaken: .aliasTaken
        case .sessionClosed: .sessionClosed
        case .codeTaken: .codeTaken
        case .soldOut: .soldOut
        case .limitPerBuyer: .limitPerBuyer
        case .purchaseLimit: .purchaseLimit
        case .flashSaleLimit: .flashSale
        case .withdrawn: .withdrawn
        case .staleOffer: .staleOffer
        case .noSuchVariant: .variant
        case .itemHas: .wrongState
        case .tooManyUnpaidOrders: .tooMany
        case .tooManyHeldUnits: .heldUnits
        case .waitlistFull, .tooManyPlaces: .waitlistFull
        case .stockBelowHeld: .stockBelowHeld
        case .orderHas, .paymentHas, .parcelHas, .offerOver: .wrongState
        case .methodUnavailable: .methodUnavailable
        case .amountMismatch: .amountMismatch
        case .notPaid, .needsAPerson: .notPaid
        case .blocked: .blocked
        case .away: .away
        case .unregistered: .unregistered
        case .notErasable: .notErasable
        case .sealBroken: .noKey
        case .notWanted: .notWanted
        case .buyingLimit: .purchaseLimit
        case .notBought: .notBought
        case .shortDated: .shortDated
        case .sourcingHas: .wrongState
        case .needsDestination: .destination
        case .restricted: .restricted
        case .noFreight: .noFreight
        case .quoteExpired: .quoteExpired
        case .payFirst: .payFirst
        case .tooManyRequests: .tooManyRequests
        case .requestHas: .wrongState
        case .outsideBounds: .outsideBounds
        case .forBuyer(_, let refusal): refusal.wireCode
        case .vetoRuns: .vetoRuns
        case .sellerIncomplete: .sellerIncomplete
        case .dayNotOver: .dayNotOver
        case .slowMode: .slowMode
        case .wordListed: .wordListed
        case .muted: .muted
        case .declarationIncomplete: .declarationIncomplete
        case .notDeclared: .notDeclared
        case .notSealed: .notSealed
        }
    }
}

extension Shop {
    /// The reply to an accepted command.
    package func reply(to id: String, _ turn: Turn) -> WireReply {
        make { reply in
            reply.id = id
            reply.seq = turn.entries.last?.sequence.number ?? 0
            reply.result = turn.subject.flatMap(result) ?? .done(WireDone())
            if case .orderAndWaits(_, let places)? = turn.subject { reply.waits = wire(places) }
        }
    }

    private func result(_ subject: CommandSubject) -> WireReply.OneOf_Result? {
        switch subject {
        case .session(let id): sessions[id].map { .session(wire($0)) }
        case .item(let id): items[id].map { .item(wire($0)) }
        case .order(let id), .orderAndWaits(let id, _): orders[id].map { .order(wire($0)) }
        case .waits(let places): .waiting(make { $0.places = wire(places) })
        case .payment(let id): payments[id].map { .payment($0.wire) }
        case .parcel(let id): parcels[id].map { .parcel(wire($0)) }
        case .paymentRules: .paymentRules(paymentRules.wire)
        case .buyer: nil
        case .seller: people.seller.map { .seller($0.wire) }
        case .purchase(let id): purchases[id].map { .purchase($0.wire(in: self)) }
        case .request(let id): requests[id].map { .request(wire($0)) }
        case .invoice(let id): records.invoices[id].map { .invoice(wire($0)) }
        case .day(let day): records.reports[day].map { .dayReport($0.wire) }
        }
    }

    /// The reply to a listing, for what this actor may see.
    package func reply(to id: String, listing request: Request, for actor: Actor) -> WireReply {
        make { reply in
            reply.id = id
            switch request {
            case .listOrders(let states, let page):
                let listed = orders(for: actor, states: states, page)
                reply.orders.orders = listed.elements.map(wire)
                reply.orders.next = listed.next
            case .listItems(let session, let page):
                let listed = items(in: session, page)
                (reply.items.items, reply.items.next) = (listed.elements.map(wire), listed.next)
            case .listParcels(let page):
                let listed = parcels(for: actor, page)
                reply.parcels.parcels = listed.elements.map(wire)
                reply.parcels.next = listed.next
            case .listSessions:
                reply.sessions.sessions = sessions.values.sorted { $0.id < $1.id }.map {
                    var session = wire($0)
                    if !actor.isStaff { session.inviteCode = "" }  // Whom to invite is for staff.
                    return session
                }
            case .listReconciliations:
                // What the books say is for staff.
                reply.reconciliations.reconciliations =
                    actor.isStaff ? reconciliations.map(\.wire) : []
            case .listWaiting(let session, let code):
                reply.waiting.places = waiting(for: actor, in: session, code).map(wire)
            case .listAlerts(let after, let limit):
                reply.alerts = wireAlerts(after: after, limit: limit)
            case .listPaymentRules: reply.paymentRules = wirePaymentRules
            case .listBuying: reply.buyList.lines = buyList.map(\.wire)
            case .listPurchases(let page):
                let listed = purchases(page)
                reply.purchases.purchases = listed.elements.map { $0.wire(in: self) }
                reply.purchases.next = listed.next
            case .listBuyers(let page):
                let listed = buyers(page)
                (reply.buyers.buyers, reply.buyers.next) = (listed.elements.map(card), listed.next)
            case .listPricing: reply.pricing = wirePricing
            case .listRequests(let filter): reply.requests = wire(filter, for: actor)
            case .command, .keep, .showBuyer, .previewOrder, .records, .showSlip, .showDeclaration,
                .talk, .history:
                preconditionFailure("what is decided or opened is not a listing")
            }
        }
    }

    func wire(_ session: Session) -> WireSession {
        var wire = session.wire
        wire.pinnedCode = session.pinned.flatMap { items[$0] }?.code.text ?? ""
        return wire
    }

    func wire(_ order: Order) -> WireOrder {
        var wire = order.wire(payments: order.payments.compactMap { payments[$0] })
        wire.quotes = order.quotes.map(\.wire)
        wire.refunds = order.refunds.compactMap { refunds[$0]?.wire }
        fillSourcing(of: order, in: &wire)
        add(waysToPay: order, to: &wire)
        return wire
    }

    private func add(waysToPay order: Order, to wire: inout WireOrder) {
        if order.amountDue.isPositive, !order.hasEnded {
            wire.toPay = order.amountDue.wire
            wire.methods = methods(for: order.amountDue).map(\.wire)
        }
    }
}
