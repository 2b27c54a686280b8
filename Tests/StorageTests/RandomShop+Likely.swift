import ShopCore
import ShopModel

/// Choices that mostly fit what the shop has, and what is done about people.
extension RandomShop {
    /// Mostly one that is open.
    mutating func likelySession() -> SessionID {
        let open = shop.sessions.values.filter(\.isOpen).map(\.id).sorted()
        guard !open.isEmpty, chance(90) else { return SessionID(pick(shop.sessions.count)) }
        return open[Int(pick(open.count)) - 1]
    }

    /// Mostly one that may order.
    mutating func likelyBuyer() -> BuyerID {
        let people = shop.people
        let welcome = shop.buyers.keys.filter {
            people.blocks[$0] == nil && people.erased[$0] == nil
        }.sorted()
        guard !welcome.isEmpty, chance(90) else { return BuyerID(pick(shop.buyers.count)) }
        return welcome[Int(pick(welcome.count)) - 1]
    }

    /// Often one that waits for its money.
    mutating func likelyOrder() -> OrderID {
        let placed = shop.orders.values.filter { $0.state == .placed }.map(\.id).sorted()
        guard !placed.isEmpty, chance(60) else { return OrderID(pick(shop.orders.count)) }
        return placed[Int(pick(placed.count)) - 1]
    }

    /// Often one that is not done.
    mutating func likelyPayment() -> PaymentID {
        let open = shop.payments.values.filter { $0.isLive }.map(\.id).sorted()
        guard !open.isEmpty, chance(60) else { return PaymentID(pick(shop.payments.count)) }
        return open[Int(pick(open.count)) - 1]
    }

    mutating func peopleCommand(_ buyer: BuyerID, _ owner: Actor) -> (Command, Actor) {
        let today = CalendarDate.inChina(at: now)
        switch pick(9) {
        case 1: return (.people(.block(buyer, reason: "rude")), owner)
        case 2, 3: return (.people(.unblock(shop.people.blocks.keys.min() ?? buyer)), owner)
        case 4: return (.people(.setAway(Away(today...today, text: "x"))), owner)
        case 5, 6: return (.people(.setAway(nil)), owner)
        case 7:
            let profile = SellerProfile(
                version: 0, name: "Tea", registration: "1", licence: "", taxID: "",
                jurisdictions: ["KR"], address: ["a", "b"])
            return (.people(.setSeller(profile)), owner)
        case 8:
            let sealed: [UInt8]? = chance(70) ? [1, 2, UInt8(pick(200))] : nil
            let detail: BuyerDetail = chance(50) ? .profile : .address(Int(pick(3)))
            return (.people(.keepDetail(buyer, detail, sealed: sealed)), .buyer(buyer))
        default: return (.people(.erase(buyer)), owner)
        }
    }
}
