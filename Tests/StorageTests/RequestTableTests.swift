import ShopCore
import ShopModel
import Storage
import Testing

extension ReadTableTests {
    @Test(arguments: Array(31...33) as [UInt64])
    func `the tables hold every request and what was offered for it`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 900)
        let requests = random.shop.requests(for: .staff(name: "Ana", role: .owner))
        _ = try await store(random.entries, seed: seed)
        #expect(requests.count > 5 && requests.contains { !$0.offers.isEmpty })
        #expect(
            try texts(
                """
                SELECT id || ' ' || buyer || ' ' || ifnull(session, '-') || ' ' || text || ' ' ||
                    maximum_minor || ' ' || quantity || ' ' || deadline_ms || ' ' || delegated ||
                    ' ' || ifnull(veto_ms, '-') || ' ' || state || ' ' || reason || ' ' ||
                    ifnull(order_id, '-') FROM requests ORDER BY id
                """)
                == requests.map { request in
                    let terms = request.terms
                    return """
                        \(request.id) \(request.buyer) \
                        \(terms.session.map { "\($0)" } ?? "-") \(terms.text) \
                        \(terms.maximum?.minorUnits ?? 0) \(terms.quantity) \
                        \(terms.deadline.milliseconds) \(terms.consent == nil ? 0 : 1) \
                        \(terms.consent?.vetoTime.map { "\($0.milliseconds)" } ?? "-") \
                        \(request.state.rawValue) \(request.reason) \
                        \(request.order.map { "\($0)" } ?? "-")
                        """
                })
        #expect(
            try texts(
                """
                SELECT request || ' ' || number || ' ' || item || ' ' || variant || ' ' ||
                    quantity || ' ' || price_minor || ' ' || version || ' ' || chosen || ' ' ||
                    ifnull(veto_until_ms, '-') || ' ' || state
                FROM request_offers ORDER BY request, number
                """)
                == requests.flatMap(\.offers).map { offer in
                    """
                    \(offer.request) \(offer.number) \(offer.item) \(offer.variant) \
                    \(offer.quantity) \(offer.price.minorUnits) \(offer.version) \
                    \(offer.order == nil ? 0 : 1) \
                    \(offer.vetoUntil.map { "\($0.milliseconds)" } ?? "-") \(offer.state.rawValue)
                    """
                })
        #expect(
            try texts("SELECT request || ' ' || size FROM request_sizes ORDER BY request, position")
                == requests.flatMap { request in request.terms.sizes.map { "\(request.id) \($0)" } }
        )
        #expect(
            try texts(
                "SELECT request || ' ' || full_sha256 FROM request_photos ORDER BY request, position"
            )
                == requests.flatMap { request in
                    request.terms.photos.map { "\(request.id) \($0.full.id)" }
                })
        // What was accepted or stood is the order that the request ended with.
        #expect(
            try texts(
                """
                SELECT request FROM request_offers JOIN requests ON requests.id = request
                WHERE request_offers.state = 'accepted'
                    AND request_offers.order_id IS NOT requests.order_id
                """) == [])
    }
}
