import ShopModel

// Parcels: packed per buyer, handed over only when every order in them is paid in full.
extension Shop {
    mutating func packParcel(_ ids: [OrderID]) throws(Refusal) -> CommandSubject {
        guard (1...limits.ordersPerParcel).contains(ids.count), Set(ids).count == ids.count else {
            throw .invalid(
                field: "orders",
                rule: "a parcel has 1 to \(limits.ordersPerParcel) orders, each once")
        }
        var packed: [Order] = []
        for id in ids {
            guard let order = orders[id] else { throw .noSuch("order \(id)") }
            if let parcel = order.parcel {
                throw .orderHas(
                    id, state: "in parcel \(parcel)", hint: "an order is packed once")
            }
            try checkPaid(id)  // What may not leave would keep in what may.
            try checkSourced(order)
            try checkFresh(order)
            packed.append(order)
        }
        let buyer = packed[0].buyer
        guard packed.allSatisfy({ $0.buyer == buyer }) else {
            throw .invalid(field: "orders", rule: "a parcel goes to one buyer")
        }
        let parcel = Parcel(
            id: ParcelID(UInt64(parcels.count) + 1), buyer: buyer, orders: ids)
        emit(.parcelPacked(parcel), to: .buyer(buyer))
        return .parcel(parcel.id)
    }

    mutating func handOver(
        _ id: ParcelID, carrier: String, trackingNumber: String
    ) throws(Refusal) -> CommandSubject {
        guard let parcel = parcels[id] else { throw .noSuch("parcel \(id)") }
        guard parcel.state == .open else {
            throw .parcelHas(id, state: parcel.state.rawValue, hint: "it has left already")
        }
        let carrier = try checked(carrier, "carrier", limitBytes: limits.titleBytes)
        let number = try checked(
            trackingNumber, "tracking_number", limitBytes: limits.titleBytes)
        guard !parcel.orders.isEmpty else {
            throw .parcelHas(id, state: "empty", hint: "its orders were cancelled")
        }
        for id in parcel.orders {
            try checkPaid(id)
            if let order = orders[id] { try checkSourced(order) }
        }
        emit(
            .parcelHandedOver(id, carrier: carrier, trackingNumber: number),
            to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    mutating func trackParcel(
        _ id: ParcelID, _ event: TrackingEvent
    ) throws(Refusal) -> CommandSubject {
        guard let parcel = parcels[id] else { throw .noSuch("parcel \(id)") }
        guard parcel.state != .open else {
            throw .parcelHas(id, state: "open", hint: "hand it over first")
        }
        guard event.state != .open, event.state != .handedOver else {
            throw .invalid(field: "state", rule: "must be something a carrier reports")
        }
        if parcel.state == .delivered, event.state != .exception, event.state != .returning {
            throw .parcelHas(
                id, state: "delivered", hint: "only an exception or a return can follow")
        }
        let text = try checked(
            event.text, "text", limitBytes: limits.titleBytes, required: false)
        emit(
            .parcelTracked(
                id, TrackingEvent(state: event.state, text: text, occurredAt: event.occurredAt)),
            to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    /// The gate: nothing is packed or handed over that is not settled in full, or whose money is
    /// in doubt.
    private func checkPaid(_ id: OrderID) throws(Refusal) {
        guard let order = orders[id] else { throw .noSuch("order \(id)") }
        guard !order.hasEnded else {
            throw .orderHas(id, state: order.state.rawValue, hint: "it cannot be sent")
        }
        let doubtful = order.payments.first { payments[$0]?.state == .quarantined }
        if let doubtful { throw .needsAPerson(id, doubtful) }
        guard order.state == .confirmed, order.isFullySettled else {
            throw .notPaid(
                id, settled: order.settled,
                total: Money(order.owedMinorUnits, order.settled.currency))
        }
    }
}
