package import ShopModel

package enum StockModel: String, CaseIterable, Sendable {
    /// The seller has the units.
    case onHand = "on_hand"
    /// Seen in the shop, not bought yet.
    case onShelf = "on_shelf"
    /// Bought on demand; any number can be ordered.
    case toOrder = "to_order"
}

/// The units of one item: offered = available + active (held) + consumed (sold).
///
/// A hold is resolved at most once and named by its id; that `active + consumed <= offered` holds
/// follows from `hold` being the only way to take units. A line that is bought to order counts
/// what is taken, but never runs out.
package struct StockLine: Equatable, Sendable {
    package let model: StockModel
    package private(set) var offered: Int
    package private(set) var active = 0
    package private(set) var consumed = 0
    private var holds: [HoldID: Hold] = [:]
    private var unitsByBuyer: [BuyerID: Int] = [:]

    private struct Hold: Equatable, Sendable {
        let buyer: BuyerID
        let quantity: Int
    }

    package init(model: StockModel, offered: Int) {
        (self.model, self.offered) = (model, model == .toOrder ? 0 : offered)
    }

    /// Units that can still be held; `nil` when there is no count.
    package var available: Int? { model == .toOrder ? nil : offered - active - consumed }

    /// Units that `buyer` holds or has bought.
    package func units(of buyer: BuyerID) -> Int { unitsByBuyer[buyer, default: 0] }

    package func canHold(_ quantity: Int) -> Bool { available.map { quantity <= $0 } ?? true }

    mutating func hold(_ id: HoldID, _ quantity: Int, for buyer: BuyerID) {
        precondition(canHold(quantity), "hold \(id) takes more units than there are")
        let previous = holds.updateValue(Hold(buyer: buyer, quantity: quantity), forKey: id)
        precondition(previous == nil, "hold \(id) is taken twice")
        active += quantity
        unitsByBuyer[buyer, default: 0] += quantity
    }

    /// Gives the units back.
    mutating func release(_ id: HoldID) {
        let hold = resolve(id)
        unitsByBuyer[hold.buyer, default: 0] -= hold.quantity
        if unitsByBuyer[hold.buyer] == 0 { unitsByBuyer[hold.buyer] = nil }
    }

    /// Turns the units into sold ones.
    mutating func consume(_ id: HoldID) { consumed += resolve(id).quantity }

    mutating func offer(_ quantity: Int) {
        precondition(quantity >= active + consumed, "offered falls below what is held and sold")
        offered = quantity
    }

    private mutating func resolve(_ id: HoldID) -> Hold {
        guard let hold = holds.removeValue(forKey: id) else {
            preconditionFailure("hold \(id) is resolved twice")
        }
        active -= hold.quantity
        return hold
    }
}
