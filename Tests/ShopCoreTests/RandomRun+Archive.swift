import ShopCore
import Testing

extension RandomRun {
    /// The session leaves memory, wherever it stands, the shop comes back from its journal without
    /// it, and then the session does: nothing is different from before.
    mutating func rest() {
        // Nobody waits in a session that is over, so who waits and is away is not told again.
        guard bench.shop.waitlist.isEmpty else { return }
        let before = bench.shop
        bench.archiveAnyway([ShopBench.session])
        bench.restart()
        verify(bench.shop.archived == [ShopBench.session])
        verify(bench.shop.orders.isEmpty && bench.shop.payments.isEmpty)
        bench.restore([ShopBench.session])
        let found = differences(before, bench.shop)
        verify(found.isEmpty, "event \(before.sequence): \(found)")
    }
}
