import ShopCore
import ShopModel
import Testing

/// How many units are left is told after the turns that changed it, perhaps much later.
struct StockNewsTests {
    /// The stock that a body's events tell, of items without options.
    private func told(_ entries: [Entry]) -> [Int] {
        entries.compactMap {
            if case .stockChanged(_, _, _, let available) = $0.event { available } else { nil }
        }
    }

    @Test func `what several turns changed is told once`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 5)
        let linh = try bench.join("Linh")
        for _ in 1...3 {
            _ = try bench.shop.execute(
                .placeOrder(session: ShopBench.session, lines: [ShopBench.line("A12")]), by: linh,
                at: bench.now)
        }
        #expect(bench.shop.hasUntoldStock)
        #expect(told(bench.shop.announceStock(at: bench.now)) == [2])
        #expect(!bench.shop.hasUntoldStock)
    }

    @Test func `a shop that ended before it could tell does so when it is back`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 5)
        try bench.post("C07", .toOrder)
        let linh = try bench.join("Linh")
        _ = try bench.order("A12", by: linh)
        bench.restart()
        bench.shop.findUntoldStock()
        #expect(!bench.shop.hasUntoldStock)
        let turn = try bench.shop.execute(
            .placeOrder(session: ShopBench.session, lines: [ShopBench.line("A12")]), by: linh,
            at: bench.now)
        bench.journal += turn.entries
        bench.restart()
        #expect(!bench.shop.hasUntoldStock)
        bench.shop.findUntoldStock()
        #expect(told(bench.shop.announceStock(at: bench.now)) == [3])
    }
}
