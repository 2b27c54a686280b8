internal import GRDB
internal import ShopCore
internal import ShopModel

// Invoices, credit notes, and the reports of days.
extension ReadTables {
    static let recordsSchema = """
        CREATE TABLE invoices (
            id INTEGER NOT NULL PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE,
            order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            seller_version INTEGER NOT NULL,
            goods_minor INTEGER NOT NULL,
            freight_minor INTEGER NOT NULL,
            total_minor INTEGER NOT NULL CHECK (total_minor = goods_minor + freight_minor),
            credited_minor INTEGER NOT NULL DEFAULT 0
                CHECK (credited_minor BETWEEN 0 AND total_minor),
            currency TEXT NOT NULL,
            day TEXT NOT NULL,
            seq INTEGER NOT NULL,
            issued_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE invoice_lines (
            invoice INTEGER NOT NULL REFERENCES invoices (id),
            line INTEGER NOT NULL,
            code TEXT NOT NULL,
            title TEXT NOT NULL,
            variant TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            unit_price_minor INTEGER NOT NULL,
            unit_price_currency TEXT NOT NULL,
            value_minor INTEGER NOT NULL,
            currency TEXT NOT NULL,
            PRIMARY KEY (invoice, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE credit_notes (
            id INTEGER NOT NULL PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE,
            invoice INTEGER NOT NULL REFERENCES invoices (id),
            order_id INTEGER NOT NULL REFERENCES orders (id),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            currency TEXT NOT NULL,
            reason TEXT NOT NULL,
            day TEXT NOT NULL,
            seq INTEGER NOT NULL,
            issued_at_ms INTEGER NOT NULL
        ) STRICT;
        -- The highest number of a day counts; days are China's.
        CREATE TABLE day_reports (
            day TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0),
            made_at_ms INTEGER NOT NULL,
            by_staff TEXT NOT NULL,
            last_event INTEGER NOT NULL,
            last_hash TEXT NOT NULL,
            placed INTEGER NOT NULL,
            confirmed INTEGER NOT NULL,
            cancelled INTEGER NOT NULL,
            expired INTEGER NOT NULL,
            invoices INTEGER NOT NULL,
            credit_notes INTEGER NOT NULL,
            open_refunds INTEGER NOT NULL,
            differences INTEGER NOT NULL,
            PRIMARY KEY (day, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE day_money (
            day TEXT NOT NULL,
            number INTEGER NOT NULL,
            method TEXT NOT NULL,
            currency TEXT NOT NULL,
            payments INTEGER NOT NULL,
            received_minor INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            refunded_minor INTEGER NOT NULL,
            returns INTEGER NOT NULL,
            returned_minor INTEGER NOT NULL,
            unsettled_payments INTEGER NOT NULL,
            unsettled_minor INTEGER NOT NULL,
            quarantined_payments INTEGER NOT NULL,
            quarantined_minor INTEGER NOT NULL,
            PRIMARY KEY (day, number, method, currency)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE day_stock (
            day TEXT NOT NULL,
            number INTEGER NOT NULL,
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            ordered INTEGER NOT NULL,
            sold INTEGER NOT NULL,
            released INTEGER NOT NULL,
            called_off INTEGER NOT NULL,
            bought INTEGER NOT NULL,
            short INTEGER NOT NULL,
            PRIMARY KEY (day, number, item, variant)
        ) STRICT, WITHOUT ROWID;
        """

    static func apply(_ event: RecordsEvent, _ entry: Entry, _ db: Database) throws {
        switch event {
        case .invoiceIssued(let invoice): try insert(invoice, entry, db)
        case .creditNoteIssued(let note):
            try db.run(
                """
                INSERT INTO credit_notes (
                    id, reference, invoice, order_id, amount_minor, currency, reason, day, seq,
                    issued_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                note.id.row, note.reference, note.invoice.row, note.order.row,
                note.amount.minorUnits, note.amount.currency.code, note.reason,
                note.day.description, entry.sequence.row, note.issuedAt.milliseconds)
            try db.update(
                "UPDATE invoices SET credited_minor = credited_minor + ? WHERE id = ?",
                note.amount.minorUnits, note.invoice.row)
        case .dayClosed(let report): try insert(report, db)
        }
    }

    private static func insert(_ invoice: Invoice, _ entry: Entry, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO invoices (
                id, reference, order_id, buyer, seller_version, goods_minor, freight_minor,
                total_minor, currency, day, seq, issued_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            invoice.id.row, invoice.reference, invoice.order.row, invoice.buyer.row,
            invoice.seller.version, invoice.goods.minorUnits, invoice.freight.minorUnits,
            invoice.total.minorUnits, invoice.total.currency.code, invoice.day.description,
            entry.sequence.row, invoice.issuedAt.milliseconds)
        for (number, line) in invoice.lines.enumerated() {
            try db.run(
                """
                INSERT INTO invoice_lines (
                    invoice, line, code, title, variant, quantity, unit_price_minor,
                    unit_price_currency, value_minor, currency)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                invoice.id.row, number, line.code.text, line.title, line.variant.description,
                line.quantity, line.unitPrice.minorUnits, line.unitPrice.currency.code,
                line.value.minorUnits, line.value.currency.code)
        }
    }

    private static func insert(_ report: DayReport, _ db: Database) throws {
        let (day, counts) = (report.day.description, report.counts)
        try db.run(
            """
            INSERT INTO day_reports (
                day, number, made_at_ms, by_staff, last_event, last_hash, placed, confirmed,
                cancelled, expired, invoices, credit_notes, open_refunds, differences)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            day, report.number, report.madeAt.milliseconds, report.by, report.lastEvent.row,
            report.lastHash, counts.placed, counts.confirmed, counts.cancelled, counts.expired,
            counts.invoices, counts.creditNotes, report.openRefunds.count + report.moreOpenRefunds,
            report.reconciliations.reduce(0) { $0 + $1.differences.count })
        for line in report.money {
            let flow = line.flow
            try db.run(
                """
                INSERT INTO day_money (
                    day, number, method, currency, payments, received_minor, refunds,
                    refunded_minor, returns, returned_minor, unsettled_payments,
                    unsettled_minor, quarantined_payments, quarantined_minor)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                day, report.number, line.way.method.rawValue, line.way.currency.code,
                flow.received.count, flow.received.minorUnits, flow.refunded.count,
                flow.refunded.minorUnits, flow.returned.count, flow.returned.minorUnits,
                line.unsettled.count, line.unsettled.minorUnits, line.quarantined.count,
                line.quarantined.minorUnits)
        }
        for row in report.stock {
            let moves = row.moves
            try db.run(
                """
                INSERT INTO day_stock (
                    day, number, item, variant, ordered, sold, released, called_off, bought, short)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                day, report.number, row.product.item.row, row.product.variant.description,
                moves.ordered, moves.sold, moves.released, moves.calledOff, moves.bought,
                moves.short)
        }
    }
}
