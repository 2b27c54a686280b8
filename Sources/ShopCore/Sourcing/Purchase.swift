package import ShopModel

/// Units of a product that were bought in one go, with what proves it.
package struct Purchase: Equatable, Sendable {
    package let id: PurchaseID
    package let session: SessionID
    package let product: Product
    package let units: Int
    package let proof: Proof
    /// When it was bought, as the shopper's clock said, but not after it was told here.
    package let boughtAt: Timestamp
    /// It had fewer days left than packing asks for when it was told.
    package let isShortDated: Bool
    package internal(set) var isTakenBack = false
    /// Units that lines have now.
    package internal(set) var given = 0
    /// Orders that have or had units of it.
    package internal(set) var orders: [OrderID] = []

    /// Where units come from.
    package struct Proof: Equatable, Sendable {
        package let store: String
        /// For staff alone: a receipt may show what others bought.
        package let receipt: Photo?
        /// Chosen by the seller for the units' buyers to see.
        package let unitPhoto: Photo?
        package let batch: String
        package let expiry: CalendarDate?

        package init(
            store: String = "", receipt: Photo? = nil, unitPhoto: Photo? = nil, batch: String = "",
            expiry: CalendarDate? = nil
        ) {
            (self.store, self.receipt, self.unitPhoto) = (store, receipt, unitPhoto)
            (self.batch, self.expiry) = (batch, expiry)
        }
    }

    package init(
        id: PurchaseID, session: SessionID, product: Product, units: Int, proof: Proof,
        boughtAt: Timestamp, isShortDated: Bool
    ) {
        (self.id, self.session, self.product, self.units) = (id, session, product, units)
        (self.proof, self.boughtAt, self.isShortDated) = (proof, boughtAt, isShortDated)
    }

    /// Units in the seller's hands that no order has: their orders were called off.
    package var spare: Int { isTakenBack ? 0 : units - given }
}
