import ShopModel

extension Shop {
    /// Makes the state say what an event about buying for orders says; see `apply`.
    mutating func applyToSourcing(_ event: ShopEvent) {
        switch event {
        case .unitsBought(let purchase):
            purchases[purchase.id] = purchase
            numbers.purchase = max(numbers.purchase, purchase.id)
            lives[purchase.session]?.purchases.append(purchase.id)
            listings.purchases.insert(purchase.id)
            countBought(purchase, purchase.units)
            noteSpare(purchase.id)
        case .lineBought(let order, let line, let units, let purchase):
            move(units, to: order, line, of: purchase)
        case .lineWanted(let order, let line, let units, let purchase):
            move(-units, to: order, line, of: purchase)
        case .purchaseTakenBack(let id, _):
            purchases[id]?.isTakenBack = true
            if let purchase = purchases[id] { countBought(purchase, -purchase.units) }
            noteSpare(id)
        case .lineShort(let shortage): applyShortage(shortage)
        case .substituteAnswered(let id, let state, let credited):
            applyAnswer(id, state, credited)
        case .orderCalledOff(let id, _): applyCallOff(id)
        default: preconditionFailure("not an event about buying")
        }
    }

    /// An order has become firm: its units have to be bought, unless they are on hand.
    mutating func beginSourcing(_ id: OrderID) {
        guard let placed = orders[id] else { return }
        // The number of the entry that makes it firm: it is the same whatever else is in memory.
        let (rank, now) = (Int(sequence.number), time)
        let weights = placed.lines.map { $0.unitPrice.minorUnits * Int64($0.quantity) }
        let values: [Money]
        do {
            values = try placed.quote.goods.allocated(by: weights)
        } catch {
            preconditionFailure("an order has lines that cost nothing: \(error)")
        }
        let sourcing = zip(placed.lines, values).map { line, value in
            LineSourcing(
                quantity: line.quantity, valueMinorUnits: value.minorUnits,
                isOnHand: items[line.item]?.stock.model == .onHand)
        }
        let order = change(id) {
            ($0.firmRank, $0.firmAt, $0.sourcing) = (rank, now, sourcing)
        }
        for line in order.lines.indices { noteDemand(order, line) }
    }

    private mutating func move(
        _ units: Int, to id: OrderID, _ line: Int, of purchase: PurchaseID
    ) {
        let order = change(id) { $0.sourcing[line].take(units, of: purchase) }
        purchases[purchase]?.given += units
        if units > 0, purchases[purchase]?.orders.contains(id) == false {
            purchases[purchase]?.orders.append(id)
        }
        demand[order.product(line), default: Demand()].bought += units
        noteDemand(order, line)
        noteSpare(purchase)
    }

    private mutating func applyShortage(_ shortage: Shortage) {
        let order = change(shortage.order) {
            if shortage.substitute == nil {
                $0.sourcing[shortage.line].refunded += shortage.units
            } else {
                $0.sourcing[shortage.line].offered += shortage.units
            }
            $0.credited = Self.sum($0.credited, shortage.credited)
        }
        noteDemand(order, shortage.line)
        giveUnitsBack(shortage.units, of: order.line(shortage.line))
        guard let substitute = shortage.substitute else { return }
        substitutes[substitute.id] = substitute
        numbers.substitute = max(numbers.substitute, substitute.id)
        lives[order.session]?.substitutes.append(substitute.id)
        change(order.id) { $0.openSubstitutes.append(substitute.id) }
        hold(substitute.instead, for: order.buyer, isNew: false)
        deadlines.insert(order.id, at: substitute.until)
    }

    private mutating func applyAnswer(
        _ id: SubstituteID, _ state: Substitute.State, _ credited: Money
    ) {
        guard let substitute = substitutes[id] else {
            preconditionFailure("substitute \(id) is answered before it is offered")
        }
        let units = substitute.instead.quantity
        substitutes[id]?.state = state
        let isOnHand = items[substitute.instead.item]?.stock.model == .onHand
        let order = change(substitute.order) {
            $0.openSubstitutes.removeAll { $0 == id }
            $0.sourcing[substitute.line].offered -= units
            $0.credited = Self.sum($0.credited, credited)
            if state == .accepted {
                $0.sourcing[substitute.line].substituted += units
                $0.substitutes.append(substitute.instead)
                $0.sourcing.append(
                    LineSourcing(
                        quantity: units, valueMinorUnits: substitute.cost.minorUnits,
                        isOnHand: isOnHand))
            } else {
                $0.sourcing[substitute.line].refunded += units
            }
        }
        if state == .accepted {
            items[substitute.instead.item]?.stock.consume(substitute.instead.hold)
            noteDemand(order, order.sourcing.count - 1)
        } else {
            letGo(substitute, order.buyer)
        }
    }

    private mutating func applyCallOff(_ id: OrderID) {
        guard let order = orders[id] else { return }
        for (index, line) in order.sourcing.enumerated() {
            giveUnitsBack(line.kept, of: order.line(index))
            demand[order.product(index)]?.set(order.waiting(index, 0))
            for share in line.shares {
                purchases[share.purchase]?.given -= share.units
                demand[order.product(index)]?.bought -= share.units
                noteSpare(share.purchase)
            }
        }
        for open in order.openSubstitutes {
            substitutes[open]?.state = .lapsed
            if let substitute = substitutes[open] { letGo(substitute, order.buyer) }
        }
        for parcel in order.parcels { parcels[parcel]?.lines.removeAll { $0.order == id } }
        change(id) {
            ($0.state, $0.ending, $0.parcels) = (.cancelled, nil, [])
            ($0.sourcing, $0.openSubstitutes) = ([], [])
        }
    }

    private mutating func letGo(_ substitute: Substitute, _ buyer: BuyerID) {
        items[substitute.instead.item]?.stock.release(substitute.instead.hold)
        countTowardsLimit(substitute.instead.item, -substitute.instead.quantity)
    }

    /// Sold units come back, everywhere they counted except in a flash sale: they had its price.
    private mutating func giveUnitsBack(_ units: Int, of line: OrderLine) {
        guard units > 0 else { return }
        items[line.item]?.stock.takeBack(line.hold, units)
        countTowardsLimit(line.item, -units)
    }

    private mutating func countBought(_ purchase: Purchase, _ units: Int) {
        guard let name = items[purchase.product.item]?.purchaseLimit else { return }
        sessions[purchase.session]?.purchaseLimits[name]?.bought += units
    }

    /// Keeps the buy list at what the line wants.
    private mutating func noteDemand(_ order: Order, _ line: Int) {
        let units = order.ending == nil ? order.sourcing[line].wanted : 0
        demand[order.product(line), default: Demand()].set(order.waiting(line, units))
    }

    /// Takes the lines of an order that will be called off from the buy list.
    mutating func dropDemand(_ order: Order) {
        for line in order.sourcing.indices { noteDemand(order, line) }
    }

    private mutating func noteSpare(_ id: PurchaseID) {
        guard let purchase = purchases[id] else { return }
        if purchase.spare > 0 {
            sparePurchases[purchase.product, default: []].insert(id)
        } else {
            sparePurchases[purchase.product]?.remove(id)
        }
    }
}

extension Order {
    /// A line, or a substitute, which are counted behind them.
    package func line(_ index: Int) -> OrderLine {
        index < lines.count ? lines[index] : substitutes[index - lines.count]
    }

    package func product(_ index: Int) -> Product {
        Product(line(index).item, line(index).variant)
    }

    fileprivate func waiting(_ line: Int, _ units: Int) -> Demand.Waiting {
        Demand.Waiting(rank: firmRank, order: id, line: line, units: units)
    }
}

extension LineSourcing {
    /// - Parameter units: Below zero for units that are wanted again.
    fileprivate mutating func take(_ units: Int, of purchase: PurchaseID) {
        bought += units
        if let index = shares.firstIndex(where: { $0.purchase == purchase }) {
            shares[index].units += units
            if shares[index].units == 0 { shares.remove(at: index) }
        } else {
            shares.append(Share(purchase: purchase, units: units))
        }
        precondition(wanted >= 0, "a line gets more units than it wants")
    }
}
