import ShopModel

extension Shop {
    /// Makes the state say what an event about parcels says.
    mutating func applyToParcel(_ event: ShopEvent, at: Timestamp) {
        switch event {
        case .parcelPacked(let parcel):
            parcels[parcel.id] = parcel
            numbers.parcel = max(numbers.parcel, parcel.id)
            noteHome(of: parcel.id, from: nil, parcel.orders)
            listings.parcels.insert(parcel.id)
            for id in parcel.orders { change(id) { $0.note(parcel) } }
        case .parcelHandedOver(let id, let carrier, let trackingNumber):
            parcels[id]?.state = .handedOver
            parcels[id]?.legs = [
                ParcelLeg(carrier: carrier, trackingNumber: trackingNumber, handedOverAt: at)
            ]
        case .parcelTracked(let id, let tracking, let state):
            parcels[id]?.tracking.append(tracking)
            parcels[id]?.state = state
            noteDelivery(parcels[id]?.orders ?? [])
        case .parcel(let event): apply(event)
        default: preconditionFailure("not an event of a parcel")
        }
    }

    private mutating func apply(_ event: ParcelEvent) {
        switch event {
        case .repacked(let repacking): apply(repacking)
        case .sealed(let id, let seal):
            parcels[id]?.seal = seal
            parcels[id]?.state = .sealed
        case .unsealed(let id, _, _):
            parcels[id]?.seal = nil
            parcels[id]?.declaration = nil
            parcels[id]?.state = .open
        case .declared(let id, let declaration):
            parcels[id]?.declaration = declaration
            parcels[id]?.state = .declared
        case .legAdded(let id, let leg): parcels[id]?.legs.append(leg)
        case .freightCredited(let credit):
            change(credit.order) {
                $0.freightCredited = Self.sum($0.freightCredited, credit.amount)
            }
        case .sdrRateSet(let rate):
            sdrRates.removeAll { $0.replaces(rate) }
            sdrRates.append(rate)
            let inForce = sdrRates.filter { $0.currency == rate.currency && $0.validFrom <= today }
                .map(\.validFrom).max()
            sdrRates.removeAll { old in
                old.currency == rate.currency && inForce.map { old.validFrom < $0 } ?? false
            }
        }
    }

    private mutating func apply(_ repacking: Repacking) {
        if let from = repacking.from { parcels[from]?.remove(repacking.lines) }
        if let to = repacking.to {
            var parcel = parcels[to] ?? Parcel(id: to, buyer: repacking.buyer, lines: [])
            parcel.add(repacking.lines)
            parcels[to] = parcel
            numbers.parcel = max(numbers.parcel, to)
            noteHome(of: to, from: repacking.from, repacking.lines.map(\.order))
            listings.parcels.insert(to)
        }
        for id in Set(repacking.lines.map(\.order)) {
            for parcel in [repacking.from, repacking.to].compactMap({ $0.flatMap { parcels[$0] } })
            {
                change(id) { $0.note(parcel) }
            }
        }
    }

    /// An order is complete when all its units have arrived, and not any more when one has not.
    private mutating func noteDelivery(_ ids: [OrderID]) {
        for order in ids.compactMap({ orders[$0] })
        where order.state == .confirmed || order.state == .completed {
            let isThere =
                unpackedLines(of: order).isEmpty
                && order.parcels.allSatisfy { parcels[$0]?.state == .delivered }
            change(order.id) { $0.state = isThere ? .completed : .confirmed }
        }
    }
}

extension Order {
    /// Remembers whether any of its units are in this parcel.
    fileprivate mutating func note(_ parcel: Parcel) {
        parcels.removeAll { $0 == parcel.id }
        guard parcel.lines.contains(where: { $0.order == id }) else { return }
        let place = parcels.firstIndex { $0 > parcel.id }
        parcels.insert(parcel.id, at: place ?? parcels.count)
    }
}
