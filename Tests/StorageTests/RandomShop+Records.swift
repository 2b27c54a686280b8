import ShopCore
import ShopModel

/// What is done for the books, with days that end.
extension RandomShop {
    mutating func recordsCommand(_ order: OrderID, _ owner: Actor) -> (Command, Actor) {
        switch pick(8) {
        case 1:
            let profile = SellerProfile(
                version: 0, name: "Tea Ltd", registration: "1", licence: "", taxID: "2",
                jurisdictions: ["KR"], address: ["a"])
            return (.people(.setSeller(profile)), owner)
        case 2, 3:
            if chance(20) { now = now + .hours(9) }
            let day = CalendarDate.inChina(
                at: Timestamp(milliseconds: now.milliseconds - 86_400_000))
            return (
                .records(
                    .closeDay(
                        day, lastEvent: shop.sequence, lastHash: "0a", corrects: chance(70))),
                owner
            )
        default:
            let paid = shop.orders.values.filter {
                $0.state == .confirmed && $0.isFullySettled
                    && shop.records.invoice(of: $0.id) == nil
            }.map(\.id).min()
            return (.records(.issueInvoice(paid ?? order)), owner)
        }
    }
}
