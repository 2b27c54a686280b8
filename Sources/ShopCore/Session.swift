package import ShopModel

/// One broadcast from the shops: what is posted in it shares a currency, a rate and terms.
package struct Session: Equatable, Sendable {
    package let id: SessionID
    package let title: String
    /// How long an order holds its units before it must be paid.
    package let holdTime: TimeSpan
    /// Per order, in the settlement currency.
    package let freight: Money
    package let inviteCode: String
    /// What orders placed in it are bound to.
    package let policy: PaymentPolicy
    /// How long what is offered to who waits is reserved.
    package let offerTime: TimeSpan
    /// From price currency (base) to settlement currency (quote).
    package internal(set) var rate: ExchangeRate
    package internal(set) var rateTerms: RateTerms
    /// How long a quote can be agreed to; `nil`: as long as its order is held.
    package let quoteTime: TimeSpan?
    /// Freight follows the tariff in force instead of `freight`.
    package let freightByTariff: Bool
    /// The most that all a buyer's orders in one parcel pay; in the settlement currency.
    package let freightCap: Money?
    package let weightTerms: WeightTerms
    /// Parcels over a border leave only with a declaration.
    package let declares: Bool
    package internal(set) var isOpen: Bool
    /// The item on show.
    package internal(set) var pinned: ItemID?
    package internal(set) var pinnedText: PinnedText?
    /// Between two lines of one buyer; `nil`: none.
    package internal(set) var slowMode: TimeSpan?
    /// By name.
    package internal(set) var purchaseLimits: [String: PurchaseLimit] = [:]

    package init(
        id: SessionID, title: String, holdTime: TimeSpan, freight: Money, inviteCode: String,
        rate: ExchangeRate, policy: PaymentPolicy = .payFirst,
        offerTime: TimeSpan = ShopLimits().usualOfferTime, rateTerms: RateTerms = .plain,
        quoteTime: TimeSpan? = nil, freightByTariff: Bool = false, freightCap: Money? = nil,
        weightTerms: WeightTerms = .waived, declares: Bool = false, isOpen: Bool = true
    ) {
        (self.weightTerms, self.declares) = (weightTerms, declares)
        (self.id, self.title, self.holdTime) = (id, title, holdTime)
        (self.freight, self.inviteCode) = (freight, inviteCode)
        (self.rate, self.policy, self.isOpen) = (rate, policy, isOpen)
        self.offerTime = offerTime
        (self.rateTerms, self.quoteTime) = (rateTerms, quoteTime)
        (self.freightByTariff, self.freightCap) = (freightByTariff, freightCap)
    }

    package var priceCurrency: Currency { rate.base }
    package var settlementCurrency: Currency { rate.quote }
}

/// Somebody who joined with an invite code.
package struct Buyer: Equatable, Sendable {
    package let id: BuyerID
    /// The name that others see.
    package let alias: String
    /// SHA-256 of the buyer's token.
    package let tokenHash: [UInt8]
    /// Where the buyer's parcels go, once it is said.
    package internal(set) var destination: Country?
}
