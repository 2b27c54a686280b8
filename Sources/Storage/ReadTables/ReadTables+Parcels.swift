internal import GRDB
internal import ShopCore
internal import ShopModel

// Parcels, the orders in them, and what carriers say.
extension ReadTables {
    static let parcelSchema = """
        CREATE TABLE parcels (
            id INTEGER NOT NULL PRIMARY KEY,
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            state TEXT NOT NULL CHECK (
                \(oneOf(
                    "state", "open", "handed_over", "in_transit", "customs_hold",
                    "customs_cleared", "out_for_delivery", "available_for_pickup",
                    "attempt_failed", "delivered", "exception", "returning", "returned", "lost"))),
            carrier TEXT NOT NULL DEFAULT '',
            tracking_number TEXT NOT NULL DEFAULT '',
            packed_at_ms INTEGER NOT NULL,
            handed_over_at_ms INTEGER
        ) STRICT;
        CREATE TABLE parcel_orders (
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
            PRIMARY KEY (parcel, order_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tracking (
            seq INTEGER NOT NULL PRIMARY KEY,
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            state TEXT NOT NULL,
            text TEXT NOT NULL,
            occurred_at_ms INTEGER NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        """

    static func applyToParcel(_ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch entry.event {
        case .parcelPacked(let parcel):
            try db.run(
                "INSERT INTO parcels (id, buyer, state, packed_at_ms) VALUES (?, ?, ?, ?)",
                parcel.id.row, parcel.buyer.row, parcel.state.rawValue, at)
            for order in parcel.orders {
                try db.run(
                    "INSERT INTO parcel_orders (parcel, order_id) VALUES (?, ?)",
                    parcel.id.row, order.row)
            }
        case .parcelHandedOver(let id, let carrier, let trackingNumber):
            try db.update(
                """
                UPDATE parcels SET state = 'handed_over', carrier = ?, tracking_number = ?,
                    handed_over_at_ms = ? WHERE id = ?
                """, carrier, trackingNumber, at, id.row)
        case .parcelTracked(let id, let tracking):
            try db.run(
                """
                INSERT INTO tracking (seq, parcel, state, text, occurred_at_ms, at_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, id.row, tracking.state.rawValue, tracking.text,
                tracking.occurredAt.milliseconds, at)
            try db.update(
                "UPDATE parcels SET state = ? WHERE id = ?", tracking.state.rawValue, id.row)
            switch tracking.state {
            case .delivered: try setOrders(of: id, to: .completed, db)
            case .exception, .returning: try setOrders(of: id, to: .confirmed, db)
            default: break
            }
        default:
            preconditionFailure("not an event of a parcel")
        }
    }

    private static func setOrders(
        of parcel: ParcelID, to state: Order.State, _ db: Database
    ) throws {
        try db.update(
            """
            UPDATE orders SET state = ?
            WHERE id IN (SELECT order_id FROM parcel_orders WHERE parcel = ?)
            """, state.rawValue, parcel.row)
    }
}
