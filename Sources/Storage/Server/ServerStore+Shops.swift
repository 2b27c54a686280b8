internal import GRDB
package import ShopModel

/// A shop as the server lists it.
package struct ShopRecord: Equatable, Sendable {
    package let id: ShopSlug
    package let title: String
    /// Begins its order numbers at payment providers: 8 lower-case letters and digits.
    package let referencePrefix: String
    package let createdAt: Timestamp

    package init(id: ShopSlug, title: String, referencePrefix: String, createdAt: Timestamp) {
        (self.id, self.title) = (id, title)
        (self.referencePrefix, self.createdAt) = (referencePrefix, createdAt)
    }
}

extension ServerStore {
    /// - Throws: `.alreadyExists`; `.constraint` when the prefix is another shop's or malformed.
    package func createShop(_ shop: ShopRecord) throws(StorageError) {
        try write { db in
            guard try Self.shop(shop.id, in: db) == nil else {
                throw StorageError.alreadyExists("shop \(shop.id)")
            }
            try db.run(
                """
                INSERT INTO shops (id, title, reference_prefix, created_at_ms) VALUES (?, ?, ?, ?)
                """,
                shop.id.text, shop.title, shop.referencePrefix, shop.createdAt.milliseconds)
        }
    }

    /// All shops, by name.
    package func shops() throws(StorageError) -> [ShopRecord] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM shops ORDER BY id").map(ShopRecord.init(row:))
        }
    }

    package func shop(_ id: ShopSlug) throws(StorageError) -> ShopRecord? {
        try read { try Self.shop(id, in: $0) }
    }

    /// - Throws: `.noSuch`.
    static func requireShop(_ id: ShopSlug, in db: Database) throws {
        guard try shop(id, in: db) != nil else { throw StorageError.noSuch("shop \(id)") }
    }

    private static func shop(_ id: ShopSlug, in db: Database) throws -> ShopRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM shops WHERE id = ?", arguments: [id.text])
            .map(ShopRecord.init(row:))
    }
}

extension ShopRecord {
    fileprivate init(row: Row) throws {
        guard let id = ShopSlug(row["id"] as String) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a shop's id is malformed")
        }
        self.init(
            id: id, title: row["title"], referencePrefix: row["reference_prefix"],
            createdAt: Timestamp(milliseconds: row["created_at_ms"]))
    }
}
