internal import GRDB

/// The tables of `shop.sqlite` that are nowhere else: what was decided, answered and received.
///
/// The read tables follow from the journal and are made anew instead of migrated; see
/// `ReadTables.version`.
enum ShopSchema {
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal, commands, notices") { db in
            try db.execute(
                sql: """
                    CREATE TABLE journal (
                        seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
                        at_ms INTEGER NOT NULL,
                        kind TEXT NOT NULL CHECK (kind <> ''),
                        audience TEXT NOT NULL CHECK (
                            \(oneOf(
                                "audience", "session", "buyer", "staff"))),
                        audience_id INTEGER CHECK (audience_id > 0)
                            CHECK ((audience_id IS NULL) = (audience = 'staff')),
                        actor TEXT NOT NULL,
                        command_id TEXT,
                        payload BLOB NOT NULL,
                        payload_hash BLOB NOT NULL CHECK (length(payload_hash) = 32),
                        secret BLOB,
                        -- NULL: it changes no state; -1: it says what is archived; 0: it is
                        -- the shop's; else the session's with this number.
                        scope INTEGER CHECK (scope >= -1),
                        hash BLOB NOT NULL CHECK (length(hash) = 32),
                        -- Its payload was replaced when that entry erased a buyer, or took a
                        -- line away.
                        erased_by INTEGER CHECK (erased_by > seq)
                            CHECK (erased_by IS NULL
                                OR \(oneOf(
                                    "kind", "said", "buyer_joined", "buyer_blocked",
                                    "request_made", "message_sent", "buyer_muted",
                                    "claim_answered")))
                    ) STRICT;
                    CREATE INDEX journal_by_audience
                        ON journal (\(Stretch.of("seq")), audience, audience_id);
                    CREATE INDEX journal_by_scope ON journal (scope) WHERE scope IS NOT NULL;
                    CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal
                        BEGIN SELECT raise(ABORT, 'journal entries are never removed'); END;
                    CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
                        WHEN NEW.erased_by IS NULL OR OLD.erased_by IS NOT NULL
                            OR NEW.seq <> OLD.seq OR NEW.at_ms <> OLD.at_ms
                            OR NEW.kind <> OLD.kind OR NEW.audience <> OLD.audience
                            OR NEW.audience_id IS NOT OLD.audience_id
                            OR NEW.scope IS NOT OLD.scope OR NEW.actor <> OLD.actor
                            OR NEW.command_id IS NOT OLD.command_id
                            OR NEW.payload_hash <> OLD.payload_hash OR NEW.hash <> OLD.hash
                        BEGIN SELECT raise(ABORT, 'journal entries are never changed'); END;

                    CREATE TABLE commands (
                        actor TEXT NOT NULL,
                        command_id TEXT NOT NULL CHECK (command_id <> ''),
                        body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
                        reply BLOB NOT NULL,
                        at_ms INTEGER NOT NULL,
                        PRIMARY KEY (actor, command_id)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE notices (
                        provider TEXT NOT NULL,
                        notice_id TEXT NOT NULL CHECK (notice_id <> ''),
                        received_at_ms INTEGER NOT NULL,
                        headers TEXT NOT NULL,
                        body BLOB NOT NULL,
                        PRIMARY KEY (provider, notice_id)
                    ) STRICT;

                    CREATE TABLE buyer_keys (
                        buyer INTEGER NOT NULL PRIMARY KEY,
                        wrapped BLOB NOT NULL CHECK (length(wrapped) = 60)
                    ) STRICT;
                    -- Erasures of the journal that are carried out.
                    CREATE TABLE erasures (
                        buyer INTEGER NOT NULL PRIMARY KEY,
                        seq INTEGER NOT NULL
                    ) STRICT;

                    CREATE TABLE versions (
                        name TEXT NOT NULL PRIMARY KEY,
                        version INTEGER NOT NULL
                    ) STRICT;
                    PRAGMA user_version = 1;
                    """)
        }
        return migrator
    }
}
