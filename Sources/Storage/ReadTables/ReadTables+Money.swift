internal import GRDB
internal import ShopCore
internal import ShopModel

// Refunds, the rules of being paid, alerts, and comparisons with providers' books.
extension ReadTables {
    static let moneySchema = """
        CREATE TABLE refunds (
            id INTEGER NOT NULL PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES orders (id),
            payment INTEGER NOT NULL REFERENCES payments (id),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            currency TEXT NOT NULL,
            number TEXT NOT NULL UNIQUE,
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (
                \(oneOf(
                    "state", "requested", "submitted", "abnormal", "succeeded", "failed"))),
            reference TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT '',
            requested_at_ms INTEGER NOT NULL,
            changed_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX refunds_by_order ON refunds (order_id);
        CREATE TABLE payment_routes (
            position INTEGER NOT NULL PRIMARY KEY,
            method TEXT NOT NULL,
            currency TEXT,
            from_minor INTEGER NOT NULL,
            up_to_minor INTEGER
        ) STRICT;
        CREATE TABLE alerts (
            seq INTEGER NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            order_id INTEGER REFERENCES orders (id),
            payment INTEGER REFERENCES payments (id),
            text TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            closed_at_ms INTEGER,
            closed_by TEXT,
            closing_note TEXT,
            CHECK ((closed_at_ms IS NULL) = (closed_by IS NULL))
        ) STRICT;
        CREATE INDEX open_alerts ON alerts (seq) WHERE closed_at_ms IS NULL;
        CREATE TABLE reconciliations (
            seq INTEGER NOT NULL PRIMARY KEY,
            method TEXT NOT NULL,
            day TEXT NOT NULL,
            payments INTEGER NOT NULL,
            refunds INTEGER NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE differences (
            seq INTEGER NOT NULL REFERENCES reconciliations (seq),
            line INTEGER NOT NULL,
            kind TEXT NOT NULL,
            number TEXT NOT NULL,
            transaction_id TEXT NOT NULL,
            here_minor INTEGER,
            here_currency TEXT,
            there_minor INTEGER,
            there_currency TEXT,
            text TEXT NOT NULL,
            PRIMARY KEY (seq, line)
        ) STRICT, WITHOUT ROWID;
        """

    static func applyToMoney(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .paymentRulesSet(let rules): try set(rules, db)
        case .paymentAsked(let id, _):
            try db.update("UPDATE orders SET is_asked = 1 WHERE id = ?", id.row)
        case .refundRequested(let refund): try insert(refund, entry, db)
        case .refundChanged(let id, let state, let reference, let note):
            // A refund that succeeded can fail later, when a bank sends the money back.
            try db.update(
                """
                UPDATE orders SET refunded_minor = refunded_minor + refund.amount_minor
                    * ((? = 'succeeded') - (refund.state = 'succeeded'))
                FROM refunds AS refund WHERE refund.id = ? AND refund.order_id = orders.id
                """, state.rawValue, id.row)
            try db.update(
                """
                UPDATE refunds SET state = ?, reference = ?, note = ?, changed_at_ms = ?
                WHERE id = ?
                """, state.rawValue, reference, note, entry.at.milliseconds, id.row)
        case .alertRaised(let alert):
            try db.run(
                """
                INSERT INTO alerts (seq, kind, order_id, payment, text, at_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, alert.kind.rawValue, alert.order?.row, alert.payment?.row,
                alert.text, entry.at.milliseconds)
        case .alertClosed(let id, let by, let note):
            try db.update(
                "UPDATE alerts SET closed_at_ms = ?, closed_by = ?, closing_note = ? WHERE seq = ?",
                entry.at.milliseconds, by, note, id.row)
        case .reconciliationRequested: break
        case .reconciled(let result): try insert(result, entry, db)
        default: preconditionFailure("not an event about refunds, rules or books")
        }
    }

    private static func set(_ rules: PaymentRules, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM payment_routes")
        for (position, route) in rules.routes.enumerated() {
            try db.run(
                """
                INSERT INTO payment_routes (position, method, currency, from_minor, up_to_minor)
                VALUES (?, ?, ?, ?, ?)
                """,
                position, route.method.rawValue, route.currency?.code, route.amounts.lowerBound,
                route.amounts.upperBound == .max ? nil : route.amounts.upperBound)
        }
    }

    private static func insert(_ refund: Refund, _ entry: Entry, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO refunds (
                id, order_id, payment, amount_minor, currency, number, reason, state,
                requested_at_ms, changed_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            refund.id.row, refund.order.row, refund.payment.row, refund.amount.minorUnits,
            refund.amount.currency.code, refund.number, refund.reason, refund.state.rawValue,
            entry.at.milliseconds, entry.at.milliseconds)
    }

    private static func insert(_ result: Reconciliation, _ entry: Entry, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO reconciliations (seq, method, day, payments, refunds, at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            entry.sequence.row, result.wish.method.rawValue, result.wish.day.description,
            result.payments, result.refunds, entry.at.milliseconds)
        for (number, line) in result.differences.enumerated() {
            try db.run(
                """
                INSERT INTO differences (
                    seq, line, kind, number, transaction_id, here_minor, here_currency,
                    there_minor, there_currency, text)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, number, line.kind.rawValue, line.number, line.transaction,
                line.here?.minorUnits, line.here?.currency.code, line.there?.minorUnits,
                line.there?.currency.code, line.text)
        }
    }
}

extension PaymentPolicy {
    var name: String {
        switch self {
        case .payFirst: "pay_first"
        case .payAfterPurchase: "pay_after_purchase"
        case .deposit: "deposit"
        }
    }

    /// The deposit in minor units; `nil` without one.
    func depositRow(of total: Money) -> Int64? {
        if case .deposit = self { deposit(of: total).minorUnits } else { nil }
    }

    var depositPercentRow: Int? {
        if case .deposit(.share(let percent)) = self { percent } else { nil }
    }

    var depositAmountRow: Int64? {
        if case .deposit(.amount(let amount)) = self { amount.minorUnits } else { nil }
    }
}
