import GRDB
import ShopCore
import ShopModel
import Storage
import TestSupport
import Testing

struct ReadTableTests {
    let folder = TemporaryFolder()

    var file: String { folder.layout.shopDatabase(.tea) }

    /// Stores the entries in batches of random size.
    func store(_ entries: [Entry], seed: UInt64) async throws -> ShopStore {
        var generator = SeededGenerator(seed: seed)
        let store = try folder.open().openShop(.tea)
        var rest = entries[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...40, using: &generator)
            try await store.store(CommitBatch(records: rest.prefix(count).map(\.record))).get()
            rest = rest.dropFirst(count)
        }
        return store
    }

    func decoder(_ entries: [Entry]) -> (StoredEntry) throws -> ShopEvent {
        { entries[Int($0.sequence.number) - 1].event }
    }

    func texts(_ sql: String) throws -> [String] {
        try folder.sql(file) { try String.fetchAll($0, sql: sql) }
    }

    @Test(arguments: Array(1...3) as [UInt64])
    func `read tables say what the core says`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 700)
        let shop = random.shop
        let store = try await store(random.entries, seed: seed)

        #expect(
            try texts(
                """
                SELECT id || ' ' || session || ' ' || buyer || ' ' || state || ' ' ||
                    ifnull(ending_state, '-') || ' ' || total_minor || ' ' || settled_minor ||
                    ' ' || refund_due_minor || ' ' || money_state || ' ' || hold_until_ms
                FROM orders ORDER BY id
                """)
                == shop.orders.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.session) \($0.buyer) \($0.state.rawValue) \
                    \($0.ending?.state.rawValue ?? "-") \($0.quote.total.minorUnits) \
                    \($0.settled.minorUnits) \($0.refundDue.minorUnits) \
                    \($0.moneyState.rawValue) \($0.holdUntil.milliseconds)
                    """
                })
        #expect(
            try texts(
                "SELECT id || ' ' || offered || ' ' || held || ' ' || sold FROM items ORDER BY id")
                == shop.items.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.stock.offered) \($0.stock.active) \($0.stock.consumed)"
                })
        #expect(
            try texts(
                """
                SELECT item || ' ' || variant || ' ' || offered || ' ' || held || ' ' || sold
                FROM item_variants ORDER BY item, variant
                """)
                == shop.items.values.sorted { $0.id < $1.id }.flatMap { item in
                    item.stock.variants.sorted { $0.description < $1.description }.map {
                        let units = item.stock.units(of: $0)
                        return "\(item.id) \($0) \(units.offered) \(units.active) \(units.consumed)"
                    }
                })
        #expect(
            try texts(
                """
                SELECT id || ' ' || version || ' ' || is_withdrawn || ' ' || price_minor || ' ' ||
                    (SELECT price_minor FROM item_prices WHERE item = items.id
                        ORDER BY version DESC LIMIT 1)
                FROM items ORDER BY id
                """)
                == shop.items.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.version) \($0.isWithdrawn ? 1 : 0) \
                    \($0.caption.price.minorUnits) \
                    \($0.flashSale?.price.minorUnits ?? $0.caption.price.minorUnits)
                    """
                })
        #expect(
            try texts(
                """
                SELECT id || ' ' || order_id || ' ' || state || ' ' || ifnull(received_minor, '-') ||
                    ' ' || link || ' ' || note FROM payments ORDER BY id
                """)
                == shop.payments.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.order) \($0.state.rawValue) \
                    \($0.received.map { "\($0.minorUnits)" } ?? "-") \($0.link) \($0.note)
                    """
                })
        #expect(
            try texts(
                "SELECT seq || ' ' || text FROM alerts WHERE closed_at_ms IS NULL ORDER BY seq")
                == shop.openAlerts(after: EventSequence(0), limit: nil).map {
                    "\($0.id) \($0.alert.text)"
                })
        #expect(
            try texts("SELECT id || ' ' || state || ' ' || carrier FROM parcels ORDER BY id")
                == shop.parcels.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.state.rawValue) \($0.carrier)"
                })
        #expect(
            try texts("SELECT order_id || ' ' || hold FROM order_lines ORDER BY order_id, line")
                == shop.orders.values.sorted { $0.id < $1.id }.flatMap { order in
                    order.lines.map { "\(order.id) \($0.hold)" }
                })
        #expect(
            try texts(
                """
                SELECT hold || ' ' || place || ' ' || units FROM waitlist_offers
                WHERE end_kind IS NULL ORDER BY hold
                """)
                == shop.waitlist.offers.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.place) \($0.units)"
                })
        #expect(
            try texts(
                """
                SELECT place.id || ' ' || item || ' ' || variant || ' ' || place.buyer || ' ' ||
                    units || ' ' || (away.buyer IS NOT NULL)
                FROM waitlist_places AS place LEFT JOIN waitlist_away AS away
                    ON away.buyer = place.buyer
                WHERE ended_at_ms IS NULL ORDER BY place.id
                """)
                == shop.waitlist.places.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.item) \($0.variant) \($0.buyer) \($0.units) \
                    \(shop.waitlist.isAway($0.buyer) ? 1 : 0)
                    """
                })
        // Each hold is open or ended, and the open ones are what items say is held.
        #expect(
            try texts(
                """
                SELECT id FROM items WHERE held <> (SELECT ifnull(sum(units), 0) FROM holds
                    WHERE item = items.id AND end_kind IS NULL)
                OR sold <> (SELECT ifnull(sum(units - returned), 0) FROM holds
                    WHERE item = items.id AND end_kind = 'consumed')
                """) == [])
        #expect(
            try texts("SELECT id || ' ' || is_open FROM sessions ORDER BY id")
                == shop.sessions.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.isOpen ? 1 : 0)"
                })
        #expect(
            try texts("SELECT id || ' ' || alias FROM buyers ORDER BY id")
                == shop.buyers.values.sorted { $0.id < $1.id }.map { "\($0.id) \($0.alias)" })
        #expect(try store.checkReadTables(decode: decoder(random.entries)) == [])
    }

    @Test(arguments: Array(1...3) as [UInt64])
    func `read tables of buying say what the core says`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 900)
        let shop = random.shop
        _ = try await store(random.entries, seed: seed)
        let orders = shop.orders.values.sorted { $0.id < $1.id }
        #expect(
            try texts("SELECT id || ' ' || credited_minor FROM orders ORDER BY id")
                == orders.map { "\($0.id) \($0.credited.minorUnits)" })
        #expect(
            try texts(
                """
                SELECT order_id || ' ' || line || ' ' || item || ' ' || bought || ' ' || wanted ||
                    ' ' || offered || ' ' || substituted || ' ' || refunded
                FROM sourcing ORDER BY order_id, line
                """)
                == orders.flatMap { order in
                    order.sourcing.enumerated().map { line, units in
                        """
                        \(order.id) \(line) \(order.line(line).item) \(units.bought) \
                        \(units.wanted) \(units.offered) \(units.substituted) \(units.refunded)
                        """
                    }
                })
        #expect(
            try texts(
                """
                SELECT id || ' ' || units || ' ' || (taken_back_reason IS NOT NULL) || ' ' ||
                    (SELECT ifnull(sum(units), 0) FROM purchase_shares WHERE purchase = id)
                FROM purchases ORDER BY id
                """)
                == shop.purchases.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.units) \($0.isTakenBack ? 1 : 0) \($0.given)"
                })
        #expect(
            try texts("SELECT id || ' ' || state FROM substitutes ORDER BY id")
                == shop.substitutes.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.state.rawValue)"
                })
    }

    @Test func `money in the ledger is the money of the orders`() async throws {
        var random = RandomShop(seed: 11)
        random.run(steps: 1500)
        _ = try await store(random.entries, seed: 11)
        #expect(
            try texts("SELECT id FROM orders WHERE settled_minor <> 0") != [])
        #expect(
            try texts(
                """
                SELECT id FROM orders WHERE settled_minor <> (SELECT ifnull(sum(amount_minor), 0)
                    FROM transactions WHERE order_id = orders.id)
                OR refund_due_minor <> (SELECT ifnull(sum(amount_minor), 0)
                    FROM refunds_due WHERE order_id = orders.id)
                """) == [])
    }

    @Test func `the random shops bring every kind of event`() {
        var kinds: Set<String> = []
        for seed in 1...60 as ClosedRange<UInt64> where kinds.count < 65 {
            var random = RandomShop(seed: seed)
            random.run(steps: 1500)
            for entry in random.entries {
                kinds.insert(String("\(entry.event)".prefix { $0 != "(" }))
            }
        }
        #expect(kinds.count == 65, "\(kinds.sorted())")
    }

    @Test func `a changed row is found, and a rebuild puts it right`() async throws {
        var random = RandomShop(seed: 4)
        random.run(steps: 300)
        let store = try await store(random.entries, seed: 4)
        try folder.sql(file, "UPDATE items SET title = 'Coffee' WHERE id = 1; DELETE FROM chat")
        let differences = try store.checkReadTables(decode: decoder(random.entries))
        #expect(Set(differences.map(\.table)) == ["items", "chat"])
        #expect(differences.first?.found?.contains("Coffee") == true)
        #expect(differences.first?.expected?.contains("Tea") == true)
        #expect(
            try store.checkReadTables(limit: 1, decode: decoder(random.entries)).count == 1)

        try store.rebuildReadTables(decode: decoder(random.entries))
        #expect(try store.checkReadTables(decode: decoder(random.entries)) == [])
    }

    @Test func `tables of another version are rebuilt before anything is written`() async throws {
        var random = RandomShop(seed: 5)
        random.run(steps: 100)
        _ = try await store(random.entries, seed: 5)
        try folder.sql(
            file, "UPDATE versions SET version = 0; DROP TABLE tracking; DROP TABLE chat")

        let count = random.entries.count
        random.run(steps: 50)
        let next = CommitBatch(records: random.entries[count...].map(\.record))
        do {
            let store = try folder.open().openShop(.tea)
            #expect(store.needsRebuild)
            let result = await store.store(next)
            #expect(throws: StorageError.readTablesOutdated(file: file)) { try result.get() }
        }
        let store = try folder.open().openShop(.tea)
        try store.rebuildReadTables(decode: decoder(random.entries))
        #expect(!store.needsRebuild)
        try await store.store(next).get()
        #expect(try store.checkReadTables(decode: decoder(random.entries)) == [])
    }

    @Test func `a rebuild that fails leaves the tables as they were`() async throws {
        struct Unreadable: Error {}
        var random = RandomShop(seed: 6)
        random.run(steps: 100)
        let middle = random.entries[random.entries.count / 2].sequence
        let store = try await store(random.entries, seed: 6)
        let decode = decoder(random.entries)
        #expect(throws: Unreadable.self) {
            try store.rebuildReadTables { stored in
                if stored.sequence == middle { throw Unreadable() }
                return try decode(stored)
            }
        }
        #expect(try store.checkReadTables(decode: decode) == [])
    }

    @Test func `an event of something unknown is refused as our bug`() async throws {
        let store = try folder.open().openShop(.tea)
        let result = await store.store(
            CommitBatch(records: [
                Samples.record(1, .staff, .orderConfirmed(OrderID(9)))
            ]))
        guard case .failure(.constraint) = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test func `a buyer's token hash is in no read table`() async throws {
        var random = RandomShop(seed: 7)
        random.run(steps: 100)
        _ = try await store(random.entries, seed: 7)
        #expect(
            try texts("SELECT name FROM pragma_table_info('buyers')")
                == ["id", "alias", "session", "joined_at_ms"])
    }
}
