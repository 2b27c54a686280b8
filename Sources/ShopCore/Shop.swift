package import ShopModel

/// All that concerns one seller, decided in one place.
///
/// A command becomes events or a refusal; state is what the events say. The shop does no I/O and
/// reads no clock: the caller journals the entries of a turn and only then shows anything to
/// anybody. The same entries applied to an empty shop give the same state.
package struct Shop: Sendable {
    package let limits: ShopLimits
    /// Payments a buyer can ask for; manual transfers are always possible.
    package var providers: Set<PaymentMethod>
    /// Begins this shop's order numbers at payment providers, so that no two shops share one.
    package let referencePrefix: String

    package private(set) var sequence = EventSequence(0)
    package internal(set) var sessions: [SessionID: Session] = [:]
    package internal(set) var items: [ItemID: Item] = [:]
    package internal(set) var buyers: [BuyerID: Buyer] = [:]
    package internal(set) var orders: [OrderID: Order] = [:]
    package internal(set) var payments: [PaymentID: Payment] = [:]
    package internal(set) var parcels: [ParcelID: Parcel] = [:]
    package internal(set) var refunds: [RefundID: Refund] = [:]
    package internal(set) var waitlist = Waitlist()
    package internal(set) var paymentRules = PaymentRules()
    package internal(set) var people = People()
    package internal(set) var requests = RequestBook()
    package internal(set) var records = Records()
    package internal(set) var talk = Talk()
    /// The last comparisons with providers' books, oldest first.
    package internal(set) var reconciliations: [Reconciliation] = []
    /// What staff has to look at, by the event that told it.
    package internal(set) var alerts: [EventSequence: OpenAlert] = [:]
    /// Comparisons that were asked for and are not made yet.
    package internal(set) var wishedReconciliations: [ReconciliationWish] = []
    package internal(set) var purchases: [PurchaseID: Purchase] = [:]
    package internal(set) var substitutes: [SubstituteID: Substitute] = [:]
    /// Tariffs, duties and restrictions.
    package internal(set) var pricing = PricingTables()
    /// What an SDR is worth, in force or to come.
    package internal(set) var sdrRates: [SDRRate] = []
    /// The event that opened each session.
    package internal(set) var sessionStarts: [SessionID: EventSequence] = [:]

    // Found again from the events; they only make finding fast.
    var listings = Listings()
    var itemsByCode: [SessionID: [ItemCode: ItemID]] = [:]
    var buyersByToken: [[UInt8]: BuyerID] = [:]
    var buyersByAlias: [String: BuyerID] = [:]
    var ordersOfBuyer: [BuyerID: [OrderID]] = [:]
    var unpaidOrders: [BuyerID: Int] = [:]
    var transactions: [Transaction: PaymentID] = [:]
    var livePayments: Set<PaymentID> = []
    /// Closed ones whose code can still be paid.
    var latePayments: Set<PaymentID> = []
    var liveRefunds: Set<RefundID> = []
    /// Units in unpaid orders and open offers; at most `ShopLimits.heldUnitsPerBuyer`.
    var heldUnits: [BuyerID: Int] = [:]
    var deadlines = DeadlineQueue<OrderID>()
    var offerDeadlines = DeadlineQueue<HoldID>()
    /// Of requests, and of the time to veto what was chosen for them.
    var requestDeadlines = DeadlineQueue<RequestID>()
    /// When each running flash sale ends; at most `ShopLimits.flashSalesAtOnce`.
    var runningSales: [ItemID: Timestamp] = [:]
    /// What can be claimed in each session.
    var catalogues: [SessionID: ClaimCatalogue] = [:]
    var claimParser = ClaimParser()
    var numbers = LastNumbers()
    /// Where each session's state is.
    var lives: [SessionID: SessionLife] = [:]
    /// The session whose entries a parcel's are among.
    var parcelHomes: [ParcelID: SessionID] = [:]
    /// Goods of archived orders, in minor units.
    var archivedGoods: [ImportedGoods.Key: Int64] = [:]
    /// While the journal is read: sessions that an entry to come brings back into memory.
    var restoredLater: Set<SessionID> = []
    /// Stock that has changed and is not announced yet, in the order of the first change.
    var unannounced: [StockName] = []
    var unannouncedNames: Set<StockName> = []
    /// What everybody was last told to be left, of items that have a count.
    var told: [StockName: Int] = [:]
    var demand: [Product: Demand] = [:]
    /// Ticks with units that no order has.
    var sparePurchases: [Product: Set<PurchaseID>] = [:]

    /// The entries of the turn that is being decided.
    private var turn: [Entry] = []
    private var now = Timestamp(milliseconds: 0)
    /// Items whose line may go on at the end of the turn.
    var stirred: Set<ItemID> = []
    /// Chosen orders that this turn has paid for or ended.
    var stirredChoices: Set<OrderID> = []
    /// Variants that this turn's offers changed, with what could be held of them before.
    var offeredFrom: [StockName: Int] = [:]

    struct StockName: Hashable, Sendable {
        let item: ItemID
        let variant: Variant
    }

    /// A payment as its provider names it; it can settle one payment only.
    struct Transaction: Hashable, Sendable {
        let method: PaymentMethod
        let id: String
    }

    package init(
        limits: ShopLimits = ShopLimits(), providers: Set<PaymentMethod> = [],
        referencePrefix: String = "shop"
    ) {
        (self.limits, self.providers) = (limits, providers)
        self.referencePrefix = referencePrefix
    }

    /// What a command did: its entries, in order, and what to tell the one who gave it.
    package struct Turn: Equatable, Sendable {
        package let entries: [Entry]
        package let subject: CommandSubject?
    }

    /// Decides one command and applies what follows from it.
    ///
    /// The caller lets time pass first, so that what has run out by `now` has ended.
    ///
    /// - Parameter now: The tick's wall clock. A clock that was set back counts as standing still.
    /// - Throws: `Refusal`; then nothing has changed.
    package mutating func execute(
        _ command: Command, by actor: Actor, at now: Timestamp
    ) throws(Refusal) -> Turn {
        begin(at: now)
        if let capability = command.capability, !actor.can(capability) {
            throw .notAllowed(capability)
        }
        let subject = try decide(command, by: actor)
        return Turn(entries: end(), subject: subject)
    }

    /// Lets time pass: ends the orders and offers whose hold has run out, flash sales, requests.
    package mutating func advance(to now: Timestamp) -> [Entry] {
        turn(at: now) { shop in
            // First: an order that was chosen runs out later than the time to veto it.
            while let due = shop.requestDeadlines.popDue(shop.now) {
                shop.meetDeadline(of: due.subject, at: due.at)
            }
            while let due = shop.deadlines.popDue(shop.now) {
                shop.meetDeadline(of: due.subject, at: due.at)
            }
            while let due = shop.offerDeadlines.popDue(shop.now) { shop.lapse(due.subject) }
            shop.endDueFlashSales()
        }
    }

    /// A turn that nobody has asked for.
    mutating func turn(at now: Timestamp, _ body: (inout Shop) -> Void) -> [Entry] {
        begin(at: now)
        body(&self)
        return end()
    }

    /// When `advance(to:)` has something to do next, at the latest.
    package var nextDeadline: Timestamp? {
        var next = endOfAwayDay
        func note(_ deadline: Timestamp?) {
            if let deadline { next = min(next ?? deadline, deadline) }
        }
        note(deadlines.next)
        note(offerDeadlines.next)
        note(requestDeadlines.next)
        for end in runningSales.values { note(end) }
        return next
    }

    /// When units that are free may be offered again; nil while nobody waits, or the seller is there.
    private var endOfAwayDay: Timestamp? {
        guard !waitlist.isEmpty, people.away?.contains(now) == true else { return nil }
        return .nextMidnightInChina(after: now)
    }

    /// Takes note that a buyer who waits is out of reach, or can be reached again.
    ///
    /// Who is away is passed over when units are offered, and keeps the place.
    package mutating func noteReach(
        of buyer: BuyerID, isAway: Bool, at now: Timestamp
    ) -> [Entry] {
        begin(at: now)
        if waitlist.waits(buyer), waitlist.isAway(buyer) != isAway {
            emit(isAway ? .buyerAway(buyer) : .buyerBack(buyer), to: .buyer(buyer))
        }
        return end()
    }

    /// Brings an entry of the journal back. Those that change nothing, or are archived, may lack.
    package mutating func replay(_ entry: Entry) {
        precondition(entry.sequence > sequence, "entry \(entry.sequence) comes too late")
        (sequence, now) = (entry.sequence, max(now, entry.at))
        apply(entry)
    }

    /// The journal's last entry, which may be one that is not replayed.
    package mutating func replayed(upTo last: EventSequence, at time: Timestamp) {
        (sequence, now) = (max(sequence, last), max(now, time))
        restoredLater = []
    }

    /// Applies an entry of the past, as at its own time.
    mutating func reapply(_ entry: Entry) {
        let present = (sequence, now)
        (sequence, now) = (entry.sequence, entry.at)
        change(entry.event, at: entry.at, sequence: entry.sequence)
        (sequence, now) = present
    }

    /// Makes an event part of this turn: it is applied at once, so that what is decided next sees it.
    mutating func emit(_ event: ShopEvent, to audience: Audience) {
        sequence = sequence.next
        let entry = Entry(
            sequence: sequence, at: now, audience: audience, event: event,
            scope: scope(of: event))
        turn.append(entry)
        stirWaitlist(event)
        stirRequests(event)
        apply(entry)
        closeSettledAlerts(after: event)
    }

    /// The time that everything in this turn happens at.
    var time: Timestamp { now }

    /// The same shop with its clock at `now`, for questions.
    func asked(at now: Timestamp) -> Shop {
        var shop = self
        shop.now = max(shop.now, now)
        return shop
    }

    private mutating func begin(at now: Timestamp) {
        precondition(turn.isEmpty, "a turn begins inside another")
        self.now = max(self.now, now)
    }

    private mutating func end() -> [Entry] {
        followChoices()
        offerFreeUnits()
        defer { turn.removeAll() }
        return turn
    }
}

/// The thing that a command made or changed, for its reply.
package enum CommandSubject: Equatable, Sendable {
    case session(SessionID)
    case item(ItemID)
    case buyer(BuyerID)
    case order(OrderID)
    /// Nothing is held; all of it is waited for.
    case waits([PlaceID])
    /// What was there is held, and the rest is waited for.
    case orderAndWaits(OrderID, [PlaceID])
    case payment(PaymentID)
    case parcel(ParcelID)
    case paymentRules
    case seller
    case purchase(PurchaseID)
    case request(RequestID)
    case invoice(InvoiceID)
    /// The report of a day.
    case day(CalendarDate)
}
