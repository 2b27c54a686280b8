import ShopModel

extension Shop {
    /// Makes the state say what the event says. Decides nothing and cannot fail: an event that
    /// does not fit the state is a bug here or a damaged journal, and stops the program.
    mutating func apply(_ entry: Entry) {
        let isCounted = noteDay(entry.event, at: entry.at)
        note(entry, isCounted: isCounted)
        change(entry.event, at: entry.at, sequence: entry.sequence)
    }

    /// Does what `apply` does to the things that an event is about.
    mutating func change(_ event: ShopEvent, at: Timestamp, sequence: EventSequence) {
        switch event {
        case .sessionOpened(let session):
            sessions[session.id] = session
            sessionStarts[session.id] = sequence
        case .sessionClosed(let id): sessions[id]?.isOpen = false
        case .ratePosted(let id, let rate, let terms):
            sessions[id]?.rate = rate
            sessions[id]?.rateTerms = terms
        case .itemPosted, .stockChanged, .itemCorrected, .itemWithdrawn, .itemRestored,
            .itemPinned, .itemUnpinned, .flashSaleStarted, .flashSaleEnded, .purchaseLimitSet:
            applyToItem(event)
        case .said, .claimAnswered: break
        case .claimWordsSet(let words): claimParser = Self.parser(words)
        case .buyerJoined(let id, let alias, _, let tokenHash):
            buyers[id] = Buyer(id: id, alias: alias, tokenHash: tokenHash)
            listings.buyers.insert(id)
            buyersByToken[tokenHash] = id
            buyersByAlias[alias.lowercased()] = id
        case .orderPlaced, .holdExtended, .orderEnding, .orderEnded, .orderConfirmed,
            .orderReinstated, .refundDue:
            applyToOrder(event)
        case .paymentRequested, .paymentOpened, .paymentClaimed, .paymentSettled,
            .paymentClosing, .paymentEnded:
            applyToPayment(event, at)
        case .parcelPacked, .parcelHandedOver, .parcelTracked, .parcel:
            applyToParcel(event, at: at)
        case .paymentRulesSet, .paymentAsked, .refundRequested, .refundChanged, .alertRaised,
            .alertClosed, .reconciliationRequested, .reconciled:
            applyToMoney(event, at: at, sequence)
        case .waitlistJoined, .waitlistLeft, .waitlistOffered, .waitlistOfferEnded, .buyerAway,
            .buyerBack:
            applyToWaitlist(event)
        case .people(let event): apply(event, sequence: sequence)
        case .request(let event): apply(event)
        case .records(let event): apply(event)
        case .talk(let event): apply(event)
        case .archive(let event): apply(event, at: at)
        case .unitsBought, .lineBought, .lineWanted, .purchaseTakenBack, .lineShort,
            .substituteAnswered, .orderCalledOff:
            applyToSourcing(event)
        case .tariffSet, .dutyTableSet, .restrictedGoodsSet, .destinationSet, .orderRequoted,
            .quoteAccepted:
            applyToQuotes(event, at: at)
        }
    }

    private mutating func applyToOrder(_ event: ShopEvent) {
        switch event {
        case .orderPlaced(let order):
            orders[order.id] = order
            numbers.order = max(numbers.order, order.id)
            lives[order.session]?.orders.append(order.id)
            listings.place(order.id)
            ordersOfBuyer[order.buyer, default: []].append(order.id)
            unpaidOrders[order.buyer, default: 0] += 1
            deadlines.insert(order.id, at: order.holdUntil)
            heldUnits[order.buyer, default: 0] += heldUnits(order)
            for line in order.lines { hold(line, for: order.buyer, isNew: true) }
        case .holdExtended(let id, let until):
            change(id) { $0.holdUntil = until }
            deadlines.insert(id, at: until)
        case .orderEnding(let id, let ending):
            let order = change(id) { $0.ending = ending }
            if order.state == .confirmed { dropDemand(order) }
        case .orderEnded(let id, let ending):
            let order = change(id) {
                $0.state = ending.state
                $0.ending = nil
            }
            unpaidOrders[order.buyer, default: 0] -= 1
            heldUnits[order.buyer, default: 0] -= heldUnits(order)
            for line in order.lines { release(line, of: order.buyer) }
        case .orderConfirmed(let id):
            let order = change(id) {
                $0.state = .confirmed
                $0.ending = nil
            }
            unpaidOrders[order.buyer, default: 0] -= 1
            heldUnits[order.buyer, default: 0] -= heldUnits(order)
            for line in order.lines { items[line.item]?.stock.consume(line.hold) }
            beginSourcing(id)
        case .orderReinstated(let id, let holds):
            let order = change(id) {
                $0.state = .confirmed
                for (index, hold) in holds.enumerated() { $0.lines[index].hold = hold }
            }
            for line in order.lines {
                hold(line, for: order.buyer, isNew: false)
                items[line.item]?.stock.consume(line.hold)
            }
            beginSourcing(id)
        case .refundDue(let id, let amount, _, let dueBy): applyRefundDue(id, amount, dueBy)
        default:
            preconditionFailure("not an event of an order")
        }
    }

    private mutating func applyToPayment(_ event: ShopEvent, _ at: Timestamp) {
        switch event {
        case .paymentRequested(let payment):
            payments[payment.id] = payment
            numbers.payment = max(numbers.payment, payment.id)
            payments[payment.id]?.requestedAt = at
            livePayments.insert(payment.id)
            let order = change(payment.order) { $0.payments.append(payment.id) }
            // A placed order's hold ends its payments; later ones have nothing else.
            if order.state != .placed {
                deadlines.insert(order.id, at: payment.expiresAt + limits.paymentGrace)
            }
        case .paymentOpened(let id, let link, let handle):
            payments[id]?.state = .open
            payments[id]?.handle = handle
            payments[id]?.link = link
        case .paymentClaimed(let id, let note):
            payments[id]?.state = .claimed
            payments[id]?.note = note
        case .paymentSettled(let id, let received, let transaction, let late):
            guard let payment = payments[id] else {
                preconditionFailure("payment \(id) is settled before it is requested")
            }
            payments[id]?.state = late ? .settledLate : .settled
            payments[id]?.received = received
            payments[id]?.transaction = transaction
            payments[id]?.settledAt = at
            livePayments.remove(id)
            setCanBePaidLate(id, false, at)
            let key = Transaction(method: payment.method, id: transaction)
            let other = transactions.updateValue(id, forKey: key)
            precondition(
                other == nil || other == id, "transaction \(transaction) settles two payments")
            change(payment.order) { $0.settled = Self.sum($0.settled, received) }
        case .paymentClosing(let id): payments[id]?.state = .closing
        case .paymentEnded(let id, let end, let reason, let found):
            payments[id]?.state = end.state
            payments[id]?.note = reason
            if let found { payments[id]?.found = found }
            livePayments.remove(id)
            setCanBePaidLate(id, end == .closed, at)
        default:
            preconditionFailure("not an event of a payment")
        }
    }

    /// Remembers a closed payment until its code has expired.
    private mutating func setCanBePaidLate(_ id: PaymentID, _ isClosed: Bool, _ at: Timestamp) {
        guard let payment = payments[id] else { return }
        let canBePaid = isClosed && payment.method.codeOutlivesClose && at < payment.expiresAt
        payments[id]?.canBePaidLate = canBePaid
        if canBePaid { latePayments.insert(id) } else { latePayments.remove(id) }
    }

    private static func parser(_ words: ClaimWords) -> ClaimParser {
        do {
            return ClaimParser(keywords: try words.keywords())
        } catch {
            preconditionFailure("the journal holds claim words that were never taken: \(error)")
        }
    }

    @discardableResult
    mutating func change(_ id: OrderID, _ body: (inout Order) -> Void) -> Order {
        guard var order = orders[id] else {
            preconditionFailure("the journal speaks of order \(id) before it is placed")
        }
        let state = order.state
        body(&order)
        orders[id] = order
        listings.move(id, from: state, to: order.state)
        return order
    }

    /// Cannot overflow: each part is at most `ShopLimits.amountMinorUnits`.
    static func sum(_ first: Money, _ second: Money) -> Money {
        precondition(first.currency == second.currency, "an order is settled in one currency")
        return Money(first.minorUnits + second.minorUnits, first.currency)
    }
}
