import ShopModel

// Parcels leave only when all that is in them is bought and paid in full; then carriers speak.
extension Shop {
    mutating func decide(
        _ command: ParcelCommand, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .seal(let parcel, let mass, let number, let photo):
            try seal(parcel, mass, number: number, photo, by: actor)
        case .unseal(let parcel, let reason): try unseal(parcel, reason: reason, by: actor)
        case .merge(let into, let from, let reason):
            try mergeParcels(into: into, from: from, reason: reason, by: actor)
        case .split(let split): try splitParcel(split, by: actor)
        case .declare(let parcel, let terms): try declare(parcel, terms)
        case .addLeg(let parcel, let carrier, let number):
            try addLeg(to: parcel, carrier: carrier, trackingNumber: number)
        case .setSDRRate(let rate): try setSDRRate(rate)
        case .setCustomsFacts(let session, let code, let hsCode, let origin, let netMass):
            try setCustomsFacts(of: code, in: session, hsCode, origin, netMass)
        }
    }

    /// An open parcel that needs neither weight nor declaration is closed by handing it over.
    mutating func handOver(
        _ id: ParcelID, carrier: String, trackingNumber: String
    ) throws(Refusal) -> CommandSubject {
        guard let parcel = parcels[id] else { throw .noSuch(.parcel(id)) }
        guard !parcel.hasLeft else {
            throw .parcelHas(id, state: parcel.state.rawValue, hint: "it has left already")
        }
        let leg = try leg(carrier, trackingNumber)
        guard !parcel.lines.isEmpty else {
            throw .parcelHas(id, state: "empty", hint: "pack something into it")
        }
        for order in parcel.orders.compactMap({ orders[$0] }) {
            try checkPaid(order.id)
            try checkSourced(order)
            try checkFresh(
                order, Set(parcel.lines.filter { $0.order == order.id }.map(\.line)))
        }
        if needsDeclaration(parcel), parcel.state != .declared { throw .notDeclared(id) }
        let weighs = parcel.orders.contains { orders[$0]?.quote.weightTerms.rule != .waive }
        if weighs, parcel.seal == nil { throw .notSealed(id) }
        emit(
            .parcelHandedOver(id, carrier: leg.carrier, trackingNumber: leg.trackingNumber),
            to: .buyer(parcel.buyer))
        creditFreight(of: id)
        return .parcel(id)
    }

    private mutating func addLeg(
        to id: ParcelID, carrier: String, trackingNumber: String
    ) throws(Refusal) -> CommandSubject {
        let parcel = try parcelUnderWay(id)
        guard parcel.state != .delivered else {
            throw .parcelHas(
                id, state: "delivered", hint: "only an exception or a return can follow")
        }
        guard parcel.legs.count < limits.legsPerParcel else {
            throw .parcelHas(
                id, state: "on \(parcel.legs.count) legs", hint: "that is the most allowed")
        }
        emit(
            .parcel(.legAdded(id, try leg(carrier, trackingNumber))), to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    private func leg(_ carrier: String, _ number: String) throws(Refusal) -> ParcelLeg {
        ParcelLeg(
            carrier: try checked(carrier, "carrier", limitBytes: limits.titleBytes),
            trackingNumber: try checked(
                number, "tracking_number", limitBytes: limits.titleBytes),
            handedOverAt: time)
    }

    /// What was told before is told once: the same words of the same event change nothing.
    mutating func trackParcel(
        _ id: ParcelID, _ event: TrackingEvent, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let parcel = try parcelUnderWay(id)
        guard event.state.isReported else {
            throw .invalid(field: "state", rule: "must be something a carrier reports")
        }
        let leg = event.leg == 0 ? parcel.legs.count : event.leg
        guard (1...parcel.legs.count).contains(leg) else {
            throw .invalid(field: "leg", rule: "must be 1 to \(parcel.legs.count), or 0")
        }
        let limit = limits.titleBytes
        let event = TrackingEvent(
            state: event.state,
            text: try checked(event.text, "text", limitBytes: limit, required: false),
            occurredAt: min(event.occurredAt, time), leg: leg,
            source: event.source.isEmpty
                ? actor.name : try checked(event.source, "source", limitBytes: limit),
            reason: try checked(event.reason, "reason", limitBytes: limit, required: false),
            receivedAt: time, rawHash: event.rawHash)
        guard !parcel.tracking.contains(where: { $0.isSame(as: event) }) else {
            return .parcel(id)
        }
        if parcel.state == .delivered, !event.state.correctsDelivery,
            let last = parcel.tracking.filter({ $0.state == .delivered }).map(\.occurredAt).max(),
            event.occurredAt >= last
        {
            throw .parcelHas(
                id, state: "delivered", hint: "only an exception or a return can follow")
        }
        guard parcel.tracking.count < limits.trackingPerParcel else {
            throw .parcelHas(
                id, state: "told of \(parcel.tracking.count) times",
                hint: "that is the most allowed")
        }
        let state = Parcel.state(told: parcel.tracking + [event], legs: parcel.legs.count)
        emit(.parcelTracked(id, event, now: state), to: .buyer(parcel.buyer))
        return .parcel(id)
    }

    private func parcelUnderWay(_ id: ParcelID) throws(Refusal) -> Parcel {
        guard let parcel = parcels[id] else { throw .noSuch(.parcel(id)) }
        guard parcel.hasLeft else {
            throw .parcelHas(id, state: parcel.state.rawValue, hint: "hand it over first")
        }
        return parcel
    }

    /// The gate: nothing is packed or handed over that is not settled in full, or whose money is
    /// in doubt.
    func checkPaid(_ id: OrderID) throws(Refusal) {
        guard let order = orders[id] else { throw .noSuch(.order(id)) }
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

    /// By the terms of their quotes, orders cost less when their parcel weighs less.
    private mutating func creditFreight(of id: ParcelID) {
        guard let parcel = parcels[id], let seal = parcel.seal,
            let estimated = estimatedMass(of: parcel), estimated > seal.mass
        else { return }
        for order in parcel.orders.compactMap({ orders[$0] }) {
            let minorUnits = order.quote.weightTerms.refund(
                of: order.quote.freight.minorUnits, own: mass(of: order, in: parcel),
                estimated: estimated.grams, actual: seal.mass.grams)
            guard minorUnits > 0 else { continue }
            let credit = FreightCredit(
                order: order.id, parcel: id, amount: Money(minorUnits, order.settled.currency),
                estimated: estimated, actual: seal.mass)
            emit(.parcel(.freightCredited(credit)), to: .buyer(parcel.buyer))
            guard let order = orders[order.id] else { continue }
            giveBack(
                order.keptMinorUnits - order.owedMinorUnits, of: order,
                reason: "parcel \(id) weighs less than was estimated")
        }
    }

    /// What of an order is in a parcel, and all of it, in grams; unknown weights count nothing.
    private func mass(of order: Order, in parcel: Parcel) -> (grams: Int64, of: Int64) {
        func grams(_ line: Int, _ units: Int) -> Int64 {
            (order.line(line).unitMass?.grams ?? 0) * Int64(units)
        }
        let own = parcel.lines.filter { $0.order == order.id }
        return (
            own.reduce(0) { $0 + grams($1.line, $1.units) },
            order.sourcing.enumerated().reduce(0) { $0 + grams($1.offset, $1.element.kept) }
        )
    }
}

extension TrackingEvent {
    /// The same told again, by the carrier's words if they were taken.
    fileprivate func isSame(as other: TrackingEvent) -> Bool {
        leg == other.leg && state == other.state && occurredAt == other.occurredAt
            && rawHash == other.rawHash && (!rawHash.isEmpty || text == other.text)
    }
}
