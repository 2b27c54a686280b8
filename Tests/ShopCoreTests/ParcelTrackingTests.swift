import ShopCore
import ShopModel
import Testing

struct ParcelTrackingTests {
    /// An order of three in one parcel that has left.
    private func sent() throws -> (ShopBench, ParcelID) {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let parcel = try bench.pack([try bench.firm("A12", 3, by: linh)])
        try bench.handOver(parcel)
        bench.wait(.hours(100))
        return (bench, parcel)
    }

    @Test func `the latest by the carriers' clocks counts, whenever it is told`() throws {
        var (bench, parcel) = try sent()
        try bench.track(parcel, .outForDelivery, after: -10)
        try bench.track(parcel, .inTransit, after: -50)
        #expect(bench.state(parcel) == .outForDelivery)
        try bench.track(parcel, .customsHold, after: -10)  // At the same time: earlier on the way.
        #expect(bench.state(parcel) == .outForDelivery)
        try bench.track(parcel, .infoReceived, after: -1)
        #expect(bench.state(parcel) == .outForDelivery)
        try bench.track(parcel, .expiredNoInfo)
        #expect(bench.state(parcel) == .expiredNoInfo)
    }

    @Test func `what has not happened yet happened now`() throws {
        var (bench, parcel) = try sent()
        try bench.track(parcel, .inTransit, after: 5000)
        #expect(bench.shop.parcels[parcel]?.tracking.last?.occurredAt == bench.now)
        try bench.track(parcel, .delivered)
        #expect(bench.state(parcel) == .delivered)
    }

    @Test func `what was told before is told once`() throws {
        var (bench, parcel) = try sent()
        let event = TrackingEvent(
            state: .inTransit, text: "left", occurredAt: bench.now, source: "post",
            rawHash: [1, 2])
        try bench.run(.trackParcel(parcel, event))
        let count = bench.journal.count
        bench.wait(.seconds(5))
        try bench.run(.trackParcel(parcel, event))
        #expect(bench.journal.count == count)
        #expect(bench.shop.parcels[parcel]?.tracking.map(\.source) == ["post"])
    }

    @Test func `delivered is corrected by what happened later, and by nothing else`() throws {
        var (bench, parcel) = try sent()
        let order = OrderID(1)
        try bench.track(parcel, .delivered, after: -100)
        #expect(bench.state(order) == .completed)
        try bench.track(parcel, .exception, after: -200)  // Old news.
        #expect(bench.state(parcel) == .delivered && bench.state(order) == .completed)
        #expect(throws: Refusal.self) { try bench.track(parcel, .inTransit, after: -50) }
        try bench.track(parcel, .exception, after: -50)
        #expect(bench.state(parcel) == .exception && bench.state(order) == .confirmed)
        try bench.track(parcel, .returning, after: -40)
        try bench.track(parcel, .returned, after: -30)
        #expect(bench.state(parcel) == .returned && bench.state(order) == .confirmed)
    }

    @Test func `a leg that another follows ends in transit`() throws {
        var (bench, parcel) = try sent()
        try bench.parcel(.addLeg(parcel, carrier: "SF", trackingNumber: "SF1"))
        #expect(bench.shop.parcels[parcel]?.legs.map(\.carrier) == ["EMS", "SF"])
        try bench.track(parcel, .delivered, after: -90, leg: 1)
        #expect(bench.state(parcel) == .inTransit && bench.state(OrderID(1)) == .confirmed)
        try bench.track(parcel, .outForDelivery, after: -80, leg: 2)
        try bench.track(parcel, .exception, after: -70, leg: 1)
        #expect(bench.state(parcel) == .outForDelivery)
        #expect(throws: Refusal.self) { try bench.track(parcel, .inTransit, leg: 3) }
        try bench.track(parcel, .delivered)
        #expect(bench.state(parcel) == .delivered && bench.state(OrderID(1)) == .completed)
        #expect(throws: Refusal.self) {
            try bench.parcel(.addLeg(parcel, carrier: "SF", trackingNumber: "SF2"))
        }
    }

    @Test func `an order is complete when all its units have arrived`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", 3, by: linh)
        let first = try bench.pack([order])
        let second = try bench.split(first, order, units: 1)
        _ = try bench.split(first, order, units: 1, to: .unpacked)
        for parcel in [first, second] {
            try bench.handOver(parcel)
            try bench.track(parcel, .delivered)
        }
        #expect(bench.state(order) == .confirmed)
        let third = try bench.pack([order])
        try bench.handOver(third)
        try bench.track(third, .delivered)
        #expect(bench.state(order) == .completed)
        bench.wait(.seconds(1))
        try bench.track(second, .exception)
        #expect(bench.state(order) == .confirmed)
    }

    @Test func `legs and what is told have limits`() throws {
        var limits = ShopLimits()
        (limits.legsPerParcel, limits.trackingPerParcel) = (2, 3)
        var bench = try ShopBench(limits: limits)
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let parcel = try bench.pack([try bench.firm("A12", by: linh)])
        try bench.handOver(parcel)
        try bench.parcel(.addLeg(parcel, carrier: "SF", trackingNumber: "SF1"))
        #expect(throws: Refusal.self) {
            try bench.parcel(.addLeg(parcel, carrier: "SF", trackingNumber: "SF2"))
        }
        for _ in 1...3 {
            bench.wait(.seconds(1))
            try bench.track(parcel, .inTransit)
        }
        bench.wait(.seconds(1))
        #expect(throws: Refusal.self) { try bench.track(parcel, .inTransit) }
    }
}
