import ShopModel

// The gate's second half: nothing leaves that is not there.
extension Shop {
    /// Every unit is in the seller's hands or settled otherwise, and something is to be sent.
    func checkSourced(_ order: Order) throws(Refusal) {
        guard order.ending == nil else {
            throw .orderHas(order.id, state: "ending", hint: "it cannot be sent")
        }
        for (index, line) in order.sourcing.enumerated() where !line.isSettled {
            throw .notBought(
                order.id, order.line(index).code, units: line.wanted, unanswered: line.offered)
        }
    }

    /// What is packed has enough days left. Days are UTC's; units on hand have the caption's expiry.
    ///
    /// - Parameter lines: Those that are looked at.
    func checkFresh(_ order: Order, _ lines: Set<Int>) throws(Refusal) {
        let first = firstGoodExpiry
        for (index, line) in order.sourcing.enumerated() where lines.contains(index) {
            let ordered = order.line(index)
            if line.shares.isEmpty, let expiry = items[ordered.item]?.caption.expiry,
                expiry < first
            {
                throw .shortDated(
                    order.id, ordered.code, expiry: expiry, earliest: first, purchase: nil)
            }
            for share in line.shares {
                guard let expiry = purchases[share.purchase]?.proof.expiry, expiry < first else {
                    continue
                }
                throw .shortDated(
                    order.id, ordered.code, expiry: expiry, earliest: first,
                    purchase: share.purchase)
            }
        }
    }
}
