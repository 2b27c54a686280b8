package import ShopModel

/// The fields of a customs declaration CN22 or CN23, as far as the shop has them; the addressee is
/// sealed, and opened elsewhere. Values follow from prices paid and cannot be given.
package struct Declaration: Equatable, Sendable {
    package enum Form: String, CaseIterable, Sendable { case cn22, cn23 }

    package struct Article: Equatable, Sendable {
        package let line: ParcelLine
        package let code: ItemCode
        package let description: String
        /// Of all its units.
        package let netMass: Mass?
        package let value: Money
        package let hsCode: HSCode?
        package let origin: Country?

        package init(
            line: ParcelLine, code: ItemCode, description: String, netMass: Mass?, value: Money,
            hsCode: HSCode?, origin: Country?
        ) {
            (self.line, self.code, self.description) = (line, code, description)
            (self.netMass, self.value) = (netMass, value)
            (self.hsCode, self.origin) = (hsCode, origin)
        }
    }

    /// What who packs says of it.
    package struct Terms: Equatable, Sendable {
        package let isLetterPost: Bool
        /// Empty: the shop's reference and the orders' numbers.
        package let invoice: String
        /// In the buyer's address book.
        package let address: Int

        package init(isLetterPost: Bool = false, invoice: String = "", address: Int = 1) {
            (self.isLetterPost, self.invoice, self.address) = (isLetterPost, invoice, address)
        }
    }

    package struct Missing: Equatable, Sendable {
        /// An item's code, `sender`, `addressee` or `parcel`.
        package let what: String
        package let fields: [String]
    }

    package let form: Form
    package let terms: Terms
    package let sender: SellerProfile?
    /// The buyer has such an address.
    package let hasAddressee: Bool
    package let destination: Country?
    package let articles: [Article]
    package let gross: Mass?
    /// `nil` when orders in it were paid in different currencies.
    package let total: Money?
    /// The freight that was paid for what is in it.
    package let postage: Money?
    /// By which the total was compared with 300 SDR; empty when no rate is set.
    package let sdrRate: String

    package init(
        form: Form, terms: Terms, sender: SellerProfile?, hasAddressee: Bool,
        destination: Country?, articles: [Article], gross: Mass?, total: Money?, postage: Money?,
        sdrRate: String
    ) {
        (self.form, self.terms, self.sender) = (form, terms, sender)
        (self.hasAddressee, self.destination) = (hasAddressee, destination)
        (self.articles, self.gross, self.total) = (articles, gross, total)
        (self.postage, self.sdrRate) = (postage, sdrRate)
    }

    /// In grams; unknown weights count nothing.
    package var netGrams: Int64 { articles.reduce(0) { $0 + ($1.netMass?.grams ?? 0) } }

    /// What must be known before it can be declared; empty when it is whole.
    package var missing: [Missing] {
        var missing: [Missing] = []
        func need(_ what: String, _ fields: [(isThere: Bool, name: String)]) {
            let names = fields.filter { !$0.isThere }.map(\.name)
            guard !names.isEmpty, !missing.contains(where: { $0.what == what }) else { return }
            missing.append(Missing(what: what, fields: names))
        }
        for article in articles {
            need(
                "\(article.code)",
                [
                    (article.hsCode != nil, "HS code"),
                    (article.origin != nil, "country of origin"),
                    (article.netMass != nil, "net weight"),
                ])
        }
        need(
            "sender", [(sender != nil, "name"), (sender?.address.isEmpty == false, "address")])
        need("addressee", [(hasAddressee, "address \(terms.address)")])
        need(
            "parcel",
            [
                (destination != nil, "destination"), (gross != nil, "gross weight (seal it)"),
                (total != nil, "one currency (split it)"),
            ])
        return missing
    }
}

extension [Declaration.Missing] {
    /// Such as `A12: HS code, net weight; parcel: destination`.
    package var text: String {
        map { "\($0.what): \($0.fields.joined(separator: ", "))" }.joined(separator: "; ")
    }
}
