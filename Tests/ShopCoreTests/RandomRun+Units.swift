import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Counts units and money from orders, payments and the journal, and compares with what the
    /// shop says.
    func audit(_ step: String) throws {
        try auditUnits(step)
        auditLimits(step)
        auditFlashSales(step)
        auditFrozen(step)
        try auditMoney(step)
    }

    private struct Taken {
        let order: Order
        let line: OrderLine
        var isHeld: Bool { order.state == .placed }
    }

    /// The lines whose units are held or sold.
    private var taken: [Taken] {
        bench.shop.orders.values.filter { !$0.hasEnded }.flatMap { order in
            order.lines.map { Taken(order: order, line: $0) }
        }
    }

    private func units(_ lines: some Sequence<Taken>) -> Int {
        lines.reduce(0) { $0 + $1.line.quantity }
    }

    /// Invariants 1 and 2: nothing is oversold in any variant, and no hold is taken twice.
    private func auditUnits(_ step: String) throws {
        let taken = taken
        for item in bench.shop.items.values {
            var sums = StockLine.Units()
            for variant in item.stock.variants {
                let lines = taken.filter { $0.line.item == item.id && $0.line.variant == variant }
                let stock = item.stock.units(of: variant)
                #expect(stock.active == units(lines.filter(\.isHeld)), "\(step)")
                #expect(stock.consumed == units(lines.filter { !$0.isHeld }), "\(step)")
                #expect(stock.taken <= stock.offered, "\(step): oversold")
                sums = StockLine.Units(sums, stock)
            }
            #expect(item.stock.offered == sums.offered, "\(step)")
            #expect(item.stock.active + item.stock.consumed == sums.taken, "\(step)")
        }
        let holds = bench.shop.orders.values.flatMap { $0.lines.map(\.hold) }
        #expect(Set(holds).count == holds.count, "\(step): a hold has two lines")
    }

    /// Invariant 12: limits per buyer and of stores hold over held and sold units.
    private func auditLimits(_ step: String) {
        let taken = taken
        for item in bench.shop.items.values {
            guard let limit = item.limitPerBuyer else { continue }
            for buyer in bench.shop.buyers.keys {
                let has = units(
                    taken.filter { $0.line.item == item.id && $0.order.buyer == buyer })
                #expect(has <= limit, "\(step)")
                #expect(has == item.stock.units(of: buyer), "\(step)")
            }
        }
        guard let limit = bench.shop.sessions[ShopBench.session]?.purchaseLimits[house] else {
            return
        }
        let has = units(
            taken.filter { bench.shop.items[$0.line.item]?.purchaseLimit == house })
        #expect(limit.taken == has, "\(step)")
        if let most = limit.units { #expect(has <= most, "\(step)") }
    }

    private func auditFlashSales(_ step: String) {
        let back = Set(
            bench.journal.compactMap { entry -> OrderID? in
                if case .orderReinstated(let id, _) = entry.event { id } else { nil }
            })
        for item in bench.shop.items.values {
            guard let sale = item.flashSale else { continue }
            let lines = taken.filter {
                $0.line.item == item.id && $0.line.version >= sale.firstVersion
                    && !back.contains($0.order.id)
            }
            #expect(sale.taken == units(lines), "\(step)")
            #expect(sale.taken < sale.units, "\(step): it goes on without units")
            #expect(sale.endsAt > bench.now, "\(step): it goes on after its time")
            #expect(lines.allSatisfy { $0.line.unitPrice == sale.price }, "\(step)")
            for buyer in bench.shop.buyers.keys {
                let has = units(lines.filter { $0.order.buyer == buyer })
                if let each = sale.unitsPerBuyer { #expect(has <= each, "\(step)") }
            }
        }
    }

    /// Invariant 11: nothing that happens later changes what was ordered, and at what price.
    private func auditFrozen(_ step: String) {
        for (id, first) in placed {
            let now = bench.shop.orders[id]
            if now?.quoteVersion == 1 {
                #expect(now?.quote == first.quote, "\(step)")
                #expect(now?.lines.map(\.unitPrice) == first.lines.map(\.unitPrice), "\(step)")
            }
            #expect(now?.lines.map(\.quantity) == first.lines.map(\.quantity), "\(step)")
            #expect(now?.lines.map(\.variant) == first.lines.map(\.variant), "\(step)")
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
