package import ShopModel

extension Stripe {
    /// The nonce is not used: what must happen once has an Idempotency-Key, made from our number.
    package func request(
        _ call: ProviderCall, at now: Timestamp, nonce: String
    ) throws(ProviderError) -> ProviderRequest {
        switch call {
        case .create(let order):
            guard order.expiresAt - now <= Self.longestAttempt else {
                throw .invalidOrder(field: "expires_at", rule: "is within 22 hours")
            }
            return try creation(order)
        case .query(let order, _):
            guard let path = try sessionPath(order) else { return try creation(order) }
            return get(path + "?expand%5B%5D=payment_intent")
        case .close(let order):
            guard let path = try sessionPath(order) else { return try creation(order) }
            return post("\(path)/expire", [], key: nil)
        case .refund(let refund): return try post(refund)
        case .queryRefund(let refund, _):
            if let handle = refund.handle {
                return get("/v1/refunds/" + (try checked(handle, "refund")))
            }
            let intent = try checked(refund.transaction, "payment_intent")
            return get("/v1/refunds?payment_intent=\(intent)&limit=100")
        case .bill(let day): return get(StripeList.sessions.path(of: day))
        case .billPart(let part): return get(part.path)
        }
    }

    /// `nil` when the answer to the creation got lost. The creation is made again then: the same
    /// key brings the same answer, and with it the session's name.
    private func sessionPath(_ order: ProviderOrder) throws(ProviderError) -> String? {
        guard let handle = order.handle else { return nil }
        return "/v1/checkout/sessions/" + (try checked(handle, "session"))
    }

    private func creation(_ order: ProviderOrder) throws(ProviderError) -> ProviderRequest {
        try check(order)
        let text = order.description.neutralised().cut(toBytes: 250)
        let price = "line_items[0][price_data]"
        let end = pageEnd(of: order).milliseconds / 1000
        let fields: [(name: String, value: String)] = [
            ("mode", "payment"),
            ("client_reference_id", order.reference),
            ("line_items[0][quantity]", "1"),
            ("\(price)[currency]", order.amount.currency.code.lowercased()),
            ("\(price)[unit_amount]", String(try currencies.amount(of: order.amount))),
            ("\(price)[product_data][name]", text),
            ("success_url", successURL),
            ("cancel_url", cancelURL),
            ("expires_at", String(end)),
            ("metadata[\(StripeMetadata.reference)]", order.reference),
            ("payment_intent_data[metadata][\(StripeMetadata.reference)]", order.reference),
        ]
        return post("/v1/checkout/sessions", fields, key: "shopcast-create-\(order.reference)")
    }

    private func post(_ refund: ProviderRefund) throws(ProviderError) -> ProviderRequest {
        try refund.checkAmount()
        guard refund.number.isToken(limit: 64), refund.reference.isToken(limit: 64) else {
            throw .invalidOrder(field: "refund number", rule: "is 1 to 64 of 0-9 A-Z a-z _ -")
        }
        let fields: [(name: String, value: String)] = [
            ("payment_intent", try checked(refund.transaction, "payment_intent")),
            ("amount", String(try currencies.amount(of: refund.amount))),
            ("metadata[\(StripeMetadata.reference)]", refund.reference),
            ("metadata[\(StripeMetadata.refund)]", refund.number),
        ]
        return post("/v1/refunds", fields, key: "shopcast-refund-\(refund.number)")
    }

    private func checked(_ id: String, _ field: String) throws(ProviderError) -> String {
        guard id.isToken(limit: 255) else {
            throw .invalidOrder(field: field, rule: "is 1 to 255 of 0-9 A-Z a-z _ -")
        }
        return id
    }

    private func get(_ path: String) -> ProviderRequest {
        ProviderRequest(method: "GET", path: path, headers: ProviderHeaders(head), body: [])
    }

    private func post(
        _ path: String, _ fields: [(name: String, value: String)], key: String?
    ) -> ProviderRequest {
        var headers = head
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        if let key { headers.append(("Idempotency-Key", key)) }
        return ProviderRequest(
            method: "POST", path: path, headers: ProviderHeaders(headers),
            body: Array(FormText.encode(fields).utf8))
    }

    private var head: [(name: String, value: String)] {
        [
            ("Authorization", "Bearer \(apiKey.text)"), ("Accept", "application/json"),
            ("User-Agent", "shopcast"),
        ]
    }
}

/// What we write on the provider's objects to find ours again.
enum StripeMetadata {
    static let reference = "shopcast_payment"
    static let refund = "shopcast_refund"
}

/// The lists that together are a day's bill.
enum StripeList: String {
    case sessions = "/v1/checkout/sessions"
    case refunds = "/v1/refunds"

    /// - Parameter last: The last object of the piece before.
    func path(of day: CalendarDate, after last: String? = nil) -> String {
        let start = ChinaTime.start(of: day).milliseconds / 1000
        return "\(rawValue)?created%5Bgte%5D=\(start)&created%5Blt%5D=\(start + 86_400)&limit=100"
            + (last.map { "&starting_after=\($0)" } ?? "")
    }
}
