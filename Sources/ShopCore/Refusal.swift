package import ShopModel

/// Why the shop does not do what it was asked; nothing has changed.
package enum Refusal: Error, Equatable, Sendable {
    /// A field's value is out of its limits; `rule` says what is allowed.
    case invalid(field: String, rule: String)
    case notAllowed(Capability)
    case noSuch(Missing)
    case wrongInvite
    case aliasTaken(String)
    case sessionClosed(SessionID)
    case codeTaken(ItemCode)
    case soldOut(ItemCode, wanted: Int, available: Int)
    case limitPerBuyer(ItemCode, limit: Int, has: Int, wanted: Int)
    case purchaseLimit(PurchaseLimit, wanted: Int)
    case flashSaleLimit(ItemCode, left: Int, wanted: Int)
    case withdrawn(ItemCode)
    /// The price has changed since the version that the buyer saw.
    case staleOffer(now: Offer, seen: Int)
    /// The choice is not one value of each option.
    case noSuchVariant(ItemCode, given: [String], options: [VariantOption])
    case itemHas(ItemCode, state: String, hint: String)
    case tooManyUnpaidOrders(limit: Int)
    case tooManyHeldUnits(limit: Int, has: Int, wanted: Int)
    case waitlistFull(ItemCode, limit: Int)
    case tooManyPlaces(limit: Int)
    case offerOver(HoldID)
    case stockBelowHeld(ItemCode, lowest: Int)
    case orderHas(OrderID, state: String, hint: String)
    case paymentHas(PaymentID, state: String, hint: String)
    case parcelHas(ParcelID, state: String, hint: String)
    case methodUnavailable(PaymentMethod, why: String)
    case amountMismatch(expected: Money, got: Money)
    case notPaid(OrderID, settled: Money, total: Money)
    case needsAPerson(OrderID, PaymentID)
    /// The buyer was blocked by staff.
    case blocked(reason: String)
    case away(Away)
    case unregistered
    case notErasable(BuyerID, because: OrderID, hint: String)
    /// What is sealed cannot be opened: its key is gone, or the bytes were changed.
    case sealBroken(BuyerID)
    case notWanted(ItemCode, wanted: Int, units: Int)
    /// As many as a store or brand allows are bought.
    case buyingLimit(PurchaseLimit, wanted: Int)
    /// - `unanswered`: Units for which the buyer has not answered a substitute.
    case notBought(OrderID, ItemCode, units: Int, unanswered: Int)
    /// - `purchase`: `nil` for units that were on hand.
    case shortDated(
        OrderID, ItemCode, expiry: CalendarDate, earliest: CalendarDate, purchase: PurchaseID?)
    case sourcingHas(String, state: String, hint: String)
    /// Freight or restrictions depend on where the parcel goes.
    case needsDestination
    case restricted(ItemCode, Country, Restriction)
    case noFreight(why: String)
    case quoteExpired(OrderID, why: String)
    /// The form says less than customs asks for.
    case declarationIncomplete(ParcelID, [Declaration.Missing])
    case notDeclared(ParcelID)
    case notSealed(ParcelID)
    /// The order goes in the parcel of one that is not paid yet.
    case payFirst(OrderID, then: OrderID)
    case tooManyRequests(limit: Int)
    case requestHas(RequestID, state: String, hint: String)
    /// The seller may not choose this for the request.
    case outsideBounds(RequestID, why: String)
    /// The order of a choice cannot be placed, for a reason that is the buyer's.
    indirect case forBuyer(of: RequestID, Refusal)
    /// The buyer can still veto the order.
    case vetoRuns(RequestID, OrderID)
    /// An invoice must say more of the seller; fields as the protocol names them.
    case sellerIncomplete(missing: [String])
    case dayNotOver(CalendarDate, today: CalendarDate)
    case slowMode(pause: TimeSpan, wait: TimeSpan)
    /// The text has a word that is not said in public.
    case wordListed(String)
    case muted(wait: TimeSpan, reason: String)
}

extension Refusal: CustomStringConvertible {
    /// One sentence for the person who asked: what is wrong and what to do.
    package var description: String {
        switch self {
        case .invalid(let field, let rule):
            "\(field): \(rule)"
        case .notAllowed(let capability):
            """
            Your role cannot do this: “\(capability.rawValue)” is for \(capability.holdersText); \
            ask the shop's owner.
            """
        case .noSuch(let what):
            "There is no \(what) here; check the number, or list what there is."
        case .wrongInvite:
            "No open session has this invite code; check it with the seller."
        case .aliasTaken(let alias):
            "Somebody here is already called \(alias); choose another name."
        case .sessionClosed(let session):
            "Session \(session) is closed; orders and chat go to an open one."
        case .codeTaken(let code):
            "\(code) is already used in this session; choose another code."
        case .soldOut(let code, _, 0):
            "\(code) is sold out; ask to wait, and you are offered what becomes free."
        case .soldOut(let code, let wanted, let available):
            "Only \(available) of \(code) left, not \(wanted); order \(available) or fewer."
        case .limitPerBuyer(let code, let limit, let has, let wanted):
            "\(code) is limited to \(limit) per buyer; you have \(has) and asked for \(wanted) more."
        case .purchaseLimit(let limit, let wanted):
            """
            “\(limit.name)” allows \(limit.units ?? 0) per session and \(limit.left ?? 0) \
            \(limit.left == 1 ? "is" : "are") left, not \(wanted).
            """
        case .flashSaleLimit(let code, let left, let wanted):
            "You can have \(left) more of \(code) in this flash sale, not \(wanted)."
        case .withdrawn(let code):
            "\(code) was withdrawn; it cannot be ordered now."
        case .staleOffer(let now, _):
            "\(now.code) has changed and costs \(now.price) now (version \(now.version)); order again."
        case .noSuchVariant(let code, _, []):
            "\(code) comes in one form; order it without a choice."
        case .noSuchVariant(let code, _, let options):
            """
            Choose of \(code) one of each: \(options.map { option in
                "\(option.name) (\(option.values.joined(separator: ", ")))"
            }.joined(separator: "; ")).
            """
        case .itemHas(let code, let state, let hint):
            "\(code) \(state); \(hint)."
        case .tooManyUnpaidOrders(let limit):
            "You have \(limit) unpaid orders, the most allowed; pay or cancel one first."
        case .tooManyHeldUnits(let limit, let has, let wanted):
            """
            You hold \(has) units that are not paid and asked for \(wanted) more; \(limit) are the \
            most allowed, so pay or cancel first.
            """
        case .waitlistFull(let code, let limit):
            "\(limit) wait for \(code) already, the most allowed; try again later."
        case .tooManyPlaces(let limit):
            "You wait in \(limit) lines, the most allowed; leave one first."
        case .offerOver(let offer):
            "Offer \(offer) is not open: it was taken or passed, or its time is over."
        case .stockBelowHeld(let code, let lowest):
            "\(lowest) of \(code) are held or sold, so the stock cannot be lower than \(lowest)."
        case .orderHas(let order, let state, let hint):
            "Order \(order) is \(state); \(hint)."
        case .paymentHas(let payment, let state, let hint):
            "Payment \(payment) is \(state); \(hint)."
        case .parcelHas(let parcel, let state, let hint):
            "Parcel \(parcel) is \(state); \(hint)."
        case .methodUnavailable(let method, let why):
            "Payment by \(method.rawValue) is not possible: \(why)."
        case .amountMismatch(let expected, let got):
            "The amount must be in \(expected.currency) and above zero (due: \(expected)), not \(got)."
        case .notPaid(let order, let settled, let total):
            """
            Order \(order) is not paid in full (\(settled) of \(total)); nothing is handed over \
            before it is.
            """
        case .declarationIncomplete(let parcel, let missing):
            "The declaration of parcel \(parcel) is not complete: \(missing.text)."
        case .notDeclared(let parcel):
            "Parcel \(parcel) goes over a border and is not declared; seal and declare it first."
        case .notSealed(let parcel):
            """
            Freight comes back if parcel \(parcel) weighs less than was estimated; seal it with its \
            weight first.
            """
        case .needsDestination, .restricted, .noFreight, .quoteExpired, .payFirst:
            quoteDescription
        case .tooManyRequests, .requestHas, .outsideBounds, .forBuyer, .vetoRuns:
            requestDescription
        case .slowMode, .wordListed, .muted: talkDescription
        case .needsAPerson(let order, let payment):
            """
            Payment \(payment) of order \(order) does not match what the provider says; \
            release, refund or reject it first.
            """
        case .blocked(let reason):
            """
            The seller has blocked you: \(reason). You cannot order, claim, chat or join; what you \
            have paid goes on. Ask the seller about it.
            """
        case .away(let away):
            """
            The seller is away from \(away.days.lowerBound) to \(away.days.upperBound) (China's \
            time)\(away.text.isEmpty ? "" : ": \(away.text)"); order after that.
            """
        case .unregistered:
            """
            This session requires the seller's registration number and jurisdiction; set the \
            seller's profile first.
            """
        case .notErasable(let buyer, let order, let hint):
            "Buyer \(buyer) cannot be erased yet: order \(order) \(hint)."
        case .sealBroken(let buyer):
            """
            What is sealed of buyer \(buyer) cannot be opened here; ask whoever runs the server \
            for its key file.
            """
        case .notWanted(let code, 0, _):
            "Nothing of \(code) is to be bought now; look at the buy list."
        case .notWanted(let code, let wanted, let units):
            "\(wanted) of \(code) are to be bought, not \(units); say \(wanted) or fewer."
        case .buyingLimit(let limit, let wanted):
            """
            “\(limit.name)” allows \(limit.units ?? 0) per session and \(limit.bought) are bought: \
            \(limit.leftToBuy ?? 0) left, not \(wanted). Stop buying there, and report the rest short.
            """
        case .notBought(let order, let code, 0, let unanswered):
            """
            Order \(order) waits for its buyer's answer about \(unanswered) of \(code); it is asked \
            for until its time runs out.
            """
        case .notBought(let order, let code, let units, _):
            "\(units) of \(code) for order \(order) are not bought yet; tick them off or report them short."
        case .shortDated(let order, let code, let expiry, let earliest, let purchase):
            """
            \(code) for order \(order) expires on \(expiry), and what is packed now must keep until \
            \(earliest); \(purchase.map { "take tick \($0) back and buy others" } ?? "cancel the order").
            """
        case .sourcingHas(let what, let state, let hint):
            "\(what) is \(state); \(hint)."
        case .sellerIncomplete(let missing):
            """
            An invoice needs more of the seller's profile: \(missing.joined(separator: ", ")); the \
            owner sets it.
            """
        case .dayNotOver(let day, let today):
            "\(day) is not over: in China it is \(today); close it after that."
        }
    }
}
