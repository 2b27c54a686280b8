package import ShopModel

/// What somebody asks the shop to do about requests.
package enum RequestCommand: Equatable, Sendable {
    case make(RequestTerms)
    case withdraw(RequestID)
    case offer(ProposedItem)
    /// Orders it at once in the buyer's name.
    case choose(ProposedItem)
    case decline(RequestID, reason: String)
    /// - `offer`: Its number within the request.
    /// - `seen`: The item's version that the buyer agrees to; `nil`: the offer's own.
    case accept(RequestID, offer: Int, seen: Int?)
    case pass(RequestID, offer: Int)
    case veto(RequestID)

    package struct ProposedItem: Equatable, Sendable {
        package let request: RequestID
        package let session: SessionID
        package let code: ItemCode
        /// One value of each option, in any spelling.
        package let variant: [String]
        package let quantity: Int
        package let note: String

        package init(
            request: RequestID, session: SessionID, code: ItemCode, variant: [String] = [],
            quantity: Int = 1, note: String = ""
        ) {
            (self.request, self.session, self.code) = (request, session, code)
            (self.variant, self.quantity, self.note) = (variant, quantity, note)
        }
    }

    package var capability: Capability {
        switch self {
        case .make, .withdraw, .accept, .pass, .veto: .request
        case .offer, .choose, .decline: .answerRequests
        }
    }
}

/// What happened to requests.
package enum RequestEvent: Equatable, Sendable {
    case made(BuyerRequest)
    case offered(RequestOffer)
    /// The order was placed just before.
    case chosen(RequestOffer)
    /// What stood is over, and the request goes on.
    case offerEnded(RequestID, offer: Int, RequestOffer.State, reason: String)
    case ended(RequestID, RequestEnding)
}

/// How a request ended, which it does once.
package struct RequestEnding: Equatable, Sendable {
    package let state: BuyerRequest.State
    package let reason: String
    package let order: OrderID?

    /// It ended with an order.
    package init(_ order: OrderID) {
        (state, reason, self.order) = (.ordered, "", order)
    }

    package init(_ state: BuyerRequest.State, reason: String) {
        precondition(state != .ordered, "who orders names the order")
        (self.state, self.reason, order) = (state, reason, nil)
    }
}
