import ArgumentParser
import Wire

struct ShipVerb: Verb {
    static let name = "ship"
    static let abstract = "Pack an order if needed, and hand its parcel to the carrier."
    static let examples = ["shopcast ship 7 --carrier EMS --tracking EB123456789KR"]

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(help: "Carrier and tracking number.") var to: [String] = []
    @Option var carrier: String?
    @Option(help: "The carrier's number.") var tracking: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var handOver = WireHandOver()
        let named = carrier ?? to.first
        let number = tracking ?? (carrier == nil ? to.dropFirst().last : to.last)
        guard let named, let number, to.count <= 2 else {
            throw .usage("say the carrier and the tracking number")
        }
        (handOver.carrier, handOver.trackingNumber) = (named, number)
        handOver.parcel = try await shop.order(order).parcel
        if handOver.parcel == 0 {
            var pack = WirePackParcel()
            pack.orders = [order]
            handOver.parcel = try await shop.ask(.packParcel(pack), step: "pack").parcel.parcel
        }
        try await shop.perform(.handOver(handOver))
    }
}

struct PackVerb: Verb {
    static let name = "pack"
    static let abstract = "Pack orders of one buyer into a parcel, or all that is ready."
    static let examples = [
        "shopcast pack 7 8", "shopcast pack --buyer 3", "shopcast pack 9 --into 2",
    ]

    @Argument(help: "The orders' numbers.") var orders: [UInt64] = []
    @Option(help: "Instead: all of this buyer that can be packed.") var buyer: UInt64?
    @Option(help: "Into this open parcel.") var into: UInt64?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard orders.isEmpty != (buyer == nil) else {
            throw .usage("say which orders, or --buyer and the buyer's number")
        }
        var pack = WirePackParcel()
        (pack.orders, pack.buyer, pack.into) = (orders, buyer ?? 0, into ?? 0)
        try await shop.perform(.packParcel(pack))
    }
}

struct TrackVerb: Verb {
    static let name = "track"
    static let abstract = "Say what the carrier says about a parcel."
    static let examples = ["shopcast track 2 in-transit --text 'left Incheon'"]

    enum State: String, CaseIterable, ExpressibleByArgument {
        case inTransit = "in-transit"
        case customsHold = "customs-hold"
        case customsCleared = "customs-cleared"
        case outForDelivery = "out-for-delivery"
        case availableForPickup = "available-for-pickup"
        case attemptFailed = "attempt-failed"
        case delivered, exception, returning, returned, lost
        case created
        case infoReceived = "info-received"
        case expiredNoInfo = "expired-no-info"

        var wire: WireParcelState {
            switch self {
            case .inTransit: .inTransit
            case .customsHold: .customsHold
            case .customsCleared: .customsCleared
            case .outForDelivery: .outForDelivery
            case .availableForPickup: .availableForPickup
            case .attemptFailed: .attemptFailed
            case .delivered: .delivered
            case .exception: .exception
            case .returning: .returning
            case .returned: .returned
            case .lost: .lost
            case .created: .created
            case .infoReceived: .infoReceived
            case .expiredNoInfo: .expiredNoInfo
            }
        }
    }

    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Argument(help: "Its state.") var state: State
    @Argument(parsing: .remaining, help: "The carrier's words.") var words: [String] = []
    @Option(help: "The carrier's words.") var text: String?
    @Option(help: "Which carrier on its way, counted from 1; the last, if left out.")
    var leg: UInt32 = 0
    @Option(help: "When, in milliseconds since 1970; now, if left out.") var at: Int64?
    @Option(help: "Who says so; you, if left out.") var source = ""
    @Option(help: "Of an exception.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var track = WireTrackParcel()
        (track.leg, track.source, track.reason) = (leg, source, reason)
        (track.parcel, track.state) = (parcel, state.wire)
        track.text = joined(words, or: text)
        track.occurredAtMs = at ?? ClockText.now()
        try await shop.perform(.trackParcel(track))
    }
}

struct ParcelsVerb: Verb {
    static let name = "parcels"
    static let abstract = "List the parcels."
    static let examples = ["shopcast parcels --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.performList(.listParcels(WireListParcels()))
    }
}
