/// Whether no more was sold than there was, and stock and orders say the same.
package enum StockCheck {
    package struct Item: Sendable {
        package let code: String
        /// Nil: bought to order, without end.
        package let offered: Int?
        package let available: Int
        /// Buyers who asked for one in a rush and were answered; nil: no rush.
        package var askers: Int?
        /// What the seller has set last; nil: not known, or without end.
        package var wanted: Int?
        /// Units on offer when a buyer was told that it was sold out; nil: nobody was.
        package var soldOutAt: Int?

        package init(code: String, offered: Int?, available: Int, askers: Int? = nil) {
            (self.code, self.offered, self.available) = (code, offered, available)
            self.askers = askers
        }
    }

    /// Compares.
    ///
    /// - Parameter kept: Units in orders that hold or have bought them, by code.
    /// - Returns: What does not fit, in words.
    package static func faults(_ items: [Item], kept: [String: Int]) -> [String] {
        var faults: [String] = []
        for item in items {
            let units = kept[item.code] ?? 0
            guard let offered = item.offered else { continue }
            if units > offered {
                faults.append("\(item.code) is oversold: \(units) units of \(offered)")
            }
            if offered - item.available != units {
                faults.append(
                    """
                    \(item.code): orders keep \(units) units, but its stock says \
                    \(offered - item.available)
                    """)
            }
            if let wanted = item.wanted, wanted != offered {
                faults.append(
                    "\(item.code): the seller offers \(wanted) units, the shop \(offered)")
            }
            // Nothing is given back in a run, so no more units were ever held than at the end.
            if let soldOutAt = item.soldOutAt, units < soldOutAt {
                faults.append(
                    """
                    \(item.code) was called sold out with \(soldOutAt) units on offer, of which \
                    \(units) at most were held
                    """)
            }
            if let askers = item.askers, units < min(askers, offered) {
                faults.append(
                    "\(item.code): \(askers) asked for \(offered) units, and only \(units) were held"
                )
            }
        }
        let unknown = Set(kept.keys).subtracting(items.map(\.code)).sorted()
        for code in unknown { faults.append("\(code) is ordered, but is not among the items") }
        return faults
    }
}
