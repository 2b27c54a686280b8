import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Counts units and money from orders, payments and the journal, and compares with what the
    /// shop says.
    mutating func audit(_ step: String) throws {
        auditWaiting(step)
        try auditUnits(step)
        auditLimits(step)
        auditFlashSales(step)
        auditFrozen(step)
        if isQuoting { auditQuotes(step) }
        try auditMoney(step)
        auditLists(step)
        auditPeople(step)
        auditSourcing(step)
        requests.audit(bench.shop, at: bench.shopTime, step)
        auditRecords(step)
        auditParcels(step)
    }

    struct Taken {
        let order: Order
        let line: OrderLine
        /// What the line has of them still.
        let units: Int
        let isHeld: Bool
    }

    /// The lines whose units are held or sold.
    var taken: [Taken] {
        bench.shop.orders.values.filter { !$0.hasEnded }.flatMap { order in
            let firm = buying.lines[order.id]
            let own = (order.lines + order.substitutes).enumerated().map { index, line in
                Taken(
                    order: order, line: line, units: line.quantity - (firm?[index].gone ?? 0),
                    isHeld: order.state == .placed)
            }
            let open = buying.openSubstitutes.values.filter { $0.order == order.id }.map {
                Taken(order: order, line: $0.instead, units: $0.instead.quantity, isHeld: true)
            }
            return own + open
        }
    }

    func units(_ lines: some Sequence<Taken>) -> Int { lines.reduce(0) { $0 + $1.units } }

    /// Invariants 1 and 2: nothing is oversold in any variant, and no hold is taken twice.
    private func auditUnits(_ step: String) throws {
        let taken = taken
        for item in bench.shop.items.values {
            var sums = StockLine.Units()
            for variant in item.stock.variants {
                let lines = taken.filter { $0.line.item == item.id && $0.line.variant == variant }
                let stock = item.stock.units(of: variant)
                let offered = waiting.offered { $0.item == item.id && $0.variant == variant }
                verify(stock.active == units(lines.filter(\.isHeld)) + offered, "\(step)")
                verify(stock.consumed == units(lines.filter { !$0.isHeld }), "\(step)")
                verify(
                    item.stock.model == .toOrder || stock.taken <= stock.offered,
                    "\(step): oversold")
                sums = StockLine.Units(sums, stock)
            }
            verify(item.stock.offered == sums.offered, "\(step)")
            verify(item.stock.active + item.stock.consumed == sums.taken, "\(step)")
        }
        let holds =
            bench.shop.orders.values.flatMap { $0.lines.map(\.hold) }
            + bench.shop.substitutes.values.map(\.instead.hold)
        verify(Set(holds).count == holds.count, "\(step): a hold has two lines")
    }

    /// Invariant 12: limits per buyer and of stores hold over held and sold units.
    private func auditLimits(_ step: String) {
        let taken = taken
        for item in bench.shop.items.values {
            guard let limit = item.limitPerBuyer else { continue }
            for buyer in bench.shop.buyers.keys {
                let has =
                    units(taken.filter { $0.line.item == item.id && $0.order.buyer == buyer })
                    + waiting.offered { $0.item == item.id && $0.buyer == buyer }
                verify(has <= limit, "\(step)")
                verify(has == item.stock.units(of: buyer), "\(step)")
            }
        }
        for buyer in bench.shop.buyers.keys {
            let held =
                units(taken.filter { $0.isHeld && $0.order.buyer == buyer })
                + waiting.offered { $0.buyer == buyer }
            verify(held <= bench.shop.limits.heldUnitsPerBuyer, "\(step)")
        }
        guard let limit = bench.shop.sessions[ShopBench.session]?.purchaseLimits[house] else {
            return
        }
        let has =
            units(taken.filter { bench.shop.items[$0.line.item]?.purchaseLimit == house })
            + waiting.offered { bench.shop.items[$0.item]?.purchaseLimit == house }
        verify(limit.taken == has, "\(step)")
        if let most = limit.units { verify(has <= most, "\(step)") }
    }

    private func auditFlashSales(_ step: String) {
        guard bench.shop.items.values.contains(where: { $0.flashSale != nil }) else { return }
        let back = Set(
            bench.journal.compactMap { entry -> OrderID? in
                if case .orderReinstated(let id, _) = entry.event { id } else { nil }
            })
        for item in bench.shop.items.values {
            guard let sale = item.flashSale else { continue }
            // What was sold at its price and came back is not of the sale again.
            let lines = bench.shop.orders.values.filter {
                (!$0.hasEnded || buying.calledOff.contains($0.id)) && !back.contains($0.id)
            }.flatMap { order in
                order.lines.filter {
                    $0.item == item.id && $0.version >= sale.firstVersion
                }.map { Taken(order: order, line: $0, units: $0.quantity, isHeld: false) }
            }
            verify(sale.taken == units(lines), "\(step)")
            verify(sale.taken < sale.units, "\(step): it goes on without units")
            verify(sale.endsAt > bench.shopTime, "\(step): it goes on after its time")
            verify(lines.allSatisfy { $0.line.unitPrice == sale.price }, "\(step)")
            for buyer in bench.shop.buyers.keys {
                let has = units(lines.filter { $0.order.buyer == buyer })
                if let each = sale.unitsPerBuyer { verify(has <= each, "\(step)") }
            }
        }
    }

    /// Invariant 11: nothing that happens later changes what was ordered, and at what price.
    private func auditFrozen(_ step: String) {
        for (id, first) in placed {
            let now = bench.shop.orders[id]
            if now?.quoteVersion == 1 {
                verify(now?.quote == first.quote, "\(step)")
                verify(now?.lines.map(\.unitPrice) == first.lines.map(\.unitPrice), "\(step)")
            }
            verify(now?.lines.map(\.quantity) == first.lines.map(\.quantity), "\(step)")
            verify(now?.lines.map(\.variant) == first.lines.map(\.variant), "\(step)")
        }
    }
}

extension StockLine.Units {
    /// The sum of two.
    fileprivate init(_ first: Self, _ second: Self) {
        self.init(
            offered: first.offered + second.offered, active: first.active + second.active,
            consumed: first.consumed + second.consumed)
    }
}
