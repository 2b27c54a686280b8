package import ShopModel

/// What is sent to one buyer: units of orders, in one box.
///
/// What is in it changes while it is open; `Parcels/` has the rules.
package struct Parcel: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case open, sealed, declared
        case handedOver = "handed_over"
        case created
        case infoReceived = "info_received"
        case inTransit = "in_transit"
        case customsHold = "customs_hold"
        case customsCleared = "customs_cleared"
        case outForDelivery = "out_for_delivery"
        case availableForPickup = "available_for_pickup"
        case attemptFailed = "attempt_failed"
        case delivered, exception, returning, returned, lost
        case expiredNoInfo = "expired_no_info"
    }

    package let id: ParcelID
    package let buyer: BuyerID
    /// By order and line.
    package internal(set) var lines: [ParcelLine]
    package internal(set) var state = State.open
    /// The carriers that it goes with, one after the other; empty before it has left.
    package internal(set) var legs: [ParcelLeg] = []
    package internal(set) var seal: ParcelSeal?
    package internal(set) var declaration: Declaration?
    package internal(set) var tracking: [TrackingEvent] = []

    package init(id: ParcelID, buyer: BuyerID, lines: [ParcelLine]) {
        (self.id, self.buyer, self.lines) = (id, buyer, lines)
    }

    /// The orders that it has units of, oldest first.
    package var orders: [OrderID] {
        lines.reduce(into: []) { orders, line in
            if orders.last != line.order { orders.append(line.order) }
        }
    }

    package var carrier: String { legs.first?.carrier ?? "" }
    package var trackingNumber: String { legs.first?.trackingNumber ?? "" }

    /// A parcel that has left never changes what is in it.
    package var hasLeft: Bool { state != .open && state != .sealed && state != .declared }
}

/// Units of one line of an order.
package struct ParcelLine: Equatable, Sendable {
    package let order: OrderID
    /// Counts an order's lines from 0, then its substitutes.
    package let line: Int
    package internal(set) var units: Int

    package init(order: OrderID, line: Int, units: Int) {
        (self.order, self.line, self.units) = (order, line, units)
    }
}

/// One carrier's part of a parcel's way.
package struct ParcelLeg: Equatable, Sendable {
    package let carrier: String
    package let trackingNumber: String
    package let handedOverAt: Timestamp

    package init(carrier: String, trackingNumber: String, handedOverAt: Timestamp) {
        (self.carrier, self.trackingNumber) = (carrier, trackingNumber)
        self.handedOverAt = handedOverAt
    }
}

/// How a parcel was closed.
package struct ParcelSeal: Equatable, Sendable {
    /// Of all of it, packing included.
    package let mass: Mass
    package let number: String
    /// Of the packed box.
    package let photo: Photo?
    package let by: String
    package let at: Timestamp

    package init(mass: Mass, number: String, photo: Photo?, by: String, at: Timestamp) {
        (self.mass, self.number, self.photo, self.by, self.at) = (mass, number, photo, by, at)
    }
}

/// What a carrier said of a parcel.
package struct TrackingEvent: Equatable, Sendable {
    package let state: Parcel.State
    package let text: String
    /// By the carrier's clock, but not after it was told here.
    package let occurredAt: Timestamp
    /// Counted from 1; in a command, 0 is the last one.
    package let leg: Int
    /// Who says so.
    package let source: String
    /// Of an exception.
    package let reason: String
    package let receivedAt: Timestamp
    /// SHA-256 of the carrier's own words; empty when nobody took it.
    package let rawHash: [UInt8]

    package init(
        state: Parcel.State, text: String, occurredAt: Timestamp, leg: Int = 0,
        source: String = "", reason: String = "", receivedAt: Timestamp? = nil,
        rawHash: [UInt8] = []
    ) {
        (self.state, self.text, self.occurredAt, self.leg) = (state, text, occurredAt, leg)
        (self.source, self.reason, self.rawHash) = (source, reason, rawHash)
        self.receivedAt = receivedAt ?? occurredAt
    }
}
