import GRDB
import ShopCore
import ShopModel
import Storage
import Testing

/// Invoices, days and demand in SQL.
struct RecordsTableTests {
    private let tables = ReadTableTests()

    @Test(arguments: Array(1...3) as [UInt64])
    func `read tables of the books say what the core says`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 900)
        let shop = random.shop
        _ = try await tables.store(random.entries, seed: seed)
        #expect(
            try tables.texts(
                """
                SELECT id || ' ' || reference || ' ' || order_id || ' ' || total_minor || ' ' ||
                    credited_minor || ' ' || (SELECT sum(value_minor) FROM invoice_lines
                        WHERE invoice = id) FROM invoices ORDER BY id
                """)
                == shop.records.invoices.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.reference) \($0.order) \($0.total.minorUnits) \
                    \($0.credited.minorUnits) \($0.goods.minorUnits)
                    """
                })
        #expect(
            try tables.texts(
                "SELECT id || ' ' || invoice || ' ' || amount_minor FROM credit_notes ORDER BY id")
                == shop.records.creditNotes.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.invoice) \($0.amount.minorUnits)"
                })
        // Of each day the last report is the one that the shop has.
        #expect(
            try tables.texts(
                """
                SELECT day || ' ' || max(number) || ' ' || placed || ' ' || confirmed || ' ' ||
                    last_event || ' ' || open_refunds || ' ' ||
                    (SELECT ifnull(sum(received_minor), 0) FROM day_money
                        WHERE day_money.day = day_reports.day
                            AND day_money.number = day_reports.number) || ' ' ||
                    (SELECT ifnull(sum(ordered), 0) FROM day_stock
                        WHERE day_stock.day = day_reports.day
                            AND day_stock.number = day_reports.number)
                FROM day_reports GROUP BY day ORDER BY day
                """)
                == shop.records.reports.values.sorted { $0.day < $1.day }.map { report in
                    """
                    \(report.day) \(report.number) \(report.counts.placed) \
                    \(report.counts.confirmed) \(report.lastEvent) \
                    \(report.openRefunds.count + report.moreOpenRefunds) \
                    \(report.money.reduce(0) { $0 + $1.flow.received.minorUnits }) \
                    \(report.stock.reduce(0) { $0 + $1.moves.ordered })
                    """
                })
    }

    @Test(arguments: Array(1...3) as [UInt64])
    func `demand is what the orders, lines, ticks and claims come to`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 900)
        let store = try await tables.store(random.entries, seed: seed)
        var counts = DemandCounts()
        for entry in random.entries { counts.read(entry.event) }
        #expect(
            try tables.texts(
                """
                SELECT item || ' ' || variant || ' ' || orders || ' ' || ordered || ' ' || confirmed
                    || ' ' || lost || ' ' || bought || ' ' || short
                FROM demand WHERE orders + bought + short > 0 ORDER BY item, variant
                """) == counts.texts)
        let refused = random.entries.count {
            if case .claimAnswered(_, _, _, .refused) = $0.event { true } else { false }
        }
        let figures = try await store.demand(in: nil)
        #expect(figures.refused.reduce(0) { $0 + $1.claims } == refused)
        let variants = random.shop.items.values.reduce(0) { $0 + $1.stock.variants.count }
        #expect(figures.items.count == variants)
        let session = try #require(figures.items.first?.session)
        let first = try await store.demand(in: session)
        #expect(first.items == figures.items.filter { $0.session == session })
        #expect(!first.items.isEmpty)
    }

    @Test func `the first time that none are left is when it was sold out`() async throws {
        let session = SessionID(1)
        let item = Item(
            id: ItemID(1), session: session, code: Samples.code("A1"),
            caption: Caption(title: "Tea", price: Money(38_000, Samples.currency("KRW"))),
            limitPerBuyer: nil, photos: [], stock: StockLine(model: .onHand, offered: 5))
        func entry(_ number: UInt64, _ event: ShopEvent) -> JournalRecord {
            Entry(
                sequence: EventSequence(number),
                at: Timestamp(milliseconds: Int64(number) * 1000), audience: .session(session),
                event: event
            ).record
        }
        let store = try tables.folder.open().openShop(.tea)
        try await store.store(
            CommitBatch(records: [
                entry(1, .sessionOpened(Samples.session(session))), entry(2, .itemPosted(item)),
                entry(3, .stockChanged(item.id, offered: 5, available: 1)),
                entry(4, .stockChanged(item.id, offered: 5, available: 0)),
                entry(5, .stockChanged(item.id, offered: 9, available: 4)),
                entry(6, .stockChanged(item.id, offered: 9, available: 0)),
            ])
        ).get()
        let row = try #require(try await store.demand(in: session).items.first)
        #expect(row.soldOutAt == Timestamp(milliseconds: 4000) && row.offered == 9)
    }

    /// What keeps the question's cost that of the items: no orders, and no table read from end to
    /// end in one session.
    @Test func `demand reads no orders, and of one session only its items`() async throws {
        var random = RandomShop(seed: 3)
        random.run(steps: 200)
        _ = try await tables.store(random.entries, seed: 3)
        func plan(_ sql: String) throws -> [String] {
            try tables.folder.sql(tables.file) { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [1])
                    .map { $0["detail"] as String }
            }
        }
        let steps =
            try plan(ShopStore.demandSQL(inOneSession: true))
            + plan(ShopStore.refusalsSQL(inOneSession: true))
        #expect(steps.count >= 4)
        for step in steps {
            #expect(!step.contains("SCAN"), "\(step)")
            #expect(!step.contains("order"), "\(step)")
        }
        // A statement that does read all orders is told so by the same plan.
        #expect(try plan("SELECT ? FROM orders").contains { $0.contains("SCAN orders") })
    }
}

/// Demand counted from the journal, apart from any table.
private struct DemandCounts {
    private struct Row {
        var orders = 0
        var ordered = 0
        var confirmed = 0
        var lost = 0
        var bought = 0
        var short = 0
    }

    private var rows: [Product: Row] = [:]
    private var lines: [OrderID: [OrderLine]] = [:]
    private var substitutes: [OrderID: [OrderLine]] = [:]
    private var offered: [SubstituteID: Substitute] = [:]
    private var purchases: [PurchaseID: Purchase] = [:]

    mutating func read(_ event: ShopEvent) {
        switch event {
        case .orderPlaced(let order):
            lines[order.id] = order.lines
            each(order.id) {
                $0.orders += 1
                $0.ordered += $1
            }
        case .orderConfirmed(let id): each(id) { $0.confirmed += $1 }
        case .orderReinstated(let id, _):
            each(id) {
                $0.confirmed += $1
                $0.lost -= $1
            }
        case .orderEnded(let id, _), .orderCalledOff(let id, _): each(id) { $0.lost += $1 }
        case .unitsBought(let purchase):
            purchases[purchase.id] = purchase
            rows[purchase.product, default: Row()].bought += purchase.units
        case .purchaseTakenBack(let id, _):
            guard let purchase = purchases[id] else { return }
            rows[purchase.product, default: Row()].bought -= purchase.units
        case .lineShort(let short):
            let all = lines[short.order, default: []] + substitutes[short.order, default: []]
            let line = all[short.line]
            rows[Product(line.item, line.variant), default: Row()].short += short.units
            if let substitute = short.substitute { offered[substitute.id] = substitute }
        case .substituteAnswered(let id, .accepted, _):
            guard let substitute = offered[id] else { return }
            substitutes[substitute.order, default: []].append(substitute.instead)
        default: break
        }
    }

    private mutating func each(_ order: OrderID, _ change: (inout Row, Int) -> Void) {
        for line in lines[order, default: []] {
            change(&rows[Product(line.item, line.variant), default: Row()], line.quantity)
        }
    }

    var texts: [String] {
        rows.filter { $1.orders + $1.bought + $1.short > 0 }
            .sorted {
                ($0.key.item, $0.key.variant.description)
                    < ($1.key.item, $1.key.variant.description)
            }
            .map { product, row in
                """
                \(product.item) \(product.variant) \(row.orders) \(row.ordered) \(row.confirmed) \
                \(row.lost) \(row.bought) \(row.short)
                """
            }
    }
}

extension ShopStore {
    /// `demand`, awaited.
    func demand(in session: SessionID?) async throws -> DemandFigures {
        try await withCheckedThrowingContinuation { continuation in
            demand(in: session) { continuation.resume(with: $0) }
        }
    }
}
