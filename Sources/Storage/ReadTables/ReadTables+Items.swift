internal import GRDB
internal import ShopCore
internal import ShopModel

// Items, their photos, and their units.
extension ReadTables {
    static let itemSchema = """
        CREATE TABLE items (
            id INTEGER NOT NULL PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES sessions (id),
            code TEXT NOT NULL,
            title TEXT NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor > 0),
            currency TEXT NOT NULL,
            stock_model TEXT NOT NULL CHECK (stock_model IN ('on_hand', 'on_shelf', 'to_order')),
            offered INTEGER NOT NULL CHECK (offered >= 0),
            held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
            sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
            limit_per_buyer INTEGER CHECK (limit_per_buyer > 0),
            size TEXT NOT NULL,
            edition TEXT NOT NULL,
            condition TEXT NOT NULL,
            usage TEXT NOT NULL,
            expiry TEXT,
            reference_minor INTEGER,
            reference_currency TEXT,
            reference_source TEXT,
            reference_date TEXT,
            posted_at_ms INTEGER NOT NULL,
            UNIQUE (session, code),
            CHECK (held + sold <= offered OR stock_model = 'to_order')
        ) STRICT;
        CREATE TABLE item_photos (
            item INTEGER NOT NULL REFERENCES items (id),
            position INTEGER NOT NULL,
            preview_sha256 TEXT NOT NULL,
            preview_bytes INTEGER NOT NULL,
            full_sha256 TEXT NOT NULL,
            full_bytes INTEGER NOT NULL,
            PRIMARY KEY (item, position)
        ) STRICT, WITHOUT ROWID;
        """

    static func applyToItem(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .itemPosted(let item):
            try insert(item, at: entry.at, db)
            for (position, photo) in item.photos.enumerated() {
                try db.run(
                    """
                    INSERT INTO item_photos (
                        item, position, preview_sha256, preview_bytes, full_sha256, full_bytes)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    item.id.row, position, photo.preview.id.description, photo.preview.sizeBytes,
                    photo.full.id.description, photo.full.sizeBytes)
            }
        case .stockChanged(let id, let offered, _):
            try db.update("UPDATE items SET offered = ? WHERE id = ?", offered, id.row)
        default:
            preconditionFailure("not an event of an item")
        }
    }

    private static func insert(_ item: Item, at: Timestamp, _ db: Database) throws {
        let caption = item.caption
        let reference = caption.reference
        try db.run(
            """
            INSERT INTO items (
                id, session, code, title, price_minor, currency, stock_model, offered,
                limit_per_buyer, size, edition, condition, usage, expiry, reference_minor,
                reference_currency, reference_source, reference_date, posted_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            item.id.row, item.session.row, item.code.text, caption.title,
            caption.price.minorUnits, caption.price.currency.code, item.stock.model.rawValue,
            item.stock.offered, item.limitPerBuyer, caption.size, caption.edition,
            caption.condition, caption.usage, caption.expiry?.description,
            reference?.price.minorUnits, reference?.price.currency.code, reference?.source,
            reference?.date.description, at.milliseconds)
    }
}
