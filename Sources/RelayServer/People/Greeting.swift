import ShopCore
import ShopModel
import Storage
import Wire

/// What a shop tells everybody it lets in.
struct Greeting: Sendable {
    let head: EventSequence
    let away: Away?
    let seller: SellerProfile?
    let receiptKey: String

    func fill(_ welcome: inout WireWelcome, for actor: Actor) {
        (welcome.head, welcome.receiptKey) = (head.number, receiptKey)
        if let away { welcome.away = away.wire }
        if let seller { welcome.seller = seller.wire }
        welcome.may = Capability.allCases.filter(actor.can).map(\.rawValue)
    }
}

extension ShopHost {
    /// An away time that is over is not told.
    var greeting: Greeting {
        let away = shop.people.away.flatMap {
            $0.days.upperBound >= .inChina(at: now) ? $0 : nil
        }
        return Greeting(
            head: head, away: away, seller: shop.people.seller,
            receiptKey: receiptKey.publicText)
    }
}
