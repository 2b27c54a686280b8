package import ShopCore
package import ShopModel
package import Wire

extension Entry {
    /// The event as its audience sees it; also what stands in the journal.
    ///
    /// - Parameters:
    ///   - shop: The shop after the event, for names that clients are shown with it.
    ///   - capturedAt: When it was done, if it is told later; nothing is decided by it.
    package func wire(in shop: Shop, capturedAt: Timestamp? = nil) -> WireEvent {
        var wire = WireEvent()
        wire.capturedAtMs = capturedAt?.milliseconds ?? 0
        (wire.seq, wire.atMs) = (sequence.number, at.milliseconds)
        wire.body = event.wireBody(in: shop)
        return wire
    }

    /// What must not be shown to anybody, but belongs to the event.
    package var secret: [UInt8]? {
        if case .buyerJoined(_, _, _, let tokenHash) = event { tokenHash } else { nil }
    }
}

extension ShopEvent {
    fileprivate func wireBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .sessionOpened(let session): .sessionOpened(session.wire)
        case .sessionClosed(let id): .sessionClosed(make { $0.session = id.number })
        case .ratePosted(let id, let rate, let terms):
            .ratePosted(
                make {
                    ($0.session, $0.rate) = (id.number, rate.wire)
                    $0.bufferBasisPoints = UInt32(terms.bufferBasisPoints)
                    $0.rounding = terms.rounding.id
                })
        case .itemPosted, .stockChanged, .itemCorrected, .itemWithdrawn, .itemRestored,
            .itemPinned, .itemUnpinned, .flashSaleStarted, .flashSaleEnded, .purchaseLimitSet:
            itemBody(in: shop)
        case .claimWordsSet, .claimAnswered: claimBody()
        case .said(let session, let author, let text, let replyTo):
            .said(
                make {
                    ($0.session, $0.text) = (session.number, text)
                    $0.replyTo = replyTo?.number ?? 0
                    switch author {
                    case .staff(let name): $0.alias = name
                    case .buyer(let id, let alias): ($0.buyer, $0.alias) = (id.number, alias)
                    }
                })
        case .buyerJoined(let id, let alias, let session, _):
            .buyerJoined(
                make { ($0.buyer, $0.alias, $0.session) = (id.number, alias, session.number) })
        case .orderPlaced(let order): .orderPlaced(order.wire(payments: []))
        case .holdExtended(let id, let until):
            .holdExtended(make { ($0.order, $0.holdUntilMs) = (id.number, until.milliseconds) })
        case .orderEnding(let id, let ending): .orderEnding(ending.wire(id))
        case .orderEnded(let id, let ending): .orderEnded(ending.wire(id))
        case .orderConfirmed(let id):
            .orderConfirmed(
                make {
                    $0.order = id.number
                    if let settled = shop.orders[id]?.settled { $0.settled = settled.wire }
                })
        case .orderReinstated(let id, let holds):
            .orderReinstated(make { ($0.order, $0.holds) = (id.number, holds.map(\.number)) })
        case .refundDue(let id, let amount, let reason, let dueBy):
            .refundDue(
                make {
                    ($0.order, $0.amount, $0.reason) = (id.number, amount.wire, reason)
                    $0.dueByMs = dueBy.milliseconds
                })
        case .paymentRequested, .paymentOpened, .paymentClaimed, .paymentSettled,
            .paymentClosing, .paymentEnded:
            paymentBody(in: shop)
        case .parcelPacked, .parcelHandedOver, .parcelTracked, .parcel: parcelBody(in: shop)
        case .paymentRulesSet, .paymentAsked, .refundRequested, .refundChanged, .alertRaised,
            .alertClosed, .reconciliationRequested, .reconciled:
            moneyBody(in: shop)
        case .waitlistJoined, .waitlistLeft, .waitlistOffered, .waitlistOfferEnded, .buyerAway,
            .buyerBack:
            waitingBody(in: shop)
        case .people(let event): event.wireBody
        case .request(let event): event.wireBody(in: shop)
        case .records(let event): event.wireBody(in: shop)
        case .archive(let event): event.wireBody
        case .talk(let event): event.wireBody
        case .unitsBought, .lineBought, .lineWanted, .purchaseTakenBack, .lineShort,
            .substituteAnswered, .orderCalledOff:
            sourcingBody(in: shop)
        case .tariffSet, .dutyTableSet, .restrictedGoodsSet, .destinationSet, .orderRequoted,
            .quoteAccepted:
            quoteBody()
        }
    }

    private func paymentBody(in shop: Shop) -> WireEvent.OneOf_Body {
        func order(_ id: PaymentID) -> UInt64 { shop.payments[id]?.order.number ?? 0 }
        switch self {
        case .paymentRequested(let payment): return .paymentRequested(payment.wire)
        case .paymentOpened(let id, let link, let handle):
            return .paymentOpened(
                make {
                    ($0.payment, $0.order, $0.link) = (id.number, order(id), link)
                    $0.handle = handle ?? ""
                    $0.expiresAtMs = shop.payments[id]?.expiresAt.milliseconds ?? 0
                })
        case .paymentClaimed(let id, let note):
            return .paymentClaimed(
                make { ($0.payment, $0.order, $0.note) = (id.number, order(id), note) })
        case .paymentSettled(let id, let received, let transaction, let late):
            return .paymentSettled(
                make {
                    ($0.payment, $0.order) = (id.number, order(id))
                    ($0.received, $0.transaction) = (received.wire, transaction)
                    $0.state = late ? .settledLate : .settled
                })
        case .paymentClosing(let id):
            return .paymentClosing(make { ($0.payment, $0.order) = (id.number, order(id)) })
        case .paymentEnded(let id, let end, let reason, let found):
            return .paymentEnded(
                make {
                    ($0.payment, $0.order) = (id.number, order(id))
                    ($0.state, $0.reason) = (end.state.wire, reason)
                    if let found {
                        ($0.found, $0.foundTransaction) = (found.amount.wire, found.transaction)
                    }
                })
        default: preconditionFailure("not an event of a payment")
        }
    }
}

extension OrderEnding {
    fileprivate func wire(_ order: OrderID) -> WireOrderEnded {
        make { ($0.order, $0.state, $0.reason) = (order.number, state.wire, reason) }
    }
}

extension ShopEvent {
    /// Reads an event of the journal back.
    ///
    /// - Throws: `FieldError` when the journal holds what no version of this program writes.
    package init(_ wire: WireEvent, secret: [UInt8]?) throws(FieldError) {
        switch wire.body {
        case .sessionOpened(let session)?: self = .sessionOpened(try session.core())
        case .sessionClosed(let closed)?: self = .sessionClosed(SessionID(closed.session))
        case .ratePosted(let posted)?:
            self = .ratePosted(
                SessionID(posted.session), try posted.rate.core("rate"),
                RateTerms(
                    bufferBasisPoints: Int(posted.bufferBasisPoints),
                    rounding: try posted.rounding.asRounding("rounding") ?? .halfUp))
        case .said(let said)?:
            self = .said(
                session: SessionID(said.session),
                author: said.buyer == 0
                    ? .staff(name: said.alias)
                    : .buyer(BuyerID(said.buyer), alias: said.alias),
                text: said.text,
                replyTo: said.replyTo == 0 ? nil : EventSequence(said.replyTo))
        case .buyerJoined(let joined)?:
            guard let secret else {
                throw FieldError(field: "secret", rule: "a buyer has a token")
            }
            self = .buyerJoined(
                BuyerID(joined.buyer), alias: joined.alias, session: SessionID(joined.session),
                tokenHash: secret)
        case .orderPlaced(let order)?: self = .orderPlaced(try order.core())
        case .holdExtended(let extended)?:
            self = .holdExtended(
                OrderID(extended.order), until: Timestamp(milliseconds: extended.holdUntilMs))
        case .orderEnding(let ended)?: self = .orderEnding(OrderID(ended.order), try ended.core())
        case .orderEnded(let ended)?: self = .orderEnded(OrderID(ended.order), try ended.core())
        case .orderConfirmed(let confirmed)?: self = .orderConfirmed(OrderID(confirmed.order))
        case .orderReinstated(let back)?:
            self = .orderReinstated(OrderID(back.order), holds: back.holds.map { HoldID($0) })
        case .refundDue(let due)?:
            self = .refundDue(
                OrderID(due.order), amount: try due.amount.core("amount"), reason: due.reason,
                dueBy: Timestamp(milliseconds: due.dueByMs))
        case .paymentRequested(let payment)?: self = .paymentRequested(try payment.core())
        case .paymentOpened(let opened)?:
            self = .paymentOpened(
                PaymentID(opened.payment), link: opened.link,
                handle: opened.handle.isEmpty ? nil : opened.handle)
        case .paymentClaimed(let claimed)?:
            self = .paymentClaimed(PaymentID(claimed.payment), note: claimed.note)
        case .paymentSettled(let settled)?:
            self = .paymentSettled(
                PaymentID(settled.payment), received: try settled.received.core("received"),
                transaction: settled.transaction, late: settled.state == .settledLate)
        case .paymentClosing(let closing)?: self = .paymentClosing(PaymentID(closing.payment))
        case .paymentEnded(let ended)?:
            self = .paymentEnded(
                PaymentID(ended.payment), try ended.state.paymentEnd(), reason: ended.reason,
                found: ended.hasFound
                    ? FoundMoney(
                        transaction: ended.foundTransaction, amount: try ended.found.core("found"))
                    : nil)
        default:
            if let event = try Self.item(wire.body) {
                self = event
            } else if let event = try Self.money(wire.body) {
                self = event
            } else if let event = try Self.waiting(wire.body) {
                self = event
            } else if let event = try PeopleEvent(wire.body) {
                self = .people(event)
            } else if let event = try RecordsEvent(wire.body) {
                self = .records(event)
            } else if let event = try Self.sourcing(wire.body) {
                self = event
            } else if let event = try Self.quote(wire.body) {
                self = event
            } else if let event = try RequestEvent(wire.body) {
                self = .request(event)
            } else if let event = try Self.parcel(wire.body) {
                self = event
            } else if let event = try ArchiveEvent(wire.body) {
                self = .archive(event)
            } else if let event = try TalkEvent(wire.body) {
                self = .talk(event)
            } else {
                throw FieldError(
                    field: "body", rule: "event \(wire.seq) is of a kind unknown here")
            }
        }
    }
}

extension WireOrderEnded {
    fileprivate func core() throws(FieldError) -> OrderEnding {
        let state = try state.core("state")
        guard state == .expired || state == .cancelled else {
            throw FieldError(field: "state", rule: "is no end of an order")
        }
        return OrderEnding(state: state, reason: reason)
    }
}
