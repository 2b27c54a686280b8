internal import GRDB
internal import ShopCore
internal import ShopModel

// What a seller changes of items: prices and their history, flash sales, limits; and claims.
extension ReadTables {
    static let offerSchema = """
        -- What an item cost from when on; the last row of an item counts.
        CREATE TABLE item_prices (
            item INTEGER NOT NULL REFERENCES items (id),
            version INTEGER NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor > 0),
            currency TEXT NOT NULL,
            is_flash_sale INTEGER NOT NULL CHECK (is_flash_sale IN (0, 1)),
            seq INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (item, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE flash_sales (
            item INTEGER NOT NULL REFERENCES items (id),
            version INTEGER NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            units_per_buyer INTEGER CHECK (units_per_buyer > 0),
            ends_at_ms INTEGER NOT NULL,
            ended_at_ms INTEGER,
            ended_by TEXT CHECK (\(oneOf("ended_by", "time", "units", "seller"))),
            PRIMARY KEY (item, version),
            CHECK ((ended_at_ms IS NULL) = (ended_by IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE purchase_limits (
            session INTEGER NOT NULL REFERENCES sessions (id),
            name TEXT NOT NULL,
            units INTEGER CHECK (units > 0),  -- NULL: lifted.
            PRIMARY KEY (session, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE claims (
            seq INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            buyer INTEGER NOT NULL REFERENCES buyers (id),
            said INTEGER NOT NULL,  -- The chat line's number.
            outcome TEXT NOT NULL
                CHECK (
                    \(oneOf(
                        "outcome", "held", "refused", "passed", "nothing_to_pass", "held_part",
                        "waiting", "offer_passed", "left"))),
            order_id INTEGER REFERENCES orders (id),
            place INTEGER,  -- The first place in line, of those waited in or left.
            offer INTEGER,
            reason TEXT
        ) STRICT;
        """

    static func applyToOffer(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .itemCorrected(let id, let caption, let version):
            try set(caption, of: id, db)
            try db.update("UPDATE items SET version = ? WHERE id = ?", version, id.row)
            try insertPrice(of: id, caption.price, version, entry, db)
        case .itemWithdrawn(let id):
            try db.update("UPDATE items SET is_withdrawn = 1 WHERE id = ?", id.row)
        case .itemRestored(let id):
            try db.update("UPDATE items SET is_withdrawn = 0 WHERE id = ?", id.row)
        case .itemPinned(let id):
            try db.update(
                """
                UPDATE sessions SET pinned_item = ?
                WHERE id = (SELECT session FROM items WHERE id = ?)
                """, id.row, id.row)
        case .itemUnpinned(let session):
            try db.update("UPDATE sessions SET pinned_item = NULL WHERE id = ?", session.row)
        case .flashSaleStarted(let id, let sale):
            try db.run(
                """
                INSERT INTO flash_sales (item, version, units, units_per_buyer, ends_at_ms)
                VALUES (?, ?, ?, ?, ?)
                """,
                id.row, sale.firstVersion, sale.units, sale.unitsPerBuyer,
                sale.endsAt.milliseconds)
            try db.update("UPDATE items SET version = ? WHERE id = ?", sale.firstVersion, id.row)
            try insertPrice(
                of: id, sale.price, sale.firstVersion, entry, db, isFlashSale: true)
        case .flashSaleEnded(let id, let end, let version):
            try db.update(
                """
                UPDATE flash_sales SET ended_at_ms = ?, ended_by = ?
                WHERE item = ? AND ended_by IS NULL
                """, entry.at.milliseconds, end.rawValue, id.row)
            try db.update("UPDATE items SET version = ? WHERE id = ?", version, id.row)
            try db.run(
                """
                INSERT INTO item_prices (
                    item, version, price_minor, currency, is_flash_sale, seq, at_ms)
                SELECT id, version, price_minor, currency, 0, ?, ? FROM items WHERE id = ?
                """, entry.sequence.row, entry.at.milliseconds, id.row)
        case .purchaseLimitSet(let session, let name, let units):
            try db.run(
                "INSERT OR REPLACE INTO purchase_limits (session, name, units) VALUES (?, ?, ?)",
                session.row, name, units)
        case .claimAnswered(let session, let buyer, let said, let answer):
            let (outcome, order, reason) = answer.columns
            let (place, offer) = answer.waiting
            try db.run(
                """
                INSERT INTO claims (
                    seq, session, buyer, said, outcome, order_id, reason, place, offer)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                entry.sequence.row, session.row, buyer.row, said.row, outcome, order?.row, reason,
                place?.row, offer?.row)
        default:
            preconditionFailure("not an event of an offer")
        }
    }

    static func insertPrice(
        of item: ItemID, _ price: Money, _ version: Int, _ entry: Entry, _ db: Database,
        isFlashSale: Bool = false
    ) throws {
        try db.run(
            """
            INSERT INTO item_prices (
                item, version, price_minor, currency, is_flash_sale, seq, at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            item.row, version, price.minorUnits, price.currency.code, isFlashSale ? 1 : 0,
            entry.sequence.row, entry.at.milliseconds)
    }
}

extension ClaimAnswer {
    fileprivate var columns: (outcome: String, order: OrderID?, reason: String?) {
        switch self {
        case .held(let order, _): ("held", order, nil)
        case .refused(let why, _, _): ("refused", nil, why)
        case .passed(let order): ("passed", order, nil)
        case .nothingToPass: ("nothing_to_pass", nil, nil)
        case .heldPart(let order, _, _): ("held_part", order, nil)
        case .waiting: ("waiting", nil, nil)
        case .offerPassed: ("offer_passed", nil, nil)
        case .leftWaitlist: ("left", nil, nil)
        }
    }

    fileprivate var waiting: (place: PlaceID?, offer: HoldID?) {
        switch self {
        case .held, .refused, .passed, .nothingToPass: (nil, nil)
        case .heldPart(_, _, let waits), .waiting(let waits): (waits.first?.place, nil)
        case .offerPassed(let offer): (nil, offer)
        case .leftWaitlist(let place): (place, nil)
        }
    }
}
