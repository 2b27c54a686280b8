import ShopCore
import ShopModel

extension Setting {
    static let shops = [
        count(
            "unpaid-orders", \.limits.shop.unpaidOrdersPerBuyer, 1...1_000_000,
            "Unpaid orders that hold units, per buyer; one more is refused."),
        bytes(
            "text-bytes", \.limits.shop.textBytes, 100...16 << 10,
            "A chat line, note or reason; a longer one is refused."),
        bytes(
            "title-bytes", \.limits.shop.titleBytes, 20...4 << 10,
            "A title or a field of a caption; a longer one is refused."),
        bytes(
            "alias-bytes", \.limits.shop.aliasBytes, 10...256,
            "A buyer's name; a longer one is refused."),
        span(
            "archive-time", \.limits.shop.archiveTime, 3_600...315_360_000,
            """
            After its last entry, a session of which nothing is left to do leaves memory after so \
            long; it is read again when somebody asks for something of it.
            """),
        count(
            "listed-words", \.limits.shop.listedWords, 0...10_000,
            "Words that are not said in public; a longer list is refused."),
        bytes(
            "listed-word-bytes", \.limits.shop.listedWordBytes, 4...256,
            "One such word; a longer one is refused."),
        span(
            "shortest-slow-mode", 1...60, "The least pause of slow mode; less is refused.",
            read: { $0.limits.shop.slowModeTime.lowerBound },
            write: {
                $0.limits.shop.slowModeTime = $1...$0.limits.shop.slowModeTime.upperBound
            }),
        span(
            "longest-slow-mode", 60...86_400, "The most pause of slow mode; more is refused.",
            read: { $0.limits.shop.slowModeTime.upperBound },
            write: {
                $0.limits.shop.slowModeTime = $0.limits.shop.slowModeTime.lowerBound...$1
            }),
        span(
            "shortest-mute", 1...3600, "The least time of a mute; less is refused.",
            read: { $0.limits.shop.muteTime.lowerBound },
            write: { $0.limits.shop.muteTime = $1...$0.limits.shop.muteTime.upperBound }),
        span(
            "longest-mute", 3600...315_360_000, "The most time of a mute; more is refused.",
            read: { $0.limits.shop.muteTime.upperBound },
            write: { $0.limits.shop.muteTime = $0.limits.shop.muteTime.lowerBound...$1 }),
        count(
            "photos-per-item", \.limits.shop.photosPerItem, 0...50,
            "Photos of a post; more are refused."),
        count(
            "order-lines", \.limits.shop.orderLines, 1...1000,
            "Lines of an order; more are refused."),
        count(
            "orders-per-parcel", \.limits.shop.ordersPerParcel, 1...1000,
            "Orders in a parcel; more are refused."),
        count(
            "legs-per-parcel", \.limits.shop.legsPerParcel, 1...100,
            "Carriers on the way of one parcel; more are refused."),
        count(
            "tracking-per-parcel", \.limits.shop.trackingPerParcel, 10...100_000,
            "What carriers say of one parcel; more is refused."),
        count(
            "line-quantity", \.limits.shop.lineQuantity, 1...9_999,
            "Units in a line of an order; more are refused."),
        count(
            "offered-units", \.limits.shop.offeredUnits, 1...1_000_000,
            "Units offered of an item; more are refused."),
        count(
            "variants-per-item", \.limits.shop.variantsPerItem, 1...1000,
            "Variants that stock is kept of, for one item; more are refused."),
        count(
            "purchase-limits", \.limits.shop.purchaseLimitsPerSession, 1...1000,
            "Purchase limits of stores and brands in a session; more are refused."),
        count(
            "flash-sales", \.limits.shop.flashSalesAtOnce, 1...1000,
            "Flash sales that run in a shop at once; one more is refused."),
        span(
            "shortest-flash-sale", 1...60, "The least time of a flash sale; less is refused.",
            read: { $0.limits.shop.flashSaleTime.lowerBound },
            write: {
                $0.limits.shop.flashSaleTime = $1...$0.limits.shop.flashSaleTime.upperBound
            }),
        span(
            "longest-flash-sale", 60...86_400, "The most time of a flash sale; more is refused.",
            read: { $0.limits.shop.flashSaleTime.upperBound },
            write: {
                $0.limits.shop.flashSaleTime = $0.limits.shop.flashSaleTime.lowerBound...$1
            }),
        amount(
            "largest-amount", \.limits.shop.amountMinorUnits, 1...1_000_000_000_000,
            "An order's total and a transfer, in minor units (cents); more is refused."),
        span(
            "shortest-hold", 5...3600, "The least hold time of a session; less is refused.",
            read: { $0.limits.shop.holdTime.lowerBound },
            write: { $0.limits.shop.holdTime = $1...$0.limits.shop.holdTime.upperBound }),
        span(
            "longest-hold", 3600...30 * 86_400, "The most hold time of a session; more is refused.",
            read: { $0.limits.shop.holdTime.upperBound },
            write: { $0.limits.shop.holdTime = $0.limits.shop.holdTime.lowerBound...$1 }),
        count(
            "held-units", \.limits.shop.heldUnitsPerBuyer, 1...100_000_000,
            "Units in a buyer's unpaid orders and open offers; more are refused."),
        count(
            "waitlist-places", \.limits.shop.waitlistPlacesPerBuyer, 1...1000,
            "Lines that one buyer waits in; one more is refused."),
        count(
            "waitlist-length", \.limits.shop.waitlistPlacesPerItem, 1...100_000,
            "Places in line for one item; one more is refused."),
        span(
            "shortest-offer", 5...600,
            "The least time that a waitlist offer stands; less is refused.",
            read: { $0.limits.shop.offerTime.lowerBound },
            write: { $0.limits.shop.offerTime = $1...$0.limits.shop.offerTime.upperBound }),
        span(
            "longest-offer", 600...7 * 86_400,
            "The most time that a waitlist offer stands; more is refused.",
            read: { $0.limits.shop.offerTime.upperBound },
            write: { $0.limits.shop.offerTime = $0.limits.shop.offerTime.lowerBound...$1 }),
        span(
            "usual-offer", \.limits.shop.usualOfferTime, 5...7 * 86_400,
            "How long a waitlist offer stands unless the session says; then the next is asked."),
        time(
            "reach-time", \.limits.reachTime, 1...86_400,
            "Out of reach for so long, who waits is passed over until back, and keeps the place."),
        span(
            "shortest-quote", 30...3600, "The least time of a session's quotes; less is refused.",
            read: { $0.limits.shop.quoteTime.lowerBound },
            write: { $0.limits.shop.quoteTime = $1...$0.limits.shop.quoteTime.upperBound }),
        span(
            "longest-quote", 3600...30 * 86_400,
            "The most time of a session's quotes; more is refused.",
            read: { $0.limits.shop.quoteTime.upperBound },
            write: { $0.limits.shop.quoteTime = $0.limits.shop.quoteTime.lowerBound...$1 }),
        count(
            "quotes-per-order", \.limits.shop.quotesPerOrder, 1...1000,
            "Versions of what an order costs; one more is refused."),
        count(
            "pricing-tables", \.limits.shop.pricingTables, 1...1000,
            "Tariffs, and duty tables, in force or to come; one more is refused."),
        span(
            "payment-window", \.limits.shop.paymentWindow, 60...86_400,
            "For paying once a payment is asked for; then it is closed at the provider."),
        window(of: .wechat), window(of: .alipay), window(of: .stripe), window(of: .manual),
        span(
            "payment-grace", \.limits.shop.paymentGrace, 1...3600,
            "For an answer on its way after that; then the units are free again."),
        span(
            "longest-extended-hold", \.limits.shop.longestHold, 60...30 * 86_400,
            "How far payments can extend a hold, from the order on."),
        span(
            "refund-time", \.limits.shop.refundTime, 3600...30 * 86_400,
            "By when money that must be given back is shown as overdue."),
        span(
            "substitute-time", \.limits.shop.substituteTime, 60...7 * 86_400,
            "For a buyer to answer a substitute; then the money goes back."),
        count(
            "days-left-at-packing", \.limits.shop.daysLeftAtPacking, 0...3650,
            "Days that goods with an expiry must still have at packing; with fewer it is refused."),
        count(
            "refunds-per-payment", \.limits.shop.refundsPerPayment, 1...50,
            "Refunds of one payment; more are refused."),
        count(
            "payment-routes", \.limits.shop.paymentRoutes, 1...200,
            "Routes in a shop's rules of being paid; more are refused."),
        count(
            "kept-reconciliations", \.limits.shop.keptReconciliations, 1...10_000,
            "Comparisons with providers' books that can be listed; older ones are in the journal."),
        count(
            "differences", \.limits.shop.differences, 1...10_000,
            "Differences told of one day at a provider; the last one says that there are more."),
        count(
            "report-rows", \.limits.shop.reportRows, 1...5_000,
            "Rows of stock, and open refunds, in the report of a day; more are only counted."),
        count(
            "addresses-per-buyer", \.limits.shop.addressesPerBuyer, 1...100,
            "Entries of a buyer's address book; more are refused."),
        count(
            "profile-entries", \.limits.shop.profileEntries, 1...200,
            "Sizes, preferences, interests, lines of an address: of each; more are refused."),
        bytes(
            "sealed-bytes", \.limits.shop.sealedBytes, 4 << 10...64 << 10,
            "A buyer's profile, an address or notes, sealed; longer ones are refused."),
        time(
            "payment-settings-interval", \.limits.paymentSettingsInterval, 1...3600,
            "Between two looks at the files with payment settings and keys."),
        list(
            "provider-pauses", form: "times with commas between, such as 5 s, 30 s",
            \.limits.providerPauses,
            """
            Between questions to a payment provider while no notice comes, and after errors; the \
            last one repeats.
            """,
            mayBeEmpty: false, text: { Quantity.time.text(microseconds($0)) },
            element: { text in
                let range: ClosedRange<Int64> = 1_000_000...3_600_000_000
                guard let value = Quantity.time.value(text), range.contains(value) else {
                    return nil
                }
                return .microseconds(value)
            }),
    ]

    private static func window(of method: PaymentMethod) -> Setting {
        span(
            "\(method.rawValue)-payment-window", 0...86_400,
            "The same for payments by this method; 0: as payment-window.",
            read: { $0.limits.shop.paymentWindows[method] },
            write: { $0.limits.shop.paymentWindows[method] = $1 })
    }
}
