import Foundation
import GRDB
import ShopCore
import ShopModel
import Storage
import Testing

/// Tables for other programs: exact, harmless, and beside a running server.
struct ExportTests {
    private let tables = ReadTableTests()

    private var out: String { tables.folder.path + "-out" }

    private func export() throws -> ShopExport { try ShopExport(.tea, in: tables.folder.path) }

    private func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(out)/\(file)", encoding: .utf8)
    }

    /// Reads RFC 4180 apart, strictly: records end with CRLF, quotes are doubled.
    private func rows(_ csv: String) throws -> [[String]] {
        var rows: [[String]] = [[]]
        var cell = ""
        var isQuoted = false
        var rest = Array(csv.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                cell.unicodeScalars.append("\"")
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                rows[rows.count - 1].append(cell)
                cell = ""
            case "\r" where !isQuoted:
                try #require(rest.popFirst() == "\n")
                rows[rows.count - 1].append(cell)
                rows.append([])
                cell = ""
            case "\n" where !isQuoted: Issue.record("a bare line feed")
            default: cell.unicodeScalars.append(scalar)
            }
        }
        #expect(rows.removeLast().isEmpty && !isQuoted)
        return rows
    }

    private func filled(seed: UInt64 = 2, steps: Int = 1200) async throws -> RandomShop {
        var random = RandomShop(seed: seed)
        random.run(steps: steps)
        _ = try await tables.store(random.entries, seed: seed)
        return random
    }

    @Test func `every table is written, with a header and as many rows as it has`() async throws {
        _ = try await filled()
        let result = try export().write(ShopExport.tables, as: .csv, to: out)
        #expect(result.tables.map(\.table) == ShopExport.tables)
        for written in result.tables {
            let rows = try rows(try text("\(written.table).csv"))
            #expect(rows.count == written.rows + 1, "\(written.table)")
            #expect(Set(rows.map(\.count)).count == 1, "\(written.table)")
            #expect(Set(rows[0]).count == rows[0].count, "\(written.table): a name twice")
            #expect(
                try tables.texts("SELECT count(*) FROM \(written.table)") == ["\(written.rows)"])
        }
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `amounts are minor units, currency and exact decimals; times are ISO 8601`()
        async throws
    {
        let random = try await filled()
        _ = try export().write(["orders", "items", "tariff_bands"], as: .csv, to: out)
        let orders = try rows(try text("orders.csv"))
        let header = orders[0]
        func column(_ name: String) throws -> Int { try #require(header.firstIndex(of: name)) }
        for row in orders.dropFirst() {
            let id = OrderID(UInt64(row[try column("id")]) ?? 0)
            let order = try #require(random.shop.orders[id])
            #expect(row[try column("total_minor")] == "\(order.quote.total.minorUnits)")
            #expect("\(row[try column("total")]) CNY" == "\(order.quote.total)")
            #expect("\(row[try column("price")]) KRW" == "\(order.quote.goodsInPriceCurrency)")
            let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let placed = try Date(row[try column("placed_at")], strategy: format)
            let milliseconds = Int64((placed.timeIntervalSince1970 * 1000).rounded())
            #expect(milliseconds == order.placedAt.milliseconds)
        }
        #expect(orders.count > 3 && !header.contains { $0.hasSuffix("_ms") })
        // Bands have no currency of their own: it is their tariff's.
        let bands = try rows(try text("tariff_bands.csv"))
        #expect(bands[0].contains("currency") && bands.count > 1)
        #expect(bands[1].contains("CNY") && bands[1].contains("20.00"))
        try FileManager.default.removeItem(atPath: out)
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
        ("two\nlines", "\"two\nlines\""), ("=1+2", "'=1+2"), ("+1", "'+1"), ("-1", "'-1"),
        ("@sum", "'@sum"), ("\t=1", "'\t=1"), ("'x", "''x"), ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ("1=2", "1=2"), ("茶", "茶"),
    ])
    func `texts are quoted, and no cell is a formula`(title: String, cell: String) async throws {
        _ = try await filled(seed: 4, steps: 200)
        try tables.folder.sql(tables.file) { db in
            try db.execute(sql: "UPDATE items SET title = ? WHERE id = 1", arguments: [title])
        }
        _ = try export().write(["items"], as: .csv, to: out)
        let csv = try text("items.csv")
        #expect(csv.contains(",\(cell),"), "\(csv.prefix(600))")
        let rows = try rows(csv)
        let column = try #require(rows[0].firstIndex(of: "title"))
        try #require(rows.count > 1)
        let read = rows[1][column]
        #expect((read.hasPrefix("'") ? String(read.dropFirst()) : read) == title)
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `SQL loads into sqlite3 and holds the same`() async throws {
        _ = try await filled()
        try tables.folder.sql(tables.file) { db in
            try db.execute(sql: "UPDATE items SET title = 'it''s; DROP TABLE \"x\"' WHERE id = 1")
        }
        let result = try export().write(ShopExport.tables, as: .sql, to: out)
        #expect(result.files == ["\(out)/tea-shop.sql"])
        let loaded = try DatabaseQueue()
        let script = try text("tea-shop.sql").replacing("BEGIN;\n", with: "")
            .replacing("COMMIT;\n", with: "")
        try await loaded.write { try $0.execute(sql: script) }
        for written in result.tables {
            let count = try await loaded.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \"\(written.table)\"")
            }
            #expect(count == written.rows, "\(written.table)")
        }
        let title = try await loaded.read { db in
            try String.fetchOne(db, sql: "SELECT title FROM items WHERE id = 1")
        }
        #expect(title == "it's; DROP TABLE \"x\"")
        let sums = "SELECT sum(total_minor) || ' ' || sum(refunded_minor) FROM orders"
        let sum = try await loaded.read { try String.fetchOne($0, sql: sums) }
        #expect([sum] == (try tables.texts(sums)))
        // Only what PostgreSQL knows as well.
        for line in script.split(separator: "\n") where line.hasPrefix("    \"") {
            #expect(line.contains("\" BIGINT") || line.contains("\" TEXT"), "\(line)")
        }
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `what is sealed is in no export`() async throws {
        _ = try await filled(seed: 7, steps: 900)
        #expect(try tables.texts("SELECT buyer FROM buyer_details LIMIT 1") != [])
        _ = try export().write(["buyer_details"], as: .csv, to: out)
        let header = try rows(try text("buyer_details.csv"))[0]
        #expect(header == ["buyer", "detail", "kept_at"])
        #expect(!ShopExport.tables.contains { ["journal", "commands", "buyer_keys"].contains($0) })
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `one moment is exported, beside commits that go on`() async throws {
        var random = RandomShop(seed: 5)
        random.run(steps: 300)
        let store = try await tables.store(random.entries, seed: 5)
        let count = random.entries.count
        let export = try export()
        #expect(try export.write(["orders"], as: .csv, to: out).tables[0].rows > 0)
        random.run(steps: 200)
        try await store.store(CommitBatch(records: random.entries[count...].map(\.record))).get()
        let rows = try export.write(["orders"], as: .csv, to: out).tables[0].rows
        #expect(rows == random.shop.orders.count)
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `memory does not grow with a table`() async throws {
        _ = try await filled(steps: 200)
        try tables.folder.sql(
            tables.file,
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO chat (seq, session, author, text, at_ms)
            SELECT 1000000 + i, 1, 'x', printf('%.200c', 'y'), i FROM n
            """)
        for format in ExportFormat.allCases {
            let result = try export().write(["chat"], as: format, to: out)
            #expect(result.tables[0].rows > 20_000)
            #expect(result.mostBuffered < (64 << 10) + 2_000)
            let size = try FileManager.default.attributesOfItem(atPath: result.files[0])[.size]
            #expect((size as? Int ?? 0) > 4_000_000)
        }
        try FileManager.default.removeItem(atPath: out)
    }

    @Test func `what cannot be exported is told`() async throws {
        #expect(throws: StorageError.self) { try export() }
        _ = try await filled(steps: 50)
        #expect(throws: StorageError.noSuch("table journal")) {
            _ = try export().write(["journal"], as: .csv, to: out)
        }
        try tables.folder.sql(tables.file, "UPDATE versions SET version = 0")
        #expect(throws: StorageError.readTablesOutdated(file: tables.file)) {
            _ = try export().write(["orders"], as: .csv, to: out)
        }
    }
}
