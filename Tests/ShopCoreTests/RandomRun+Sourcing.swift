import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// What shoppers do in the shops, and buyers about what cannot be had.
    mutating func source() throws {
        let (session, text) = (ShopBench.session, code())
        let (code, variant) = (ShopBench.code(text), size(of: text))
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1, 2, 3:
            // Mostly something that is on the list.
            let line = bench.shop.buyList.randomElement(using: &random)
            let far = ["2023-11-20", "2026-01-01", ""].randomElement(using: &random) ?? ""
            try bench.run(
                .tickOff(
                    Command.TickOff(
                        session: session, code: line?.item.code ?? code,
                        variant: line?.variant.values ?? variant,
                        units: .random(in: 1...4, using: &random),
                        proof: Purchase.Proof(expiry: CalendarDate(far)))))
        case 4:
            let ticks = UInt64(bench.shop.purchases.count + 1)
            let tick = PurchaseID(.random(in: 1...ticks, using: &random))
            try bench.run(.takeBackTick(tick, reason: "counted twice"))
        case 5, 6:
            let line = bench.shop.buyList.randomElement(using: &random)
            let other = bench.shop.items(in: session).randomElement(using: &random)
            let substitute = Command.ReportShort.Choice(
                code: other?.code ?? code,
                variant: other?.stock.variants.randomElement(using: &random)?.values ?? [])
            try bench.run(
                .reportShort(
                    Command.ReportShort(
                        session: session, code: line?.item.code ?? code,
                        variant: line?.variant.values ?? variant,
                        units: Bool.random(using: &random)
                            ? nil : .random(in: 1...3, using: &random),
                        substitute: Int.random(in: 0..<3, using: &random) > 0 ? substitute : nil)))
        case 7, 8, 9, 10:
            let open = bench.shop.substitutes.values.filter { $0.state == .offered }
                .sorted { $0.id < $1.id }.randomElement(using: &random)
            let buyer = open.flatMap { bench.shop.orders[$0.order]?.buyer } ?? BuyerID(1)
            try bench.run(
                .answerSubstitute(
                    open?.id ?? SubstituteID(1),
                    accepts: Int.random(in: 0..<3, using: &random) > 0),
                by: .buyer(buyer))
        default:
            let firm = bench.shop.orders.values.filter { $0.state == .confirmed }.map(\.id)
                .sorted().randomElement(using: &random)
            try bench.run(.cancelOrder(firm ?? OrderID(1), reason: "not to be had"))
        }
    }

    /// Compares what the bookkeeper has counted with what the shop says.
    func auditSourcing(_ step: String) {
        var wanted: [Product: Int] = [:]
        for order in bench.shop.orders.values {
            let lines = buying.lines[order.id, default: []]
            verify(order.sourcing.map(\.bought) == lines.map(\.bought), "\(step)")
            verify(order.sourcing.map(\.wanted) == lines.map(\.wanted), "\(step)")
            verify(order.sourcing.map(\.gone) == lines.map(\.gone), "\(step)")
            verify(order.sourcing.map(\.offered) == lines.map(\.offered), "\(step)")
            if order.ending == nil {
                for line in lines {
                    wanted[Product(line.item, line.variant), default: 0] += line.wanted
                }
            }
            auditCredit(order, step)
        }
        let listed = bench.shop.buyList.map { (Product($0.item.id, $0.variant), $0.wanted) }
        verify(
            Dictionary(uniqueKeysWithValues: listed) == wanted.filter { $0.value > 0 }, "\(step)")
        for purchase in bench.shop.purchases.values {
            let given = bench.shop.shares(of: purchase).reduce(0) { $0 + $1.units }
            verify(purchase.given == given && given <= purchase.units, "\(step)")
            verify(!purchase.isTakenBack || given == 0, "\(step)")
        }
    }

    /// Invariant 4: what is left, what was credited and freight are the total, to the last fen.
    private func auditCredit(_ order: Order, _ step: String) {
        guard !order.sourcing.isEmpty else { return }
        let kept = order.sourcing.map(\.keptMinorUnits).reduce(0, +)
        let open = order.openSubstitutes.compactMap { bench.shop.substitutes[$0] }
            .map(\.share.minorUnits).reduce(0, +)
        verify(order.credited.minorUnits == buying.credited[order.id, default: 0], "\(step)")
        verify(
            kept + open + order.credited.minorUnits == order.quote.goods.minorUnits,
            "\(step): order \(order.id)")
        // What is not owed any more is due back, at once or when the order has ended.
        verify(
            order.ending != nil || order.keptMinorUnits <= order.owedMinorUnits,
            "\(step): surplus kept")
    }
}
