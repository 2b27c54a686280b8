package import ShopModel

// Buying for orders that are firm. Units go to lines unit by unit, those first whose orders became
// firm first; a line may get some now and the rest later.
extension Shop {
    mutating func tickOff(_ tick: Command.TickOff) throws(Refusal) -> CommandSubject {
        let (item, product) = try product(tick.code, tick.variant, in: tick.session)
        guard item.stock.model != .onHand else {
            throw .itemHas(
                item.code, state: "is on hand from the start", hint: "nothing of it is bought")
        }
        guard (1...limits.lineQuantity).contains(tick.units) else {
            throw .invalid(field: "units", rule: "must be 1 to \(limits.lineQuantity)")
        }
        let wanted = demand[product]?.wanted ?? 0
        guard tick.units <= wanted else {
            throw .notWanted(item.code, wanted: wanted, units: tick.units)
        }
        if let limit = buyingLimit(of: item), let left = limit.leftToBuy, tick.units > left {
            throw .buyingLimit(limit, wanted: tick.units)
        }
        let proof = try checked(tick.proof, of: item)
        let purchase = Purchase(
            id: numbers.purchase.next, session: item.session, product: product,
            units: tick.units, proof: proof, boughtAt: min(tick.capturedAt ?? time, time),
            isShortDated: proof.expiry.map { $0 < firstGoodExpiry } ?? false)
        emit(.unitsBought(purchase), to: .staff)
        give(purchase.id)
        return .purchase(purchase.id)
    }

    /// Undoes a tick: its units are wanted again, in their old places.
    mutating func takeBackTick(
        _ id: PurchaseID, reason: String
    ) throws(Refusal) -> CommandSubject {
        guard let purchase = purchases[id] else { throw .noSuch(.tick(id)) }
        let reason = try checked(reason, "reason", limitBytes: limits.textBytes)
        guard !purchase.isTakenBack else {
            throw .sourcingHas("Tick \(id)", state: "taken back already", hint: "nothing to do")
        }
        for share in shares(of: purchase) {
            guard let parcel = orders[share.order]?.parcel else { continue }
            throw .sourcingHas(
                "Tick \(id)", state: "packed in part, in parcel \(parcel)",
                hint: "take order \(share.order) out of it first, if it has not left")
        }
        for share in shares(of: purchase) {
            guard let order = orders[share.order] else { continue }
            emit(
                .lineWanted(share.order, line: share.line, units: share.units, purchase: id),
                to: .buyer(order.buyer))
        }
        emit(.purchaseTakenBack(id, reason: reason), to: .staff)
        supply(purchase.product)
        return .purchase(id)
    }

    /// Gives what a tick has left to the lines that wait.
    private mutating func give(_ id: PurchaseID) {
        while let purchase = purchases[id], purchase.spare > 0,
            let next = demand[purchase.product]?.waiting.first, let order = orders[next.order]
        {
            emit(
                .lineBought(
                    next.order, line: next.line, units: min(purchase.spare, next.units),
                    purchase: id),
                to: .buyer(order.buyer))
        }
    }

    /// Gives units whose orders were called off to those who wait for the same product.
    mutating func supply(_ product: Product) {
        for id in sparePurchases[product, default: []].sorted() {
            guard let purchase = purchases[id], isGood(purchase) else { continue }
            give(id)
        }
    }

    /// Supplies the lines of an order that has become firm.
    mutating func supply(_ id: OrderID) {
        guard let order = orders[id], !sparePurchases.isEmpty else { return }
        for line in order.sourcing.indices { supply(order.product(line)) }
    }

    /// Who has units of a tick now.
    package func shares(
        of purchase: Purchase
    ) -> [(order: OrderID, line: Int, units: Int)] {
        purchase.orders.flatMap { id in
            (orders[id]?.sourcing ?? []).enumerated().compactMap { line, sourcing in
                sourcing.shares.first { $0.purchase == purchase.id }
                    .map { (order: id, line: line, units: $0.units) }
            }
        }
    }

    /// The earliest expiry that packing takes now, by UTC days.
    package var firstGoodExpiry: CalendarDate {
        .inUTC(at: time + .hours(Int64(24 * limits.daysLeftAtPacking)))
    }

    func isGood(_ purchase: Purchase) -> Bool {
        purchase.proof.expiry.map { $0 >= firstGoodExpiry } ?? true
    }

    func buyingLimit(of item: Item) -> PurchaseLimit? {
        item.purchaseLimit.flatMap { sessions[item.session]?.purchaseLimits[$0] }
    }

    /// An item and variant of a session, which may be closed by now.
    func product(
        _ code: ItemCode, _ values: [String], in session: SessionID
    ) throws(Refusal) -> (Item, Product) {
        guard sessions[session] != nil else { throw .noSuch("session \(session)") }
        guard let item = item(code, in: session) else { throw .noSuch("item \(code)") }
        return (item, Product(item.id, try variant(values, of: item)))
    }

    private func checked(
        _ proof: Purchase.Proof, of item: Item
    ) throws(Refusal) -> Purchase.Proof {
        let limit = limits.titleBytes
        let store = try checked(proof.store, "store", limitBytes: limit, required: false)
        return Purchase.Proof(
            store: store.isEmpty ? item.store : store, receipt: proof.receipt,
            unitPhoto: proof.unitPhoto,
            batch: try checked(proof.batch, "batch", limitBytes: limit, required: false),
            expiry: proof.expiry)
    }
}

extension CalendarDate {
    /// The day in UTC.
    ///
    /// - Parameter time: Between the years 1970 and 9999.
    package static func inUTC(at time: Timestamp) -> CalendarDate {
        // China's day begins eight hours before.
        .inChina(at: Timestamp(milliseconds: time.milliseconds - 8 * 3_600_000))
    }
}
