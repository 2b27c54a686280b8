import ShopModel

extension Shop {
    /// Makes items and their session say what the event says; see `apply`.
    mutating func applyToItem(_ event: ShopEvent) {
        switch event {
        case .itemPosted(let item):
            items[item.id] = item
            numbers.item = max(numbers.item, item.id)
            for variant in item.stock.variants {
                told[StockName(item: item.id, variant: variant)] = item.stock.available(of: variant)
            }
            itemsByCode[item.session, default: [:]][item.code] = item.id
            catalogues[item.session, default: ClaimCatalogue()]
                .open(item.code, options: item.options)
        case .stockChanged(let id, let variant, let offered, let available):
            items[id]?.stock.offer(offered, of: variant)
            told[StockName(item: id, variant: variant)] = available
            precondition(
                items[id]?.stock.available(of: variant) == available,
                "the stock of item \(id) does not add up")
        case .itemCorrected(let id, let caption, let version):
            items[id]?.caption = caption
            items[id]?.version = version
        case .itemWithdrawn(let id): items[id]?.isWithdrawn = true
        case .itemRestored(let id): items[id]?.isWithdrawn = false
        case .itemPinned(let id):
            guard let item = items[id] else { return }
            sessions[item.session]?.pinned = id
            catalogues[item.session]?.pinned = item.code
        case .itemUnpinned(let id):
            sessions[id]?.pinned = nil
            catalogues[id]?.pinned = nil
        case .flashSaleStarted(let id, let sale):
            items[id]?.flashSale = sale
            items[id]?.version = sale.firstVersion
            runningSales[id] = sale.endsAt
        case .flashSaleEnded(let id, _, let version):
            items[id]?.flashSale = nil
            items[id]?.version = version
            runningSales[id] = nil
        case .purchaseLimitSet(let session, let name, let units):
            sessions[session]?.purchaseLimits[name, default: PurchaseLimit(name: name, units: nil)]
                .units = units
        default:
            preconditionFailure("not an event of an item")
        }
    }

    /// Takes a line's units, everywhere they count.
    mutating func hold(_ line: OrderLine, for buyer: BuyerID, isNew: Bool) {
        items[line.item]?.stock.hold(line.hold, line.quantity, of: line.variant, for: buyer)
        numbers.hold = max(numbers.hold, line.hold)
        // What comes back with late money is not of the sale that runs now.
        if isNew, let sale = items[line.item]?.flashSale, line.version >= sale.firstVersion {
            items[line.item]?.flashSale?.take(line.quantity, for: buyer)
        }
        countTowardsLimit(line.item, line.quantity)
    }

    /// Gives a line's units back, everywhere they counted.
    mutating func release(_ line: OrderLine, of buyer: BuyerID) {
        items[line.item]?.stock.release(line.hold)
        if let sale = items[line.item]?.flashSale, line.version >= sale.firstVersion {
            items[line.item]?.flashSale?.take(-line.quantity, for: buyer)
        }
        countTowardsLimit(line.item, -line.quantity)
    }

    mutating func countTowardsLimit(_ id: ItemID, _ quantity: Int) {
        guard let item = items[id], let name = item.purchaseLimit else { return }
        sessions[item.session]?.purchaseLimits[name]?.taken += quantity
    }
}
