package import ShopModel

/// What a shop knows of persons: its buyers' details, whom it has blocked, when the seller is
/// away, and who the seller is.
package struct People: Equatable, Sendable {
    /// Sealed under each buyer's own key; here they are bytes that nobody looks into.
    package internal(set) var details: [BuyerID: [BuyerDetail: [UInt8]]] = [:]
    package internal(set) var blocks: [BuyerID: Block] = [:]
    /// Some are over.
    package internal(set) var mutes: [BuyerID: Mute] = [:]
    /// The event that erased each of them.
    package internal(set) var erased: [BuyerID: EventSequence] = [:]
    package internal(set) var away: Away?
    package internal(set) var seller: SellerProfile?
}

/// One thing that is kept of a buyer, sealed by itself.
package enum BuyerDetail: Hashable, Sendable {
    /// Sizes, preferences, interests: the buyer's own words.
    case profile
    /// An entry of the buyer's address book, counted from 1.
    case address(Int)
    /// Staff's.
    case notes
}

/// A buyer who may not order, claim, chat or join a session any more.
package struct Block: Equatable, Sendable {
    package let reason: String
    package let by: String

    package init(reason: String, by: String) { (self.reason, self.by) = (reason, by) }
}

/// Days, by China's time, on which no orders are taken.
package struct Away: Equatable, Sendable {
    package let days: ClosedRange<CalendarDate>
    package let text: String

    package init(_ days: ClosedRange<CalendarDate>, text: String) {
        (self.days, self.text) = (days, text)
    }

    package func contains(_ time: Timestamp) -> Bool { days.contains(.inChina(at: time)) }
}

/// Who sells: what buyers may know and invoices must say.
package struct SellerProfile: Equatable, Sendable {
    /// Counted from 1.
    package let version: Int
    package let name: String
    package let registration: String
    package let licence: String
    package let taxID: String
    /// Where the seller is registered, such as `KR`.
    package let jurisdictions: [String]
    package let address: [String]

    package init(
        version: Int, name: String, registration: String, licence: String, taxID: String,
        jurisdictions: [String], address: [String]
    ) {
        (self.version, self.name, self.registration) = (version, name, registration)
        (self.licence, self.taxID) = (licence, taxID)
        (self.jurisdictions, self.address) = (jurisdictions, address)
    }

    /// Whether sessions that require a registration can be opened.
    package var isRegistered: Bool { !registration.isEmpty && !jurisdictions.isEmpty }
}
