internal import GRDB
internal import ShopCore
internal import ShopModel

// Payments, and the money ledger: one row for each transaction that brought money.
extension ReadTables {
    static let paymentSchema = """
        CREATE TABLE payments (
            id INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            method TEXT NOT NULL,
            amount_minor INTEGER NOT NULL,
            received_minor INTEGER,
            currency TEXT NOT NULL,
            reference TEXT NOT NULL,
            state TEXT NOT NULL CHECK (
                \(oneOf(
                    "state", "created", "open", "claimed", "closing", "settled", "settled_late",
                    "closed", "failed", "rejected", "quarantined"))),
            link TEXT NOT NULL DEFAULT '',
            handle TEXT,
            found_minor INTEGER,
            found_currency TEXT,
            found_transaction TEXT,
            note TEXT NOT NULL DEFAULT '',
            requested_at_ms INTEGER NOT NULL,
            expires_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payments_by_order ON payments (order_id);
        CREATE TABLE transactions (
            method TEXT NOT NULL,
            transaction_id TEXT NOT NULL,
            payment INTEGER NOT NULL REFERENCES payments (id),
            order_id INTEGER NOT NULL REFERENCES orders (id),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            currency TEXT NOT NULL,
            is_late INTEGER NOT NULL CHECK (is_late IN (0, 1)),
            seq INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (method, transaction_id)
        ) STRICT, WITHOUT ROWID;
        """

    static func applyToPayment(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .paymentRequested(let payment):
            try insert(payment, at: entry.at, db)
        case .paymentOpened(let id, let link, let handle):
            try db.update(
                "UPDATE payments SET state = 'open', link = ?, handle = ? WHERE id = ?", link,
                handle,
                id.row)
        case .paymentClaimed(let id, let note):
            try db.update(
                "UPDATE payments SET state = 'claimed', note = ? WHERE id = ?", note, id.row)
        case .paymentSettled(let id, let received, let transaction, let late):
            try settle(id, received, transaction, late, entry, db)
        case .paymentClosing(let id):
            try db.update("UPDATE payments SET state = 'closing' WHERE id = ?", id.row)
        case .paymentEnded(let id, let end, let reason, let found):
            try db.update(
                "UPDATE payments SET note = ?, state = ? WHERE id = ?", reason,
                end.state.rawValue, id.row)
            guard let found else { break }
            try db.update(
                """
                UPDATE payments SET found_minor = ?, found_currency = ?, found_transaction = ?
                WHERE id = ?
                """, found.amount.minorUnits, found.amount.currency.code, found.transaction, id.row)
        default:
            preconditionFailure("not an event of a payment")
        }
    }

    private static func insert(_ payment: Payment, at: Timestamp, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO payments (
                id, order_id, method, amount_minor, currency, reference, state,
                requested_at_ms, expires_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            payment.id.row, payment.order.row, payment.method.rawValue,
            payment.amount.minorUnits, payment.amount.currency.code, payment.reference,
            payment.state.rawValue, at.milliseconds, payment.expiresAt.milliseconds)
    }

    private static func settle(
        _ id: PaymentID, _ received: Money, _ transaction: String, _ late: Bool, _ entry: Entry,
        _ db: Database
    ) throws {
        let state: Payment.State = late ? .settledLate : .settled
        try db.update(
            "UPDATE payments SET state = ?, received_minor = ? WHERE id = ?",
            state.rawValue, received.minorUnits, id.row)
        try db.update(
            """
            INSERT INTO transactions (
                method, transaction_id, payment, order_id, amount_minor, currency, is_late, seq,
                at_ms)
            SELECT method, ?, id, order_id, ?, ?, ?, ?, ? FROM payments WHERE id = ?
            """,
            transaction, received.minorUnits, received.currency.code, late, entry.sequence.row,
            entry.at.milliseconds, id.row)
        try db.update(
            """
            UPDATE orders SET settled_minor = settled_minor + ?
            WHERE id = (SELECT order_id FROM payments WHERE id = ?)
            """, received.minorUnits, id.row)
    }
}
