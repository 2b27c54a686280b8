internal import GRDB
internal import ShopCore
internal import ShopModel

// Parcels, the units in them, how they came there, and what carriers say.
extension ReadTables {
    static let parcelSchema = """
        CREATE TABLE parcels (
            id INTEGER NOT NULL PRIMARY KEY,
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            state TEXT NOT NULL CHECK (
                \(oneOf(
                    "state", "open", "sealed", "declared", "handed_over", "created",
                    "info_received", "in_transit", "customs_hold", "customs_cleared",
                    "out_for_delivery", "available_for_pickup", "attempt_failed", "delivered",
                    "exception", "returning", "returned", "lost", "expired_no_info"))),
            carrier TEXT NOT NULL DEFAULT '',
            tracking_number TEXT NOT NULL DEFAULT '',
            grams INTEGER CHECK (grams > 0),  -- NULL: not sealed.
            seal_number TEXT,
            box_photo_sha256 TEXT,
            sealed_by TEXT,
            sealed_at_ms INTEGER,
            packed_at_ms INTEGER NOT NULL,
            handed_over_at_ms INTEGER
        ) STRICT;
        -- Every unit is in one parcel.
        CREATE TABLE parcel_lines (
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            PRIMARY KEY (parcel, order_id, line)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX parcel_lines_by_order ON parcel_lines (order_id);
        -- Units that changed their parcel: NULL is no parcel.
        CREATE TABLE parcel_moves (
            seq INTEGER NOT NULL,
            from_parcel INTEGER REFERENCES parcels (id),
            to_parcel INTEGER REFERENCES parcels (id),
            order_id INTEGER NOT NULL REFERENCES orders (id),
            line INTEGER NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            reason TEXT NOT NULL,
            by TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (seq, order_id, line),
            CHECK (from_parcel IS NOT to_parcel)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE parcel_unsealings (
            seq INTEGER NOT NULL PRIMARY KEY,
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            reason TEXT NOT NULL CHECK (reason <> ''),
            by TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE parcel_legs (
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            leg INTEGER NOT NULL CHECK (leg > 0),
            carrier TEXT NOT NULL,
            tracking_number TEXT NOT NULL,
            handed_over_at_ms INTEGER NOT NULL,
            PRIMARY KEY (parcel, leg)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tracking (
            seq INTEGER NOT NULL PRIMARY KEY,
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            leg INTEGER NOT NULL,
            state TEXT NOT NULL,
            text TEXT NOT NULL,
            reason TEXT NOT NULL,
            source TEXT NOT NULL,
            raw_sha256 TEXT NOT NULL,
            occurred_at_ms INTEGER NOT NULL,
            received_at_ms INTEGER NOT NULL CHECK (received_at_ms >= occurred_at_ms),
            FOREIGN KEY (parcel, leg) REFERENCES parcel_legs (parcel, leg)
        ) STRICT;
        CREATE TABLE declarations (
            parcel INTEGER NOT NULL PRIMARY KEY REFERENCES parcels (id),
            form TEXT NOT NULL CHECK (form IN ('cn22', 'cn23')),
            destination TEXT NOT NULL,
            invoice TEXT NOT NULL,
            gross_grams INTEGER NOT NULL,
            total_minor INTEGER NOT NULL,
            postage_minor INTEGER,
            currency TEXT NOT NULL,
            sdr_rate TEXT NOT NULL,
            declared_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE declared_articles (
            parcel INTEGER NOT NULL REFERENCES declarations (parcel),
            order_id INTEGER NOT NULL,
            line INTEGER NOT NULL,
            description TEXT NOT NULL,
            units INTEGER NOT NULL,
            net_grams INTEGER NOT NULL,
            value_minor INTEGER NOT NULL CHECK (value_minor >= 0),
            hs_code TEXT NOT NULL,
            origin TEXT NOT NULL,
            PRIMARY KEY (parcel, order_id, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE freight_credits (
            seq INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            parcel INTEGER NOT NULL REFERENCES parcels (id),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            currency TEXT NOT NULL,
            estimated_grams INTEGER NOT NULL,
            actual_grams INTEGER NOT NULL CHECK (actual_grams < estimated_grams)
        ) STRICT;
        CREATE TABLE sdr_rates (
            currency TEXT NOT NULL,
            valid_from TEXT NOT NULL,
            rate TEXT NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (currency, valid_from)
        ) STRICT, WITHOUT ROWID;
        """

    static func applyToParcel(_ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch entry.event {
        case .parcelPacked(let parcel):
            try insert(parcel.id, of: parcel.buyer, at, db)
            try put(parcel.lines, into: parcel.id, db)
        case .parcelHandedOver(let id, let carrier, let trackingNumber):
            try db.update(
                """
                UPDATE parcels SET state = 'handed_over', carrier = ?, tracking_number = ?,
                    handed_over_at_ms = ? WHERE id = ?
                """, carrier, trackingNumber, at, id.row)
            try insert(
                ParcelLeg(
                    carrier: carrier, trackingNumber: trackingNumber, handedOverAt: entry.at),
                of: id, db)
        case .parcelTracked(let id, let tracking, let state):
            try db.run(
                """
                INSERT INTO tracking (seq, parcel, leg, state, text, reason, source, raw_sha256,
                    occurred_at_ms, received_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, id.row, tracking.leg, tracking.state.rawValue, tracking.text,
                tracking.reason, tracking.source,
                PhotoID(digest: tracking.rawHash)?.description ?? "",
                tracking.occurredAt.milliseconds, tracking.receivedAt.milliseconds)
            try set(state, of: id, db)
            try noteDelivery(of: id, db)
        case .parcel(let event): try apply(event, entry, db)
        default:
            preconditionFailure("not an event of a parcel")
        }
    }

    private static func apply(_ event: ParcelEvent, _ entry: Entry, _ db: Database) throws {
        switch event {
        case .repacked(let repacking): try apply(repacking, entry, db)
        case .sealed(let id, let seal):
            try db.update(
                """
                UPDATE parcels SET state = 'sealed', grams = ?, seal_number = ?,
                    box_photo_sha256 = ?, sealed_by = ?, sealed_at_ms = ? WHERE id = ?
                """,
                seal.mass.grams, seal.number, seal.photo?.full.id.description, seal.by,
                seal.at.milliseconds, id.row)
        case .unsealed(let id, let reason, let by):
            try db.run("DELETE FROM declared_articles WHERE parcel = ?", id.row)
            try db.run("DELETE FROM declarations WHERE parcel = ?", id.row)
            try db.update(
                """
                UPDATE parcels SET state = 'open', grams = NULL, seal_number = NULL,
                    box_photo_sha256 = NULL, sealed_by = NULL, sealed_at_ms = NULL WHERE id = ?
                """, id.row)
            try db.run(
                """
                INSERT INTO parcel_unsealings (seq, parcel, reason, by, at_ms)
                VALUES (?, ?, ?, ?, ?)
                """, entry.sequence.row, id.row, reason, by, entry.at.milliseconds)
        case .declared(let id, let declaration):
            try set(.declared, of: id, db)
            try insert(declaration, of: id, at: entry.at, db)
        case .legAdded(let id, let leg): try insert(leg, of: id, db)
        case .freightCredited(let credit):
            try db.update(
                """
                UPDATE orders SET freight_credited_minor = freight_credited_minor + ?
                WHERE id = ?
                """, credit.amount.minorUnits, credit.order.row)
            try db.run(
                """
                INSERT INTO freight_credits (
                    seq, order_id, parcel, amount_minor, currency, estimated_grams, actual_grams)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, credit.order.row, credit.parcel.row,
                credit.amount.minorUnits, credit.amount.currency.code, credit.estimated.grams,
                credit.actual.grams)
        case .sdrRateSet(let rate):
            try db.run(
                """
                INSERT OR REPLACE INTO sdr_rates (currency, valid_from, rate, source)
                VALUES (?, ?, ?, ?)
                """,
                rate.currency.code, rate.validFrom.description, rate.rate.description, rate.source)
        }
    }

    private static func apply(
        _ repacking: Repacking, _ entry: Entry, _ db: Database
    ) throws {
        if let from = repacking.from {
            for line in repacking.lines {
                // All of a line leave no row behind.
                try db.run(
                    """
                    DELETE FROM parcel_lines
                    WHERE parcel = ? AND order_id = ? AND line = ? AND units = ?
                    """, from.row, line.order.row, line.line, line.units)
                try db.run(
                    """
                    UPDATE parcel_lines SET units = units - ?
                    WHERE parcel = ? AND order_id = ? AND line = ?
                    """, line.units, from.row, line.order.row, line.line)
            }
        }
        if let to = repacking.to {
            try db.run(
                "INSERT OR IGNORE INTO parcels (id, buyer, state, packed_at_ms) VALUES (?, ?, ?, ?)",
                to.row, repacking.buyer.row, Parcel.State.open.rawValue, entry.at.milliseconds)
            try put(repacking.lines, into: to, db)
        }
        for line in repacking.lines {
            try db.run(
                """
                INSERT INTO parcel_moves (
                    seq, from_parcel, to_parcel, order_id, line, units, reason, by, at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, repacking.from?.row, repacking.to?.row, line.order.row,
                line.line, line.units, repacking.reason, repacking.by, entry.at.milliseconds)
        }
    }

    private static func insert(
        _ id: ParcelID, of buyer: BuyerID, _ at: Int64, _ db: Database
    ) throws {
        try db.run(
            "INSERT INTO parcels (id, buyer, state, packed_at_ms) VALUES (?, ?, ?, ?)",
            id.row, buyer.row, Parcel.State.open.rawValue, at)
    }

    private static func put(_ lines: [ParcelLine], into id: ParcelID, _ db: Database) throws {
        for line in lines {
            try db.run(
                """
                INSERT INTO parcel_lines (parcel, order_id, line, units) VALUES (?, ?, ?, ?)
                ON CONFLICT (parcel, order_id, line) DO UPDATE SET units = units + excluded.units
                """, id.row, line.order.row, line.line, line.units)
        }
    }

    private static func insert(_ leg: ParcelLeg, of id: ParcelID, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO parcel_legs (parcel, leg, carrier, tracking_number, handed_over_at_ms)
            SELECT ?, 1 + count(*), ?, ?, ? FROM parcel_legs WHERE parcel = ?
            """,
            id.row, leg.carrier, leg.trackingNumber, leg.handedOverAt.milliseconds, id.row)
    }

    private static func insert(
        _ declaration: Declaration, of id: ParcelID, at: Timestamp, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO declarations (
                parcel, form, destination, invoice, gross_grams, total_minor, postage_minor,
                currency, sdr_rate, declared_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            id.row, declaration.form.rawValue, declaration.destination?.code,
            declaration.terms.invoice, declaration.gross?.grams, declaration.total?.minorUnits,
            declaration.postage?.minorUnits, declaration.total?.currency.code,
            declaration.sdrRate, at.milliseconds)
        for article in declaration.articles {
            try db.run(
                """
                INSERT INTO declared_articles (
                    parcel, order_id, line, description, units, net_grams, value_minor, hs_code,
                    origin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id.row, article.line.order.row, article.line.line, article.description,
                article.line.units, article.netMass?.grams, article.value.minorUnits,
                article.hsCode?.digits, article.origin?.code)
        }
    }

    private static func set(_ state: Parcel.State, of id: ParcelID, _ db: Database) throws {
        try db.update("UPDATE parcels SET state = ? WHERE id = ?", state.rawValue, id.row)
    }

    /// An order is complete when all its units have arrived.
    private static func noteDelivery(of parcel: ParcelID, _ db: Database) throws {
        try db.run(
            """
            UPDATE orders SET state = iif(
                (SELECT sum(quantity - offered - substituted - refunded) FROM sourcing
                    WHERE order_id = orders.id)
                = (SELECT sum(units) FROM parcel_lines JOIN parcels ON parcels.id = parcel
                    WHERE order_id = orders.id AND parcels.state = 'delivered'),
                'completed', 'confirmed')
            WHERE state IN ('confirmed', 'completed')
                AND id IN (SELECT order_id FROM parcel_lines WHERE parcel = ?)
            """, parcel.row)
    }
}
