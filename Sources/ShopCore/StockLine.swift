package import ShopModel

package enum StockModel: String, CaseIterable, Sendable {
    /// The seller has the units.
    case onHand = "on_hand"
    /// Seen in the shop, not bought yet.
    case onShelf = "on_shelf"
    /// Bought on demand; any number can be ordered.
    case toOrder = "to_order"
}

/// The units of one item, variant by variant: offered = available + active (held) + consumed (sold).
///
/// A hold is resolved at most once and named by its id; that `active + consumed <= offered` holds
/// for each variant follows from `hold` being the only way to take units. A line that is bought to
/// order counts what is taken, but never runs out.
package struct StockLine: Equatable, Sendable {
    package let model: StockModel
    /// In the order in which the seller named them; `.only` for an item without options.
    package private(set) var variants: [Variant] = []
    private var units: [Variant: Units] = [:]
    private var total = Units()
    private var holds: [HoldID: Hold] = [:]
    /// What is left of the holds whose units were sold.
    private var sold: [HoldID: Hold] = [:]
    private var unitsByBuyer: [BuyerID: Int] = [:]

    package struct Units: Equatable, Sendable {
        package fileprivate(set) var offered = 0
        package fileprivate(set) var active = 0
        package fileprivate(set) var consumed = 0

        package init(offered: Int = 0, active: Int = 0, consumed: Int = 0) {
            (self.offered, self.active, self.consumed) = (offered, active, consumed)
        }

        /// Units held and sold.
        package var taken: Int { active + consumed }
    }

    private struct Hold: Equatable, Sendable {
        let buyer: BuyerID
        let variant: Variant
        var quantity: Int
    }

    /// The stock of an item without options.
    package init(model: StockModel, offered: Int) {
        self.init(model: model, variants: [(.only, offered)])
    }

    package init(model: StockModel, variants: [(variant: Variant, offered: Int)]) {
        self.model = model
        for (variant, offered) in variants { offer(offered, of: variant) }
    }

    package var offered: Int { total.offered }
    package var active: Int { total.active }
    package var consumed: Int { total.consumed }

    /// Units of all variants that can still be held; `nil` when there is no count.
    package var available: Int? { model == .toOrder ? nil : total.offered - total.taken }

    package func units(of variant: Variant) -> Units { units[variant] ?? Units() }

    /// Units of one variant that can still be held; `nil` when there is no count.
    package func available(of variant: Variant) -> Int? {
        let units = units(of: variant)
        return model == .toOrder ? nil : units.offered - units.taken
    }

    /// Units of any variant that `buyer` holds or has bought.
    package func units(of buyer: BuyerID) -> Int { unitsByBuyer[buyer, default: 0] }

    package func canHold(_ quantity: Int, of variant: Variant) -> Bool {
        available(of: variant).map { quantity <= $0 } ?? true
    }

    mutating func hold(
        _ id: HoldID, _ quantity: Int, of variant: Variant, for buyer: BuyerID
    ) {
        precondition(
            canHold(quantity, of: variant), "hold \(id) takes more units than there are")
        let previous = holds.updateValue(
            Hold(buyer: buyer, variant: variant, quantity: quantity), forKey: id)
        precondition(previous == nil, "hold \(id) is taken twice")
        change(variant) { $0.active += quantity }
        unitsByBuyer[buyer, default: 0] += quantity
    }

    /// Gives the units back.
    mutating func release(_ id: HoldID) {
        let hold = resolve(id)
        leave(hold.buyer, hold.quantity)
    }

    /// Turns the units into sold ones.
    mutating func consume(_ id: HoldID) {
        let hold = resolve(id)
        change(hold.variant) { $0.consumed += hold.quantity }
        sold[id] = hold
    }

    /// Gives sold units back, out of the hold that took them: each unit at most once.
    mutating func takeBack(_ id: HoldID, _ quantity: Int) {
        guard let hold = sold[id], quantity <= hold.quantity else {
            preconditionFailure("hold \(id) has fewer units than come back")
        }
        sold[id]?.quantity -= quantity
        if quantity == hold.quantity { sold[id] = nil }
        change(hold.variant) { $0.consumed -= quantity }
        leave(hold.buyer, quantity)
    }

    private mutating func leave(_ buyer: BuyerID, _ quantity: Int) {
        unitsByBuyer[buyer, default: 0] -= quantity
        if unitsByBuyer[buyer] == 0 { unitsByBuyer[buyer] = nil }
    }

    mutating func offer(_ quantity: Int, of variant: Variant) {
        let counted = model == .toOrder ? 0 : quantity
        change(variant) { $0.offered = counted }
        let units = units(of: variant)
        precondition(
            model == .toOrder || units.taken <= counted,
            "offered falls below what is held and sold")
    }

    private mutating func resolve(_ id: HoldID) -> Hold {
        guard let hold = holds.removeValue(forKey: id) else {
            preconditionFailure("hold \(id) is resolved twice")
        }
        change(hold.variant) { $0.active -= hold.quantity }
        return hold
    }

    /// Changes one variant's units, and the sums by as much.
    private mutating func change(_ variant: Variant, _ body: (inout Units) -> Void) {
        let before = units[variant]
        if before == nil { variants.append(variant) }
        var after = before ?? Units()
        body(&after)
        total.offered += after.offered - (before?.offered ?? 0)
        total.active += after.active - (before?.active ?? 0)
        total.consumed += after.consumed - (before?.consumed ?? 0)
        units[variant] = after
    }
}
