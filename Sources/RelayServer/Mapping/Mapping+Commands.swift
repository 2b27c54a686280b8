package import ShopCore
package import ShopModel
package import Wire

/// What a client's command asks: to decide something, or to list something.
package enum Request: Equatable, Sendable {
    case command(Command)
    case listOrders(Set<Order.State>, Page)
    case listItems(SessionID, Page)
    case listParcels(Page)
    case listSessions
    case listReconciliations
    case listPaymentRules
    /// Behind an event, so many of them; `nil`: all.
    case listAlerts(after: EventSequence, limit: Int?)
    /// `nil`: all.
    case listWaiting(SessionID?, ItemCode?)
    /// To be sealed, then decided.
    case keep(DetailRequest)
    case showBuyer(WireShowBuyer)
    case listBuyers(Page)
    case listBuying
    case listPurchases(Page)
    case listPricing
    case listRequests(RequestFilter)
    case showSlip(ParcelID)
    case showDeclaration(ParcelID, Declaration.Terms)
    /// What an order would cost.
    case previewOrder(SessionID, [Command.RequestedLine])
    case records(RecordsRequest)
    case talk(TalkRequest)
    case history(HistoryWanted)
}

extension Request {
    /// The same with half as long a page; `nil` when it has no pages, or one thing on a page.
    var halved: Request? {
        switch self {
        case .listOrders(let states, let page): page.halved.map { .listOrders(states, $0) }
        case .listItems(let session, let page): page.halved.map { .listItems(session, $0) }
        case .listParcels(let page): page.halved.map { .listParcels($0) }
        case .listBuyers(let page): page.halved.map { .listBuyers($0) }
        case .listPurchases(let page): page.halved.map { .listPurchases($0) }
        default: nil
        }
    }
}

extension WireCommand {
    /// Reads the body.
    ///
    /// - Parameter inviteCode: Draws one for the session that this command opens, if it does.
    /// - Throws: `FieldError` for a field that cannot be understood; a command of a kind that this
    ///   version does not know is told apart by `body == nil`.
    package func request(
        inviteCode: () throws(FieldError) -> String
    ) throws(FieldError) -> Request {
        switch body {
        case .openSession(let open)?:
            .command(.openSession(try open.core(inviteCode: try inviteCode())))
        case .closeSession(let close)?: .command(.closeSession(SessionID(close.session)))
        case .postRate(let post)?:
            .command(
                .postRate(
                    session: SessionID(post.session), rate: try post.rate.asDecimal("rate"),
                    source: post.source,
                    buffer: post.hasBufferBasisPoints ? Int(post.bufferBasisPoints) : nil,
                    rounding: try post.rounding.asRounding("rounding")))
        case .postItem(let post)?: .command(.postItem(try post.core()))
        case .changeStock(let change)?:
            .command(
                .changeStock(
                    session: SessionID(change.session), code: try change.code.asItemCode("code"),
                    variant: change.variant, offered: Int(change.offered)))
        case .correctItem, .withdrawItem, .restoreItem, .markSoldOut, .pinItem, .unpinItem,
            .startFlashSale, .endFlashSale, .setPurchaseLimit, .setClaimWords:
            .command(try itemCommand())
        case .say(let say)?:
            say.request
        case .placeOrder(let place)?:
            .command(
                .placeOrder(
                    session: SessionID(place.session),
                    lines: try place.lines.requested(), waits: place.wait))
        case .cancelOrder(let cancel)?:
            .command(.cancelOrder(OrderID(cancel.order), reason: cancel.reason))
        case .requestPayment(let request)?:
            .command(
                .requestPayment(OrderID(request.order), method: try request.method.choice()))
        case .claimPayment(let claim)?:
            .command(.claimPayment(PaymentID(claim.payment), note: claim.note))
        case .confirmPayment(let confirm)?:
            .command(
                .confirmPayment(
                    PaymentID(confirm.payment), received: try confirm.received.core("received"),
                    bankReference: confirm.bankReference))
        case .rejectPayment(let reject)?:
            .command(.rejectPayment(PaymentID(reject.payment), reason: reject.reason))
        case .packParcel(let pack)?:
            .command(pack.core)
        case .handOver(let handOver)?:
            .command(
                .handOver(
                    ParcelID(handOver.parcel), carrier: handOver.carrier,
                    trackingNumber: handOver.trackingNumber))
        case .trackParcel(let track)?:
            .command(.trackParcel(ParcelID(track.parcel), try track.core()))
        case .sealParcel, .unsealParcel, .mergeParcels, .splitParcel, .declareParcel, .addLeg,
            .showSlip, .showDeclaration, .setSdrRate, .setCustomsFacts:
            try parcelRequest()
        case .listOrders(let list)?:
            .listOrders(
                Set(try list.states.map { state throws(FieldError) in try state.core("states") }),
                Page(after: list.after, limit: Int(list.limit)))
        case .listItems(let list)?:
            .listItems(
                SessionID(list.session), Page(after: list.after, limit: Int(list.limit)))
        case .listParcels(let list)?:
            .listParcels(Page(after: list.after, limit: Int(list.limit)))
        case .listSessions?: .listSessions
        case .listReconciliations?: .listReconciliations
        case .listHistory(let list)?:
            .history(
                HistoryWanted(
                    session: SessionID(named: list.session),
                    before: EventSequence(named: list.before), after: EventSequence(list.after),
                    limit: Page(limit: Int(list.limit)).limit))
        case .listPaymentRules?: .listPaymentRules
        case .listAlerts(let list)?:
            .listAlerts(
                after: EventSequence(list.after),
                limit: list.limit == 0 ? nil : Int(list.limit))
        case .setPaymentRules, .acceptOrder, .askPayment, .refundOrder, .confirmRefund,
            .resolvePayment, .reconcile, .closeAlert:
            .command(try moneyCommand())
        case .leaveWaitlist, .acceptOffer, .passOffer, .listWaiting: try waitingRequest()
        case .setProfile, .setAddress, .noteBuyer, .blockBuyer, .unblockBuyer, .eraseBuyer,
            .setAway, .setSellerProfile, .showBuyer, .listBuyers:
            try peopleRequest()
        case .listBuying?: .listBuying
        case .listPurchases(let list)?:
            .listPurchases(Page(after: list.after, limit: Int(list.limit)))
        case .tickOff, .takeBackTick, .reportShort, .answerSubstitute:
            .command(try sourcingCommand())
        case .setTariff, .setDutyTable, .setRestrictedGoods, .setDestination, .requote,
            .acceptQuote, .previewOrder, .listPricing:
            try quoteRequest()
        case .makeRequest, .withdrawRequest, .offerForRequest, .chooseForRequest, .declineRequest,
            .acceptRequestOffer, .passRequestOffer, .vetoChoice, .listRequests:
            try requestRequest()
        case .showReceipt, .issueInvoice, .showInvoice, .closeDay, .showDemand:
            try recordsRequest()
        case .sendMessage, .listThreads, .listMessages, .markRead, .deleteLine, .muteBuyer,
            .unmuteBuyer, .setSlowMode, .setWordList, .listModeration, .pinText, .listOnline:
            try talkRequest()
        case nil:
            throw FieldError(field: "body", rule: "this server knows no such command")
        }
    }

    private func itemCommand() throws(FieldError) -> Command {
        switch body {
        case .correctItem(let correct)?:
            .correctItem(
                session: SessionID(correct.session), code: try correct.code.asItemCode("code"),
                caption: try correct.caption.core(),
                seen: correct.version == 0 ? nil : Int(correct.version))
        case .withdrawItem(let item)?:
            .withdrawItem(
                session: SessionID(item.session), code: try item.code.asItemCode("code"))
        case .restoreItem(let item)?:
            .restoreItem(
                session: SessionID(item.session), code: try item.code.asItemCode("code"))
        case .markSoldOut(let item)?:
            .markSoldOut(
                session: SessionID(item.session), code: try item.code.asItemCode("code"),
                variant: item.variant)
        case .pinItem(let item)?:
            .pinItem(session: SessionID(item.session), code: try item.code.asItemCode("code"))
        case .unpinItem(let unpin)?: .unpinItem(session: SessionID(unpin.session))
        case .startFlashSale(let start)?: .startFlashSale(try start.core())
        case .endFlashSale(let item)?:
            .endFlashSale(
                session: SessionID(item.session), code: try item.code.asItemCode("code"))
        case .setPurchaseLimit(let limit)?:
            .setPurchaseLimit(
                session: SessionID(limit.session), name: limit.name,
                units: limit.units == 0 ? nil : Int(limit.units))
        case .setClaimWords(let words)?:
            .setClaimWords(ClaimWords(claim: words.claim, pass: words.pass))
        default: preconditionFailure("not a command about items")
        }
    }
}

extension WireCommand {
    private func moneyCommand() throws(FieldError) -> Command {
        switch body {
        case .setPaymentRules(let rules)?: .setPaymentRules(try rules.core())
        case .acceptOrder(let accept)?: .acceptOrder(OrderID(accept.order))
        case .askPayment(let ask)?: .askPayment(OrderID(ask.order))
        case .refundOrder(let refund)?:
            .refundOrder(
                OrderID(refund.order),
                amount: refund.hasAmount ? try refund.amount.core("amount") : nil,
                reason: refund.reason)
        case .confirmRefund(let confirm)?:
            .confirmRefund(
                RefundID(confirm.refund), givenUp: confirm.givenUp, reference: confirm.reference)
        case .resolvePayment(let resolve)?:
            .resolvePayment(
                PaymentID(resolve.payment), try resolve.resolution.core(), reason: resolve.reason)
        case .closeAlert(let close)?:
            .closeAlert(EventSequence(close.alert), note: close.note)
        case .reconcile(let wish)?:
            .reconcile(try wish.day.asDate("day"), try wish.method.choice())
        default: preconditionFailure("not a command about money")
        }
    }
}

extension WireOpenSession {
    fileprivate func core(inviteCode: String) throws(FieldError) -> Command.OpenSession {
        let settlement = try settlementCurrency.asCurrency("settlement_currency")
        return Command.OpenSession(
            title: title, priceCurrency: try priceCurrency.asCurrency("price_currency"),
            settlementCurrency: settlement, rate: try rate.asDecimal("rate"),
            rateSource: rateSource,
            freight: hasFreight ? try freight.core("freight") : .zero(settlement),
            holdTime: .seconds(Int64(holdSeconds)), inviteCode: inviteCode,
            policy: try policy.core(),
            offerTime: offerSeconds == 0 ? nil : .seconds(Int64(offerSeconds)),
            requiresRegistration: requireRegistration,
            rateTerms: RateTerms(
                bufferBasisPoints: Int(bufferBasisPoints),
                rounding: try rounding.asRounding("rounding") ?? .halfUp),
            quoteTime: quoteSeconds == 0 ? nil : .seconds(Int64(quoteSeconds)),
            freightByTariff: freightByTariff,
            freightCap: hasFreightCap ? try freightCap.core("freight_cap") : nil,
            weightTerms: try weightTerms.core(), declares: declares)
    }
}
