package import ShopModel

/// What came of a claim in the chat, for the buyer who typed it.
package enum ClaimAnswer: Equatable, Sendable {
    case held(OrderID, until: Timestamp)
    /// - `suggestion`: What to type instead, where that is clear.
    case refused(why: String, suggestion: String?)
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
