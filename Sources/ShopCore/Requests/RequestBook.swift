package import ShopModel

/// A shop's requests, with what makes finding fast.
package struct RequestBook: Equatable, Sendable {
    package private(set) var all: [RequestID: BuyerRequest] = [:]
    /// Those that have not ended, by buyer.
    private var live: [BuyerID: Set<RequestID>] = [:]
    /// Orders that were chosen and can still be vetoed.
    package private(set) var choices: [OrderID: RequestID] = [:]

    package subscript(id: RequestID) -> BuyerRequest? { all[id] }

    package func live(of buyer: BuyerID) -> [RequestID] { (live[buyer] ?? []).sorted() }

    /// All that have not ended.
    package var allLive: [RequestID] { live.values.flatMap(\.self).sorted() }

    // MARK: - What events say

    mutating func apply(_ event: RequestEvent) {
        switch event {
        case .made(let request):
            precondition(all[request.id] == nil, "request \(request.id) is made twice")
            all[request.id] = request
            live[request.buyer, default: []].insert(request.id)
        case .offered(let offer):
            change(offer.request) {
                precondition($0.state == .open, "an offer needs an open request")
                $0.offers.append(offer)
                $0.state = .offered
            }
        case .chosen(let offer):
            change(offer.request) {
                precondition($0.state == .open, "a choice needs an open request")
                $0.offers.append(offer)
                $0.state = .chosen
            }
            if let order = offer.order { choices[order] = offer.request }
        case .offerEnded(let id, _, let state, _):
            endStanding(of: id, as: state)
            change(id) { $0.state = .open }
        case .ended(let id, let ending):
            endStanding(of: id, as: ending.order == nil ? .closed : .accepted)
            let request = change(id) {
                precondition(!$0.hasEnded, "request \(id) ends twice")
                ($0.state, $0.reason, $0.order) = (ending.state, ending.reason, ending.order)
            }
            live[request.buyer]?.remove(id)
            if live[request.buyer]?.isEmpty == true { live[request.buyer] = nil }
        }
    }

    /// Takes out what the buyer has written and shown.
    mutating func erase(_ buyer: BuyerID) {
        for (id, request) in all where request.buyer == buyer {
            all[id]?.terms = request.terms.erased
        }
    }

    private mutating func endStanding(of id: RequestID, as state: RequestOffer.State) {
        guard let offer = all[id]?.standing else { return }
        if let order = offer.order { choices[order] = nil }
        change(id) { $0.offers[$0.offers.count - 1].state = state }
    }

    @discardableResult
    private mutating func change(
        _ id: RequestID, _ body: (inout BuyerRequest) -> Void
    ) -> BuyerRequest {
        guard var request = all[id] else {
            preconditionFailure("the journal speaks of request \(id) before it is made")
        }
        body(&request)
        all[id] = request
        return request
    }
}

extension RequestTerms {
    /// What is left when the buyer is erased.
    package var erased: RequestTerms {
        var terms = self
        (terms.text, terms.photos, terms.sizes) = (Shop.erasedText, [], [])
        return terms
    }
}
