package import ShopModel

/// The tables that a shop's quotes follow. Every one is an event; what a later table has replaced
/// is left to the journal.
package struct PricingTables: Equatable, Sendable {
    package private(set) var tariffs: [Tariff] = []
    package private(set) var dutyTables: [DutyTable] = []
    package internal(set) var restricted = RestrictedGoods.none
    private var tariffIDs: Set<String> = []
    private var dutyIDs: Set<String> = []

    package init() {}

    func hasUsed(_ tariff: Tariff) -> Bool { tariffIDs.contains(tariff.id) }
    func hasUsed(_ table: DutyTable) -> Bool { dutyIDs.contains(table.id) }

    /// The tariff in force on a day for sessions that settle in `currency`.
    package func tariff(in currency: Currency, on day: CalendarDate) -> Tariff? {
        tariffs.filter { $0.currency == currency }.inForce(on: day)
    }

    package func dutyTable(on day: CalendarDate) -> DutyTable? { dutyTables.inForce(on: day) }

    mutating func add(_ tariff: Tariff, on day: CalendarDate) {
        tariffIDs.insert(tariff.id)
        tariffs.append(tariff)
        let first = self.tariff(in: tariff.currency, on: day)?.validFrom
        tariffs.removeAll { old in
            old.currency == tariff.currency && first.map { old.validFrom < $0 } ?? false
        }
    }

    mutating func add(_ table: DutyTable, on day: CalendarDate) {
        dutyIDs.insert(table.id)
        dutyTables.append(table)
        let first = dutyTable(on: day)?.validFrom
        dutyTables.removeAll { old in first.map { old.validFrom < $0 } ?? false }
    }
}
