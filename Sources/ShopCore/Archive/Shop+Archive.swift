package import ShopModel

// Sessions that are over leave memory: what they were is in the journal, and can be had back.
extension Shop {
    /// Sessions that have left memory.
    package var archived: Set<SessionID> {
        Set(lives.filter(\.value.isArchived).keys)
    }

    /// Takes sessions out of memory that have been over for `ShopLimits.archiveTime`.
    ///
    /// - Parameter most: So many in one turn, or what shared parcels with the last of them.
    package mutating func archive(at now: Timestamp, most: Int = .max) -> [Entry] {
        turn(at: now) { shop in
            for sessions in shop.archivable().prefix(most) {
                shop.emit(.archive(.archived(shop.summary(of: sessions))), to: .staff)
            }
        }
    }

    /// Brings sessions back into memory.
    ///
    /// - Parameter entries: All of their scopes, in order.
    package mutating func restore(
        _ sessions: Set<SessionID>, from entries: [Entry], at now: Timestamp
    ) -> [Entry] {
        let sessions = linked(to: sessions).filter { lives[$0]?.isArchived == true }
        guard !sessions.isEmpty else { return [] }
        for entry in entries {
            guard case .session(let session) = entry.scope, sessions.contains(session) else {
                continue
            }
            reapply(entry)
        }
        relist(sessions)
        return turn(at: now) { $0.emit(.archive(.restored(sessions.sorted())), to: .staff) }
    }

    /// To be called before entries are replayed.
    ///
    /// - Parameter archives: All of the journal, in order.
    /// - Returns: The sessions whose entries are not to be replayed.
    package mutating func prepareReplay(_ archives: [ArchiveEvent]) -> Set<SessionID> {
        var gone: Set<SessionID> = []
        for archive in archives {
            switch archive {
            case .archived(let archive): gone.formUnion(archive.sessions)
            case .restored(let sessions):
                gone.subtract(sessions)
                restoredLater.formUnion(sessions)
            }
        }
        restoredLater.subtract(gone)
        return gone
    }

    /// The shop as it is with these sessions in memory, for questions about them.
    package func restoring(_ sessions: Set<SessionID>, from entries: [Entry]) -> Shop {
        var shop = self
        _ = shop.restore(sessions, from: entries, at: time)
        return shop
    }

    /// These sessions, and those that left memory with them.
    package func linked(to sessions: Set<SessionID>) -> Set<SessionID> {
        sessions.reduce(into: sessions) { $0.formUnion(lives[$1]?.linked ?? []) }
    }

    /// The transaction that a command would have settle a payment.
    package func transaction(of command: Command) -> (PaymentMethod, id: String)? {
        switch command {
        case .confirmPayment(let id, _, let reference):
            payments[id].map {
                (.manual, reference.isEmpty ? $0.reference : reference.neutralised())
            }
        case .reportPayment(let id, .paid(let transaction, _)):
            payments[id].map { ($0.method, transaction) }
        case .resolvePayment(let id, _, _):
            payments[id].flatMap { payment in
                payment.found.map { (payment.method, $0.transaction) }
            }
        default: nil
        }
    }

    // MARK: - What is over

    /// Sessions that can leave memory, together where parcels link them.
    private func archivable() -> [[SessionID]] {
        let quiet = sessions.values.filter { session in
            guard !session.isOpen, let life = lives[session.id], !life.isArchived else {
                return false
            }
            return life.lastEntryAt + limits.archiveTime <= time
        }.map(\.id)
        guard !quiet.isEmpty else { return [] }
        let ended = Set(quiet).subtracting(unfinishedSessions())
        var groups: [[SessionID]] = []
        for id in ended.sorted() {
            let group = lives[id]?.linked ?? [id]
            if group.isSubset(of: ended), group.min() == id { groups.append(group.sorted()) }
        }
        return groups
    }

    /// Sessions of which something may still have to be done.
    private func unfinishedSessions() -> Set<SessionID> {
        var unfinished: Set<SessionID> = []
        for order in orders.values where !isFinished(order) { unfinished.insert(order.session) }
        for order in alerts.values.compactMap(\.alert.order) {
            if let order = orders[order] { unfinished.insert(order.session) }
        }
        for place in waitlist.places.values { unfinished.insert(place.session) }
        for id in runningSales.keys { if let item = items[id] { unfinished.insert(item.session) } }
        for parcel in parcels.values where !parcel.lines.isEmpty {
            switch parcel.state {
            case .delivered, .returned, .lost: break
            default: if let home = parcelHomes[parcel.id] { unfinished.insert(home) }
            }
        }
        return unfinished
    }

    /// Whether neither buyer nor shop waits for anything of the order.
    private func isFinished(_ order: Order) -> Bool {
        guard order.ending == nil, order.openSubstitutes.isEmpty,
            order.outstandingMinorUnits == 0,
            !order.payments.contains(where: isOpen), !order.refunds.contains(where: isOpen)
        else { return false }
        switch order.state {
        case .placed: return false
        case .expired, .cancelled: return true
        case .completed: return order.isFullySettled
        case .confirmed: return order.isGivenBack || unpackedLines(of: order).isEmpty
        }
    }

    private func isOpen(_ id: PaymentID) -> Bool {
        livePayments.contains(id) || latePayments.contains(id)
            || payments[id]?.state == .quarantined
    }

    private func isOpen(_ id: RefundID) -> Bool { liveRefunds.contains(id) }

    /// What the shop must still know of sessions that leave memory.
    func summary(of sessions: [SessionID]) -> SessionArchive {
        let dates = Set(sessions.flatMap { lives[$0]?.days ?? [] })
        return SessionArchive(
            sessions: sessions,
            orders: sessions.reduce(0) { $0 + (lives[$1]?.orders.count ?? 0) }, numbers: numbers,
            days: dates.sorted().map { records.days.tally(of: $0).report(of: $0) },
            imports: imports(of: sessions.flatMap { lives[$0]?.orders ?? [] }))
    }

    private func imports(of ids: [OrderID]) -> [ImportedGoods] {
        var sums: [ImportedGoods.Key: Int64] = [:]
        for order in ids.compactMap({ orders[$0] }) where !order.hasEnded {
            if let key = order.importKey { sums[key, default: 0] += order.quote.goods.minorUnits }
        }
        return sums.map { ImportedGoods($0, minorUnits: $1) }.sorted {
            ($0.key.buyer, $0.key.year, $0.key.destination.code, $0.key.currency.code)
                < ($1.key.buyer, $1.key.year, $1.key.destination.code, $1.key.currency.code)
        }
    }

    // MARK: - What events say

    mutating func apply(_ event: ArchiveEvent, at time: Timestamp) {
        switch event {
        case .archived(let archive):
            numbers.raise(to: archive.numbers)
            for report in archive.days { records.days.set(DayTally(report), of: report.day) }
            for session in archive.sessions {
                lives[session]?.linked.formUnion(archive.sessions)
                lives[session]?.days = archive.days.map(\.day)
            }
            // What was restored later is there from its entries.
            let gone = Set(archive.sessions).subtracting(restoredLater)
            drop(gone)
            guard let first = gone.min() else { return }
            lives[first]?.imports = archive.imports
            for goods in archive.imports {
                archivedGoods[goods.key, default: 0] += goods.minorUnits
            }
        case .restored(let sessions):
            for id in sessions {
                for goods in lives[id]?.imports ?? [] {
                    archivedGoods[goods.key, default: 0] -= goods.minorUnits
                    if archivedGoods[goods.key] == 0 { archivedGoods[goods.key] = nil }
                }
                lives[id]?.imports = []
                lives[id]?.isArchived = false
                lives[id]?.lastEntryAt = time
            }
        }
    }

    /// Notes where an entry belongs, before it is applied.
    mutating func note(_ entry: Entry, isCounted: Bool) {
        switch (entry.event, entry.scope) {
        case (.sessionOpened(let session), _):
            lives[session.id] = SessionLife(lastEntryAt: entry.at, linked: [session.id])
        case (.sessionClosed(let id), _): lives[id]?.lastEntryAt = entry.at
        case (_, .session(let id)):
            lives[id]?.lastEntryAt = entry.at
            guard isCounted else { return }
            let day = CalendarDate.inChina(at: entry.at)
            if lives[id]?.days.last != day { lives[id]?.days.append(day) }
        default: break
        }
    }

    /// Remembers which session's entries a parcel is in, and whose orders met in it.
    mutating func noteHome(of parcel: ParcelID, from other: ParcelID?, _ orders: [OrderID]) {
        var met = Set(orders.compactMap { self.orders[$0]?.session })
        for id in [parcel, other].compactMap(\.self) {
            if let home = parcelHomes[id] { met.insert(home) }
        }
        let home = other.flatMap { parcelHomes[$0] } ?? met.min()
        if parcelHomes[parcel] == nil, let home {
            parcelHomes[parcel] = home
            lives[home]?.parcels.append(parcel)
        }
        guard met.count > 1 else { return }
        let all = linked(to: met)
        for id in all { lives[id]?.linked = all }
    }

    private mutating func drop(_ gone: Set<SessionID>) {
        for id in gone {
            guard var life = lives[id] else { continue }
            for purchase in life.purchases { drop(purchase) }
            let orders = Set(life.orders)
            alerts = alerts.filter { $0.value.alert.order.map(orders.contains) != true }
            for order in life.orders { drop(order) }
            for substitute in life.substitutes { substitutes[substitute] = nil }
            for parcel in life.parcels {
                (parcels[parcel], parcelHomes[parcel]) = (nil, nil)
                listings.parcels.remove(parcel)
            }
            for item in (itemsByCode[id] ?? [:]).values { drop(item) }
            (itemsByCode[id], catalogues[id]) = (nil, nil)
            sessions[id]?.pinned = nil
            sessions[id]?.pinnedText = nil
            sessions[id]?.slowMode = nil
            sessions[id]?.purchaseLimits = [:]
            (life.orders, life.purchases, life.substitutes, life.parcels) = ([], [], [], [])
            life.isArchived = true
            lives[id] = life
        }
    }

    private mutating func drop(_ id: ItemID) {
        guard let item = items.removeValue(forKey: id) else { return }
        for variant in item.stock.variants { told[StockName(item: id, variant: variant)] = nil }
    }

    private mutating func drop(_ id: PurchaseID) {
        guard let purchase = purchases.removeValue(forKey: id) else { return }
        (demand[purchase.product], sparePurchases[purchase.product]) = (nil, nil)
        listings.purchases.remove(id)
    }

    private mutating func drop(_ id: OrderID) {
        guard let order = orders.removeValue(forKey: id) else { return }
        listings.remove(order)
        for line in order.sourcing.indices { demand[order.product(line)] = nil }
        let buyer = order.buyer
        ordersOfBuyer[buyer]?.removeAll { $0 == id }
        if ordersOfBuyer[buyer]?.isEmpty == true { ordersOfBuyer[buyer] = nil }
        if unpaidOrders[buyer] == 0 { unpaidOrders[buyer] = nil }
        if heldUnits[buyer] == 0 { heldUnits[buyer] = nil }
        for payment in order.payments {
            guard let gone = payments.removeValue(forKey: payment) else { continue }
            transactions[Transaction(method: gone.method, id: gone.transaction)] = nil
        }
        for refund in order.refunds { refunds[refund] = nil }
        if let invoice = records.invoiceOfOrder.removeValue(forKey: id),
            let gone = records.invoices.removeValue(forKey: invoice)
        {
            for note in gone.creditNotes { records.creditNotes[note] = nil }
        }
    }

    /// What the entries of sessions that came back do not say themselves.
    private mutating func relist(_ sessions: Set<SessionID>) {
        for choice in requests.all.values.flatMap(\.offers) {
            if let order = choice.order, let until = choice.vetoUntil {
                orders[order]?.vetoUntil = until
            }
        }
        for order in orders.values where sessions.contains(order.session) {
            ordersOfBuyer[order.buyer]?.sort()
            if people.erased[order.buyer] != nil {
                change(order.id) { $0.alias = Self.erasedAlias(of: order.buyer) }
            }
        }
    }
}

extension Order {
    /// Under what its goods count for a buyer's year; `nil`: it has no destination.
    var importKey: ImportedGoods.Key? {
        quote.destination.map {
            ImportedGoods.Key(
                buyer: buyer, destination: $0, year: CalendarDate.inChina(at: placedAt).year,
                currency: quote.goods.currency)
        }
    }
}
