internal import GRDB

/// The tables of `server.sqlite`.
enum ServerSchema {
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 shops, staff tokens, provider settings") { db in
            try db.execute(
                sql: """
                    CREATE TABLE shops (
                        id TEXT NOT NULL PRIMARY KEY
                            CHECK (length(id) BETWEEN 1 AND 32 AND id NOT GLOB '*[^a-z0-9-]*'),
                        title TEXT NOT NULL,
                        reference_prefix TEXT NOT NULL UNIQUE
                            CHECK (length(reference_prefix) = 8
                                AND reference_prefix NOT GLOB '*[^a-z0-9]*'),
                        created_at_ms INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE staff_tokens (
                        id INTEGER NOT NULL PRIMARY KEY,
                        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
                        shop TEXT NOT NULL REFERENCES shops (id),
                        name TEXT NOT NULL CHECK (name <> ''),
                        role TEXT NOT NULL
                            CHECK (role IN ('owner', 'shopper', 'packer', 'moderator')),
                        created_at_ms INTEGER NOT NULL,
                        revoked_at_ms INTEGER
                    ) STRICT;
                    CREATE UNIQUE INDEX staff_tokens_by_name ON staff_tokens (shop, name)
                        WHERE revoked_at_ms IS NULL;
                    CREATE TABLE payment_settings (
                        shop TEXT NOT NULL REFERENCES shops (id),
                        method TEXT NOT NULL CHECK (method <> ''),
                        file TEXT NOT NULL CHECK (file GLOB '/*'),
                        PRIMARY KEY (shop, method)
                    ) STRICT, WITHOUT ROWID;
                    PRAGMA user_version = 1;
                    """)
        }
        return migrator
    }
}
