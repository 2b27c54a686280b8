import ShopModel

// The seller orders in the buyer's name, within the bounds that the buyer has set. The order is
// placed at once, as any order: its units are held by it alone, and a veto cancels it.
extension Shop {
    mutating func choose(
        _ proposed: RequestCommand.ProposedItem, by actor: Actor
    ) throws(Refusal) {
        let request = try answerable(proposed.request)
        guard let consent = request.terms.consent else {
            throw .outsideBounds(
                request.id, why: "the buyer has not left the choice to you; offer it instead")
        }
        var choice = try proposal(proposed, for: request, by: actor.name)
        let line = Command.RequestedLine(
            code: proposed.code, quantity: choice.quantity, variant: choice.variant.values,
            seen: choice.version)
        let buyer = Actor.buyer(request.buyer)
        try checkBounds(of: request, choice)
        let subject: CommandSubject
        do throws(Refusal) {
            let (_, quote) = try previewNow([line], in: proposed.session, by: buyer)
            try checkMaximum(of: request, quote.total)
            subject = try placeOrder([line], in: proposed.session, by: buyer)
        } catch {
            if case .outsideBounds = error { throw error }
            throw .forBuyer(of: request.id, error)
        }
        guard case .order(let id) = subject, let order = orders[id] else {
            preconditionFailure("who does not wait gets an order")
        }
        replaceStanding(of: request)
        (choice.order, choice.vetoUntil) = (id, consent.vetoTime.map { time + $0 })
        if let vetoUntil = choice.vetoUntil {
            // Whoever does not veto has as long to pay as for any order.
            emit(
                .holdExtended(id, until: vetoUntil + (order.holdUntil - time)),
                to: .buyer(order.buyer))
        }
        emit(.request(.chosen(choice)), to: .buyer(request.buyer))
        if choice.vetoUntil == nil { end(request, RequestEnding(id)) }
    }

    /// Size and number of what is chosen; its cost is checked when it is known.
    private func checkBounds(of request: BuyerRequest, _ choice: RequestOffer) throws(Refusal) {
        guard let item = items[choice.item] else { return }
        guard choice.quantity <= request.terms.quantity else {
            throw .outsideBounds(
                request.id, why: "\(request.terms.quantity) are asked for, not \(choice.quantity)")
        }
        let sizes = request.terms.sizes
        guard sizes.isEmpty || sizes.contains(where: { item.isOf(size: $0, choice.variant) }) else {
            let what =
                choice.variant.values.isEmpty
                ? item.caption.size : choice.variant.description
            throw .outsideBounds(
                request.id,
                why: """
                    wanted is \(sizes.joined(separator: " or ")), and \(item.code) \
                    \(what.isEmpty ? "does not say its size" : "is \(what)")
                    """)
        }
    }

    private func checkMaximum(of request: BuyerRequest, _ total: Money) throws(Refusal) {
        guard let maximum = request.terms.maximum, maximum.currency == total.currency,
            total.minorUnits <= maximum.minorUnits
        else {
            let most = request.terms.maximum?.description ?? "nothing"
            throw .outsideBounds(
                request.id, why: "it would cost \(total) with freight, and \(most) is the most")
        }
    }

    /// Refused while the buyer can veto: only the end of that time, or the buyer, confirms it.
    func checkVetoIsOver(_ order: OrderID) throws(Refusal) {
        guard let request = requests.choices[order],
            let until = requests[request]?.standing?.vetoUntil, time < until
        else { return }
        throw .vetoRuns(request, order)
    }
}

extension Item {
    /// Whether one of the variant's values, or the caption of an item without options, is `size`
    /// in any spelling.
    fileprivate func isOf(size: String, _ variant: Variant) -> Bool {
        guard !variant.values.isEmpty else {
            return VariantKey(caption.size) == VariantKey(size) && !caption.size.isEmpty
        }
        return variant.values.indices.contains { place in
            var values = variant.values
            values[place] = size
            return options.variant(values) == variant
        }
    }
}
