package import ShopModel

extension Subject {
    package enum Purchase {}
    package enum Substitute {}
}

package typealias PurchaseID = Numbered<Subject.Purchase>
package typealias SubstituteID = Numbered<Subject.Substitute>

/// What is bought in one go: an item in one variant. An item belongs to one session.
package struct Product: Hashable, Sendable {
    package let item: ItemID
    package let variant: Variant

    package init(_ item: ItemID, _ variant: Variant) { (self.item, self.variant) = (item, variant) }
}
