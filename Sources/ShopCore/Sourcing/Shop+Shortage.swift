import ShopModel

// What cannot be had: something else, if the buyer takes it, or the money.
extension Shop {
    mutating func reportShort(_ report: Command.ReportShort) throws(Refusal) -> CommandSubject {
        let (item, product) = try product(report.code, report.variant, in: report.session)
        let reason = try checked(
            report.reason, "reason", limitBytes: limits.titleBytes, required: false)
        let wanted = demand[product]?.wanted ?? 0
        let units = report.units ?? wanted
        guard units > 0, units <= wanted else {
            throw .notWanted(item.code, wanted: wanted, units: units)
        }
        let losses = losses(units, of: product)
        let shortages: [Shortage]
        if let choice = report.substitute {
            shortages = try substituted(
                losses, of: item, by: choice, in: report.session, reason: reason)
        } else {
            shortages = losses.map { credited($0, reason: reason) }
        }
        for shortage in shortages {
            guard let order = orders[shortage.order] else { continue }
            emit(.lineShort(shortage), to: .buyer(order.buyer))
        }
        // What is not there must not be sold again.
        lowerOffer(of: product, by: units, toNothing: report.units == nil)
        if let instead = shortages.first?.substitute?.instead { announceStock(of: instead) }
        for order in Set(shortages.map(\.order)).sorted() {
            settleCredit(of: order, reason: "\(item.code) could not be had")
        }
        return .item(item.id)
    }

    mutating func answerSubstitute(
        _ id: SubstituteID, accepts: Bool, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        guard let substitute = substitutes[id], let order = orders[substitute.order],
            order.buyer == actor.buyer
        else { throw .noSuch(.substitute(id)) }
        guard substitute.state == .offered, order.ending == nil else {
            throw .sourcingHas(
                "Substitute \(id)",
                state: order.ending == nil ? substitute.state.rawValue : "of an order that ends",
                hint: "nothing is left to answer")
        }
        end(substitute, accepts ? .accepted : .declined)
        return .order(order.id)
    }

    /// Ends what the buyer did not answer until `deadline`.
    mutating func lapseSubstitutes(of id: OrderID, at deadline: Timestamp) {
        guard let order = orders[id], order.ending == nil else { return }
        for number in order.openSubstitutes {
            guard let substitute = substitutes[number], substitute.until <= deadline else {
                continue
            }
            end(substitute, .lapsed)
        }
    }

    private mutating func end(_ substitute: Substitute, _ state: Substitute.State) {
        guard let order = orders[substitute.order] else { return }
        emit(
            .substituteAnswered(substitute.id, state, credited: substitute.credit(state)),
            to: .buyer(order.buyer))
        if state == .accepted {
            supply(Product(substitute.instead.item, substitute.instead.variant))
        } else {
            announceStock(of: substitute.instead)
        }
        let code = order.line(substitute.line).code
        settleCredit(of: order.id, reason: "\(code) could not be had")
    }

    /// The lines that go without: those last whose orders became firm first.
    private func losses(_ units: Int, of product: Product) -> [Demand.Waiting] {
        var rest = units
        var losses: [Demand.Waiting] = []
        for var line in (demand[product]?.waiting ?? []).reversed() where rest > 0 {
            line.units = min(line.units, rest)
            rest -= line.units
            losses.append(line)
        }
        return losses.reversed()
    }

    private func share(of loss: Demand.Waiting) -> Money {
        guard let order = orders[loss.order] else {
            preconditionFailure("order \(loss.order) waits without being there")
        }
        return Money(
            order.sourcing[loss.line].shareMinorUnits(of: loss.units), order.settled.currency)
    }

    private func credited(_ loss: Demand.Waiting, reason: String) -> Shortage {
        Shortage(
            order: loss.order, line: loss.line, units: loss.units, reason: reason,
            credited: share(of: loss), substitute: nil)
    }

    private func substituted(
        _ losses: [Demand.Waiting], of item: Item, by choice: Command.ReportShort.Choice,
        in session: SessionID, reason: String
    ) throws(Refusal) -> [Shortage] {
        let (other, product) = try self.product(choice.code, choice.variant, in: session)
        try check(other, product, for: losses, insteadOf: item)
        var hold = numbers.hold
        var number = numbers.substitute
        return losses.map { loss in
            hold = hold.next
            number = number.next
            let share = share(of: loss)
            let price = orders[loss.order]?.line(loss.line).unitPrice ?? other.caption.price
            let less = min(price.minorUnits, other.caption.price.minorUnits)
            let cost = Int128(share.minorUnits) * Int128(less) / Int128(price.minorUnits)
            let substitute = Substitute(
                id: number, order: loss.order, line: loss.line,
                instead: OrderLine(
                    item: other.id, code: other.code, title: other.caption.title,
                    quantity: loss.units, unitPrice: Money(less, price.currency), hold: hold,
                    variant: product.variant, version: other.version,
                    goodsClass: other.caption.goodsClass, unitMass: other.caption.netWeight),
                share: share, cost: Money(Int64(cost), share.currency),
                until: time + limits.substituteTime)
            return Shortage(
                order: loss.order, line: loss.line, units: loss.units, reason: reason,
                credited: .zero(share.currency), substitute: substitute)
        }
    }

    /// Whether the substitute can be held for all, within its own limits.
    private func check(
        _ other: Item, _ product: Product, for losses: [Demand.Waiting], insteadOf item: Item
    ) throws(Refusal) {
        let units = losses.reduce(0) { $0 + $1.units }
        if other.isWithdrawn { throw .withdrawn(other.code) }
        for loss in losses { try checkRestriction(of: other, for: loss.order) }
        if let first = losses.first, let line = orders[first.order]?.line(first.line),
            product == Product(line.item, line.variant)
        {
            throw .invalid(field: "substitute", rule: "must be something else")
        }
        if let available = other.stock.available(of: product.variant), units > available {
            throw .soldOut(other.code, wanted: units, available: available)
        }
        // Units of the same item, or under the same limit, only change places.
        if other.id != item.id, let limit = other.limitPerBuyer {
            var wanted: [BuyerID: Int] = [:]
            for loss in losses {
                guard let buyer = orders[loss.order]?.buyer else { continue }
                wanted[buyer, default: 0] += loss.units
            }
            for (buyer, units) in wanted.sorted(by: { $0.key < $1.key }) {
                let has = other.stock.units(of: buyer)
                guard has + units <= limit else {
                    throw .limitPerBuyer(other.code, limit: limit, has: has, wanted: units)
                }
            }
        }
        if other.purchaseLimit != item.purchaseLimit, let limit = buyingLimit(of: other),
            let left = limit.left, units > left
        {
            throw .purchaseLimit(limit, wanted: units)
        }
    }

    /// What must not be sent to where an order goes cannot come instead either.
    private func checkRestriction(of other: Item, for id: OrderID) throws(Refusal) {
        do throws(Refusal) {
            try checkRestriction(
                of: other.code, other.caption.goodsClass, to: orders[id]?.quote.destination)
        } catch {
            guard case .needsDestination = error else { throw error }
            throw .sourcingHas(
                "Order \(id)", state: "without a destination",
                hint: "\(other.code) cannot be sent everywhere; offer something else")
        }
    }

    private mutating func lowerOffer(of product: Product, by units: Int, toNothing: Bool) {
        guard let item = items[product.item], item.stock.model != .toOrder else { return }
        let stock = item.stock.units(of: product.variant)
        let offered = toNothing ? stock.taken : stock.offered - units
        emit(
            .stockChanged(
                item.id, product.variant, offered: offered, available: offered - stock.taken),
            to: .session(item.session))
    }

    /// What follows when an order costs less: money back, and no payment of more than is due.
    private mutating func settleCredit(of id: OrderID, reason: String) {
        guard let order = orders[id] else { return }
        if order.sourcing.allSatisfy({ $0.kept == 0 && $0.offered == 0 }) {
            // Nothing is left of it, so freight is not due either.
            return callOff(id, reason: reason)
        }
        giveBack(order.keptMinorUnits - order.owedMinorUnits, of: order, reason: reason)
        let due = order.amountDue.minorUnits
        for payment in livePayments(of: order) where payment.amount.minorUnits > due {
            close(payment)
        }
    }
}
