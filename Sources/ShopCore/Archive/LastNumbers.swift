package import ShopModel

/// The highest number of each kind that the shop has given out; the next one follows it.
package struct LastNumbers: Equatable, Sendable {
    package var item = ItemID(0)
    package var order = OrderID(0)
    package var payment = PaymentID(0)
    package var refund = RefundID(0)
    package var parcel = ParcelID(0)
    package var purchase = PurchaseID(0)
    package var substitute = SubstituteID(0)
    package var invoice = InvoiceID(0)
    package var creditNote = CreditNoteID(0)
    package var hold = HoldID(0)
    package var place = PlaceID(0)

    package init() {}

    /// Takes over what is higher in `other`.
    mutating func raise(to other: LastNumbers) {
        (item, order) = (max(item, other.item), max(order, other.order))
        (payment, refund) = (max(payment, other.payment), max(refund, other.refund))
        (parcel, purchase) = (max(parcel, other.parcel), max(purchase, other.purchase))
        (substitute, invoice) = (max(substitute, other.substitute), max(invoice, other.invoice))
        creditNote = max(creditNote, other.creditNote)
        (hold, place) = (max(hold, other.hold), max(place, other.place))
    }
}
