import ShopModel

// What a seller changes of items while the session runs. Placed orders never change.
extension Shop {
    mutating func correctItem(
        _ code: ItemCode, in session: SessionID, _ caption: Caption, seen: Int?
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(code, in: session)
        if let seen, seen != item.version {
            throw .staleOffer(now: item.offer(at: time), seen: seen)
        }
        let caption = try checked(caption, in: session)
        if item.flashSale != nil, caption.price != item.caption.price {
            throw .itemHas(
                code, state: "is in a flash sale", hint: "end that before its price changes")
        }
        emit(
            .itemCorrected(item.id, caption, version: item.version + 1), to: .session(session.id))
        return .item(item.id)
    }

    mutating func withdrawItem(
        _ code: ItemCode, in session: SessionID
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(code, in: session)
        guard !item.isWithdrawn else {
            throw .itemHas(code, state: "is withdrawn already", hint: "nothing to do")
        }
        endFlashSale(of: item, .seller)
        dismissWaiting(for: item.id, reason: "\(code) is withdrawn")
        dismissOffers(of: item.id, reason: "\(code) is withdrawn")
        emit(.itemWithdrawn(item.id), to: .session(session.id))
        if session.pinned == item.id { emit(.itemUnpinned(session.id), to: .session(session.id)) }
        return .item(item.id)
    }

    mutating func restoreItem(
        _ code: ItemCode, in session: SessionID
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(code, in: session)
        guard item.isWithdrawn else {
            throw .itemHas(code, state: "is not withdrawn", hint: "nothing to do")
        }
        emit(.itemRestored(item.id), to: .session(session.id))
        return .item(item.id)
    }

    mutating func markSoldOut(
        _ code: ItemCode, in session: SessionID, variant values: [String]
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(code, in: session)
        guard item.stock.model != .toOrder else {
            throw .itemHas(code, state: "is bought to order", hint: "withdraw it instead")
        }
        let variants = values.isEmpty ? item.stock.variants : [try variant(values, of: item)]
        for variant in variants {
            let units = item.stock.units(of: variant)
            guard units.offered > units.taken else { continue }
            emit(
                .stockChanged(item.id, variant, offered: units.taken, available: 0),
                to: .session(session.id))
        }
        return .item(item.id)
    }

    mutating func pinItem(
        _ code: ItemCode, in session: SessionID
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(code, in: session)
        guard !item.isWithdrawn else { throw .withdrawn(code) }
        if session.pinned != item.id { emit(.itemPinned(item.id), to: .session(session.id)) }
        return .item(item.id)
    }

    mutating func unpinItem(in session: SessionID) throws(Refusal) -> CommandSubject {
        let session = try openSession(session)
        if session.pinned != nil { emit(.itemUnpinned(session.id), to: .session(session.id)) }
        return .session(session.id)
    }

    // MARK: - Flash sales

    mutating func startFlashSale(
        _ start: Command.StartFlashSale
    ) throws(Refusal) -> CommandSubject {
        let (session, item) = try openItem(start.code, in: start.session)
        guard !item.isWithdrawn else { throw .withdrawn(item.code) }
        guard item.flashSale == nil else {
            throw .itemHas(item.code, state: "is in a flash sale", hint: "end that one first")
        }
        guard runningSales.count < limits.flashSalesAtOnce else {
            throw .invalid(
                field: "code", rule: "at most \(limits.flashSalesAtOnce) flash sales run at once")
        }
        guard start.price.currency == session.priceCurrency, start.price.isPositive,
            start.price.minorUnits < item.caption.price.minorUnits
        else {
            throw .invalid(
                field: "price", rule: "must be above zero and below \(item.caption.price)")
        }
        guard (1...limits.offeredUnits).contains(start.units) else {
            throw .invalid(field: "units", rule: "must be 1 to \(limits.offeredUnits)")
        }
        if let each = start.unitsPerBuyer, !(1...limits.lineQuantity).contains(each) {
            throw .invalid(field: "units_per_buyer", rule: "must be 1 to \(limits.lineQuantity)")
        }
        guard limits.flashSaleTime.contains(start.duration) else {
            let bounds = limits.flashSaleTime
            throw .invalid(
                field: "seconds",
                rule: """
                    must be \(bounds.lowerBound.milliseconds / 1000) to \
                    \(bounds.upperBound.milliseconds / 1000)
                    """)
        }
        let sale = FlashSale(
            price: start.price, units: start.units, unitsPerBuyer: start.unitsPerBuyer,
            endsAt: time + start.duration, firstVersion: item.version + 1)
        emit(.flashSaleStarted(item.id, sale), to: .session(session.id))
        return .item(item.id)
    }

    mutating func endFlashSale(
        _ code: ItemCode, in session: SessionID
    ) throws(Refusal) -> CommandSubject {
        let (_, item) = try openItem(code, in: session)
        guard item.flashSale != nil else {
            throw .itemHas(code, state: "is in no flash sale", hint: "nothing to do")
        }
        endFlashSale(of: item, .seller)
        return .item(item.id)
    }

    /// Ends the sales whose time is over.
    mutating func endDueFlashSales() {
        for (id, endsAt) in runningSales.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        where endsAt <= time {
            if let item = items[id] { endFlashSale(of: item, .time) }
        }
    }

    /// Ends the sales of which an order has just taken the last unit.
    mutating func endSoldFlashSales(of lines: [OrderLine]) {
        for line in lines {
            guard let item = items[line.item], let sale = item.flashSale, sale.taken >= sale.units
            else { continue }
            endFlashSale(of: item, .units)
        }
    }

    mutating func endFlashSale(of item: Item, _ end: FlashSaleEnd) {
        guard item.flashSale != nil else { return }
        emit(
            .flashSaleEnded(item.id, end, version: item.version + 1), to: .session(item.session))
    }

    // MARK: - Purchase limits

    mutating func setPurchaseLimit(
        _ name: String, to units: Int?, in session: SessionID
    ) throws(Refusal) -> CommandSubject {
        let session = try openSession(session)
        let name = try checked(name, "name", limitBytes: limits.titleBytes)
        let known = session.purchaseLimits[name]
        guard known != nil || session.purchaseLimits.count < limits.purchaseLimitsPerSession
        else {
            throw .invalid(
                field: "name",
                rule: "a session has at most \(limits.purchaseLimitsPerSession) purchase limits")
        }
        if let units {
            let lowest = max(1, known?.taken ?? 0)
            guard (lowest...limits.offeredUnits).contains(units) else {
                throw .invalid(
                    field: "units",
                    rule: "must be \(lowest) (held and sold) to \(limits.offeredUnits), or lifted")
            }
        } else if known == nil {
            throw .noSuch("purchase limit “\(name)”")
        }
        emit(.purchaseLimitSet(session.id, name: name, units: units), to: .session(session.id))
        return .session(session.id)
    }

    private func openItem(
        _ code: ItemCode, in id: SessionID
    ) throws(Refusal) -> (Session, Item) {
        let session = try openSession(id)
        guard let item = item(code, in: session.id) else { throw .noSuch("item \(code)") }
        return (session, item)
    }
}
