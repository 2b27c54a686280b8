package import ShopModel

/// What is sent to one buyer: whole orders.
package struct Parcel: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case open
        case handedOver = "handed_over"
        case inTransit = "in_transit"
        case customsHold = "customs_hold"
        case customsCleared = "customs_cleared"
        case outForDelivery = "out_for_delivery"
        case availableForPickup = "available_for_pickup"
        case attemptFailed = "attempt_failed"
        case delivered, exception, returning, returned, lost
    }

    package let id: ParcelID
    package let buyer: BuyerID
    package internal(set) var orders: [OrderID]
    package internal(set) var state = State.open
    package internal(set) var carrier = ""
    package internal(set) var trackingNumber = ""
    package internal(set) var tracking: [TrackingEvent] = []

    package init(id: ParcelID, buyer: BuyerID, orders: [OrderID]) {
        (self.id, self.buyer, self.orders) = (id, buyer, orders)
    }
}

/// What the carrier said of a parcel.
package struct TrackingEvent: Equatable, Sendable {
    package let state: Parcel.State
    package let text: String
    package let occurredAt: Timestamp

    package init(state: Parcel.State, text: String, occurredAt: Timestamp) {
        (self.state, self.text, self.occurredAt) = (state, text, occurredAt)
    }
}
