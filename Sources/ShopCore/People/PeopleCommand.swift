package import ShopModel

/// What somebody asks the shop to do about persons.
package enum PeopleCommand: Equatable, Sendable {
    /// - `sealed`: `nil` takes the detail out.
    case keepDetail(BuyerID, BuyerDetail, sealed: [UInt8]?)
    case block(BuyerID, reason: String)
    case unblock(BuyerID)
    case erase(BuyerID)
    /// `nil`: back.
    case setAway(Away?)
    /// Its version does not count.
    case setSeller(SellerProfile)

    package var capability: Capability {
        switch self {
        case .keepDetail(_, .notes, _): .noteBuyers
        case .keepDetail: .keepProfile
        case .block, .unblock: .blockBuyers
        case .erase: .eraseBuyers
        case .setAway, .setSeller: .manageShop
        }
    }
}

/// What happened to persons.
package enum PeopleEvent: Equatable, Sendable {
    /// - `sealed`: `nil` when the detail was taken out.
    case detailKept(BuyerID, BuyerDetail, sealed: [UInt8]?)
    case blocked(BuyerID, Block)
    case unblocked(BuyerID, by: String)
    case erased(BuyerID, by: String)
    /// `nil`: back.
    case awaySet(Away?)
    case sellerSet(SellerProfile)
}
