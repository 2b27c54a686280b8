import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// What who packs does, mostly with something that is there.
    mutating func handleParcels() throws {
        let (packer, open) = (ShopBench.packer, parcel(.open))
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let act = Int.random(in: 0..<24, using: &random)
        asksTwice = act < 5
        switch act {
        case 0...4: try sell(to: buyer)
        case 5, 6, 7:
            try bench.run(.packParcel(orders: [], buyer: buyer.buyer), by: packer)
        case 8: try bench.run(.packParcel(orders: [], buyer: buyer.buyer, into: open), by: packer)
        case 9:
            let other = parcel(.open)
            try bench.run(.parcel(.merge(into: open, from: [other], reason: "")), by: packer)
        case 10, 11: try split(open)
        case 12, 13, 14:
            try bench.seal(open, .random(in: 1...1500, using: &random))
        case 15: try bench.parcel(.unseal(parcel(.sealed), reason: "again"))
        case 16, 17: try bench.parcel(.declare(parcel(.sealed), .init()))
        case 18: try bench.facts(code())
        case 19, 20:
            let states: [Parcel.State] = [.open, .sealed, .sealed, .declared, .declared]
            try bench.handOver(parcel(states.randomElement(using: &random) ?? .open))
        case 21: try bench.parcel(.addLeg(parcel(nil), carrier: "SF", trackingNumber: "SF1"))
        default:
            let states: [Parcel.State] = [
                .inTransit, .customsHold, .delivered, .delivered, .exception, .returning, .open,
                .infoReceived,
            ]
            try bench.track(
                parcel(nil), states.randomElement(using: &random) ?? .lost,
                after: .random(in: -500...100, using: &random),
                leg: .random(in: 0...2, using: &random))
        }
    }

    /// One in this state with something in it, if there is one; `nil`: that has left.
    private mutating func parcel(_ state: Parcel.State?) -> ParcelID {
        let likely = bench.shop.parcels.values.filter {
            !$0.lines.isEmpty && (state == nil ? $0.hasLeft : $0.state == state)
        }
        return likely.map(\.id).sorted().randomElement(using: &random) ?? ParcelID(1)
    }

    /// An order that is paid at once, and bought.
    private mutating func sell(to buyer: Actor) throws {
        let order = try bench.order([line()], by: buyer)
        try bench.confirm(bench.pay(order, .manual, by: buyer))
        for line in bench.shop.buyList {
            try bench.run(
                .tickOff(
                    Command.TickOff(
                        session: ShopBench.session, code: line.item.code,
                        variant: line.variant.values, units: line.wanted)))
        }
    }

    private mutating func split(_ id: ParcelID) throws {
        let line = bench.shop.parcels[id]?.lines.randomElement(using: &random)
        let targets: [ParcelCommand.SplitParcel.Target] = [
            .newParcel, .newParcel, .unpacked, .parcel(id.next),
        ]
        try bench.run(
            .parcel(
                .split(
                    .init(
                        id,
                        [
                            .init(
                                order: line?.order ?? OrderID(1), line: line?.line,
                                units: Bool.random(using: &random) ? 1 : nil)
                        ],
                        to: targets.randomElement(using: &random) ?? .newParcel))),
            by: ShopBench.packer)
    }

    /// Every packed unit is in one parcel, never more than was kept; what left stays as it was.
    func auditParcels(_ step: String) {
        let book = buying.parcels
        var packed: [ParcelBook.Unit: Int] = [:]
        verify(Set(book.contents.keys) == Set(bench.shop.parcels.keys), "\(step)")
        for (id, parcel) in bench.shop.parcels {
            let lines = parcel.lines.map {
                (ParcelBook.Unit(order: $0.order, line: $0.line), $0.units)
            }
            let contents = Dictionary(uniqueKeysWithValues: lines)
            verify(contents == book.contents[id], "\(step): parcel \(id)")
            verify(book.sent[id].map { $0 == contents } ?? true, "\(step): it has left")
            verify(parcel.hasLeft == (book.stages[id] == .left), "\(step): parcel \(id)")
            packed.merge(contents, uniquingKeysWith: +)
        }
        for (unit, units) in packed {
            let line = buying.lines[unit.order]?[unit.line]
            verify(units <= (line.map { $0.quantity - $0.gone } ?? 0), "\(step): \(unit)")
        }
        for order in bench.shop.orders.values {
            let own = bench.shop.parcels.values.filter { $0.orders.contains(order.id) }
            verify(order.parcels == own.map(\.id).sorted(), "\(step): order \(order.id)")
            verify(
                order.freightCredited.minorUnits == book.credits[order.id, default: 0]
                    && order.freightCredited.minorUnits <= order.quote.freight.minorUnits,
                "\(step): freight of order \(order.id)")
            auditArrival(order, packed, step)
            auditDeclared(order, step)
        }
    }

    private func auditArrival(
        _ order: Order, _ packed: [ParcelBook.Unit: Int], _ step: String
    ) {
        guard order.state == .completed || order.state == .confirmed, !order.parcels.isEmpty
        else { return }
        var there: [ParcelBook.Unit: Int] = [:]
        for id in buying.parcels.arrived {
            there.merge(buying.parcels.contents[id, default: [:]], uniquingKeysWith: +)
        }
        let isThere = buying.lines[order.id, default: []].enumerated().allSatisfy { index, line in
            let unit = ParcelBook.Unit(order: order.id, line: index)
            return there[unit, default: 0] == line.quantity - line.gone
        }
        verify((order.state == .completed) == isThere, "\(step): order \(order.id)")
    }

    /// Invariant 14: what is declared of a line is what was paid for it, to the last minor unit.
    private func auditDeclared(_ order: Order, _ step: String) {
        for (index, line) in order.sourcing.enumerated() {
            let unit = ParcelBook.Unit(order: order.id, line: index)
            let own = buying.parcels.declared.values.flatMap { $0.filter { $0.unit == unit } }
            let value = own.map(\.value).reduce(0, +)
            let units = own.map(\.units).reduce(0, +)
            verify(value <= line.keptMinorUnits, "\(step): declared above what was paid")
            if units == line.kept, line.kept > 0 {
                verify(value == line.keptMinorUnits, "\(step): order \(order.id)")
            }
        }
    }
}

struct RandomParcelTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `every packed unit is in one parcel, whatever is done with them`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed, isPacking: true)
        for step in 1...900 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        #expect(run.accepted > 150, "seed \(seed) tries too little")
        let again = run.bench.replayed()
        #expect(again.parcels == run.bench.shop.parcels)
        #expect(again.orders == run.bench.shop.orders)
        #expect(again.sessions == run.bench.shop.sessions)
    }

    @Test func `the random shops try what there is about parcels`() throws {
        var kinds: [String: Int] = [:]
        var refusals: Set<String> = []
        for seed in 1...9 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed, isPacking: true)
            for _ in 1...900 { run.step() }
            refusals.formUnion(run.refusals)
            for entry in run.bench.journal {
                if case .parcel(let event) = entry.event {
                    kinds[String("\(event)".prefix { $0 != "(" }), default: 0] += 1
                }
                if case .parcelHandedOver = entry.event { kinds["left", default: 0] += 1 }
            }
        }
        for kind in [
            "repacked", "sealed", "unsealed", "declared", "legAdded", "freightCredited", "left",
        ] { #expect(kinds[kind, default: 0] > 3, "\(kind): \(kinds)") }
        for refusal in ["declarationIncomplete", "notDeclared", "notSealed", "parcelHas"] {
            #expect(refusals.contains(refusal), "\(refusal): \(refusals)")
        }
    }
}
