/// Where the units of one line of a confirmed order are.
///
/// ```text
/// wanted ──▶ bought                                    wanted + bought + offered
///   └─▶ offered (a substitute) ──▶ substituted           + substituted + refunded = quantity
///   └──────────────┴─────────────▶ refunded
/// ```
package struct LineSourcing: Equatable, Sendable {
    /// Units that the line was ordered with.
    package let quantity: Int
    /// What all of them cost, in minor units of the order's currency.
    package let valueMinorUnits: Int64
    /// Which ticks the bought units are of; empty for what was on hand.
    package internal(set) var shares: [Share] = []
    /// Units in the seller's hands, by a tick or from the start.
    package internal(set) var bought: Int
    /// Units for which the buyer is offered something else.
    package internal(set) var offered = 0
    package internal(set) var substituted = 0
    /// Units that are not delivered and not to be paid.
    package internal(set) var refunded = 0

    package struct Share: Equatable, Sendable {
        package let purchase: PurchaseID
        package internal(set) var units: Int
    }

    init(quantity: Int, valueMinorUnits: Int64, isOnHand: Bool) {
        (self.quantity, self.valueMinorUnits) = (quantity, valueMinorUnits)
        bought = isOnHand ? quantity : 0
    }

    package enum State: String, CaseIterable, Sendable {
        case wanted, bought
        case substituteOffered = "substitute_offered"
        case short, substituted, unavailable
    }

    /// One word for the counts: what the buyer waits for comes first.
    package var state: State {
        if offered > 0 { return .substituteOffered }
        if wanted > 0 { return .wanted }
        if gone == 0 { return .bought }
        if bought > 0 { return .short }
        return substituted > 0 ? .substituted : .unavailable
    }

    /// Units that still have to be bought.
    package var wanted: Int { quantity - bought - gone }

    /// Units that the line has lost for good: they are not its any more.
    package var gone: Int { offered + substituted + refunded }

    /// Units that are still the line's.
    package var kept: Int { quantity - gone }

    /// Whether the line keeps nothing back from being packed.
    package var isSettled: Bool { wanted == 0 && offered == 0 }

    /// What the next `units` that the line loses cost. The shares of all of them are the value to
    /// the last minor unit, in whatever portions they go.
    func shareMinorUnits(of units: Int) -> Int64 {
        func worth(_ count: Int) -> Int128 {
            Int128(valueMinorUnits) * Int128(count) / Int128(quantity)
        }
        return Int64(worth(gone + units) - worth(gone))
    }

    /// Minor units of what has not been lost.
    package var keptMinorUnits: Int64 {
        valueMinorUnits - Int64(Int128(valueMinorUnits) * Int128(gone) / Int128(quantity))
    }
}
