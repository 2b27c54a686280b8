import ShopCore
import ShopModel
import Storage
import Wire

extension RefusedClaim {
    var wire: WireRefusedClaim {
        switch self {
        case .notUnderstood: .notUnderstood
        case .soldOut: .soldOut
        case .limit: .limit
        case .notOnSale: .notOnSale
        case .notSentThere: .notSentThere
        case .buyer: .buyer
        case .away: .away
        case .other: .other
        }
    }
}

extension WireRefusedClaim {
    /// A kind that is not known here, or not said, is another one.
    var core: RefusedClaim {
        switch self {
        case .notUnderstood: .notUnderstood
        case .soldOut: .soldOut
        case .limit: .limit
        case .notOnSale: .notOnSale
        case .notSentThere: .notSentThere
        case .buyer: .buyer
        case .away: .away
        case .other, .unspecified, .UNRECOGNIZED: .other
        }
    }
}

extension DemandFigures {
    var wire: WireDemand {
        make { wire in
            wire.items = items.map { row in
                make {
                    ($0.session, $0.item) = (row.session.number, row.item.number)
                    ($0.code, $0.title, $0.variant) = (row.code, row.title, row.variant)
                    $0.model = StockModel(rawValue: row.stockModel)?.wire ?? .unspecified
                    ($0.postedAtMs, $0.offered) = (row.postedAt.milliseconds, UInt32(row.offered))
                    ($0.orders, $0.ordered) = (UInt32(row.orders), UInt32(row.ordered))
                    ($0.confirmed, $0.lost) = (UInt32(row.confirmed), UInt32(row.lost))
                    ($0.waitlisted, $0.bought) = (UInt32(row.waitlisted), UInt32(row.bought))
                    $0.short = UInt32(row.short)
                    $0.soldOutAtMs = row.soldOutAt?.milliseconds ?? 0
                }
            }
            wire.refused = refused.map { row in
                make {
                    $0.session = row.session.number
                    $0.reason = RefusedClaim(rawValue: row.reason)?.wire ?? .other
                    $0.claims = UInt32(row.claims)
                }
            }
        }
    }
}
