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
            stock_model TEXT NOT NULL CHECK (
                \(oneOf(
                    "stock_model", "on_hand", "on_shelf", "to_order"))),
            offered INTEGER NOT NULL CHECK (offered >= 0),
            held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
            sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
            limit_per_buyer INTEGER CHECK (limit_per_buyer > 0),
            purchase_limit TEXT,
            store TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1)),
            size TEXT NOT NULL,
            volume TEXT NOT NULL,
            edition TEXT NOT NULL,
            condition TEXT NOT NULL,
            usage TEXT NOT NULL,
            expiry TEXT,
            has_own_photos INTEGER NOT NULL CHECK (has_own_photos IN (0, 1)),
            goods_class TEXT,
            net_weight_grams INTEGER CHECK (net_weight_grams >= 0),
            hs_code TEXT,
            origin TEXT,
            reference_minor INTEGER,
            reference_currency TEXT,
            reference_source TEXT,
            reference_date TEXT,
            posted_at_ms INTEGER NOT NULL,
            UNIQUE (session, code),
            CHECK (held + sold <= offered OR stock_model = 'to_order')
        ) STRICT;
        -- The units of each variant; an item without options has one without a name.
        CREATE TABLE item_variants (
            item INTEGER NOT NULL REFERENCES items (id),
            variant TEXT NOT NULL,
            offered INTEGER NOT NULL CHECK (offered >= 0),
            held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
            sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),
            PRIMARY KEY (item, variant),
            CHECK (held + sold <= offered OR is_counted = 0)
        ) STRICT, WITHOUT ROWID;
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
            try insertPrice(of: item.id, item.caption.price, item.version, entry, db)
            for variant in item.stock.variants {
                try db.run(
                    """
                    INSERT INTO item_variants (item, variant, offered, is_counted)
                    VALUES (?, ?, ?, ?)
                    """,
                    item.id.row, variant.description, item.stock.units(of: variant).offered,
                    item.stock.model == .toOrder ? 0 : 1)
            }
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
        case .stockChanged(let id, let variant, let offered, _):
            try db.run(
                """
                INSERT INTO item_variants (item, variant, offered, is_counted)
                VALUES (?, ?, ?, 1)
                ON CONFLICT (item, variant) DO UPDATE SET offered = excluded.offered
                """, id.row, variant.description, offered)
            try db.update(
                """
                UPDATE items SET offered = (
                    SELECT sum(offered) FROM item_variants WHERE item = items.id) WHERE id = ?
                """, id.row)
        default:
            preconditionFailure("not an event of an item")
        }
    }

    private static func insert(_ item: Item, at: Timestamp, _ db: Database) throws {
        let price = item.caption.price
        try db.run(
            """
            INSERT INTO items (
                id, session, code, title, price_minor, currency, stock_model, offered,
                limit_per_buyer, purchase_limit, store, version, size, volume, edition, condition,
                usage, has_own_photos, posted_at_ms)
            VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', 0, ?)
            """,
            item.id.row, item.session.row, item.code.text, price.minorUnits, price.currency.code,
            item.stock.model.rawValue, item.stock.offered, item.limitPerBuyer,
            item.purchaseLimit, item.store, item.version, at.milliseconds)
        try set(item.caption, of: item.id, db)
    }

    static func set(_ caption: Caption, of item: ItemID, _ db: Database) throws {
        let reference = caption.reference
        try db.update(
            """
            UPDATE items SET
                title = ?, price_minor = ?, currency = ?, size = ?, volume = ?, edition = ?,
                condition = ?, usage = ?, expiry = ?, has_own_photos = ?, goods_class = ?,
                net_weight_grams = ?, hs_code = ?, origin = ?, reference_minor = ?,
                reference_currency = ?, reference_source = ?, reference_date = ?
            WHERE id = ?
            """,
            caption.title, caption.price.minorUnits, caption.price.currency.code, caption.size,
            caption.volume, caption.edition, caption.condition, caption.usage,
            caption.expiry?.description, caption.hasOwnPhotos ? 1 : 0,
            caption.goodsClass?.rawValue, caption.netWeight?.grams, caption.hsCode?.digits,
            caption.origin?.code, reference?.price.minorUnits, reference?.price.currency.code,
            reference?.source, reference?.date.description, item.row)
    }
}
