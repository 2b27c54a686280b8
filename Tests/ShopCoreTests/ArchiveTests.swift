import ShopModel
import Testing

@testable import ShopCore

/// Sessions that are over leave memory, and come back when somebody asks for them.
struct ArchiveTests {
    private static let second = SessionID(2)

    /// A shop whose first session is over: an order paid and delivered, one that expired, one that
    /// was given back; a second session goes on.
    private func shop() throws -> (bench: ShopBench, buyer: Actor) {
        var bench = try ShopBench()
        try bench.setSeller()
        try bench.post("A12", offered: 9)
        let linh = try bench.join("Linh")
        try bench.run(.setDestination(try #require(Country("CN"))), by: linh)
        let sold = try bench.paid("A12", by: linh, transaction: "t1")
        try bench.invoice(sold.order)
        let parcel = try bench.pack(sold.order)
        try bench.handOver(parcel)
        _ = try bench.order("A12", by: linh)
        bench.wait(.seconds(61))
        let back = try bench.paid("A12", by: linh, transaction: "t2")
        let total = try #require(bench.shop.orders[back.order]?.settled)
        try bench.run(.refundOrder(back.order, amount: total, reason: "broken"))
        let refund = try #require(bench.shop.refunds.keys.first)
        try bench.report(refund, .done(id: "r1", amount: total))
        try bench.run(.closeSession(ShopBench.session))
        try bench.open(title: "Second evening", invite: "BUSAN")
        try bench.track(parcel, .delivered)
        return (bench, linh)
    }

    @Test func `a session with nothing left to do leaves memory after its time, not before`() throws
    {
        var (bench, _) = try shop()
        bench.wait(TimeSpan(milliseconds: bench.shop.limits.archiveTime.milliseconds - 1000))
        #expect(bench.shop.archive(at: bench.now).isEmpty)
        #expect(bench.shop.orders.count == 3)
        bench.wait(.seconds(1))
        bench.journal += bench.shop.archive(at: bench.now)
        #expect(bench.shop.archived == [ShopBench.session])
        #expect(bench.shop.orders.isEmpty && bench.shop.items.isEmpty)
        #expect(bench.shop.payments.isEmpty && bench.shop.refunds.isEmpty)
        #expect(bench.shop.parcels.isEmpty && bench.shop.records.invoices.isEmpty)
        #expect(bench.shop.sessions.count == 2, "what it was called, and its terms, stay")
        #expect(bench.shop.archive(at: bench.now).isEmpty, "once")
        // What counts towards Linh's year is remembered: the order that was sold, and the one that
        // was given back.
        #expect(bench.shop.archivedGoods.map(\.value) == [10_400])
    }

    @Test func `the journal brings the shop back without it, and it with its entries`() throws {
        var (bench, _) = try shop()
        let before = bench.shop
        #expect(bench.archive() == [ShopBench.session])
        let without = bench.replayed()
        #expect(differences(bench.shop, without) == [])
        bench.restore([ShopBench.session])
        #expect(differences(before, bench.shop) == [])
        #expect(differences(before, bench.replayed()) == [])
        #expect(bench.archive() == [ShopBench.session], "and goes again")
        #expect(differences(without, bench.shop) == [])
        #expect(differences(without, bench.replayed()) == [])
    }

    @Test func `numbers go on where they were`() throws {
        var (bench, linh) = try shop()
        bench.archive()
        bench.restart()
        try bench.post("B3", in: Self.second)
        let order = try bench.order("B3", in: Self.second, by: linh)
        #expect(order == OrderID(4))
        #expect(bench.shop.orders[order]?.lines[0].item == ItemID(2))
        #expect(try bench.pay(order, .wechat, by: linh) == PaymentID(3))
    }

    @Test func `a refund after its time is made once the session is back`() throws {
        var (bench, _) = try shop()
        bench.archive()
        let refund = Command.refundOrder(
            OrderID(1), amount: Money(5, ShopBench.cny), reason: "late complaint")
        #expect(throws: Refusal.noSuch(.order(OrderID(1)))) { try bench.run(refund) }
        bench.restore([ShopBench.session])
        try bench.run(refund)
        #expect(bench.shop.orders[OrderID(1)]?.refundDue.minorUnits == 5)
        #expect(bench.archive() == [], "money is to be given back")
    }

    @Test func `what waits for somebody keeps a session in memory`() throws {
        for unfinished in ["unpaid", "paid", "claimed"] {
            var (bench, linh) = try shop()
            try bench.post("B3", in: Self.second, .onShelf)
            _ = try bench.order("B3", in: Self.second, by: linh)
            switch unfinished {
            case "paid":
                let payment = try bench.pay(OrderID(4), .wechat, by: linh)
                let amount = try #require(bench.shop.payments[payment]?.amount)
                try bench.report(payment, .paid(transaction: "t4", amount: amount))
            case "claimed":
                let payment = try bench.pay(OrderID(4), .manual, by: linh)
                try bench.run(.claimPayment(payment, note: ""), by: linh)
            default: bench.wait(.seconds(61))
            }
            try bench.run(.closeSession(Self.second))
            let gone = bench.archive()
            // An order that nobody pays ends by itself.
            let expected: Set =
                unfinished == "unpaid" ? [ShopBench.session, Self.second] : [ShopBench.session]
            #expect(gone == expected, "\(unfinished)")
        }
    }

    @Test func `sessions whose orders share a parcel leave and come back together`() throws {
        var (bench, linh) = try shop()
        try bench.post("B3", in: Self.second)
        _ = try bench.order("B3", in: Self.second, by: linh)
        try bench.open(title: "Third evening", invite: "JEJU")
        let third = SessionID(3)
        try bench.post("C07", in: third)
        _ = try bench.order("C07", in: third, by: linh)
        for (order, transaction) in [(OrderID(4), "t4"), (OrderID(5), "t5")] {
            let payment = try bench.pay(order, .wechat, by: linh)
            let amount = try #require(bench.shop.payments[payment]?.amount)
            try bench.report(payment, .paid(transaction: transaction, amount: amount))
        }
        guard
            case .parcel(let parcel)? = try bench.run(
                .packParcel(orders: [OrderID(4), OrderID(5)]))
        else { throw ShopBench.Surprise() }
        try bench.handOver(parcel)
        try bench.track(parcel, .delivered)
        try bench.run(.closeSession(Self.second))
        let before = bench.shop
        #expect(bench.archive() == [ShopBench.session], "the third goes on, so the second stays")
        try bench.run(.closeSession(third))
        let closed = bench.shop
        #expect(bench.archive() == [Self.second, third])
        #expect(differences(bench.shop, bench.replayed()) == [])
        bench.restore([Self.second])
        #expect(bench.shop.archived == [ShopBench.session])
        #expect(differences(closed, bench.shop) == [])
        #expect(before.parcels.count == 2 && bench.shop.parcels.count == 1)
    }

    @Test func `a day keeps its figures when its sessions have left`() throws {
        var (bench, _) = try shop()
        bench.wait(.hours(24))
        let report = try bench.close("2023-11-15")
        #expect(report.counts.placed == 3 && !report.stock.isEmpty)
        bench.archive()
        bench.restart()
        #expect(try bench.close("2023-11-15", corrects: true) == report)
    }

    @Test func `who is erased meanwhile comes back without a name`() throws {
        var (bench, linh) = try shop()
        bench.archive()
        try bench.run(.people(.erase(BuyerID(1))), by: linh)
        bench.restore([ShopBench.session])
        #expect(Set(bench.shop.orders.values.map(\.alias)) == ["erased-1"])
        #expect(differences(bench.shop, bench.replayed()) == [])
    }
}
