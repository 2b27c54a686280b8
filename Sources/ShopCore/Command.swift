package import ShopModel

/// What somebody asks the shop to do.
package enum Command: Equatable, Sendable {
    case openSession(OpenSession)
    case closeSession(SessionID)
    /// - `buffer`, `rounding`: `nil` leaves them as they are.
    case postRate(
        session: SessionID, rate: ExactDecimal, source: String, buffer: Int? = nil,
        rounding: Rounding? = nil)
    case postItem(PostItem)
    case changeStock(session: SessionID, code: ItemCode, variant: [String] = [], offered: Int)
    /// - `seen`: The version that the correction is meant for; `nil`: whatever it is.
    case correctItem(session: SessionID, code: ItemCode, caption: Caption, seen: Int?)
    case withdrawItem(session: SessionID, code: ItemCode)
    case restoreItem(session: SessionID, code: ItemCode)
    /// - `variant`: Empty for all.
    case markSoldOut(session: SessionID, code: ItemCode, variant: [String])
    case pinItem(session: SessionID, code: ItemCode)
    case unpinItem(session: SessionID)
    case startFlashSale(StartFlashSale)
    case endFlashSale(session: SessionID, code: ItemCode)
    /// - `units`: `nil` lifts the limit.
    case setPurchaseLimit(session: SessionID, name: String, units: Int?)
    case setClaimWords(ClaimWords)
    /// - `replyTo`: An earlier line of the session; the caller has looked.
    case say(session: SessionID, text: String, replyTo: EventSequence? = nil)
    case joinBuyer(invite: String, alias: String, tokenHash: [UInt8])
    /// - `waits`: What is not there now is waited for.
    case placeOrder(session: SessionID, lines: [RequestedLine], waits: Bool = false)
    case cancelOrder(OrderID, reason: String)
    case requestPayment(OrderID, method: PaymentMethod?)
    case claimPayment(PaymentID, note: String)
    case confirmPayment(PaymentID, received: Money, bankReference: String)
    case rejectPayment(PaymentID, reason: String)
    case reportPayment(PaymentID, ProviderReport)
    /// - `buyer`: Without orders: all of this buyer that can be packed.
    /// - `into`: `nil`: a new one.
    case packParcel(orders: [OrderID], buyer: BuyerID? = nil, into: ParcelID? = nil)
    case handOver(ParcelID, carrier: String, trackingNumber: String)
    case trackParcel(ParcelID, TrackingEvent)
    case setPaymentRules(PaymentRules)
    case acceptOrder(OrderID)
    case askPayment(OrderID)
    /// Without an amount: all that is due and not under way.
    case refundOrder(OrderID, amount: Money?, reason: String)
    case confirmRefund(RefundID, givenUp: Bool, reference: String)
    case resolvePayment(PaymentID, Resolution, reason: String)
    /// Without a method: at all providers that are set up.
    case reconcile(CalendarDate, PaymentMethod?)
    case reportRefund(RefundID, RefundReport)
    case reportReconciliation(Reconciliation)
    case raiseAlert(Alert)
    case closeAlert(EventSequence, note: String)
    case leaveWaitlist(PlaceID)
    /// - `quantity`: `nil`: all that is offered.
    /// - `seen`: The item's version that the buyer agrees to; `nil`: the offer's own.
    case acceptOffer(HoldID, quantity: Int? = nil, seen: Int? = nil)
    case passOffer(HoldID)
    case parcel(ParcelCommand)
    case people(PeopleCommand)
    case requests(RequestCommand)
    case records(RecordsCommand)
    case talk(TalkCommand)
    case tickOff(TickOff)
    case takeBackTick(PurchaseID, reason: String)
    case reportShort(ReportShort)
    case answerSubstitute(SubstituteID, accepts: Bool)
    case setTariff(Tariff)
    case setDutyTable(DutyTable)
    case setRestrictedGoods(RestrictedGoods)
    case setDestination(Country)
    case requote(OrderID, why: String)
    case acceptQuote(OrderID, version: Int)

    package struct OpenSession: Equatable, Sendable {
        package let title: String
        package let priceCurrency: Currency
        package let settlementCurrency: Currency
        package let rate: ExactDecimal
        package let rateSource: String
        /// Per order, in the settlement currency.
        package let freight: Money
        package let holdTime: TimeSpan
        /// Drawn by the server; buyers type it to join.
        package let inviteCode: String
        package let policy: PaymentPolicy
        /// How long a waitlist offer stands; `nil`: as usual.
        package let offerTime: TimeSpan?
        /// Refused unless the seller's profile names a registration.
        package let requiresRegistration: Bool
        package let rateTerms: RateTerms
        package let quoteTime: TimeSpan?
        package let freightByTariff: Bool
        package let freightCap: Money?
        package let weightTerms: WeightTerms
        /// Parcels over a border leave only with a declaration.
        package let declares: Bool

        package init(
            title: String, priceCurrency: Currency, settlementCurrency: Currency,
            rate: ExactDecimal, rateSource: String, freight: Money, holdTime: TimeSpan,
            inviteCode: String, policy: PaymentPolicy = .payFirst, offerTime: TimeSpan? = nil,
            requiresRegistration: Bool = false, rateTerms: RateTerms = .plain,
            quoteTime: TimeSpan? = nil, freightByTariff: Bool = false, freightCap: Money? = nil,
            weightTerms: WeightTerms = .waived, declares: Bool = false
        ) {
            (self.weightTerms, self.declares) = (weightTerms, declares)
            self.requiresRegistration = requiresRegistration
            self.title = title
            (self.priceCurrency, self.settlementCurrency) = (priceCurrency, settlementCurrency)
            (self.rate, self.rateSource, self.freight) = (rate, rateSource, freight)
            self.offerTime = offerTime
            (self.holdTime, self.inviteCode, self.policy) = (holdTime, inviteCode, policy)
            (self.rateTerms, self.quoteTime) = (rateTerms, quoteTime)
            (self.freightByTariff, self.freightCap) = (freightByTariff, freightCap)
        }
    }

    package struct PostItem: Equatable, Sendable {
        package let session: SessionID
        package let code: ItemCode
        package let caption: Caption
        package let model: StockModel
        package let offered: Int
        package let limitPerBuyer: Int?
        package let photos: [Photo]
        package let options: VariantOptions
        /// With options: how many of each variant; `offered` does not count then.
        package let variants: [OfferedVariant]
        package let purchaseLimit: String
        /// Where it is bought; may be empty.
        package let store: String

        package init(
            session: SessionID, code: ItemCode, caption: Caption, model: StockModel, offered: Int,
            limitPerBuyer: Int?, photos: [Photo], options: VariantOptions = .none,
            variants: [OfferedVariant] = [], purchaseLimit: String = "", store: String = ""
        ) {
            (self.session, self.code, self.caption) = (session, code, caption)
            (self.model, self.offered) = (model, offered)
            (self.limitPerBuyer, self.photos) = (limitPerBuyer, photos)
            (self.options, self.variants) = (options, variants)
            (self.purchaseLimit, self.store) = (purchaseLimit, store)
        }
    }

    package struct OfferedVariant: Equatable, Sendable {
        package let values: [String]
        package let offered: Int

        package init(values: [String], offered: Int) {
            (self.values, self.offered) = (values, offered)
        }
    }

    package struct RequestedLine: Equatable, Sendable {
        package let code: ItemCode
        package let quantity: Int
        /// One value of each option, in any spelling.
        package let variant: [String]
        /// The item's version that the buyer saw, if it is said.
        package let seen: Int?

        package init(
            code: ItemCode, quantity: Int, variant: [String] = [], seen: Int? = nil
        ) {
            (self.code, self.quantity) = (code, quantity)
            (self.variant, self.seen) = (variant, seen)
        }
    }

    package struct StartFlashSale: Equatable, Sendable {
        package let session: SessionID
        package let code: ItemCode
        package let price: Money
        package let units: Int
        package let unitsPerBuyer: Int?
        package let duration: TimeSpan

        package init(
            session: SessionID, code: ItemCode, price: Money, units: Int, unitsPerBuyer: Int?,
            duration: TimeSpan
        ) {
            (self.session, self.code, self.price) = (session, code, price)
            (self.units, self.unitsPerBuyer) = (units, unitsPerBuyer)
            self.duration = duration
        }
    }

    /// The capability that the command needs; see `Actor.can(_:)`. Joining needs none.
    package var capability: Capability? {
        switch self {
        case .openSession, .closeSession, .postRate, .setClaimWords: .runSessions
        case .postItem, .changeStock, .correctItem, .withdrawItem, .restoreItem, .markSoldOut,
            .pinItem, .unpinItem, .startFlashSale, .endFlashSale, .setPurchaseLimit:
            .post
        case .say: .chat
        case .joinBuyer: nil
        case .placeOrder, .leaveWaitlist, .acceptOffer, .passOffer, .setDestination,
            .acceptQuote:
            .order
        case .requote: .requote
        case .cancelOrder: .cancelOrders
        case .requestPayment, .claimPayment: .payForOrders
        case .confirmPayment, .rejectPayment: .confirmPayments
        case .reportPayment: .reportPayments
        case .packParcel, .handOver, .trackParcel: .pack
        case .acceptOrder, .askPayment: .acceptOrders
        case .setTariff, .setDutyTable, .setRestrictedGoods: .manageMoney
        case .setPaymentRules, .refundOrder, .confirmRefund, .resolvePayment, .reconcile,
            .closeAlert:
            .manageMoney
        case .reportRefund, .reportReconciliation, .raiseAlert: .reportPayments
        case .parcel(let command): command.capability
        case .people(let command): command.capability
        case .requests(let command): command.capability
        case .records(let command): command.capability
        case .talk(let command): command.capability
        case .tickOff, .takeBackTick, .reportShort: .buy
        case .answerSubstitute: .order
        }
    }
}

/// What a payment provider says of one payment, by a signed notice or a signed answer.
package enum ProviderReport: Equatable, Sendable {
    /// The provider took the order and gave a link to pay; `handle` is its own name for it.
    case opened(link: String, handle: String? = nil)
    /// The provider refused the order for good.
    case refused(reason: String)
    case paid(transaction: String, amount: Money)
    /// Known and still unpaid: nothing changes.
    case notPaid
    /// Closed unpaid; no money can come any more.
    case closed
    /// It was paid, and some of it has been given back at the provider.
    case givenBack(transaction: String, amount: Money)
    /// The signature held, but merchant, application or trade kind is not ours.
    case contradicted(reason: String)
}
