import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Counts units and money from the orders and compares with what the shop says.
    func audit(_ step: Int) throws {
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
    private func auditUnits(_ step: Int) throws {
        let taken = taken
        for item in bench.shop.items.values {
            var sums = StockLine.Units()
            for variant in item.stock.variants {
                let lines = taken.filter { $0.line.item == item.id && $0.line.variant == variant }
                let stock = item.stock.units(of: variant)
                #expect(stock.active == units(lines.filter(\.isHeld)), "step \(step)")
                #expect(stock.consumed == units(lines.filter { !$0.isHeld }), "step \(step)")
                #expect(stock.taken <= stock.offered, "step \(step): oversold")
                sums = StockLine.Units(sums, stock)
            }
            #expect(item.stock.offered == sums.offered, "step \(step)")
            #expect(item.stock.active + item.stock.consumed == sums.taken, "step \(step)")
        }
        let holds = bench.shop.orders.values.flatMap { $0.lines.map(\.hold) }
        #expect(Set(holds).count == holds.count, "step \(step): a hold has two lines")
    }

    /// Invariant 12: limits per buyer and of stores hold over held and sold units.
    private func auditLimits(_ step: Int) {
        let taken = taken
        for item in bench.shop.items.values {
            guard let limit = item.limitPerBuyer else { continue }
            for buyer in bench.shop.buyers.keys {
                let has = units(
                    taken.filter { $0.line.item == item.id && $0.order.buyer == buyer })
                #expect(has <= limit, "step \(step)")
                #expect(has == item.stock.units(of: buyer), "step \(step)")
            }
        }
        guard let limit = bench.shop.sessions[ShopBench.session]?.purchaseLimits[house] else {
            return
        }
        let has = units(
            taken.filter { bench.shop.items[$0.line.item]?.purchaseLimit == house })
        #expect(limit.taken == has, "step \(step)")
        if let most = limit.units { #expect(has <= most, "step \(step)") }
    }

    private func auditFlashSales(_ step: Int) {
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
            #expect(sale.taken == units(lines), "step \(step)")
            #expect(sale.taken < sale.units, "step \(step): it goes on without units")
            #expect(sale.endsAt > bench.now, "step \(step): it goes on after its time")
            #expect(lines.allSatisfy { $0.line.unitPrice == sale.price }, "step \(step)")
            for buyer in bench.shop.buyers.keys {
                let has = units(lines.filter { $0.order.buyer == buyer })
                if let each = sale.unitsPerBuyer { #expect(has <= each, "step \(step)") }
            }
        }
    }

    /// Invariant 11: nothing that happens later changes what was ordered, and at what price.
    private func auditFrozen(_ step: Int) {
        for (id, first) in placed {
            let now = bench.shop.orders[id]
            #expect(now?.quote == first.quote, "step \(step)")
            #expect(now?.lines.map(\.unitPrice) == first.lines.map(\.unitPrice), "step \(step)")
            #expect(now?.lines.map(\.quantity) == first.lines.map(\.quantity), "step \(step)")
            #expect(now?.lines.map(\.variant) == first.lines.map(\.variant), "step \(step)")
        }
    }

    private func auditMoney(_ step: Int) throws {
        let shop = bench.shop
        for order in shop.orders.values {
            #expect(order.settled.minorUnits == books[order.id, default: 0], "step \(step)")
            #expect(order.refundDue.minorUnits <= order.settled.minorUnits, "step \(step)")
            #expect(try order.quote.goods.adding(order.quote.freight) == order.quote.total)
            let methods = order.payments.compactMap { shop.payments[$0] }.filter(\.isLive)
                .map(\.method)
            #expect(Set(methods).count == methods.count, "step \(step): two open payments")
            if order.hasEnded {
                #expect(methods.isEmpty, "step \(step): ended before its payments")
                #expect(order.refundDue == order.settled, "step \(step): silent money")
            }
        }
        for parcel in shop.parcels.values where parcel.state != .open {
            for order in parcel.orders {
                #expect(shop.orders[order]?.isFullySettled == true, "step \(step): gate")
            }
        }
        let numbers = bench.journal.map(\.sequence.number)
        #expect(numbers.count == 0 || numbers.last == UInt64(numbers.count), "step \(step)")
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
