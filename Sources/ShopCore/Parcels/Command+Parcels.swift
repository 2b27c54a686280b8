package import ShopModel

/// What is done with parcels beyond packing whole orders, handing over and tracking.
package enum ParcelCommand: Equatable, Sendable {
    case seal(ParcelID, mass: Mass, number: String, photo: Photo?)
    case unseal(ParcelID, reason: String)
    case merge(into: ParcelID, from: [ParcelID], reason: String)
    case split(SplitParcel)
    case declare(ParcelID, Declaration.Terms)
    case addLeg(ParcelID, carrier: String, trackingNumber: String)
    case setSDRRate(SDRRate)
    /// `nil` leaves a fact as it is.
    case setCustomsFacts(
        session: SessionID, code: ItemCode, hsCode: HSCode?, origin: Country?, netMass: Mass?)

    package struct SplitParcel: Equatable, Sendable {
        package let parcel: ParcelID
        package let parts: [Part]
        package let to: Target
        package let reason: String

        package struct Part: Equatable, Sendable {
            package let order: OrderID
            /// `nil`: all of the order's lines.
            package let line: Int?
            /// `nil`: all that are in the parcel.
            package let units: Int?

            package init(order: OrderID, line: Int? = nil, units: Int? = nil) {
                (self.order, self.line, self.units) = (order, line, units)
            }
        }

        package enum Target: Equatable, Sendable {
            case newParcel
            case parcel(ParcelID)
            case unpacked
        }

        package init(_ parcel: ParcelID, _ parts: [Part], to: Target, reason: String = "") {
            (self.parcel, self.parts, self.to, self.reason) = (parcel, parts, to, reason)
        }
    }

    package var capability: Capability {
        switch self {
        case .seal, .unseal, .merge, .split, .declare, .addLeg, .setCustomsFacts: .pack
        case .setSDRRate: .manageMoney
        }
    }
}

/// What happened to parcels beyond packing whole orders, handing over and tracking.
package enum ParcelEvent: Equatable, Sendable {
    case repacked(Repacking)
    case sealed(ParcelID, ParcelSeal)
    case unsealed(ParcelID, reason: String, by: String)
    case declared(ParcelID, Declaration)
    case legAdded(ParcelID, ParcelLeg)
    case freightCredited(FreightCredit)
    case sdrRateSet(SDRRate)
}
