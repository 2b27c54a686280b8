import OpenSSLBridge
package import Storage

/// What a check of one shop's file found: its journal, and the read tables made from it.
package struct LedgerReport: Sendable {
    /// For people, each beginning with the shop's name.
    package let lines: [String]
    package let isSound: Bool

    package init(lines: [String], isSound: Bool) {
        (self.lines, self.isSound) = (lines, isSound)
    }

    /// The most differing rows that are told of one shop.
    static let differenceLimit = 100

    /// Checks one shop. Blocks; nothing is changed.
    ///
    /// Read tables are compared only with a sound journal: a broken one is no measure of them.
    ///
    /// - Throws: `StorageError` when the file cannot be read, or a sound journal not understood.
    package static func verify(_ shop: ShopSlug, in folder: DataFolder) throws -> LedgerReport {
        let store = try folder.openShop(shop)
        switch try store.verifyLedger() {
        case .broken(let sequence, let fault):
            return LedgerReport(
                lines: ["\(shop): event \(sequence) is wrong: \(fault)"], isSound: false)
        case .sound(let head):
            let journal = "\(shop): \(head.sequence) events, head \(Hex.encode(head.hash))"
            guard !store.needsRebuild else {
                let tables = "\(shop): the read tables are another version's; serve makes them anew"
                return LedgerReport(lines: [journal, tables], isSound: true)
            }
            let differences = try readTableLines(of: shop, store, in: folder)
            return LedgerReport(lines: [journal] + differences, isSound: differences.isEmpty)
        }
    }

    private static func readTableLines(
        of shop: ShopSlug, _ store: ShopStore, in folder: DataFolder
    ) throws -> [String] {
        let file = folder.layout.shopDatabase(shop)
        let differences = try store.checkReadTables(limit: differenceLimit) { stored in
            try stored.event(in: file)
        }
        var lines = differences.map {
            "\(shop): table \($0.table) is wrong: it has \($0.found ?? "no row"), "
                + "but the journal says \($0.expected ?? "no row")"
        }
        if lines.count == differenceLimit { lines.append("\(shop): there may be more") }
        return lines
    }
}
