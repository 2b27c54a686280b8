package import ShopModel

/// A product as posted: its code, caption, photos, and the units that can be ordered.
package struct Item: Equatable, Sendable {
    package let id: ItemID
    package let session: SessionID
    package let code: ItemCode
    package internal(set) var caption: Caption
    /// Over all variants.
    package let limitPerBuyer: Int?
    /// The name of the session's purchase limit that its units count towards.
    package let purchaseLimit: String?
    /// Where it is bought; empty when that is not said.
    package let store: String
    package let photos: [Photo]
    package let options: VariantOptions
    package internal(set) var stock: StockLine
    /// Rises with each change of what is shown or of the price that counts; the first is 1.
    package internal(set) var version: Int
    package internal(set) var isWithdrawn = false
    package internal(set) var flashSale: FlashSale?

    package init(
        id: ItemID, session: SessionID, code: ItemCode, caption: Caption, limitPerBuyer: Int?,
        photos: [Photo], stock: StockLine, options: VariantOptions = .none,
        purchaseLimit: String? = nil, store: String = "", version: Int = 1
    ) {
        self.store = store
        (self.id, self.session, self.code, self.caption) = (id, session, code, caption)
        (self.limitPerBuyer, self.photos, self.stock) = (limitPerBuyer, photos, stock)
        (self.options, self.purchaseLimit, self.version) = (options, purchaseLimit, version)
    }

    /// The flash sale, unless its time is over by `now`.
    package func flashSale(at now: Timestamp) -> FlashSale? {
        flashSale.flatMap { now < $0.endsAt ? $0 : nil }
    }

    /// What one unit costs at `now`. A flash sale whose time is over but whose end is not yet told
    /// counts as ended.
    package func offer(at now: Timestamp) -> Offer {
        if let sale = flashSale(at: now) {
            return Offer(code: code, price: sale.price, version: version)
        }
        return Offer(
            code: code, price: caption.price, version: flashSale == nil ? version : version + 1)
    }
}

/// A price that buyers can have seen, by the version that names it.
package struct Offer: Equatable, Sendable {
    package let code: ItemCode
    package let price: Money
    package let version: Int

    package init(code: ItemCode, price: Money, version: Int) {
        (self.code, self.price, self.version) = (code, price, version)
    }
}

/// A price below the item's own, for a number of units and a short time.
package struct FlashSale: Equatable, Sendable {
    package let price: Money
    package let units: Int
    package let unitsPerBuyer: Int?
    package let endsAt: Timestamp
    /// The item's version that began it: lines of this version or a later one are its own.
    package let firstVersion: Int
    /// Units held or sold at this price.
    package internal(set) var taken = 0
    var takenByBuyer: [BuyerID: Int] = [:]

    package init(
        price: Money, units: Int, unitsPerBuyer: Int?, endsAt: Timestamp, firstVersion: Int
    ) {
        (self.price, self.units, self.unitsPerBuyer) = (price, units, unitsPerBuyer)
        (self.endsAt, self.firstVersion) = (endsAt, firstVersion)
    }

    package func units(of buyer: BuyerID) -> Int { takenByBuyer[buyer, default: 0] }

    mutating func take(_ quantity: Int, for buyer: BuyerID) {
        taken += quantity
        takenByBuyer[buyer, default: 0] += quantity
    }
}

package enum FlashSaleEnd: String, CaseIterable, Sendable {
    case time, units, seller
}

/// What the seller writes under a photo, price first.
package struct Caption: Equatable, Sendable {
    package let title: String
    package let price: Money
    package var size = ""
    /// Such as 130 ml.
    package var volume = ""
    package var edition = ""
    package var condition = ""
    package var usage = ""
    package var expiry: CalendarDate?
    package var reference: ReferencePrice?
    /// The photos are the seller's own, not the brand's.
    package var hasOwnPhotos = false
    package var goodsClass: GoodsClass?
    package var netWeight: Mass?
    package var hsCode: HSCode?
    /// Where it was made.
    package var origin: Country?

    package init(title: String, price: Money) { (self.title, self.price) = (title, price) }
}

/// What the same thing costs elsewhere, with who says so and when.
package struct ReferencePrice: Equatable, Sendable {
    package let price: Money
    package let source: String
    package let date: CalendarDate

    package init(price: Money, source: String, date: CalendarDate) {
        (self.price, self.source, self.date) = (price, source, date)
    }
}
