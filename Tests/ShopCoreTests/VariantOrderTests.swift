import ShopCore
import ShopModel
import Testing

struct VariantOrderTests {
    @Test func `each variant has its own stock under one code`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 1), ("M", 2)])
        let linh = try bench.join("Linh")
        let id = try bench.order("A12", "m", 2, by: linh)
        #expect(bench.shop.orders[id]?.lines.first?.variant == Variant(values: ["M"]))
        #expect(try bench.available("A12", "M") == 0)
        #expect(try bench.available("A12", "S") == 1)
        #expect(throws: Refusal.soldOut(ShopBench.code("A12"), wanted: 1, available: 0)) {
            try bench.order("A12", "M", by: linh)
        }
        _ = try bench.order("A12", "Small", by: linh)
        #expect(try bench.stock("A12").available == 0)
    }

    @Test func `a variant that was never stocked cannot be had`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 1)])
        let linh = try bench.join("Linh")
        #expect(throws: Refusal.soldOut(ShopBench.code("A12"), wanted: 1, available: 0)) {
            try bench.order("A12", "L", by: linh)
        }
        try bench.run(
            .changeStock(
                session: ShopBench.session, code: ShopBench.code("A12"), variant: ["L"],
                offered: 2))
        _ = try bench.order("A12", "L", 2, by: linh)
        #expect(try bench.stock("A12").offered == 3)
    }

    @Test(arguments: [[], ["XXL"], ["M", "L"]])
    func `a choice is one value of each option`(choice: [String]) throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("M", 2)])
        let linh = try bench.join("Linh")
        let line = Command.RequestedLine(
            code: ShopBench.code("A12"), quantity: 1, variant: choice)
        let refusal = #expect(throws: Refusal.self) { try bench.order([line], by: linh) }
        #expect(refusal?.description.contains("size (S, M, L)") == true)
        try bench.post("B7")
        #expect(
            throws: Refusal.noSuchVariant(ShopBench.code("B7"), given: ["M"], options: [])
        ) { try bench.order("B7", "M", by: linh) }
    }

    @Test func `lines of several variants are one order, and each goes back to its own`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 3), ("M", 3)])
        let linh = try bench.join("Linh")
        let id = try bench.order(
            [
                ShopBench.line("A12", "S"), ShopBench.line("A12", "M", 2),
                ShopBench.line("A12", "small"),
            ], by: linh)
        #expect(bench.shop.orders[id]?.lines.map(\.quantity) == [2, 2])
        bench.wait(.seconds(60))
        #expect(bench.state(id) == .expired)
        #expect(try bench.available("A12", "S") == 3)
        #expect(try bench.available("A12", "M") == 3)
    }

    @Test func `a limit per buyer counts all variants, also within one order`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 9), ("M", 9)], limit: 3)
        let linh = try bench.join("Linh")
        #expect(
            throws: Refusal.limitPerBuyer(ShopBench.code("A12"), limit: 3, has: 0, wanted: 4)
        ) {
            try bench.order(
                [ShopBench.line("A12", "S", 2), ShopBench.line("A12", "M", 2)], by: linh)
        }
        _ = try bench.order("A12", "S", 2, by: linh)
        #expect(throws: Refusal.self) { try bench.order("A12", "M", 2, by: linh) }
        _ = try bench.order("A12", "M", by: linh)
    }

    @Test func `late money does not bring back more than a limit allows over all variants`() throws
    {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("S", 9), ("M", 9)], limit: 3)
        let linh = try bench.join("Linh")
        let id = try bench.order(
            [ShopBench.line("A12", "S", 1), ShopBench.line("A12", "M", 1)], by: linh)
        let payment = try bench.pay(id, .manual, by: linh)
        bench.wait(.hours(3))
        #expect(bench.state(id) == .expired)
        _ = try bench.order("A12", "S", 2, by: linh)
        try bench.confirm(payment)
        #expect(bench.state(id) == .expired)
        #expect(bench.shop.orders[id]?.refundDue.isPositive == true)
    }

    @Test func `a post with options says how many there are of each, once`() throws {
        var bench = try ShopBench()
        #expect(throws: Refusal.self) { try bench.postSizes("A12", []) }
        #expect(throws: Refusal.self) { try bench.postSizes("A12", [("M", 1), ("medium", 2)]) }
        #expect(throws: Refusal.self) { try bench.postSizes("A12", [("XXL", 1)]) }
        try bench.postSizes("A12", [], .toOrder)
        _ = try bench.order("A12", "L", 40, by: bench.join("Linh"))
        #expect(try bench.stock("A12").units(of: Variant(values: ["L"])).active == 40)
    }

    @Test func `stock is kept of so many variants and no more`() throws {
        var limits = ShopLimits()
        limits.variantsPerItem = 2
        var bench = try ShopBench(limits: limits)
        #expect(throws: Refusal.self) {
            try bench.postSizes("A12", [("S", 1), ("M", 1), ("L", 1)])
        }
        try bench.postSizes("A12", [("S", 1), ("M", 1)])
        #expect(throws: Refusal.self) {
            try bench.run(
                .changeStock(
                    session: ShopBench.session, code: ShopBench.code("A12"), variant: ["L"],
                    offered: 2))
        }
    }

    // MARK: - Purchase limits

    @Test func `a store's limit counts held and sold units of all its items and all buyers`() throws
    {
        var bench = try ShopBench()
        try bench.limit("Hand Cream House", 4)
        try bench.postSizes("A12", [("S", 9), ("M", 9)], countsTo: "Hand Cream House")
        try bench.postSizes("B3", [("S", 9)], countsTo: "Hand Cream House")
        try bench.post("C07", offered: 9)
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        let first = try bench.order("A12", "S", 2, by: linh)
        try bench.confirm(bench.pay(first, .manual, by: linh))
        let second = try bench.order("B3", "S", by: nok)
        let refusal = #expect(throws: Refusal.self) {
            try bench.order([ShopBench.line("A12", "M", 1), ShopBench.line("B3", "S", 1)], by: nok)
        }
        #expect(
            refusal?.description
                == "“Hand Cream House” allows 4 per session and 1 is left, not 2.")
        _ = try bench.order("C07", 5, by: nok)
        bench.wait(.seconds(60))
        #expect(bench.state(second) == .expired)
        _ = try bench.order("A12", "M", 2, by: nok)
        #expect(throws: Refusal.self) { try bench.order("A12", "M", by: linh) }
    }

    @Test func `a limit cannot fall below what is taken, and can be lifted`() throws {
        var bench = try ShopBench()
        #expect(throws: Refusal.self) {
            try bench.postSizes("A12", [("S", 9)], countsTo: "Nobody")
        }
        #expect(throws: Refusal.self) { try bench.limit("House", nil) }
        try bench.limit("House", 3)
        try bench.postSizes("A12", [("S", 9)], countsTo: "House")
        let linh = try bench.join("Linh")
        _ = try bench.order("A12", "S", 3, by: linh)
        #expect(throws: Refusal.self) { try bench.limit("House", 2) }
        try bench.limit("House", nil)
        _ = try bench.order("A12", "S", 3, by: linh)
        #expect(throws: Refusal.self) { try bench.limit("House", 5) }
        try bench.limit("House", 6)
        #expect(throws: Refusal.self) { try bench.order("A12", "S", by: linh) }
    }

    @Test func `a session has so many purchase limits and no more`() throws {
        var limits = ShopLimits()
        limits.purchaseLimitsPerSession = 1
        var bench = try ShopBench(limits: limits)
        try bench.limit("House", 3)
        #expect(throws: Refusal.self) { try bench.limit("Other", 3) }
        try bench.limit("House", 4)
    }
}
