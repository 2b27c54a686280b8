import ShopCore
import ShopModel
import Wire

extension ShopEvent {
    /// An event about buying for orders, as its audience sees it.
    func sourcingBody(in shop: Shop) -> WireEvent.OneOf_Body {
        func code(_ order: OrderID, _ line: Int) -> String {
            shop.orders[order]?.line(line).code.text ?? ""
        }
        switch self {
        case .unitsBought(let purchase): return .unitsBought(purchase.wire(in: shop))
        case .lineBought(let order, let line, let units, let purchase):
            return .lineBought(
                make {
                    ($0.order, $0.line, $0.code) = (order.number, UInt32(line), code(order, line))
                    ($0.units, $0.purchase) = (UInt32(units), purchase.number)
                    guard let bought = shop.purchases[purchase] else { return }
                    ($0.store, $0.batch) = (bought.proof.store, bought.proof.batch)
                    $0.expiry = bought.proof.expiry?.description ?? ""
                    $0.boughtAtMs = bought.boughtAt.milliseconds
                    if let photo = bought.proof.unitPhoto { $0.unitPhoto = photo.wire }
                })
        case .lineWanted(let order, let line, let units, let purchase):
            return .lineWanted(
                make {
                    ($0.order, $0.line, $0.code) = (order.number, UInt32(line), code(order, line))
                    ($0.units, $0.purchase) = (UInt32(units), purchase.number)
                })
        case .purchaseTakenBack(let id, let reason):
            return .purchaseTakenBack(make { ($0.purchase, $0.reason) = (id.number, reason) })
        case .lineShort(let short):
            return .lineShort(
                make {
                    ($0.order, $0.line) = (short.order.number, UInt32(short.line))
                    ($0.code, $0.units) = (code(short.order, short.line), UInt32(short.units))
                    ($0.reason, $0.credited) = (short.reason, short.credited.wire)
                    if let substitute = short.substitute { $0.substitute = substitute.wire }
                })
        case .substituteAnswered(let id, let state, let credited):
            return .substituteAnswered(
                make {
                    ($0.substitute, $0.state) = (id.number, state.wire)
                    $0.order = shop.substitutes[id]?.order.number ?? 0
                    $0.credited = credited.wire
                })
        case .orderCalledOff(let id, let reason):
            return .orderCalledOff(make { ($0.order, $0.reason) = (id.number, reason) })
        default: preconditionFailure("not an event about buying")
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    static func sourcing(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .unitsBought(let purchase)?: .unitsBought(try purchase.core())
        case .lineBought(let bought)?:
            .lineBought(
                OrderID(bought.order), line: Int(bought.line), units: Int(bought.units),
                purchase: PurchaseID(bought.purchase))
        case .lineWanted(let wanted)?:
            .lineWanted(
                OrderID(wanted.order), line: Int(wanted.line), units: Int(wanted.units),
                purchase: PurchaseID(wanted.purchase))
        case .purchaseTakenBack(let back)?:
            .purchaseTakenBack(PurchaseID(back.purchase), reason: back.reason)
        case .lineShort(let short)?:
            .lineShort(
                Shortage(
                    order: OrderID(short.order), line: Int(short.line), units: Int(short.units),
                    reason: short.reason, credited: try short.credited.core("credited"),
                    substitute: short.hasSubstitute ? try short.substitute.core() : nil))
        case .substituteAnswered(let answer)?:
            .substituteAnswered(
                SubstituteID(answer.substitute), try answer.state.core(),
                credited: try answer.credited.core("credited"))
        case .orderCalledOff(let off)?:
            .orderCalledOff(OrderID(off.order), reason: off.reason)
        default: nil
        }
    }
}
