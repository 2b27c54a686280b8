package import ShopModel

/// What an entry's state belongs to, and so with what it leaves memory.
package enum JournalScope: Hashable, Sendable {
    /// The entry changes no state: chat, and answers to it.
    case nothing
    /// It is needed for as long as the shop is there.
    case shop
    /// It is needed while the session is not archived.
    case session(SessionID)
    /// It says what is archived.
    case archive
}

extension Shop {
    /// The scope of an event that comes next.
    func scope(of event: ShopEvent) -> JournalScope {
        switch event {
        case .said, .claimAnswered, .talk(.sent), .talk(.read), .talk(.deleted): .nothing
        case .talk(.slowModeSet(let session, _, _)), .talk(.textPinned(let session, _)):
            .session(session)
        case .talk(.muted), .talk(.unmuted), .talk(.wordsSet): .shop
        case .archive: .archive
        case .sessionOpened, .sessionClosed, .ratePosted, .claimWordsSet, .buyerJoined,
            .paymentRulesSet, .reconciliationRequested, .reconciled, .people, .request, .buyerAway,
            .buyerBack, .tariffSet, .dutyTableSet, .restrictedGoodsSet, .destinationSet:
            .shop
        case .itemUnpinned(let session), .purchaseLimitSet(let session, _, _): .session(session)
        case .itemPosted(let item): .session(item.session)
        case .stockChanged(let id, _, _, _), .itemCorrected(let id, _, _), .itemWithdrawn(let id),
            .itemRestored(let id), .itemPinned(let id), .flashSaleStarted(let id, _),
            .flashSaleEnded(let id, _, _), .waitlistLeft(_, let id, _, _):
            scope(items[id]?.session)
        case .orderPlaced(let order): .session(order.session)
        case .holdExtended(let id, _), .orderEnding(let id, _), .orderEnded(let id, _),
            .orderConfirmed(let id), .orderReinstated(let id, _), .refundDue(let id, _, _, _),
            .paymentAsked(let id, _), .lineBought(let id, _, _, _), .lineWanted(let id, _, _, _),
            .orderCalledOff(let id, _), .orderRequoted(let id, _), .quoteAccepted(let id, _):
            scope(of: id)
        case .paymentRequested(let payment): scope(of: payment.order)
        case .paymentOpened(let id, _, _), .paymentClaimed(let id, _),
            .paymentSettled(let id, _, _, _), .paymentClosing(let id),
            .paymentEnded(let id, _, _, _):
            scope(of: payments[id]?.order)
        case .refundRequested(let refund): scope(of: refund.order)
        case .refundChanged(let id, _, _, _): scope(of: refunds[id]?.order)
        case .alertRaised(let alert): scope(of: alert.order)
        case .alertClosed(let id, _, _): scope(of: alerts[id]?.alert.order)
        case .waitlistJoined(let place, _): .session(place.session)
        case .waitlistOffered(let offer): scope(items[offer.item]?.session)
        case .waitlistOfferEnded(let ending):
            scope(waitlist.offers[ending.offer].flatMap { items[$0.item]?.session })
        case .unitsBought(let purchase): .session(purchase.session)
        case .purchaseTakenBack(let id, _): scope(purchases[id]?.session)
        case .lineShort(let shortage): scope(of: shortage.order)
        case .substituteAnswered(let id, _, _): scope(of: substitutes[id]?.order)
        case .records(.invoiceIssued(let invoice)): scope(of: invoice.order)
        case .records(.creditNoteIssued(let note)): scope(of: note.order)
        case .records(.dayClosed): .shop
        case .parcelPacked(let parcel): scope(of: parcel.orders.first)
        case .parcelHandedOver(let id, _, _), .parcelTracked(let id, _, _): scope(of: id)
        case .parcel(let event): scope(of: event)
        }
    }

    private func scope(of event: ParcelEvent) -> JournalScope {
        switch event {
        case .repacked(let repacking):
            [repacking.from, repacking.to].compactMap(\.self).compactMap { parcelHomes[$0] }.first
                .map(JournalScope.session) ?? scope(of: repacking.lines.first?.order)
        case .sealed(let id, _), .unsealed(let id, _, _), .declared(let id, _),
            .legAdded(let id, _):
            scope(of: id)
        case .freightCredited(let credit): scope(of: credit.order)
        case .sdrRateSet: .shop
        }
    }

    private func scope(of order: OrderID?) -> JournalScope {
        scope(order.flatMap { orders[$0]?.session })
    }

    private func scope(of parcel: ParcelID) -> JournalScope { scope(parcelHomes[parcel]) }

    /// What names nothing that is there changes nothing but the shop itself.
    private func scope(_ session: SessionID?) -> JournalScope {
        session.map(JournalScope.session) ?? .shop
    }
}
