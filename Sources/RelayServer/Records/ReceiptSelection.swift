import ShopCore
import ShopModel
import Wire

/// Which of a buyer's entries a receipt of one order shows: what concerns the order, its money,
/// its invoice and its parcel, and nothing else.
struct ReceiptSelection: Sendable {
    let order: UInt64
    /// Those that its lines are in; their entries name no order.
    let parcels: Set<UInt64>

    func contains(_ event: WireEvent) -> Bool {
        switch event.body {
        case .orderPlaced(let placed)?: placed.order == order
        case .orderEnded(let ended)?: ended.order == order
        case .orderEnding(let ending)?: ending.order == order
        case .orderConfirmed(let confirmed)?: confirmed.order == order
        case .orderReinstated(let back)?: back.order == order
        case .holdExtended(let extended)?: extended.order == order
        case .refundDue(let due)?: due.order == order
        case .orderRequoted(let requoted)?: requoted.order == order
        case .quoteAccepted(let accepted)?: accepted.order == order
        case .paymentRequested(let payment)?: payment.order == order
        case .paymentOpened(let opened)?: opened.order == order
        case .paymentClaimed(let claimed)?: claimed.order == order
        case .paymentSettled(let settled)?: settled.order == order
        case .paymentClosing(let closing)?: closing.order == order
        case .paymentEnded(let ended)?: ended.order == order
        case .paymentAsked(let asked)?: asked.order == order
        case .refundRequested(let refund)?: refund.order == order
        case .refundChanged(let changed)?: changed.order == order
        case .lineBought(let bought)?: bought.order == order
        case .lineWanted(let wanted)?: wanted.order == order
        case .lineShort(let short)?: short.order == order
        case .substituteAnswered(let answer)?: answer.order == order
        case .orderCalledOff(let off)?: off.order == order
        case .invoiceIssued(let invoice)?: invoice.order == order
        case .creditNoteIssued(let note)?: note.order == order
        case .parcelPacked(let packed)?: packed.orders.contains(order)
        case .parcelRepacked(let repacked)?: repacked.lines.contains { $0.order == order }
        case .parcelSealed(let sealed)?: parcels.contains(sealed.parcel)
        case .parcelUnsealed(let unsealed)?: parcels.contains(unsealed.parcel)
        case .parcelDeclared(let declared)?: parcels.contains(declared.parcel)
        case .parcelLegAdded(let added)?: parcels.contains(added.parcel)
        case .freightCredited(let credited)?: credited.order == order
        case .parcelHandedOver(let handed)?: parcels.contains(handed.parcel)
        case .parcelTracked(let tracked)?: parcels.contains(tracked.parcel)
        default: false
        }
    }
}
