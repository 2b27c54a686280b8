package import ShopModel

/// A product as posted: its code, caption, photos, and the units that can be ordered.
package struct Item: Equatable, Sendable {
    package let id: ItemID
    package let session: SessionID
    package let code: ItemCode
    package let caption: Caption
    package let limitPerBuyer: Int?
    package let photos: [Photo]
    package internal(set) var stock: StockLine

    package init(
        id: ItemID, session: SessionID, code: ItemCode, caption: Caption, limitPerBuyer: Int?,
        photos: [Photo], stock: StockLine
    ) {
        (self.id, self.session, self.code, self.caption) = (id, session, code, caption)
        (self.limitPerBuyer, self.photos, self.stock) = (limitPerBuyer, photos, stock)
    }
}

/// What the seller writes under a photo, price first.
package struct Caption: Equatable, Sendable {
    package let title: String
    package let price: Money
    package var size = ""
    package var edition = ""
    package var condition = ""
    package var usage = ""
    package var expiry: CalendarDate?
    package var reference: ReferencePrice?

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

/// One photo in its two sizes.
package struct Photo: Equatable, Sendable {
    package let preview: PhotoFile
    package let full: PhotoFile

    package init(preview: PhotoFile, full: PhotoFile) {
        (self.preview, self.full) = (preview, full)
    }
}

package struct PhotoFile: Equatable, Sendable {
    package let id: PhotoID
    /// In pixels.
    package let width: Int
    package let height: Int
    package let sizeBytes: Int

    package init(id: PhotoID, width: Int, height: Int, sizeBytes: Int) {
        (self.id, self.width, self.height, self.sizeBytes) = (id, width, height, sizeBytes)
    }
}
