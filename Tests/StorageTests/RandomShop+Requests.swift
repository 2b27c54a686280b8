import ShopCore
import ShopModel

/// What is asked for, offered and chosen, mostly in ways that fit.
extension RandomShop {
    mutating func requestCommand(
        in session: SessionID, _ buyer: Actor, _ owner: Actor
    ) -> (Command, Actor) {
        let live = shop.requests.allLive.compactMap { shop.requests[$0] }
        let request = live.isEmpty ? nil : live[Int(pick(live.count)) - 1]
        guard let request, live.count > 4 || chance(60) else {
            return (.requests(.make(terms(in: session))), buyer)
        }
        let asker = Actor.buyer(request.buyer)
        let number = request.standing?.number ?? 1
        switch pick(12) {
        case 1...3: return (.requests(.offer(item(for: request, in: session))), owner)
        case 4...6: return (.requests(.choose(item(for: request, in: session))), owner)
        case 7, 8: return (.requests(.accept(request.id, offer: number, seen: nil)), asker)
        case 9: return (.requests(.pass(request.id, offer: number)), asker)
        case 10:
            let chosen = live.first { $0.state == .chosen } ?? request
            return (.requests(.veto(chosen.id)), .buyer(chosen.buyer))
        case 11 where chance(50): return (.requests(.withdraw(request.id)), asker)
        default: return (.requests(.decline(request.id, reason: "not here")), owner)
        }
    }

    private mutating func terms(in session: SessionID) -> RequestTerms {
        RequestTerms(
            session: chance(30) ? session : nil, text: "a hat",
            photos: chance(50) ? [photo()] : [],
            maximum: Money(9_000_000, Samples.currency("CNY")), sizes: chance(20) ? ["M"] : [],
            quantity: Int(pick(3)), deadline: now + .minutes(Int64(pick(90))),
            consent: chance(70)
                ? .init(vetoTime: chance(60) ? .seconds(Int64(9 + pick(200))) : nil) : nil)
    }

    /// Mostly something that can be had.
    private mutating func item(
        for request: BuyerRequest, in session: SessionID
    ) -> RequestCommand.ProposedItem {
        let session = request.terms.session ?? session
        let items = shop.items(in: session).filter { !$0.isWithdrawn && $0.stock.available != 0 }
        let item = items.isEmpty ? nil : items[Int(pick(items.count)) - 1]
        return RequestCommand.ProposedItem(
            request: request.id, session: session, code: item?.code ?? code(),
            variant: item?.stock.variants.last?.values ?? [], quantity: 1, note: "as asked")
    }
}
