internal import GRDB
internal import ShopModel

/// What is written of one read table: its columns, and what is made of their values.
struct ExportPlan {
    enum Kind: Equatable {
        case asItIs
        /// Milliseconds since 1970 as ISO 8601 in UTC.
        case time
        /// Minor units as an exact decimal; the index is that of the currency among the values read.
        case decimal(currency: Int)
    }

    struct Column: Equatable {
        let name: String
        /// `BIGINT` or `TEXT`, which sqlite3 and PostgreSQL both know.
        let type: String
        let kind: Kind
        /// Where the value is among those read.
        let source: Int
    }

    let table: String
    private(set) var columns: [Column] = []
    /// The names of the key's columns.
    let key: [String]
    /// What is read, in SQL.
    private var sources: [String] = []

    /// Lengths of time, which are no times of day.
    private static let durations: Set = [
        "offer_ms", "quote_ms", "hold_ms", "veto_ms", "slow_mode_ms",
    ]

    /// The currency of tables that have none of their own, in SQL; it becomes a column.
    private static let currencies = [
        "declared_articles": """
        (SELECT currency FROM declarations WHERE declarations.parcel = declared_articles.parcel)
        """,
        "sessions": "settlement_currency",
        "tariff_bands": "(SELECT currency FROM tariffs WHERE tariffs.id = tariff_bands.tariff)",
        "quote_prices": """
        (SELECT price_currency FROM order_quotes WHERE order_quotes.order_id = \
        quote_prices.order_id AND order_quotes.version = quote_prices.version)
        """,
        "quote_freight": """
        (SELECT currency FROM order_quotes WHERE order_quotes.order_id = quote_freight.order_id \
        AND order_quotes.version = quote_freight.version)
        """,
    ]

    /// Sealed columns are left out: nothing of them is for reading.
    init(_ table: String, _ db: Database) throws {
        (self.table, key) = (table, ReadTables.key(of: table))
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, type FROM pragma_table_xinfo('\(table)')")
        let names: [String] = rows.map { $0[0] }
        for row in rows {
            let (name, type): (String, String) = (row[0], row[1])
            guard type != "BLOB" else { continue }
            sources.append("\"\(name)\"")
            let source = sources.count - 1
            if name.hasSuffix("_ms"), !Self.durations.contains(name) {
                columns.append(
                    Column(
                        name: String(name.dropLast(3)), type: "TEXT", kind: .time, source: source))
                continue
            }
            columns.append(
                Column(
                    name: name, type: type == "INTEGER" ? "BIGINT" : "TEXT", kind: .asItIs,
                    source: source))
        }
        try addDecimals(names)
    }

    private mutating func addDecimals(_ names: [String]) throws {
        for name in names where name.hasSuffix("_minor") {
            let amount = String(name.dropLast("_minor".count))
            guard let source = sources.firstIndex(of: "\"\(name)\""),
                let index = columns.firstIndex(where: { $0.name == name })
            else { continue }
            let currency = try currency(of: amount, names)
            columns.insert(
                Column(
                    name: amount, type: "TEXT", kind: .decimal(currency: currency), source: source),
                at: index + 1)
        }
    }

    /// Finds the column with an amount's currency: `duty_low` has `duty_low_currency`,
    /// `duty_currency` or `currency`, whichever there is first.
    private mutating func currency(of amount: String, _ names: [String]) throws -> Int {
        var words = amount.split(separator: "_")
        var found: String?
        while found == nil, !words.isEmpty {
            let name = words.joined(separator: "_") + "_currency"
            if names.contains(name) { found = name }
            words.removeLast()
        }
        if found == nil, names.contains("currency") { found = "currency" }
        if let found, let source = sources.firstIndex(of: "\"\(found)\"") { return source }
        guard let expression = Self.currencies[table] else {
            preconditionFailure("nobody says in which currency \(table).\(amount) is")
        }
        if let source = sources.firstIndex(of: expression) { return source }
        sources.append(expression)
        if table != "sessions" {
            columns.append(
                Column(
                    name: "currency", type: "TEXT", kind: .asItIs, source: sources.count - 1))
        }
        return sources.count - 1
    }

    /// Reads the table in the order of its key.
    var query: String {
        "SELECT \(sources.joined(separator: ", ")) FROM \(table) "
            + "ORDER BY \(key.map { "\"\($0)\"" }.joined(separator: ", "))"
    }

    /// One row as it is exported.
    func values(of row: Row) -> [ExportValue] {
        columns.map { column in
            let value = Self.value(row[column.source] as DatabaseValue)
            guard case .integer(let number) = value else { return value }
            switch column.kind {
            case .asItIs: return value
            case .time: return .text(Timestamp(milliseconds: number).iso8601)
            case .decimal(let currency):
                guard case .text(let code) = Self.value(row[currency] as DatabaseValue),
                    let currency = Currency(code)
                else { return .none }
                return .text(
                    ExactDecimal(mantissa: number, scale: currency.minorUnitDigits).description)
            }
        }
    }

    private static func value(_ value: DatabaseValue) -> ExportValue {
        switch value.storage {
        case .null, .blob, .double: .none  // The tables are strict and have neither.
        case .int64(let number): .integer(number)
        case .string(let text): .text(text)
        }
    }
}

extension Timestamp {
    /// Such as `2026-11-22T11:05:00.123Z`.
    var iso8601: String {
        // China's calendar, eight hours back, is the calendar of UTC.
        let shifted = Timestamp(milliseconds: milliseconds - 8 * 3_600_000)
        let day = CalendarDate.inChina(at: shifted)
        let ofDay = CalendarDate.millisecondsOfDayInChina(at: shifted)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60]
            .map { padded($0, 2) }.joined(separator: ":")
        return "\(day)T\(clock).\(padded(ofDay % 1000, 3))Z"
    }
}
