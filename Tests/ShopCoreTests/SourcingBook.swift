import ShopCore
import ShopModel
import Testing

/// An independent bookkeeper of buying: it reads the journal only, and keeps counts of its own.
struct SourcingBook {
    struct Line {
        let item: ItemID
        let variant: Variant
        let quantity: Int
        var bought = 0
        var offered = 0
        var gone = 0
        var wanted: Int { quantity - bought - gone }
    }

    private(set) var lines: [OrderID: [Line]] = [:]
    private(set) var credited: [OrderID: Int64] = [:]
    private(set) var calledOff: Set<OrderID> = []
    private(set) var openSubstitutes: [SubstituteID: Substitute] = [:]
    /// Holds that are sold, with the units that have not come back.
    private(set) var soldHolds: [HoldID: Int] = [:]
    private var placed: [OrderID: Order] = [:]
    private var items: [ItemID: Item] = [:]
    private var limits: [String: Int] = [:]
    private var boughtOfLimit: [String: Int] = [:]
    private var purchases: [PurchaseID: Purchase] = [:]
    /// Firm orders, oldest first.
    private var firm: [OrderID] = []
    /// Firm orders that are being called off.
    private var ending: Set<OrderID> = []
    /// The holds of accepted substitutes, and of orders that came back with late money.
    private var holds: [OrderID: [HoldID]] = [:]
    private var reinstated: [OrderID: [HoldID]] = [:]
    private(set) var parcels = ParcelBook()
    private var left: Set<OrderID> = []
    private var read = 0

    /// Reads what is new in the journal.
    mutating func catchUp(_ journal: [Entry], _ step: String) {
        for entry in journal[read...] {
            parcels.note(entry.event, step)
            note(entry, step)
        }
        read = journal.count
    }

    private mutating func note(_ entry: Entry, _ step: String) {
        switch entry.event {
        case .itemPosted(let item): items[item.id] = item
        case .purchaseLimitSet(_, let name, let units): limits[name] = units
        case .orderPlaced(let order): placed[order.id] = order
        case .orderConfirmed(let id): begin(id, placed[id]?.lines.map(\.hold) ?? [], step)
        case .orderReinstated(let id, let holds):
            reinstated[id] = holds
            begin(id, holds, step)
        case .orderEnding(let id, _): if lines[id] != nil { ending.insert(id) }
        case .unitsBought(let purchase):
            purchases[purchase.id] = purchase
            verify(!(purchase.boughtAt > entry.at), "\(step): bought after it was told")
            guard let name = items[purchase.product.item]?.purchaseLimit else { break }
            boughtOfLimit[name, default: 0] += purchase.units
            if let limit = limits[name] {
                verify(boughtOfLimit[name, default: 0] <= limit, "\(step): beyond the limit")
            }
        case .purchaseTakenBack(let id, _):
            guard let purchase = purchases[id],
                let name = items[purchase.product.item]?.purchaseLimit
            else { break }
            boughtOfLimit[name, default: 0] -= purchase.units
        case .lineBought(let order, let line, let units, _):
            expectOldest(order, line, step)
            lines[order]?[line].bought += units
            verify((lines[order]?[line].wanted ?? -1) >= 0, "\(step): more than is wanted")
        case .lineWanted(let order, let line, let units, _):
            lines[order]?[line].bought -= units
            verify((lines[order]?[line].bought ?? -1) >= 0, "\(step)")
        case .lineShort(let shortage): note(shortage, step)
        case .substituteAnswered(let id, let state, let amount):
            note(id, state, amount, step)
        case .orderCalledOff(let id, _): callOff(id, step)
        case .parcelPacked(let parcel):
            expectReady(parcel.orders, step)
        case .parcel(.repacked(let repacking)):
            if repacking.to != nil { expectReady(repacking.lines.map(\.order), step) }
        case .parcelHandedOver(let id, _, _):
            let orders = parcels.orders(in: id)
            expectReady(orders, step)
            left.formUnion(orders)
        default: break
        }
    }

    private mutating func begin(_ id: OrderID, _ holds: [HoldID], _ step: String) {
        guard let order = placed[id] else { return }
        verify(lines[id] == nil, "\(step): order \(id) is firm twice")
        firm.append(id)
        lines[id] = order.lines.map {
            Line(
                item: $0.item, variant: $0.variant, quantity: $0.quantity,
                bought: items[$0.item]?.stock.model == .onHand ? $0.quantity : 0)
        }
        for (hold, line) in zip(holds, order.lines) { sell(hold, line.quantity, step) }
    }

    private mutating func sell(_ hold: HoldID, _ units: Int, _ step: String) {
        verify(soldHolds.updateValue(units, forKey: hold) == nil, "\(step): sold twice")
    }

    private mutating func giveBack(_ hold: HoldID, _ units: Int, _ step: String) {
        soldHolds[hold, default: 0] -= units
        verify(soldHolds[hold, default: -1] >= 0, "\(step): more comes back than was sold")
    }

    /// No order that is older and not ending waits for the same product.
    private func expectOldest(_ id: OrderID, _ line: Int, _ step: String) {
        guard let mine = lines[id]?[line] else { return }
        for older in firm.prefix(while: { $0 != id }) where !ending.contains(older) {
            let waits = lines[older, default: []].contains {
                $0.item == mine.item && $0.variant == mine.variant && $0.wanted > 0
            }
            verify(!waits, "\(step): order \(older) was first")
        }
    }

    private mutating func note(_ shortage: Shortage, _ step: String) {
        let (order, line) = (shortage.order, shortage.line)
        lines[order]?[line].gone += shortage.units
        verify((lines[order]?[line].wanted ?? -1) >= 0, "\(step): more than is wanted goes")
        credited[order, default: 0] += shortage.credited.minorUnits
        giveBack(hold(of: order, line), shortage.units, step)
        guard let substitute = shortage.substitute else { return }
        lines[order]?[line].offered += shortage.units
        verify(substitute.cost.minorUnits <= substitute.share.minorUnits, "\(step): dearer")
        openSubstitutes[substitute.id] = substitute
    }

    private func hold(of order: OrderID, _ line: Int) -> HoldID {
        let own = reinstated[order] ?? placed[order]?.lines.map(\.hold) ?? []
        let all = own + holds[order, default: []]
        return line < all.count ? all[line] : HoldID(0)
    }

    private mutating func note(
        _ id: SubstituteID, _ state: Substitute.State, _ amount: Money, _ step: String
    ) {
        guard let substitute = openSubstitutes.removeValue(forKey: id) else {
            Issue.record("\(step): substitute \(id) is answered twice")
            return
        }
        let (order, line, units) = (
            substitute.order, substitute.line, substitute.instead.quantity
        )
        lines[order]?[line].offered -= units
        credited[order, default: 0] += amount.minorUnits
        guard state == .accepted else { return }
        let instead = substitute.instead
        lines[order]?.append(
            Line(
                item: instead.item, variant: instead.variant, quantity: units,
                bought: items[instead.item]?.stock.model == .onHand ? units : 0))
        holds[order, default: []].append(instead.hold)
        sell(instead.hold, units, step)
    }

    private mutating func callOff(_ id: OrderID, _ step: String) {
        verify(calledOff.insert(id).inserted, "\(step): called off twice")
        verify(!left.contains(id), "\(step): called off after it had left")
        for (index, line) in lines[id, default: []].enumerated() {
            giveBack(hold(of: id, index), line.quantity - line.gone, step)
        }
        lines[id] = nil
        openSubstitutes = openSubstitutes.filter { $0.value.order != id }
    }

    /// What is packed is there: invariant 3.
    private func expectReady(_ orders: [OrderID], _ step: String) {
        for order in orders {
            for line in lines[order, default: []] {
                verify(line.wanted == 0 && line.offered == 0, "\(step): packed too early")
            }
            verify(lines[order, default: []].contains { $0.quantity > $0.gone }, "\(step): empty")
        }
    }
}
