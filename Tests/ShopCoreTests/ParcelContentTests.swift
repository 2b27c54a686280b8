import ShopCore
import ShopModel
import Testing

struct ParcelContentTests {
    /// Two paid orders of one buyer: 1 is A12 ×3, 2 is B3 ×1.
    private func twoOrders() throws -> (ShopBench, Actor) {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9)
        try bench.post("B3")
        let linh = try bench.buyer()
        _ = try bench.firm("A12", 3, by: linh)
        _ = try bench.firm("B3", by: linh)
        return (bench, linh)
    }

    @Test func `all that is ready of a buyer goes into one parcel, and what follows into it too`()
        throws
    {
        var (bench, linh) = try twoOrders()
        _ = try bench.order("B3", by: linh)  // Not paid: it waits.
        let parcel = try bench.packAll(of: linh)
        #expect(bench.contents(parcel) == ["1.0x3", "2.0x1"])
        #expect(throws: Refusal.noSuch("order of buyer 1 that is to be packed")) {
            try bench.packAll(of: linh)
        }
        let late = try bench.firm("A12", by: linh)
        #expect(try bench.packAll(of: linh) == parcel)
        #expect(bench.contents(parcel) == ["1.0x3", "2.0x1", "\(late).0x1"])
        try bench.seal(parcel)
        _ = try bench.firm("A12", by: linh)
        #expect(try bench.packAll(of: linh) != parcel)
    }

    @Test func `what is not ready says why when nothing else is`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        #expect(throws: Refusal.notBought(order, ShopBench.code("A12"), units: 1, unanswered: 0)) {
            try bench.packAll(of: linh)
        }
    }

    @Test func `units are split off, merged and taken out, each time with who and why`() throws {
        var (bench, _) = try twoOrders()
        let first = try bench.pack([OrderID(1), OrderID(2)])
        let second = try bench.split(first, OrderID(1), line: 0, units: 1)
        #expect(bench.contents(first) == ["1.0x2", "2.0x1"])
        #expect(bench.contents(second) == ["1.0x1"])
        #expect(bench.shop.orders[OrderID(1)]?.parcels == [first, second])
        let moved = try bench.split(first, OrderID(2), to: .parcel(second))
        #expect(moved == second && bench.contents(second) == ["1.0x1", "2.0x1"])
        try bench.parcel(.merge(into: second, from: [first], reason: "one box"))
        #expect(bench.contents(first) == [] && bench.contents(second) == ["1.0x3", "2.0x1"])
        guard case .parcel(.repacked(let repacking))? = bench.journal.last?.event else { return }
        #expect(repacking.by == "Pia" && repacking.reason == "one box")
        #expect(bench.journal.last?.audience == .buyer(BuyerID(1)))
        _ = try bench.split(second, OrderID(1), units: 2, to: .unpacked)
        #expect(bench.contents(second) == ["1.0x1", "2.0x1"])
        #expect(try bench.pack([OrderID(1)], into: first) == first)
        #expect(bench.contents(first) == ["1.0x2"])
    }

    @Test func `nothing is split that is not there, and something stays`() throws {
        var (bench, linh) = try twoOrders()
        let parcel = try bench.pack([OrderID(1)])
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(1), units: 4) }
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(1), units: 0) }
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(2)) }
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(1)) }
        #expect(throws: Refusal.self) {
            try bench.parcel(
                .split(
                    .init(
                        parcel, [.init(order: OrderID(1), units: 1), .init(order: OrderID(1))],
                        to: .newParcel)))
        }
        let other = try bench.pack([OrderID(2)])
        #expect(throws: Refusal.self) {
            try bench.parcel(.merge(into: parcel, from: [parcel], reason: ""))
        }
        #expect(throws: Refusal.notAllowed(.pack)) {
            try bench.parcel(.merge(into: parcel, from: [other], reason: ""), by: linh)
        }
    }

    @Test func `parcels of different buyers, and of different places, stay apart`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 9)
        let linh = try bench.buyer()
        let first = try bench.pack([try bench.firm("A12", by: linh)])
        let nok = try bench.buyer("Nok")
        let second = try bench.pack([try bench.firm("A12", by: nok)])
        #expect(throws: Refusal.self) {
            try bench.parcel(.merge(into: first, from: [second], reason: ""))
        }
        #expect(throws: Refusal.self) {
            try bench.split(second, OrderID(2), to: .parcel(first))
        }
        try bench.run(.setDestination(ShopBench.country("DE")), by: linh)
        let moved = try bench.firm("A12", by: linh)
        #expect(throws: Refusal.self) { try bench.pack([moved], into: first) }
        #expect(try bench.packAll(of: linh) != first)
    }

    @Test func `what is sealed is changed only after it was opened, with a reason`() throws {
        var (bench, _) = try twoOrders()
        let parcel = try bench.pack([OrderID(1)])
        #expect(throws: Refusal.self) { try bench.seal(parcel, 0) }
        try bench.seal(parcel, 950)
        #expect(bench.shop.parcels[parcel]?.seal?.by == "Pia")
        #expect(throws: Refusal.self) { try bench.pack([OrderID(2)], into: parcel) }
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(1), units: 1) }
        #expect(throws: Refusal.self) { try bench.seal(parcel) }
        #expect(throws: Refusal.self) { try bench.run(.cancelOrder(OrderID(1), reason: "no")) }
        #expect(throws: Refusal.self) { try bench.parcel(.unseal(parcel, reason: " ")) }
        try bench.parcel(.unseal(parcel, reason: "one is missing"))
        #expect(bench.state(parcel) == .open && bench.shop.parcels[parcel]?.seal == nil)
        try bench.pack([OrderID(2)], into: parcel)
        try bench.seal(parcel)
        try bench.handOver(parcel)
        #expect(throws: Refusal.self) { try bench.parcel(.unseal(parcel, reason: "late")) }
        #expect(throws: Refusal.self) { try bench.split(parcel, OrderID(1), units: 1) }
    }

    @Test func `goods that expire between packing and handing over stay`() throws {
        var bench = try ShopBench()
        try bench.post("A12", .onShelf)
        try bench.post("B3")
        let linh = try bench.join("Linh")
        let order = try bench.firm("A12", by: linh)
        let tick = try bench.tick("A12", expiry: "2023-12-20")
        let other = try bench.firm("B3", by: linh)
        let parcel = try bench.pack([order, other])
        bench.wait(.hours(24 * 10))
        #expect(throws: Refusal.self) { try bench.handOver(parcel) }
        // Taken out, they are bought anew; the rest leaves.
        #expect(throws: Refusal.self) { try bench.run(.takeBackTick(tick, reason: "old")) }
        _ = try bench.split(parcel, order, to: .unpacked)
        try bench.handOver(parcel)
        try bench.run(.takeBackTick(tick, reason: "expires too soon"))
        try bench.tick("A12", expiry: "2025-01-31")
        try bench.handOver(bench.pack(order))
    }

    @Test func `a cancelled order leaves all its open parcels, and none when one has left`()
        throws
    {
        var (bench, _) = try twoOrders()
        let first = try bench.pack([OrderID(1), OrderID(2)])
        let second = try bench.split(first, OrderID(1), units: 1)
        try bench.handOver(second)
        #expect(throws: Refusal.self) { try bench.run(.cancelOrder(OrderID(1), reason: "no")) }
        try bench.run(.cancelOrder(OrderID(2), reason: "no"))
        #expect(bench.contents(first) == ["1.0x2"])
        #expect(bench.contents(second) == ["1.0x1"])
    }
}
