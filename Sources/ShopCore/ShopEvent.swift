package import ShopModel

/// One thing that happened in a shop. State is what the events say, and nothing else.
///
/// Indirect: an order alone has hundreds of bytes with a dozen references, and an event is handed on
/// from turn to journal, disk and readers.
package indirect enum ShopEvent: Equatable, Sendable {
    case sessionOpened(Session)
    case sessionClosed(SessionID)
    case ratePosted(SessionID, ExchangeRate, RateTerms = .plain)
    case itemPosted(Item)
    case stockChanged(ItemID, Variant = .only, offered: Int, available: Int)
    case itemCorrected(ItemID, Caption, version: Int)
    case itemWithdrawn(ItemID)
    case itemRestored(ItemID)
    case itemPinned(ItemID)
    case itemUnpinned(SessionID)
    /// The item's version is the sale's first.
    case flashSaleStarted(ItemID, FlashSale)
    case flashSaleEnded(ItemID, FlashSaleEnd, version: Int)
    /// - `units`: `nil` lifts the limit.
    case purchaseLimitSet(SessionID, name: String, units: Int?)
    case claimWordsSet(ClaimWords)
    /// - `said`: The event with the chat line.
    case claimAnswered(
        session: SessionID, buyer: BuyerID, said: EventSequence, answer: ClaimAnswer)
    case said(
        session: SessionID, author: Author, text: String, replyTo: EventSequence? = nil)
    case buyerJoined(BuyerID, alias: String, session: SessionID, tokenHash: [UInt8])

    case orderPlaced(Order)
    case holdExtended(OrderID, until: Timestamp)
    /// The order will end as soon as no payment can reach it any more.
    case orderEnding(OrderID, OrderEnding)
    case orderEnded(OrderID, OrderEnding)
    case orderConfirmed(OrderID)
    case orderReinstated(OrderID, holds: [HoldID])
    case refundDue(OrderID, amount: Money, reason: String, dueBy: Timestamp)

    case paymentRequested(Payment)
    case paymentOpened(PaymentID, link: String, handle: String?)
    case paymentClaimed(PaymentID, note: String)
    case paymentSettled(PaymentID, received: Money, transaction: String, late: Bool)
    case paymentClosing(PaymentID)
    case paymentEnded(PaymentID, PaymentEnd, reason: String, found: FoundMoney? = nil)

    case parcelPacked(Parcel)
    case parcelHandedOver(ParcelID, carrier: String, trackingNumber: String)
    /// - `now`: What the parcel's state is, by all that was told.
    case parcelTracked(ParcelID, TrackingEvent, now: Parcel.State)
    case parcel(ParcelEvent)

    case paymentRulesSet(PaymentRules)
    /// The goods are bought: the buyer can pay what is left.
    case paymentAsked(OrderID, amount: Money)
    case refundRequested(Refund)
    case refundChanged(RefundID, Refund.State, reference: String, note: String)
    case alertRaised(Alert)
    /// - `by`: Empty when it was settled otherwise.
    case alertClosed(EventSequence, by: String, note: String)
    case reconciliationRequested(ReconciliationWish)
    case reconciled(Reconciliation)
    case people(PeopleEvent)
    case request(RequestEvent)
    case records(RecordsEvent)
    case talk(TalkEvent)
    case archive(ArchiveEvent)

    /// - `position`: 1 for the first in line.
    case waitlistJoined(WaitlistPlace, position: Int)
    case waitlistLeft(PlaceID, item: ItemID, variant: Variant, reason: String)
    case waitlistOffered(WaitlistOffer)
    case waitlistOfferEnded(WaitlistOfferEnding)
    /// A buyer who waits has been out of reach for a while.
    case buyerAway(BuyerID)
    case buyerBack(BuyerID)

    case unitsBought(Purchase)
    /// - `line`: Counts an order's lines from 0, then its substitutes.
    case lineBought(OrderID, line: Int, units: Int, purchase: PurchaseID)
    /// A tick was taken back: the units still have to be bought.
    case lineWanted(OrderID, line: Int, units: Int, purchase: PurchaseID)
    case purchaseTakenBack(PurchaseID, reason: String)
    case lineShort(Shortage)
    case substituteAnswered(SubstituteID, Substitute.State, credited: Money)
    /// A confirmed order is cancelled; its units are free again.
    case orderCalledOff(OrderID, reason: String)

    case tariffSet(Tariff)
    case dutyTableSet(DutyTable)
    case restrictedGoodsSet(RestrictedGoods)
    case destinationSet(BuyerID, Country)
    /// A new version of what an unpaid order costs; it counts once it is accepted.
    case orderRequoted(OrderID, QuoteVersion)
    case quoteAccepted(OrderID, version: Int)

    package enum Author: Equatable, Sendable {
        case staff(name: String)
        case buyer(BuyerID, alias: String)
    }
}

/// Who may see an event. The shop's staff sees every one.
package enum Audience: Hashable, Sendable {
    case session(SessionID)
    case buyer(BuyerID)
    case staff
}

/// An event with its place in the journal.
package struct Entry: Equatable, Sendable {
    package let sequence: EventSequence
    package let at: Timestamp
    package let audience: Audience
    package let event: ShopEvent
    package let scope: JournalScope

    package init(
        sequence: EventSequence, at: Timestamp, audience: Audience, event: ShopEvent,
        scope: JournalScope = .shop
    ) {
        (self.sequence, self.at) = (sequence, at)
        (self.audience, self.event, self.scope) = (audience, event, scope)
    }
}
