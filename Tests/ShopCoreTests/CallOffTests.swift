import ShopCore
import ShopModel
import Testing

/// Cancelling what is confirmed.
struct CallOffTests {
    @Test func `units and money of a cancelled order come back once`() throws {
        var bench = try ShopBench()
        try bench.limit("House", 9)
        try bench.postSizes("A12", [("S", 5)], .onShelf, countsTo: "House")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", "S", 2, by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        #expect(try bench.available("A12", "S") == 3)
        try bench.run(.cancelOrder(order, reason: "the buyer asked for it"))
        #expect(bench.state(order) == .cancelled)
        #expect(try bench.available("A12", "S") == 5)
        #expect(bench.shop.sessions[ShopBench.session]?.purchaseLimits["House"]?.taken == 0)
        #expect(bench.refundDue(order) == bench.shop.orders[order]?.settled.minorUnits)
        #expect(bench.shop.buyList.isEmpty)
        #expect(throws: Refusal.self) {
            try bench.run(.cancelOrder(order, reason: "again"))
        }
        #expect(try bench.available("A12", "S") == 5)
    }

    @Test func `a buyer asks the seller, and a seller gives a reason`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        #expect(throws: Refusal.self) {
            try bench.run(.cancelOrder(order, reason: "no need"), by: linh)
        }
        #expect(throws: Refusal.self) { try bench.run(.cancelOrder(order, reason: "")) }
        #expect(bench.state(order) == .confirmed)
    }

    @Test func `what has left is not cancelled, and a packed order leaves its parcel`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let orders = try [bench.firm("A12", by: linh), bench.firm("A12", by: linh)]
        guard case .parcel(let parcel)? = try bench.run(.packParcel(orders: orders)) else {
            throw ShopBench.Surprise()
        }
        try bench.run(.cancelOrder(orders[0], reason: "broken"))
        #expect(bench.shop.parcels[parcel]?.orders == [orders[1]])
        try bench.handOver(parcel)
        #expect(throws: Refusal.self) {
            try bench.run(.cancelOrder(orders[1], reason: "too late"))
        }
    }

    @Test func `a parcel whose orders were all cancelled does not leave`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        let parcel = try bench.pack(order)
        try bench.run(.cancelOrder(order, reason: "broken"))
        #expect(throws: Refusal.self) { try bench.handOver(parcel) }
    }

    @Test func `units that were bought for it go to those who wait, and later to who comes`()
        throws
    {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let first = try bench.firm("A12", 3, by: linh)
        let second = try bench.firm("A12", 1, by: nok)
        let tick = try bench.tick("A12", 3)
        try bench.run(.cancelOrder(first, reason: "changed her mind"))
        #expect(try bench.sourcing(second).state == .bought)
        #expect(bench.shop.purchases[tick]?.spare == 2)
        let third = try bench.firm("A12", 3, by: linh)
        #expect(try bench.sourcing(third).bought == 2)
        #expect(bench.buying == ["A12 3 of 4"])
    }

    @Test func `spare units that expire too soon are given to nobody`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf, offered: 9)
        let linh = try bench.join("Linh")
        let first = try bench.firm("A12", by: linh)
        try bench.tick("A12", 1, expiry: "2023-11-20")
        try bench.run(.cancelOrder(first, reason: "x"))
        let second = try bench.firm("A12", by: linh)
        #expect(try bench.sourcing(second).wanted == 1)
    }

    @Test func `an open payment is closed at its provider first`() throws {
        var bench = try ShopBench(policy: .deposit(.share(percent: 50)))
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        let rest = try bench.pay(order, .wechat, by: linh)
        try bench.run(.cancelOrder(order, reason: "not to be had"))
        #expect(bench.state(order) == .confirmed)
        #expect(bench.shop.payments[rest]?.state == .closing)
        #expect(bench.shop.buyList.isEmpty)
        #expect(throws: Refusal.self) { try bench.tick("A12") }
        try bench.report(rest, .closed)
        #expect(bench.state(order) == .cancelled)
        #expect(bench.refundDue(order) == bench.shop.orders[order]?.settled.minorUnits)
    }

    @Test func `money that comes while an order is being cancelled goes back as well`() throws {
        var bench = try ShopBench(policy: .deposit(.share(percent: 50)))
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        let rest = try bench.pay(order, .wechat, by: linh)
        try bench.run(.cancelOrder(order, reason: "not to be had"))
        let amount = try #require(bench.shop.payments[rest]?.amount)
        try bench.report(rest, .paid(transaction: "42", amount: amount))
        #expect(bench.state(order) == .cancelled)
        #expect(bench.refundDue(order) == bench.shop.orders[order]?.quote.total.minorUnits)
    }

    @Test func `an offered substitute is let go with its order`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3", .onShelf, offered: 1)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        try bench.short("A12", instead: "B3")
        try bench.run(.cancelOrder(order, reason: "x"))
        #expect(try bench.stock("B3").available == 1)
        #expect(throws: Refusal.self) { try bench.answer(1, true, by: linh) }
        bench.wait(.hours(3))
        #expect(try bench.stock("B3").available == 1)
    }
}
