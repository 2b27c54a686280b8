import ShopCore
import ShopModel
import Testing

struct ParcelTests {
    @Test func `nothing is handed over before it is paid in full`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.pack(order) }
        #expect(bench.shop.parcels.isEmpty)
        let payment = try bench.pay(order, .manual, by: linh)
        #expect(throws: Refusal.self) { try bench.pack(order) }
        try bench.confirm(payment)
        let parcel = try bench.pack(order)
        try bench.handOver(parcel)
        #expect(bench.shop.parcels[parcel]?.trackingNumber == "EE123456789KR")
    }

    @Test func `a parcel goes to one buyer, and an order into one parcel`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let orders = try ["Linh", "Nok"].map { alias in
            let buyer = try bench.join(alias)
            let order = try bench.order("A12", by: buyer)
            try bench.confirm(bench.pay(order, .manual, by: buyer))
            return order
        }
        let (first, second) = (orders[0], orders[1])
        #expect(throws: Refusal.self) { try bench.run(.packParcel(orders: [first, second])) }
        _ = try bench.pack(first)
        #expect(throws: Refusal.self) { try bench.pack(first) }
        #expect(throws: Refusal.self) { try bench.run(.packParcel(orders: [second, second])) }
    }

    @Test func `a paid order is not kept back by one that is not`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let paid = try bench.order("A12", by: linh)
        let unpaid = try bench.order("A12", by: linh)
        try bench.confirm(bench.pay(paid, .manual, by: linh))
        #expect(throws: Refusal.self) { try bench.run(.packParcel(orders: [paid, unpaid])) }
        bench.wait(.minutes(2))
        #expect(bench.state(unpaid) == .expired)
        try bench.handOver(bench.pack(paid))
    }

    @Test func `tracking goes to the parcel's buyer, and delivery completes the order`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.order("A12", by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        let parcel = try bench.pack(order)
        let delivered = TrackingEvent(state: .delivered, text: "signed", occurredAt: bench.now)
        #expect(throws: Refusal.self) { try bench.run(.trackParcel(parcel, delivered)) }
        try bench.handOver(parcel)
        try bench.run(.trackParcel(parcel, delivered))
        #expect(bench.state(order) == .completed)
        #expect(bench.journal.last?.audience == .buyer(BuyerID(1)))
        #expect(throws: Refusal.self) {
            let again = TrackingEvent(state: .inTransit, text: "", occurredAt: bench.now)
            try bench.run(.trackParcel(parcel, again))
        }
    }
}
