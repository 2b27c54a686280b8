internal import GRDB
package import ShopCore
package import ShopModel

/// A token that lets a member of a shop's staff in. The token itself is kept nowhere.
package struct StaffToken: Equatable, Sendable {
    /// SHA-256 of the token.
    package let hash: [UInt8]
    package let shop: ShopSlug
    /// Unique among the shop's tokens in force.
    package let name: String
    package let role: StaffRole
    package let createdAt: Timestamp
    package internal(set) var revokedAt: Timestamp?

    package init(
        hash: [UInt8], shop: ShopSlug, name: String, role: StaffRole, createdAt: Timestamp
    ) {
        (self.hash, self.shop, self.name) = (hash, shop, name)
        (self.role, self.createdAt) = (role, createdAt)
    }
}

extension ServerStore {
    /// - Throws: `.noSuch` shop; `.alreadyExists` when a token in force has the name;
    ///   `.constraint` when the hash has not 32 bytes or is known.
    package func createStaffToken(_ token: StaffToken) throws(StorageError) {
        try write { db in
            try Self.requireShop(token.shop, in: db)
            let isTaken = try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT * FROM staff_tokens
                        WHERE shop = ? AND name = ? AND revoked_at_ms IS NULL)
                    """, arguments: [token.shop.text, token.name])
            guard isTaken == false else {
                throw StorageError.alreadyExists("a token for \(token.name) of \(token.shop)")
            }
            try db.run(
                """
                INSERT INTO staff_tokens (hash, shop, name, role, created_at_ms)
                VALUES (?, ?, ?, ?, ?)
                """,
                Blob(token.hash), token.shop.text, token.name, token.role.rawValue,
                token.createdAt.milliseconds)
        }
    }

    /// The shop's tokens with the revoked ones, oldest first.
    package func staffTokens(of shop: ShopSlug) throws(StorageError) -> [StaffToken] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM staff_tokens WHERE shop = ? ORDER BY id",
                arguments: [shop.text]
            ).map(StaffToken.init(row:))
        }
    }

    /// The token in force with this SHA-256.
    package func staffToken(hash: [UInt8]) throws(StorageError) -> StaffToken? {
        try read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM staff_tokens WHERE hash = ? AND revoked_at_ms IS NULL",
                arguments: [Blob(hash)]
            ).map(StaffToken.init(row:))
        }
    }

    /// The SHA-256 of every token that was taken back.
    package func revokedTokenHashes() throws(StorageError) -> Set<[UInt8]> {
        try read { db in
            Set(
                try Blob.fetchAll(
                    db, sql: "SELECT hash FROM staff_tokens WHERE revoked_at_ms IS NOT NULL"
                ).map(\.bytes))
        }
    }

    /// A number that changes whenever another process has written to the file.
    ///
    /// Source: SQLite, "PRAGMA data_version".
    package func dataVersion() throws(StorageError) -> Int {
        try read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Ends the token in force with this name.
    ///
    /// - Throws: `.noSuch` token.
    package func revokeStaffToken(
        of shop: ShopSlug, name: String, at now: Timestamp
    ) throws(StorageError) {
        try write { db in
            try db.run(
                """
                UPDATE staff_tokens SET revoked_at_ms = ?
                WHERE shop = ? AND name = ? AND revoked_at_ms IS NULL
                """, now.milliseconds, shop.text, name)
            guard db.changesCount == 1 else {
                throw StorageError.noSuch("token for \(name) of \(shop)")
            }
        }
    }
}

extension StaffToken {
    fileprivate init(row: Row) throws {
        guard let shop = ShopSlug(row["shop"] as String),
            let role = StaffRole(rawValue: row["role"])
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a staff token is malformed")
        }
        self.init(
            hash: (row["hash"] as Blob).bytes, shop: shop, name: row["name"], role: role,
            createdAt: Timestamp(milliseconds: row["created_at_ms"]))
        revokedAt = (row["revoked_at_ms"] as Int64?).map { Timestamp(milliseconds: $0) }
    }
}
