/// How many units a store or brand allows one shopper to take in a session.
package struct PurchaseLimit: Equatable, Sendable {
    package let name: String
    /// `nil`: lifted.
    package internal(set) var units: Int?
    /// Units of its items that are held or sold in the session.
    package internal(set) var taken = 0

    /// Units of its items that were ticked off in the session.
    package internal(set) var bought = 0

    package init(name: String, units: Int?) { (self.name, self.units) = (name, units) }

    /// Units that can still be held; `nil` when there is no limit.
    package var left: Int? { units.map { max(0, $0 - taken) } }

    /// Units that can still be bought; `nil` when there is no limit.
    package var leftToBuy: Int? { units.map { max(0, $0 - bought) } }
}
