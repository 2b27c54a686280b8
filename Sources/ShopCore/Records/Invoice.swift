package import ShopModel

extension Subject {
    package enum Invoice {}
    package enum CreditNote {}
}

/// An invoice's number: counted from 1 in its shop, without gaps.
package typealias InvoiceID = Numbered<Subject.Invoice>
package typealias CreditNoteID = Numbered<Subject.CreditNote>

/// What was sold for how much, by whom to whom. It never changes; credit notes take back.
package struct Invoice: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        package let code: ItemCode
        package let title: String
        package let variant: Variant
        package let quantity: Int
        package let unitPrice: Money
        /// What the units cost the buyer; the values of all lines add up to `goods`.
        package let value: Money

        package init(
            code: ItemCode, title: String, variant: Variant, quantity: Int, unitPrice: Money,
            value: Money
        ) {
            (self.code, self.title, self.variant) = (code, title, variant)
            (self.quantity, self.unitPrice, self.value) = (quantity, unitPrice, value)
        }
    }

    /// Money that came for the order.
    package struct Paid: Equatable, Sendable {
        package let payment: PaymentID
        package let method: PaymentMethod
        package let transaction: String
        package let received: Money
        package let at: Timestamp

        package init(
            payment: PaymentID, method: PaymentMethod, transaction: String, received: Money,
            at: Timestamp
        ) {
            (self.payment, self.method, self.transaction) = (payment, method, transaction)
            (self.received, self.at) = (received, at)
        }
    }

    /// An entry of the buyer's address book as it was, under the buyer's own key.
    package struct SealedAddress: Equatable, Sendable {
        package let number: Int
        package let sealed: [UInt8]

        package init(number: Int, sealed: [UInt8]) {
            (self.number, self.sealed) = (number, sealed)
        }
    }

    package let id: InvoiceID
    /// The number as it is printed.
    package let reference: String
    package let order: OrderID
    package let buyer: BuyerID
    package let alias: String
    /// As it was when the invoice was issued.
    package let seller: SellerProfile
    package let lines: [Line]
    package let quote: Quote
    package let goods: Money
    package let freight: Money
    package let total: Money
    package let paid: [Paid]
    package let address: SealedAddress?
    package let issuedAt: Timestamp
    package internal(set) var creditNotes: [CreditNoteID] = []
    /// The sum of its credit notes; never more than the total.
    package internal(set) var credited: Money

    package init(
        id: InvoiceID, reference: String, order: OrderID, buyer: BuyerID, alias: String,
        seller: SellerProfile, lines: [Line], quote: Quote, goods: Money, freight: Money,
        total: Money, paid: [Paid], address: SealedAddress?, issuedAt: Timestamp
    ) {
        (self.id, self.reference, self.order) = (id, reference, order)
        (self.buyer, self.alias, self.seller) = (buyer, alias, seller)
        (self.lines, self.quote, self.goods) = (lines, quote, goods)
        (self.freight, self.total, self.paid) = (freight, total, paid)
        (self.address, self.issuedAt) = (address, issuedAt)
        credited = .zero(total.currency)
    }

    /// The day in China on which it was issued.
    package var day: CalendarDate { .inChina(at: issuedAt) }
}

/// Takes back a part of an invoice, or all of it.
package struct CreditNote: Equatable, Sendable {
    package let id: CreditNoteID
    package let reference: String
    package let invoice: InvoiceID
    package let order: OrderID
    package let amount: Money
    package let reason: String
    package let issuedAt: Timestamp

    package init(
        id: CreditNoteID, reference: String, invoice: InvoiceID, order: OrderID, amount: Money,
        reason: String, issuedAt: Timestamp
    ) {
        (self.id, self.reference, self.invoice) = (id, reference, invoice)
        (self.order, self.amount, self.reason) = (order, amount, reason)
        self.issuedAt = issuedAt
    }

    package var day: CalendarDate { .inChina(at: issuedAt) }
}

extension SellerProfile {
    /// The fields that an invoice must have and that are empty, as the protocol names them.
    package static func missing(in profile: SellerProfile?) -> [String] {
        guard let profile else { return ["name", "registration", "tax_id", "address"] }
        var missing: [String] = []
        if profile.registration.isEmpty { missing.append("registration") }
        if profile.taxID.isEmpty { missing.append("tax_id") }
        if profile.address.isEmpty { missing.append("address") }
        return missing
    }
}
