package import ShopModel

// Erasing a buyer: what is sealed loses its key, name and chat lines go; the books stay.
extension Shop {
    mutating func erase(_ id: BuyerID, by actor: Actor) throws(Refusal) {
        guard buyers[id] != nil, actor.buyer == nil || actor.buyer == id,
            people.erased[id] == nil
        else { throw .noSuch("buyer \(id)") }
        for order in ordersOfBuyer[id, default: []].compactMap({ orders[$0] }) {
            if let hint = hindrance(order) {
                throw .notErasable(id, because: order.id, hint: hint)
            }
        }
        leaveWaitlist(id, reason: "the buyer was erased")
        endRequests(of: id, reason: "the buyer was erased")
        emit(.people(.erased(id, by: actor.name)), to: .staff)
    }

    /// What must be done first, while an order still concerns buyer and shop.
    private func hindrance(_ order: Order) -> String? {
        if order.state == .placed { return "is not paid; cancel it first" }
        if order.outstandingMinorUnits > 0 { return "has money to be given back; refund it first" }
        let attempts = order.payments.compactMap { payments[$0] }
        if attempts.contains(where: \.isLive) {
            return "has a payment under way; wait until it has ended"
        }
        if attempts.contains(where: { $0.state == .quarantined }) {
            return "has money set aside; release, refund or reject it first"
        }
        guard order.state == .confirmed, !order.isGivenBack else { return nil }
        guard unpackedLines(of: order).isEmpty else {
            return "has goods to come; send them, or refund it, first"
        }
        let isUnderWay = order.parcels.contains {
            switch parcels[$0]?.state {
            case .delivered?, .returned?, .lost?: false
            default: true
            }
        }
        return isUnderWay ? "is in a parcel under way; wait until it has arrived" : nil
    }

    mutating func applyErasure(of id: BuyerID, _ sequence: EventSequence) {
        people.erased[id] = sequence
        people.details[id] = nil
        people.blocks[id] = nil
        people.mutes[id] = nil
        requests.erase(id)
        guard let buyer = buyers[id] else {
            preconditionFailure("the journal erases buyer \(id) who never joined")
        }
        if buyersByAlias[buyer.alias.lowercased()] == id {
            buyersByAlias[buyer.alias.lowercased()] = nil
        }
        buyersByToken[buyer.tokenHash] = nil
        let alias = Self.erasedAlias(of: id)
        buyers[id] = Buyer(id: id, alias: alias, tokenHash: [])
        for order in ordersOfBuyer[id, default: []] { change(order) { $0.alias = alias } }
    }

    /// The name that is left of an erased buyer; nobody can choose one that begins so.
    package static func erasedAlias(of id: BuyerID) -> String { "\(erasedPrefix)\(id)" }

    static let erasedPrefix = "erased-"

    /// What is left of an erased buyer's chat lines.
    package static let erasedText = "(erased)"
}

extension ShopEvent {
    /// The event without what it says of the person; `nil` when it says nothing, or when it is
    /// a fact of the books, which stay.
    package func erasing(_ id: BuyerID) -> ShopEvent? {
        let alias = Shop.erasedAlias(of: id)
        switch self {
        case .said(let session, .buyer(id, _), _, let replyTo):
            return .said(
                session: session, author: .buyer(id, alias: alias), text: Shop.erasedText,
                replyTo: replyTo)
        case .claimAnswered(let session, id, let said, .refused(_, _, let kind)):
            // It may quote what was said.
            return .claimAnswered(
                session: session, buyer: id, said: said,
                answer: .refused(why: Shop.erasedText, suggestion: nil, kind: kind))
        case .talk(.sent(let message)) where message.thread == id:
            return .talk(.sent(message.erased))
        case .talk(.muted(id, let mute)):
            return .talk(
                .muted(id, Mute(until: mute.until, reason: Shop.erasedText, by: mute.by)))
        case .buyerJoined(id, _, let session, _):
            return .buyerJoined(id, alias: alias, session: session, tokenHash: [])
        case .people(.blocked(id, let block)):
            return .people(.blocked(id, Block(reason: Shop.erasedText, by: block.by)))
        case .request(.made(let request)) where request.buyer == id:
            return .request(
                .made(
                    BuyerRequest(
                        id: request.id, buyer: id, askedAt: request.askedAt,
                        terms: request.terms.erased)))
        default: return nil
        }
    }
}
