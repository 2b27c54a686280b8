import ShopCore
import ShopModel
import Wire

extension ArchiveEvent {
    var wireBody: WireEvent.OneOf_Body {
        switch self {
        case .archived(let archive):
            .sessionsArchived(
                make {
                    $0.sessions = archive.sessions.map(\.number)
                    ($0.orders, $0.numbers) = (UInt32(archive.orders), archive.numbers.wire)
                    $0.days = archive.days.map(\.wire)
                    $0.imports = archive.imports.map { goods in
                        make {
                            ($0.buyer, $0.year) = (goods.key.buyer.number, UInt32(goods.key.year))
                            $0.destination = goods.key.destination.code
                            $0.goods = Money(goods.minorUnits, goods.key.currency).wire
                        }
                    }
                })
        case .restored(let sessions):
            .sessionsRestored(make { $0.sessions = sessions.map(\.number) })
        }
    }

    /// - Returns: `nil` for an event of another kind.
    init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .sessionsArchived(let archived)?:
            self = .archived(
                SessionArchive(
                    sessions: archived.sessions.map { SessionID($0) },
                    orders: Int(archived.orders), numbers: archived.numbers.core,
                    days: try archived.days.map { day throws(FieldError) in try day.core() },
                    imports: try archived.imports.map { goods throws(FieldError) in
                        try goods.core()
                    }))
        case .sessionsRestored(let restored)?:
            self = .restored(restored.sessions.map { SessionID($0) })
        default: return nil
        }
    }
}

extension WireImportedGoods {
    fileprivate func core() throws(FieldError) -> ImportedGoods {
        let sum = try goods.core("goods")
        guard let country = Country(destination) else {
            throw FieldError(field: "destination", rule: "is no country")
        }
        return ImportedGoods(
            ImportedGoods.Key(
                buyer: BuyerID(buyer), destination: country, year: Int(year),
                currency: sum.currency),
            minorUnits: sum.minorUnits)
    }
}

extension LastNumbers {
    fileprivate var wire: WireLastNumbers {
        make {
            ($0.item, $0.order, $0.payment) = (item.number, order.number, payment.number)
            ($0.refund, $0.parcel) = (refund.number, parcel.number)
            ($0.purchase, $0.substitute) = (purchase.number, substitute.number)
            ($0.invoice, $0.creditNote) = (invoice.number, creditNote.number)
            ($0.hold, $0.place) = (hold.number, place.number)
        }
    }
}

extension WireLastNumbers {
    fileprivate var core: LastNumbers {
        var numbers = LastNumbers()
        (numbers.item, numbers.order) = (ItemID(item), OrderID(order))
        (numbers.payment, numbers.refund) = (PaymentID(payment), RefundID(refund))
        (numbers.parcel, numbers.purchase) = (ParcelID(parcel), PurchaseID(purchase))
        (numbers.substitute, numbers.invoice) = (SubstituteID(substitute), InvoiceID(invoice))
        numbers.creditNote = CreditNoteID(creditNote)
        (numbers.hold, numbers.place) = (HoldID(hold), PlaceID(place))
        return numbers
    }
}
