/// A table whose rows are good from a day on, until a later table takes its place.
package protocol DatedTable: Sendable {
    /// The table's name and version, such as `cn-air-2026-11`.
    var id: String { get }
    var validFrom: CalendarDate { get }
    /// Who says so: a carrier's price list, a customs notice.
    var source: String { get }
}

extension Sequence where Element: DatedTable {
    /// The latest table that is good on `day`; of two from the same day the one with the higher
    /// id. `nil` when all start later.
    package func inForce(on day: CalendarDate) -> Element? {
        filter { $0.validFrom <= day }.max { ($0.validFrom, $0.id) < ($1.validFrom, $1.id) }
    }
}

/// The limits that all dated tables share.
package enum TableLimits {
    package static let idBytes = 40
    package static let sourceBytes = 200
    package static let rows = 2_000
    /// The highest price or limit in a table, in minor units.
    package static let amountMinorUnits: Int64 = 1_000_000_000_000

    static func check(id: String, source: String) throws(InvalidField) {
        try InvalidField.check(text: id, "id", limitBytes: idBytes)
        try InvalidField.check(text: source, "source", limitBytes: sourceBytes)
    }

    static func check(_ amount: Money, _ field: String) throws(InvalidField) {
        try InvalidField.check(
            (0...amountMinorUnits).contains(amount.minorUnits), field,
            "must be 0 to \(amountMinorUnits) minor units")
    }
}
