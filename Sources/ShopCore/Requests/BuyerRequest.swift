package import ShopModel

extension Subject {
    package enum Request {}
}

package typealias RequestID = Numbered<Subject.Request>

/// What a buyer asks the seller to find.
package struct BuyerRequest: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Waits for the seller.
        case open
        /// An offer waits for the buyer.
        case offered
        /// The seller chose, and the buyer may still veto.
        case chosen
        case ordered, declined, withdrawn, lapsed
    }

    package let id: RequestID
    package let buyer: BuyerID
    package let askedAt: Timestamp
    package internal(set) var terms: RequestTerms
    package internal(set) var state = State.open
    /// Why it ended, for people; empty while it goes on.
    package internal(set) var reason = ""
    /// The order it ended with.
    package internal(set) var order: OrderID?
    /// All that was offered or chosen, oldest first.
    package internal(set) var offers: [RequestOffer] = []

    package init(id: RequestID, buyer: BuyerID, askedAt: Timestamp, terms: RequestTerms) {
        (self.id, self.buyer, self.askedAt, self.terms) = (id, buyer, askedAt, terms)
    }

    package var hasEnded: Bool {
        switch state {
        case .open, .offered, .chosen: false
        case .ordered, .declined, .withdrawn, .lapsed: true
        }
    }

    /// What waits for the buyer's word, or for the end of the time to veto.
    package var standing: RequestOffer? { offers.last.flatMap { $0.state == .standing ? $0 : nil } }
}

/// What is asked for, and within which bounds.
package struct RequestTerms: Equatable, Sendable {
    /// Where it is to be posted; `nil`: in any session.
    package let session: SessionID?
    package var text: String
    package var photos: [Photo]
    /// The most that the order may cost, freight included, in the settlement currency; `nil`: not
    /// said.
    package let maximum: Money?
    /// Any of these fits, in any spelling; empty: not said.
    package var sizes: [String]
    package let quantity: Int
    package let deadline: Timestamp
    /// Whether the seller may order in the buyer's name, and how long the buyer can then veto.
    package let consent: Consent?

    package struct Consent: Equatable, Sendable {
        /// `nil`: there is nothing to veto.
        package let vetoTime: TimeSpan?

        package init(vetoTime: TimeSpan?) { self.vetoTime = vetoTime }
    }

    package init(
        session: SessionID? = nil, text: String, photos: [Photo] = [], maximum: Money? = nil,
        sizes: [String] = [], quantity: Int = 1, deadline: Timestamp, consent: Consent? = nil
    ) {
        (self.session, self.text, self.photos) = (session, text, photos)
        (self.maximum, self.sizes, self.quantity) = (maximum, sizes, quantity)
        (self.deadline, self.consent) = (deadline, consent)
    }
}

/// An item that the seller offers for a request, or has chosen for it.
package struct RequestOffer: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case standing
        case accepted
        /// The buyer did not want it.
        case passed, vetoed
        /// The seller offered something else.
        case replaced
        /// The item or its session is closed.
        case withdrawn
        /// The order was cancelled while the buyer could veto.
        case cancelled
        /// The request ended without it.
        case closed
    }

    /// Counted from 1 within its request.
    package let number: Int
    package let request: RequestID
    package let buyer: BuyerID
    package let item: ItemID
    package let variant: Variant
    package let quantity: Int
    /// What one unit cost, and the item's version, when it was offered.
    package let price: Money
    package let version: Int
    package let note: String
    /// Who of the staff.
    package let by: String
    package let at: Timestamp
    /// Of what was chosen: the order that was placed for it.
    package internal(set) var order: OrderID?
    /// Until when what was chosen can be vetoed.
    package internal(set) var vetoUntil: Timestamp?
    package internal(set) var state = State.standing

    package init(
        number: Int, request: RequestID, buyer: BuyerID, item: ItemID, variant: Variant,
        quantity: Int, price: Money, version: Int, note: String, by: String, at: Timestamp,
        order: OrderID? = nil, vetoUntil: Timestamp? = nil
    ) {
        (self.number, self.request, self.buyer) = (number, request, buyer)
        (self.item, self.variant, self.quantity) = (item, variant, quantity)
        (self.price, self.version, self.note) = (price, version, note)
        (self.by, self.at, self.order, self.vetoUntil) = (by, at, order, vetoUntil)
    }
}
