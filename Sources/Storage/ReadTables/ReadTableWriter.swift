internal import GRDB
internal import ShopCore
internal import ShopModel

/// Applies entries one after the other; what orders that follow each other take of one variant is
/// written as one sum.
///
/// So a thousand orders of one item in a commit change its row once.
struct ReadTableWriter {
    private struct Name: Hashable {
        let item: ItemID
        let variant: Variant
    }

    private var orderRows: OrderRows?
    /// Units held that stand in no row yet.
    private var held: [Name: Held] = [:]

    private struct Held {
        var lines = 0
        var units = 0

        mutating func add(_ quantity: Int) {
            lines += 1
            units += quantity
        }
    }

    mutating func apply(_ entry: Entry, to db: Database) throws {
        guard case .orderPlaced(let order) = entry.event else {
            try finish(db)
            return try ReadTables.apply(entry, to: db)
        }
        for line in order.lines {
            held[Name(item: line.item, variant: line.variant), default: Held()].add(line.quantity)
        }
        if orderRows == nil { orderRows = try OrderRows(db) }
        try orderRows?.insert(order)
    }

    /// Writes what is left; to be called behind the last entry.
    mutating func finish(_ db: Database) throws {
        for (name, taken) in held {
            let units = taken.units
            try ReadTables.noteOrdered(
                name.item, name.variant, lines: taken.lines, units: units, db)
            try db.update(
                "UPDATE items SET held = held + ? WHERE id = ?", units, name.item.row)
            try db.run(  // Of what is bought to order a variant is first heard of here.
                """
                INSERT INTO item_variants (item, variant, offered, held, is_counted)
                VALUES (?, ?, 0, ?, 0)
                ON CONFLICT (item, variant) DO UPDATE SET held = held + excluded.held
                """, name.item.row, name.variant.description, units)
        }
        held.removeAll(keepingCapacity: true)
    }
}
