import ShopModel

// A confirmed order ends before it has left: cancelling and giving money back are separate facts.
extension Shop {
    /// The seller cancels a confirmed order.
    mutating func cancelConfirmed(
        _ order: Order, reason: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard actor.isStaff else {
            throw .orderHas(
                order.id, state: "confirmed", hint: "ask the seller in the chat to cancel it")
        }
        let reason = try checked(reason, "reason", limitBytes: limits.textBytes)
        guard order.ending == nil else {
            throw .orderHas(order.id, state: "ending", hint: "its payments are being closed")
        }
        if let parcel = order.parcels.first(where: { parcels[$0]?.state != .open }) {
            guard parcels[parcel]?.hasLeft == false else {
                throw .orderHas(
                    order.id, state: "on its way in parcel \(parcel)",
                    hint: "it cannot be cancelled")
            }
            throw .orderHas(
                order.id, state: "in parcel \(parcel), which is sealed", hint: "unseal it first")
        }
        if let claimed = livePayments(of: order).first(where: { $0.state == .claimed }) {
            throw .orderHas(
                order.id, state: "claimed to be paid",
                hint: "confirm or reject payment \(claimed.id) first")
        }
        callOff(order.id, reason: reason)
        return .order(order.id)
    }

    /// Ends a confirmed order now, or once no payment can reach it any more.
    mutating func callOff(_ id: OrderID, reason: String) {
        guard let order = orders[id] else { return }
        let ending = OrderEnding(state: .cancelled, reason: reason)
        let live = livePayments(of: order)
        if !live.isEmpty { emit(.orderEnding(id, ending), to: .buyer(order.buyer)) }
        for payment in live { close(payment) }
        finishCallOff(id, ending)
    }

    /// Gives units and money back once no payment of the order is live.
    mutating func finishCallOff(_ id: OrderID, _ ending: OrderEnding) {
        guard let order = orders[id], order.state == .confirmed, livePayments(of: order).isEmpty
        else { return }
        emit(.orderCalledOff(id, reason: ending.reason), to: .buyer(order.buyer))
        let open = order.openSubstitutes.compactMap { substitutes[$0]?.instead }
        for line in order.lines + order.substitutes + open { announceStock(of: line) }
        giveBack(order.keptMinorUnits, of: order, reason: "order cancelled")
        for line in order.sourcing.indices { supply(order.product(line)) }
    }
}
