internal import GRDB
internal import ShopCore
internal import ShopModel

// Buyers' sealed details, blocks, erasures, away times, the seller's profile.
extension ReadTables {
    static let peopleSchema = """
        -- What is sealed here, only the server opens, for those who may see it.
        CREATE TABLE buyer_details (
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            detail TEXT NOT NULL,
            sealed BLOB NOT NULL,
            kept_at_ms INTEGER NOT NULL,
            PRIMARY KEY (buyer, detail)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE blocked_buyers (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            reason TEXT NOT NULL,
            by_staff TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE erased_buyers (
            buyer INTEGER NOT NULL PRIMARY KEY REFERENCES buyers (id),
            seq INTEGER NOT NULL,
            erased_by TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
        -- The last row counts; without days: back.
        CREATE TABLE away_times (
            seq INTEGER NOT NULL PRIMARY KEY,
            from_day TEXT,
            until_day TEXT,
            text TEXT NOT NULL,
            CHECK ((from_day IS NULL) = (until_day IS NULL) AND from_day <= until_day)
        ) STRICT;
        CREATE TABLE seller_profiles (
            version INTEGER NOT NULL PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            name TEXT NOT NULL,
            registration TEXT NOT NULL,
            licence TEXT NOT NULL,
            tax_id TEXT NOT NULL,
            jurisdictions TEXT NOT NULL,
            address TEXT NOT NULL
        ) STRICT;
        """

    static func apply(_ event: PeopleEvent, _ entry: Entry, _ db: Database) throws {
        let at = entry.at.milliseconds
        switch event {
        case .detailKept(let id, let detail, nil):
            try db.update(
                "DELETE FROM buyer_details WHERE buyer = ? AND detail = ?", id.row, detail.name)
        case .detailKept(let id, let detail, let sealed?):
            try db.run(
                """
                INSERT OR REPLACE INTO buyer_details (buyer, detail, sealed, kept_at_ms)
                VALUES (?, ?, ?, ?)
                """, id.row, detail.name, Blob(sealed), at)
        case .blocked(let id, let block):
            try db.run(
                """
                INSERT OR REPLACE INTO blocked_buyers (buyer, reason, by_staff, at_ms)
                VALUES (?, ?, ?, ?)
                """, id.row, block.reason, block.by, at)
        case .unblocked(let id, _):
            try db.update("DELETE FROM blocked_buyers WHERE buyer = ?", id.row)
        case .erased(let id, let by): try erase(id, by: by, entry, db)
        case .awaySet, .sellerSet:
            // Told to staff, and once more to each session.
            guard entry.audience == .staff else { return }
            try applyToSeller(event, entry, db)
        }
    }

    private static func erase(
        _ id: BuyerID, by: String, _ entry: Entry, _ db: Database
    ) throws {
        let alias = Shop.erasedAlias(of: id)
        try db.run("DELETE FROM buyer_details WHERE buyer = ?", id.row)
        try db.run("DELETE FROM blocked_buyers WHERE buyer = ?", id.row)
        try db.run("DELETE FROM destinations WHERE buyer = ?", id.row)
        try db.update("UPDATE buyers SET alias = ? WHERE id = ?", alias, id.row)
        try eraseRequests(of: id, db)
        try eraseTalk(of: id, db)
        try db.run(
            "UPDATE chat SET author = ?, text = ? WHERE buyer = ?", alias, Shop.erasedText, id.row)
        try db.run(
            "UPDATE claims SET reason = ? WHERE buyer = ? AND outcome = 'refused'",
            Shop.erasedText, id.row)
        try db.run(
            "INSERT INTO erased_buyers (buyer, seq, erased_by, at_ms) VALUES (?, ?, ?, ?)",
            id.row, entry.sequence.row, by, entry.at.milliseconds)
    }

    private static func applyToSeller(
        _ event: PeopleEvent, _ entry: Entry, _ db: Database
    ) throws {
        switch event {
        case .awaySet(let away):
            try db.run(
                "INSERT INTO away_times (seq, from_day, until_day, text) VALUES (?, ?, ?, ?)",
                entry.sequence.row, away?.days.lowerBound.description,
                away?.days.upperBound.description, away?.text ?? "")
        case .sellerSet(let profile):
            try db.run(
                """
                INSERT INTO seller_profiles (
                    version, at_ms, name, registration, licence, tax_id, jurisdictions, address)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                profile.version, entry.at.milliseconds, profile.name, profile.registration,
                profile.licence, profile.taxID, profile.jurisdictions.joined(separator: "; "),
                profile.address.joined(separator: "\n"))
        default: preconditionFailure("not an event about the seller")
        }
    }
}
