import ShopCore
import ShopModel
import Storage
import Testing

extension ReadTableTests {
    @Test(arguments: Array(21...23) as [UInt64])
    func `the tables hold every version of every quote`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 900)
        let orders = random.shop.orders.values.sorted { $0.id < $1.id }
        _ = try await store(random.entries, seed: seed)
        #expect(
            try texts(
                """
                SELECT id || ' ' || quote_version || ' ' || goods_minor || ' ' || freight_minor ||
                    ' ' || rate || ' ' || ifnull(deposit_minor, '-') FROM orders ORDER BY id
                """)
                == orders.map { order in
                    var deposit = "-"
                    if case .deposit = order.policy {
                        deposit = "\(order.policy.deposit(of: order.quote.total).minorUnits)"
                    }
                    return """
                        \(order.id) \(order.quoteVersion) \(order.quote.goods.minorUnits) \
                        \(order.quote.freight.minorUnits) \(order.quote.rate.posted.rate) \(deposit)
                        """
                })
        #expect(
            try texts(
                """
                SELECT order_id || ' ' || version || ' ' || total_minor || ' ' || why || ' ' ||
                    ifnull(valid_until_ms, '-') || ' ' || ifnull(destination, '-') || ' ' ||
                    ifnull(accepted_at_ms, '-') FROM order_quotes
                WHERE version > 1 ORDER BY order_id, version
                """)
                == orders.flatMap { order in
                    order.quotes.dropFirst().map { version in
                        """
                        \(order.id) \(version.number) \(version.quote.total.minorUnits) \
                        \(version.why) \
                        \(version.quote.validUntil.map { "\($0.milliseconds)" } ?? "-") \
                        \(version.quote.destination?.code ?? "-") \
                        \(version.acceptedAt.map { "\($0.milliseconds)" } ?? "-")
                        """
                    }
                })
        #expect(
            try texts(
                "SELECT unit_price_minor || '' FROM order_lines ORDER BY order_id, line")
                == orders.flatMap { $0.lines.map { "\($0.unitPrice.minorUnits)" } })
        #expect(
            try texts("SELECT buyer || ' ' || country FROM destinations ORDER BY buyer")
                == random.shop.buyers.values.sorted { $0.id < $1.id }.compactMap { buyer in
                    buyer.destination.map { "\(buyer.id) \($0)" }
                })
    }
}
