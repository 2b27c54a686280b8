package import ShopModel

/// What leaves memory, and what the shop must still know of it.
package enum ArchiveEvent: Equatable, Sendable {
    case archived(SessionArchive)
    /// The sessions are in memory again, as their entries say.
    case restored([SessionID])
}

/// Sessions that left memory together: one, or several whose orders shared parcels.
package struct SessionArchive: Equatable, Sendable {
    /// In rising order.
    package let sessions: [SessionID]
    package let orders: Int
    package let numbers: LastNumbers
    /// The days on which something was counted for them, whole: past days never change.
    package let days: [DayReport]
    /// What buyers' limits per year count.
    package let imports: [ImportedGoods]

    package init(
        sessions: [SessionID], orders: Int, numbers: LastNumbers, days: [DayReport],
        imports: [ImportedGoods] = []
    ) {
        (self.sessions, self.orders, self.numbers) = (sessions, orders, numbers)
        (self.days, self.imports) = (days, imports)
    }
}

/// Goods of one buyer's orders of a calendar year, by where they go.
package struct ImportedGoods: Equatable, Sendable {
    package struct Key: Hashable, Sendable {
        package let buyer: BuyerID
        package let destination: Country
        /// In China.
        package let year: Int
        package let currency: Currency

        package init(buyer: BuyerID, destination: Country, year: Int, currency: Currency) {
            (self.buyer, self.destination) = (buyer, destination)
            (self.year, self.currency) = (year, currency)
        }
    }

    package let key: Key
    package let minorUnits: Int64

    package init(_ key: Key, minorUnits: Int64) { (self.key, self.minorUnits) = (key, minorUnits) }
}

/// What keeps a session in memory, or has left with it.
struct SessionLife: Equatable, Sendable {
    /// When its last entry was written.
    var lastEntryAt = Timestamp(milliseconds: .min)
    /// The days on which something was counted for it, in rising order.
    var days: [CalendarDate] = []
    /// The sessions whose orders were in one parcel with its orders, itself included.
    var linked: Set<SessionID>
    var isArchived = false
    // What is in memory of it, beside the items of `itemsByCode`.
    var orders: [OrderID] = []
    var purchases: [PurchaseID] = []
    var substitutes: [SubstituteID] = []
    var parcels: [ParcelID] = []
    /// What its archive counted.
    var imports: [ImportedGoods] = []
}
