package import ShopModel

/// What one shop takes. Each limit's reaction is a refusal that names the limit.
package struct ShopLimits: Equatable, Sendable {
    /// A chat line, note or reason.
    package var textBytes = 2000
    /// A session's or item's title, and each caption field.
    package var titleBytes = 200
    package var aliasBytes = 40
    package var photosPerItem = 9
    package var orderLines = 20
    package var ordersPerParcel = 100
    /// Carriers that a parcel goes with, one after the other.
    package var legsPerParcel = 10
    /// What carriers said of one parcel.
    package var trackingPerParcel = 500
    /// Units in one line of an order, and units offered of an item.
    package var lineQuantity = 9_999
    package var offeredUnits = 1_000_000
    /// Variants that stock is kept of, for one item.
    package var variantsPerItem = 200
    package var purchaseLimitsPerSession = 100
    package var flashSalesAtOnce = 20
    package var flashSaleTime = TimeSpan.seconds(10)...TimeSpan.seconds(1_200)
    /// An order's total, and what one transfer can bring; so no sum of them overflows.
    package var amountMinorUnits: Int64 = 1_000_000_000_000
    /// Orders that hold units and are not paid.
    package var unpaidOrdersPerBuyer = 20
    /// Units in a buyer's unpaid orders and open offers, to-order items aside; more are refused.
    package var heldUnitsPerBuyer = 500
    /// Lines that one buyer waits in, and buyers that wait for one item.
    package var waitlistPlacesPerBuyer = 20
    package var waitlistPlacesPerItem = 1_000
    /// How long what is offered to who waits stays reserved.
    package var offerTime = TimeSpan.seconds(10)...TimeSpan.hours(24)
    package var usualOfferTime = TimeSpan.minutes(5)
    package var holdTime = TimeSpan.seconds(5)...TimeSpan.hours(72)
    /// How long a buyer can pay once a payment is asked for, unless its method has a time of its
    /// own: a code is scanned at once, a card is typed, a transfer is made at a bank.
    package var paymentWindow = TimeSpan.minutes(15)
    package var paymentWindows = PaymentWindows()
    /// How long after a payment's end its units stay held, for an answer that is on its way.
    package var paymentGrace = TimeSpan.minutes(1)
    /// The longest that payments can extend a hold, counted from the order.
    package var longestHold = TimeSpan.hours(2)
    /// By when money that must be given back is to be back.
    package var refundTime = TimeSpan.hours(72)
    /// Refunds of one payment, failed ones included; the smallest number among the providers.
    package var refundsPerPayment = 50
    package var paymentRoutes = 32
    /// Comparisons of a day that can be listed; older ones stay in the journal.
    package var keptReconciliations = 100
    /// How long a session's quotes can be agreed to, when it is not as long as orders are held.
    package var quoteTime = TimeSpan.seconds(30)...TimeSpan.hours(72)
    /// Versions of what one order costs.
    package var quotesPerOrder = 20
    /// Tariffs, and duty tables, that are in force or to come.
    package var pricingTables = 50
    /// Differences told of one day; the last one then says that there are more.
    package var differences = 500

    /// Words that are not said in public, and the length of one.
    package var listedWords = 500
    package var listedWordBytes = 60
    /// Between two lines of one buyer in slow mode.
    package var slowModeTime = TimeSpan.seconds(1)...TimeSpan.hours(1)
    package var muteTime = TimeSpan.seconds(10)...TimeSpan.hours(30 * 24)

    /// Requests of one buyer that have not ended.
    package var openRequestsPerBuyer = 10
    package var requestTextBytes = 1000
    package var photosPerRequest = 3
    package var sizesPerRequest = 10
    /// Offers and choices for one request, replaced ones included.
    package var offersPerRequest = 20
    /// From asking to the deadline.
    package var requestTime = TimeSpan.minutes(1)...TimeSpan.hours(30 * 24)
    /// How long a buyer can veto what the seller has chosen; its units are held for so long.
    package var vetoTime = TimeSpan.seconds(10)...TimeSpan.hours(24)

    /// Entries of a buyer's address book.
    package var addressesPerBuyer = 5
    /// One sealed detail of a buyer, seal included.
    package var sealedBytes = 16_384
    /// Sizes, preferences, interests, lines of an address: so many of each.
    package var profileEntries = 30
    /// How long a buyer can answer a substitute that is offered.
    package var substituteTime = TimeSpan.hours(2)
    /// After its last entry, a session of which nothing is left to do stays in memory for so long.
    package var archiveTime = TimeSpan.hours(30 * 24)
    /// Days that goods with an expiry must still have when they are packed.
    package var daysLeftAtPacking = 30
    /// Rows of stock, and open refunds, in the report of a day; more are only counted.
    package var reportRows = 200

    package init() {}

    package func paymentWindow(of method: PaymentMethod) -> TimeSpan {
        let own = paymentWindows[method]
        return own > .seconds(0) ? own : paymentWindow
    }
}

/// The time that each way to pay has of its own; 0 where it has none.
package struct PaymentWindows: Equatable, Sendable {
    package var wechat = TimeSpan.seconds(0)
    package var alipay = TimeSpan.seconds(0)
    package var stripe = TimeSpan.minutes(30)
    package var manual = TimeSpan.hours(1)

    package init() {}

    package subscript(method: PaymentMethod) -> TimeSpan {
        get {
            switch method {
            case .wechat: wechat
            case .alipay: alipay
            case .stripe: stripe
            case .manual: manual
            }
        }
        set {
            switch method {
            case .wechat: wechat = newValue
            case .alipay: alipay = newValue
            case .stripe: stripe = newValue
            case .manual: manual = newValue
            }
        }
    }
}
