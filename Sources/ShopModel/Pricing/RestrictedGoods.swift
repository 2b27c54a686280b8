/// What must not be sent somewhere, and who says so since when.
package struct Restriction: Hashable, Sendable {
    package let goods: GoodsClass
    package let destination: Destination
    /// What the buyer is told, such as `medicines need an import licence`.
    package let reason: String
    package let source: String
    package let date: CalendarDate

    package static let maximumReasonBytes = 200

    /// - Throws: `InvalidField` for a reason or a source that is empty or over 200 bytes.
    package init(
        goods: GoodsClass, destination: Destination, reason: String, source: String,
        date: CalendarDate
    ) throws(InvalidField) {
        try InvalidField.check(text: reason, "reason", limitBytes: Self.maximumReasonBytes)
        try InvalidField.check(text: source, "source", limitBytes: TableLimits.sourceBytes)
        (self.goods, self.destination) = (goods, destination)
        (self.reason, self.source, self.date) = (reason, source, date)
    }
}

/// The shop's list of restrictions; a line that meets one is refused before it is paid.
package struct RestrictedGoods: Hashable, Sendable {
    package let restrictions: [Restriction]

    package static let none = RestrictedGoods()

    private init() { restrictions = [] }

    /// - Throws: `InvalidField` for more than 2,000 restrictions, or one class and destination
    ///   twice.
    package init(_ restrictions: [Restriction]) throws(InvalidField) {
        try InvalidField.check(
            restrictions.count <= TableLimits.rows, "restrictions",
            "at most \(TableLimits.rows) restrictions")
        var places: [GoodsClass: Set<Destination>] = [:]
        for (index, row) in restrictions.enumerated() {
            try InvalidField.check(
                places[row.goods, default: []].insert(row.destination).inserted,
                "restrictions[\(index)]",
                "\(row.goods.rawValue) to \(row.destination) is restricted already")
        }
        self.restrictions = restrictions
    }

    /// Why `goods` cannot go to `country`: the country's own restriction, else one for anywhere;
    /// `nil` when there is none.
    package func restriction(of goods: GoodsClass, to country: Country) -> Restriction? {
        let matching = restrictions.filter { $0.goods == goods }
        return matching.first { $0.destination == .country(country) }
            ?? matching.first { $0.destination == .anywhere }
    }
}
