import ShopModel

// What a parcel's state is, by all that carriers said of it, in whatever order that came.
extension Parcel {
    /// The latest by the carriers' clocks counts; at the same time, the one further on the way.
    ///
    /// Once delivered, only an exception or a return that happened later corrects it. A leg that
    /// another one follows ends in transit, and says nothing more once the next one has spoken.
    static func state(told tracking: [TrackingEvent], legs: Int) -> State {
        let sorted = tracking.enumerated().sorted { left, right in
            (left.element.occurredAt, left.element.state.rank, left.offset)
                < (right.element.occurredAt, right.element.state.rank, right.offset)
        }
        var state = State.handedOver
        var leg = 1
        for event in sorted.map(\.element) where event.leg >= leg && event.state.changesState {
            let isHandedOn = event.state == .delivered && event.leg < legs
            let told = isHandedOn ? State.inTransit : event.state
            if state == .delivered, !told.correctsDelivery { continue }
            (state, leg) = (told, event.leg)
        }
        return state
    }
}

extension Parcel.State {
    /// Whether carriers say it.
    package var isReported: Bool {
        switch self {
        case .open, .sealed, .declared, .handedOver: false
        case .created, .infoReceived, .inTransit, .customsHold, .customsCleared, .outForDelivery,
            .availableForPickup, .attemptFailed, .delivered, .exception, .returning, .returned,
            .lost, .expiredNoInfo:
            true
        }
    }

    /// That a carrier knows of a parcel says less than that it was handed over.
    var changesState: Bool { isReported && self != .created && self != .infoReceived }

    var correctsDelivery: Bool { self == .exception || self == .returning }

    /// How far on the way; for what happened at the same time.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
