import ShopCore
import ShopModel
import Storage
import Testing

extension ReadTableTests {
    @Test(arguments: Array(31...33) as [UInt64])
    func `the tables say what is in every parcel and where it is`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 1200)
        let shop = random.shop
        let parcels = shop.parcels.values.sorted { $0.id < $1.id }
        let store = try await store(random.entries, seed: seed)
        #expect(
            try texts(
                """
                SELECT id || ' ' || buyer || ' ' || state || ' ' || ifnull(grams, '-') || ' ' ||
                    carrier FROM parcels ORDER BY id
                """)
                == parcels.map {
                    """
                    \($0.id) \($0.buyer) \($0.state.rawValue) \
                    \($0.seal.map { "\($0.mass.grams)" } ?? "-") \($0.carrier)
                    """
                })
        #expect(
            try texts(
                """
                SELECT parcel || ' ' || order_id || ' ' || line || ' ' || units FROM parcel_lines
                ORDER BY parcel, order_id, line
                """)
                == parcels.flatMap { parcel in
                    parcel.lines.map { "\(parcel.id) \($0.order) \($0.line) \($0.units)" }
                })
        #expect(
            try texts(
                "SELECT parcel || ' ' || tracking_number FROM parcel_legs ORDER BY parcel, leg")
                == parcels.flatMap { parcel in
                    parcel.legs.map { "\(parcel.id) \($0.trackingNumber)" }
                })
        #expect(
            try texts(
                """
                SELECT parcel || ' ' || order_id || ' ' || line || ' ' || value_minor
                FROM declared_articles ORDER BY parcel, order_id, line
                """)
                == parcels.flatMap { parcel in
                    (parcel.declaration?.articles ?? []).map {
                        "\(parcel.id) \($0.line.order) \($0.line.line) \($0.value.minorUnits)"
                    }
                })
        #expect(
            try texts("SELECT id || ' ' || freight_credited_minor FROM orders ORDER BY id")
                == shop.orders.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.freightCredited.minorUnits)"
                })
        let legs = parcels.map(\.tracking.count).reduce(0, +)
        #expect(try texts("SELECT count(*) || '' FROM tracking") == ["\(legs)"])
        #expect(try store.checkReadTables(decode: decoder(random.entries)) == [])
    }

    @Test func `the random shops do all that there is about parcels`() {
        var kinds: [String: Int] = [:]
        for seed in 31...120 as ClosedRange<UInt64> where kinds.count < 7 {
            var random = RandomShop(seed: seed)
            random.run(steps: 1500)
            for entry in random.entries {
                guard case .parcel(let event) = entry.event else { continue }
                kinds[String("\(event)".prefix { $0 != "(" }), default: 0] += 1
            }
        }
        #expect(kinds.count == 7, "\(kinds)")
    }
}
