package import ShopModel

// What goes into which parcel: packed as whole orders, then moved unit by unit while it is open.
// Every packed unit is in exactly one parcel.
extension Shop {
    /// - Parameter buyer: Without orders: all of this buyer that can be packed, into the buyer's
    ///   open parcel if there is one.
    mutating func packParcel(
        _ ids: [OrderID], of buyer: BuyerID?, into: ParcelID?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        if ids.isEmpty, let buyer { return try packAll(of: buyer, into: into, by: actor) }
        guard (1...limits.ordersPerParcel).contains(ids.count), Set(ids).count == ids.count else {
            throw .invalid(
                field: "orders",
                rule: "a parcel has 1 to \(limits.ordersPerParcel) orders, each once")
        }
        var packed: [Order] = []
        for id in ids {
            guard let order = orders[id] else { throw .noSuch(.order(id)) }
            try checkCanBePacked(order)
            packed.append(order)
        }
        guard packed.allSatisfy({ $0.buyer == packed[0].buyer }) else {
            throw .invalid(field: "orders", rule: "a parcel goes to one buyer")
        }
        try checkTogether(packed)
        return try put(packed, into: into, by: actor)
    }

    private mutating func packAll(
        of buyer: BuyerID, into: ParcelID?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        var ready: [Order] = []
        var first: Refusal?
        for order in ordersOfBuyer[buyer, default: []].compactMap({ orders[$0] })
        where order.state == .confirmed && !unpackedLines(of: order).isEmpty {
            do throws(Refusal) {
                try checkCanBePacked(order)
                try checkTogether(ready + [order])
                ready.append(order)
            } catch {
                first = first ?? error
            }
        }
        guard !ready.isEmpty else {
            throw first ?? .noSuch("order of buyer \(buyer) that is to be packed")
        }
        let places = Set(ready.compactMap(\.quote.destination))
        let open = parcels.values.filter { parcel in
            guard parcel.buyer == buyer, parcel.state == .open else { return false }
            let place = destination(of: parcel)
            return places.isEmpty || place == nil || place.map { places == [$0] } == true
        }
        return try put(ready, into: into ?? open.map(\.id).max(), by: actor)
    }

    private mutating func put(
        _ packed: [Order], into: ParcelID?, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let lines = packed.flatMap(unpackedLines)
        guard let into else {
            let parcel = Parcel(
                id: nextParcel, buyer: packed[0].buyer,
                lines: lines.sorted { ($0.order, $0.line) < ($1.order, $1.line) })
            emit(.parcelPacked(parcel), to: .buyer(parcel.buyer))
            return .parcel(parcel.id)
        }
        let parcel = try openParcel(into)
        guard parcel.buyer == packed[0].buyer else {
            throw .invalid(field: "into", rule: "a parcel goes to one buyer")
        }
        try checkTogether(parcel.orders.compactMap { orders[$0] } + packed)
        repack(lines, from: nil, to: into, of: parcel.buyer, reason: "", by: actor)
        return .parcel(into)
    }

    mutating func mergeParcels(
        into: ParcelID, from: [ParcelID], reason: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let target = try openParcel(into)
        let reason = try checked(reason, "reason", limitBytes: limits.textBytes, required: false)
        guard !from.isEmpty, Set(from).count == from.count, !from.contains(into) else {
            throw .invalid(field: "from", rule: "must name other parcels, each once")
        }
        var sources: [Parcel] = []
        for id in from {
            let source = try openParcel(id)
            guard source.buyer == target.buyer else {
                throw .parcelHas(id, state: "of another buyer", hint: "a parcel goes to one buyer")
            }
            guard !source.lines.isEmpty else {
                throw .parcelHas(id, state: "empty", hint: "there is nothing to put in")
            }
            sources.append(source)
        }
        try checkTogether(([target] + sources).flatMap(\.orders).compactMap { orders[$0] })
        for source in sources {
            repack(
                source.lines, from: source.id, to: into, of: source.buyer, reason: reason,
                by: actor)
        }
        return .parcel(into)
    }

    mutating func splitParcel(
        _ split: ParcelCommand.SplitParcel, by actor: Actor
    ) throws(Refusal) -> CommandSubject {
        let parcel = try openParcel(split.parcel)
        let reason = try checked(
            split.reason, "reason", limitBytes: limits.textBytes, required: false)
        let lines = try units(split.parts, in: parcel)
        switch split.to {
        case .newParcel:
            guard lines != parcel.lines else {
                throw .invalid(field: "parts", rule: "must leave something in the parcel")
            }
            let id = nextParcel
            repack(lines, from: parcel.id, to: id, of: parcel.buyer, reason: reason, by: actor)
            return .parcel(id)
        case .parcel(let id):
            let other = try openParcel(id)
            guard other.buyer == parcel.buyer, id != parcel.id else {
                throw .invalid(field: "into", rule: "must be another parcel of the same buyer")
            }
            try checkTogether((other.orders + lines.map(\.order)).compactMap { orders[$0] })
            repack(lines, from: parcel.id, to: id, of: parcel.buyer, reason: reason, by: actor)
            return .parcel(id)
        case .unpacked:
            repack(lines, from: parcel.id, to: nil, of: parcel.buyer, reason: reason, by: actor)
            return .parcel(parcel.id)
        }
    }

    private mutating func repack(
        _ lines: [ParcelLine], from: ParcelID?, to: ParcelID?, of buyer: BuyerID, reason: String,
        by actor: Actor
    ) {
        emit(
            .parcel(
                .repacked(
                    Repacking(
                        from: from, to: to, buyer: buyer, lines: lines, reason: reason,
                        by: actor.name))),
            to: .buyer(buyer))
    }

    private var nextParcel: ParcelID { numbers.parcel.next }

    /// The units that are meant, by order and line.
    private func units(
        _ parts: [ParcelCommand.SplitParcel.Part], in parcel: Parcel
    ) throws(Refusal) -> [ParcelLine] {
        var taken: [ParcelLine] = []
        for part in parts {
            let lines = parcel.lines.filter {
                $0.order == part.order && (part.line == nil || $0.line == part.line)
            }
            guard !lines.isEmpty else {
                let line = part.line.map { ", line \($0)," } ?? ""
                throw .noSuch("order \(part.order)\(line) in parcel \(parcel.id)")
            }
            for line in lines {
                let units = part.units ?? line.units
                guard (1...line.units).contains(units) else {
                    throw .invalid(
                        field: "units",
                        rule: "must be 1 to \(line.units) of order \(line.order)")
                }
                guard !taken.contains(where: { $0.order == line.order && $0.line == line.line })
                else { throw .invalid(field: "parts", rule: "name each line once") }
                taken.append(ParcelLine(order: line.order, line: line.line, units: units))
            }
        }
        guard !taken.isEmpty else {
            throw .invalid(field: "parts", rule: "say what is to be taken out")
        }
        return taken.sorted { ($0.order, $0.line) < ($1.order, $1.line) }
    }

    // MARK: - Gates

    /// What may not leave would keep in what may.
    private func checkCanBePacked(_ order: Order) throws(Refusal) {
        let unpacked = unpackedLines(of: order)
        if unpacked.isEmpty, let parcel = order.parcel {
            throw .orderHas(order.id, state: "in parcel \(parcel)", hint: "a unit is packed once")
        }
        try checkPaid(order.id)
        try checkSourced(order)
        try checkFresh(order, Set(unpacked.map(\.line)))
    }

    /// What goes into one parcel goes to one place, and is not too much.
    private func checkTogether(_ packed: [Order]) throws(Refusal) {
        let places = Set(packed.compactMap(\.quote.destination))
        guard places.count <= 1 else {
            let names = places.sorted().map(\.code).joined(separator: " and ")
            throw .invalid(field: "orders", rule: "go to different places (\(names))")
        }
        guard Set(packed.map(\.id)).count <= limits.ordersPerParcel else {
            throw .invalid(
                field: "orders", rule: "a parcel has at most \(limits.ordersPerParcel) orders")
        }
    }

    /// A parcel whose contents can be changed.
    func openParcel(_ id: ParcelID) throws(Refusal) -> Parcel {
        guard let parcel = parcels[id] else { throw .noSuch(.parcel(id)) }
        guard parcel.state == .open else {
            throw .parcelHas(
                id, state: parcel.state.rawValue,
                hint: parcel.hasLeft ? "it has left" : "unseal it first")
        }
        return parcel
    }

    // MARK: - Views

    /// Units of an order that are not in any parcel, and are there to be sent.
    package func unpackedLines(of order: Order) -> [ParcelLine] {
        var units = order.sourcing.map(\.kept)
        for parcel in order.parcels.compactMap({ parcels[$0] }) {
            for line in parcel.lines where line.order == order.id { units[line.line] -= line.units }
        }
        return units.enumerated().filter { $0.element > 0 }.map {
            ParcelLine(order: order.id, line: $0.offset, units: $0.element)
        }
    }

    /// Where it goes, as its orders were quoted.
    package func destination(of parcel: Parcel) -> Country? {
        parcel.orders.lazy.compactMap { orders[$0]?.quote.destination }.first
    }

    /// Net weights and packing; `nil` when the weight of something in it is not known.
    package func estimatedMass(of parcel: Parcel) -> Mass? {
        let packing = parcel.orders.compactMap { orders[$0]?.quote.weightTerms.packing }.max()
        var grams = packing?.grams ?? 0
        for line in parcel.lines {
            guard let mass = orders[line.order]?.line(line.line).unitMass else { return nil }
            grams += mass.grams * Int64(line.units)
        }
        return Mass(grams: grams)
    }
}
