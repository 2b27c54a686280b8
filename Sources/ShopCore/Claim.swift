package import ShopModel

/// What came of a claim in the chat, for the buyer who typed it.
package enum ClaimAnswer: Equatable, Sendable {
    case held(OrderID, until: Timestamp)
    /// - `suggestion`: What to type instead, where that is clear.
    case refused(why: String, suggestion: String?, kind: RefusedClaim = .other)
    /// The buyer gave this order up; its units are free as soon as no payment can reach it.
    case passed(OrderID)
    case nothingToPass
    /// What was there is held, and the rest is waited for.
    case heldPart(OrderID, until: Timestamp, waits: [WaitlistSpot])
    /// Nothing is held; all of it is waited for.
    case waiting([WaitlistSpot])
    /// “No thanks” to an offer.
    case offerPassed(HoldID)
    case leftWaitlist(PlaceID)
}

/// Why a claim was refused, for statistics.
package enum RefusedClaim: String, CaseIterable, Sendable {
    /// No such code or variant, or it can be read in two ways.
    case notUnderstood = "not_understood"
    case soldOut = "sold_out"
    /// Per buyer, of a store, of a flash sale, or on the line.
    case limit
    /// Withdrawn, or the session is closed.
    case notOnSale = "not_on_sale"
    /// Destination, restriction, freight.
    case notSentThere = "not_sent_there"
    /// Blocked, or too much of it unpaid.
    case buyer
    case away, other

    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .soldOut: .soldOut
            case .limitPerBuyer, .purchaseLimit, .flashSaleLimit, .waitlistFull, .tooManyPlaces:
                .limit
            case .withdrawn, .sessionClosed: .notOnSale
            case .needsDestination, .restricted, .noFreight: .notSentThere
            case .blocked, .tooManyUnpaidOrders, .tooManyHeldUnits: .buyer
            case .away: .away
            case .noSuchVariant: .notUnderstood
            default: .other
            }
    }
}

/// A shop's own words for claims, beside the standard ones.
package struct ClaimWords: Equatable, Sendable {
    package let claim: [String]
    package let pass: [String]

    package init(claim: [String] = [], pass: [String] = []) {
        (self.claim, self.pass) = (claim, pass)
    }

    /// - Throws: `InvalidField`; see `ClaimKeywords.adding`.
    func keywords() throws(InvalidField) -> ClaimKeywords {
        try ClaimKeywords.standard.adding(claim, as: .claim).adding(pass, as: .pass)
    }
}
