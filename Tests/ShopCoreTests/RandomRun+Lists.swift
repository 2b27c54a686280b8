import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Lists have what there is, in the order of numbers, whatever has happened.
    func auditLists(_ step: String) {
        let shop = bench.shop
        let orders = shop.orders.values.sorted { $0.id < $1.id }
        for state in Order.State.allCases {
            let listed = shop.orders(for: ShopBench.owner, states: [state])
            verify(listed == orders.filter { $0.state == state }, "\(step): \(state)")
        }
        let page = Page(after: UInt64(orders.count / 2), limit: 3)
        let listed = shop.orders(for: ShopBench.owner, states: [], page).elements
        let expected = orders.filter { $0.id.number > page.after }.prefix(3)
        verify(listed == Array(expected), "\(step): a page")
        verify(
            shop.parcels(for: ShopBench.owner).map(\.id) == shop.parcels.keys.sorted(), "\(step)")
        let (purchases, buyers) = (shop.purchases(Page()), shop.buyers(Page()))
        let limit = Page.greatestLimit
        verify(
            purchases.elements.map(\.id) == Array(shop.purchases.keys.sorted().prefix(limit)))
        verify(buyers.elements.map(\.id) == Array(shop.buyers.keys.sorted().prefix(limit)))
        for buyer in shop.buyers.keys {
            let own = orders.filter { $0.buyer == buyer }
            let counts = shop.orderCounts(of: buyer)
            verify(counts.all == own.count, "\(step): orders of \(buyer)")
            verify(counts.placed == own.count { $0.state == .placed }, "\(step): \(buyer)")
        }
    }
}
