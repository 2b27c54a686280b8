import ShopCore
import ShopModel
import Testing

struct ParcelWeightTests {
    /// Two orders of 300 g and 600 g in a parcel with 100 g of packing; freight ¥12 each.
    private func sent(_ rule: WeightTerms.Rule, actual: Int64) throws -> ShopBench {
        var bench = try ShopBench(weighing: rule, packingGrams: 100)
        try bench.postGoods("A12")
        let linh = try bench.buyer()
        let orders = [try bench.firm("A12", by: linh), try bench.firm("A12", 2, by: linh)]
        let parcel = try bench.pack(orders)
        #expect(bench.shop.parcels[parcel].flatMap(bench.shop.estimatedMass)?.grams == 1000)
        try bench.seal(parcel, actual)
        try bench.handOver(parcel)
        return bench
    }

    @Test(
        arguments: [
            (WeightTerms.Rule.refund(tolerancePercent: 0), 750, 300),
            (.refund(tolerancePercent: 0), 999, 1), (.refund(tolerancePercent: 0), 1000, 0),
            (.refund(tolerancePercent: 0), 1400, 0), (.refund(tolerancePercent: 0), 1, 1198),
            (.refund(tolerancePercent: 25), 750, 0), (.refund(tolerancePercent: 25), 749, 301),
            (.waive, 100, 0),
        ] as [(WeightTerms.Rule, Int64, Int64)])
    func `less weight gives back its share of the freight, as agreed`(
        rule: WeightTerms.Rule, actual: Int64, due: Int64
    ) throws {
        let bench = try sent(rule, actual: actual)
        for id in [OrderID(1), OrderID(2)] {
            let order = try #require(bench.shop.orders[id])
            #expect(order.freightCredited.minorUnits == due && bench.refundDue(id) == due)
            #expect(order.isFullySettled && order.moneyState == (due > 0 ? .refundDue : .paid))
        }
    }

    @Test func `what is to be weighed leaves only when it was`() throws {
        var bench = try ShopBench(weighing: .refund(tolerancePercent: 5))
        try bench.postGoods("A12")
        let linh = try bench.buyer()
        let parcel = try bench.pack([try bench.firm("A12", by: linh)])
        #expect(throws: Refusal.notSealed(parcel)) { try bench.handOver(parcel) }
        try bench.seal(parcel, 290)
        try bench.handOver(parcel)
        #expect(bench.refundDue(OrderID(1)) == 0)
    }

    @Test func `an order in two parcels never gets more back than its freight`() throws {
        var bench = try ShopBench(weighing: .refund(tolerancePercent: 0))
        try bench.postGoods("A12")
        let linh = try bench.buyer()
        let order = try bench.firm("A12", 3, by: linh)
        let first = try bench.pack([order])
        let second = try bench.split(first, order, units: 1)
        for parcel in [first, second] {
            try bench.seal(parcel, 1)
            try bench.handOver(parcel)
        }
        // 798 and 398: 2/3 × 599/600 and 1/3 × 299/300 of ¥12, each rounded down.
        #expect(bench.refundDue(order) == 1196)
    }

    @Test func `without the weight of something in it, nothing is estimated or given back`()
        throws
    {
        var bench = try ShopBench(weighing: .refund(tolerancePercent: 0))
        try bench.postGoods("A12", grams: nil)
        let linh = try bench.buyer()
        let parcel = try bench.pack([try bench.firm("A12", by: linh)])
        #expect(bench.shop.parcels[parcel].flatMap(bench.shop.estimatedMass) == nil)
        try bench.seal(parcel, 1)
        try bench.handOver(parcel)
        #expect(bench.refundDue(OrderID(1)) == 0)
    }

    @Test func `a tolerance is a percentage`() {
        #expect(throws: Refusal.self) {
            try ShopBench(weighing: .refund(tolerancePercent: 100))
        }
    }
}
