package import ShopModel

// What can be taken of items: everything that one order wants is summed before it is checked.
extension Shop {
    /// One line of an order, with its item and variant found.
    struct WantedLine {
        let item: Item
        let variant: Variant
        var quantity: Int
        /// What the buyer saw, if it was said.
        let seen: Int?
    }

    /// One line per item and variant: demand for the same units is summed.
    func merged(
        _ requested: [Command.RequestedLine], in session: SessionID
    ) throws(Refusal) -> [WantedLine] {
        guard (1...limits.orderLines).contains(requested.count) else {
            throw .invalid(field: "lines", rule: "an order has 1 to \(limits.orderLines) lines")
        }
        var merged: [WantedLine] = []
        for line in requested {
            guard (1...limits.lineQuantity).contains(line.quantity) else {
                throw .invalid(
                    field: "quantity", rule: "must be 1 to \(limits.lineQuantity) of \(line.code)")
            }
            guard let item = item(line.code, in: session) else {
                throw .noSuch("item \(line.code)")
            }
            let variant = try variant(line.variant, of: item)
            let offer = item.offer(at: time)
            if let seen = line.seen, seen != offer.version {
                throw .staleOffer(now: offer, seen: seen)
            }
            let known = merged.firstIndex { $0.item.id == item.id && $0.variant == variant }
            if let known {
                merged[known].quantity += line.quantity
            } else {
                merged.append(
                    WantedLine(
                        item: item, variant: variant, quantity: line.quantity, seen: line.seen))
            }
        }
        return merged
    }

    /// The variant that a choice names, in any spelling.
    func variant(_ values: [String], of item: Item) throws(Refusal) -> Variant {
        guard let variant = item.options.variant(values) else {
            throw .noSuchVariant(item.code, given: values, options: item.options.options)
        }
        return variant
    }

    /// Checks stock, limits per buyer, flash sales and purchase limits for a whole order.
    func checkUnits(
        _ lines: [WantedLine], for buyer: BuyerID, in session: Session
    ) throws(Refusal) {
        for line in lines where line.item.isWithdrawn { throw .withdrawn(line.item.code) }
        var wantedOfLimit: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            if let name = line.item.purchaseLimit {
                wantedOfLimit[name, default: 0] += line.quantity
            }
            // An item's first line stands for all of them.
            guard !lines[..<index].contains(where: { $0.item.id == line.item.id }) else { continue }
            let wanted = lines.filter { $0.item.id == line.item.id }
                .reduce(0) { $0 + $1.quantity }
            try checkLimits(wanted, of: line.item, for: buyer)
        }
        for line in lines {
            let available = line.item.stock.available(of: line.variant)
            if let available, line.quantity > available {
                throw .soldOut(
                    line.item.code, wanted: line.quantity, available: max(0, available))
            }
        }
        let all = lines.reduce(0) { $0 + (isCounted($1.item.id) ? $1.quantity : 0) }
        let held = heldUnits[buyer, default: 0]
        guard held + all <= limits.heldUnitsPerBuyer else {
            throw .tooManyHeldUnits(
                limit: limits.heldUnitsPerBuyer, has: held, wanted: all)
        }
        for (name, wanted) in wantedOfLimit.sorted(by: { $0.key < $1.key }) {
            if let limit = session.purchaseLimits[name], let left = limit.left, wanted > left {
                throw .purchaseLimit(limit, wanted: wanted)
            }
        }
    }

    private func checkLimits(
        _ wanted: Int, of item: Item, for buyer: BuyerID
    ) throws(Refusal) {
        let has = item.stock.units(of: buyer)
        if let limit = item.limitPerBuyer, has + wanted > limit {
            throw .limitPerBuyer(item.code, limit: limit, has: has, wanted: wanted)
        }
        try checkFlashSale(wanted, of: item, for: buyer)
    }

    func checkFlashSale(
        _ wanted: Int, of item: Item, for buyer: BuyerID
    ) throws(Refusal) {
        guard let left = item.flashSale(at: time)?.left(for: buyer) else { return }
        guard wanted <= left else {
            throw .flashSaleLimit(item.code, left: left, wanted: wanted)
        }
    }

    /// Whether all units of an ended order can be held once more, within all limits.
    func canHoldAgain(_ order: Order) -> Bool {
        var ofItem: [ItemID: Int] = [:]
        var ofLimit: [String: Int] = [:]
        for line in order.lines {
            guard let item = items[line.item],
                item.stock.canHold(line.quantity, of: line.variant)
            else { return false }
            ofItem[line.item, default: 0] += line.quantity
            if let name = item.purchaseLimit { ofLimit[name, default: 0] += line.quantity }
        }
        let isWithinLimits = ofItem.allSatisfy { id, quantity in
            guard let item = items[id], let limit = item.limitPerBuyer else { return true }
            return item.stock.units(of: order.buyer) + quantity <= limit
        }
        let purchaseLimits = sessions[order.session]?.purchaseLimits ?? [:]
        return isWithinLimits
            && ofLimit.allSatisfy { name, quantity in
                purchaseLimits[name]?.left.map { quantity <= $0 } ?? true
            }
    }

    /// Has everybody in the session told how many units of a line's variant are left.
    mutating func announceStock(of line: OrderLine) {
        announceStock(of: line.item, line.variant)
    }

    mutating func announceStock(of item: ItemID, _ variant: Variant) {
        let name = StockName(item: item, variant: variant)
        if unannouncedNames.insert(name).inserted { unannounced.append(name) }
    }

    /// Whether `announceStock(at:)` has something to tell.
    package var hasUntoldStock: Bool { !unannounced.isEmpty }

    /// Finds what the journal has not told: the shop may have ended before it could.
    package mutating func findUntoldStock() {
        for (id, item) in items.sorted(by: { $0.key < $1.key })
        where sessions[item.session]?.isOpen == true {
            for variant in item.stock.variants {
                let name = StockName(item: id, variant: variant)
                guard told[name] != item.stock.available(of: variant) else { continue }
                announceStock(of: id, variant)
            }
        }
    }

    /// Tells how many units are left of what turns have changed since the last time: each variant
    /// once, whatever has happened in between. To be called after each turn, or after several.
    package mutating func announceStock(at now: Timestamp) -> [Entry] {
        guard !unannounced.isEmpty else { return [] }
        let names = unannounced
        unannounced.removeAll(keepingCapacity: true)
        unannouncedNames.removeAll(keepingCapacity: true)
        return turn(at: now) { shop in
            for name in names { shop.tellStock(of: name) }
        }
    }

    private mutating func tellStock(of name: StockName) {
        guard let item = items[name.item],
            let available = item.stock.available(of: name.variant)
        else { return }
        emit(
            .stockChanged(
                item.id, name.variant, offered: item.stock.units(of: name.variant).offered,
                available: available),
            to: .session(item.session))
    }
}
