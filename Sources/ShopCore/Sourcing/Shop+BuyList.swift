package import ShopModel

/// A product that has to be bought, for all orders that want it.
package struct BuyingLine: Equatable, Sendable {
    package let item: Item
    package let variant: Variant
    /// Units that are missing, and units that ticks have brought.
    package let wanted: Int
    package let bought: Int
    /// When the first order that waits became firm.
    package let oldest: Timestamp
    package let limit: PurchaseLimit?
    /// Who gets units first.
    package let shares: [Share]

    package struct Share: Equatable, Sendable {
        package let order: OrderID
        package let line: Int
        package let alias: String
        package let units: Int
    }

    /// How many of those who wait are named.
    package static let namedShares = 20
}

extension Shop {
    /// All that is to be bought, store by store; in each, what has waited longest first.
    package var buyList: [BuyingLine] {
        demand.compactMap { product, demand -> (rank: Int, line: BuyingLine)? in
            guard let first = demand.waiting.first, let item = items[product.item],
                let oldest = orders[first.order]?.firmAt
            else { return nil }
            let shares = demand.waiting.prefix(BuyingLine.namedShares).map {
                BuyingLine.Share(
                    order: $0.order, line: $0.line, alias: orders[$0.order]?.alias ?? "",
                    units: $0.units)
            }
            return (
                first.rank,
                BuyingLine(
                    item: item, variant: product.variant, wanted: demand.wanted,
                    bought: demand.bought, oldest: oldest, limit: buyingLimit(of: item),
                    shares: shares)
            )
        }.sorted {
            let (left, right) = ($0.line, $1.line)
            return (left.item.store, $0.rank, left.item.id, left.variant.description)
                < (right.item.store, $1.rank, right.item.id, right.variant.description)
        }.map(\.line)
    }
}
