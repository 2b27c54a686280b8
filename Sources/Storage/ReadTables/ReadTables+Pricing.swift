internal import GRDB
internal import ShopCore
internal import ShopModel

// Tariffs, duty tables and restrictions as the seller set them; of tables all that ever were.
extension ReadTables {
    static let pricingSchema = """
        CREATE TABLE tariffs (
            id TEXT NOT NULL PRIMARY KEY,
            valid_from TEXT NOT NULL,
            source TEXT NOT NULL,
            currency TEXT NOT NULL,
            consolidates INTEGER NOT NULL CHECK (consolidates IN (0, 1)),
            set_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE tariff_bands (
            tariff TEXT NOT NULL REFERENCES tariffs (id),
            goods TEXT NOT NULL,
            destination TEXT NOT NULL,
            up_to_grams INTEGER NOT NULL,
            step_grams INTEGER NOT NULL,
            price_per_step_minor INTEGER NOT NULL,
            minimum_minor INTEGER,
            volumetric_divisor INTEGER,
            PRIMARY KEY (tariff, goods, destination, up_to_grams)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE duty_tables (
            id TEXT NOT NULL PRIMARY KEY,
            valid_from TEXT NOT NULL,
            source TEXT NOT NULL,
            set_at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE duty_rates (
            duty_table TEXT NOT NULL REFERENCES duty_tables (id),
            goods TEXT NOT NULL,
            destination TEXT NOT NULL,
            low_permille INTEGER NOT NULL,
            high_permille INTEGER NOT NULL,
            PRIMARY KEY (duty_table, goods, destination)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE duty_terms (
            duty_table TEXT NOT NULL REFERENCES duty_tables (id),
            country TEXT NOT NULL,
            currency TEXT NOT NULL,
            free_value_minor INTEGER,
            free_duty_minor INTEGER,
            limit_per_order_minor INTEGER,
            limit_per_year_minor INTEGER,
            retail_import INTEGER NOT NULL CHECK (retail_import IN (0, 1)),
            PRIMARY KEY (duty_table, country)
        ) STRICT, WITHOUT ROWID;
        -- The list as it was set last.
        CREATE TABLE restricted_goods (
            goods TEXT NOT NULL,
            destination TEXT NOT NULL,
            reason TEXT NOT NULL,
            source TEXT NOT NULL,
            date TEXT NOT NULL,
            PRIMARY KEY (goods, destination)
        ) STRICT, WITHOUT ROWID;
        """

    static func applyToPricing(_ entry: Entry, _ db: Database) throws {
        switch entry.event {
        case .tariffSet(let tariff): try insert(tariff, entry, db)
        case .dutyTableSet(let table): try insert(table, entry, db)
        case .restrictedGoodsSet(let list):
            try db.execute(sql: "DELETE FROM restricted_goods")
            for row in list.restrictions {
                try db.run(
                    """
                    INSERT INTO restricted_goods (goods, destination, reason, source, date)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    row.goods.rawValue, row.destination.description, row.reason, row.source,
                    row.date.description)
            }
        default:
            preconditionFailure("not an event about tables")
        }
    }

    private static func insert(_ tariff: Tariff, _ entry: Entry, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO tariffs (id, valid_from, source, currency, consolidates, set_at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            tariff.id, tariff.validFrom.description, tariff.source, tariff.currency.code,
            tariff.consolidates ? 1 : 0, entry.at.milliseconds)
        for row in tariff.rows {
            for band in row.bands {
                try db.run(
                    """
                    INSERT INTO tariff_bands (
                        tariff, goods, destination, up_to_grams, step_grams,
                        price_per_step_minor, minimum_minor, volumetric_divisor)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    tariff.id, row.goods.rawValue, row.destination.description,
                    band.upTo.grams, row.step.grams, band.pricePerStep.minorUnits,
                    row.minimum?.minorUnits, row.volumetricDivisor)
            }
        }
    }

    private static func insert(_ table: DutyTable, _ entry: Entry, _ db: Database) throws {
        try db.run(
            "INSERT INTO duty_tables (id, valid_from, source, set_at_ms) VALUES (?, ?, ?, ?)",
            table.id, table.validFrom.description, table.source, entry.at.milliseconds)
        for rate in table.rates {
            try db.run(
                """
                INSERT INTO duty_rates (
                    duty_table, goods, destination, low_permille, high_permille)
                VALUES (?, ?, ?, ?, ?)
                """,
                table.id, rate.goods.rawValue, rate.destination.description, rate.lowPermille,
                rate.highPermille)
        }
        for terms in table.terms {
            var (value, duty): (Int64?, Int64?)
            switch terms.deMinimis {
            case .goodsValue(let amount)?: value = amount.minorUnits
            case .duty(let amount)?: duty = amount.minorUnits
            case nil: break
            }
            try db.run(
                """
                INSERT INTO duty_terms (
                    duty_table, country, currency, free_value_minor, free_duty_minor,
                    limit_per_order_minor, limit_per_year_minor, retail_import)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                table.id, terms.country.code, terms.currency.code, value, duty,
                terms.limitPerTransaction?.minorUnits, terms.limitPerYear?.minorUnits,
                terms.retailImport == nil ? 0 : 1)
        }
    }
}
