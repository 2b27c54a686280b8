import ShopModel

// The merchant's calls: sessions and refunds.
extension StripeSandbox {
    mutating func carryOut(
        _ call: StripeCall, _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(StripeRefusal) -> String {
        switch call {
        case .create(let fields): return try create(fields, at: now, using: &random)
        case .session(let id):
            guard let session = session(id, at: now, using: &random) else { throw .missing }
            return json(StripeSessionView(session, expandsIntent: true))
        case .expire(let id):
            guard var session = session(id, at: now, using: &random) else { throw .missing }
            guard session.status == .open else {
                throw .invalid("Only Checkout Sessions with a status of open can be expired")
            }
            session.status = .expired
            note("checkout.session.expired", &session, at: now, using: &random)
            put(session)
            return json(StripeSessionView(session))
        case .sessions(let fields):
            let all = sessions.values.filter { Self.isWithin($0.createdAtSeconds, fields) }
                .sorted { ($0.createdAtSeconds, $0.id) > ($1.createdAtSeconds, $1.id) }
            return json(Page(all.map { StripeSessionView($0) }, fields) { $0.id })
        case .refund(let fields): return try refund(fields, fault, at: now, using: &random)
        case .oneRefund(let id):
            for session in sessions.values {
                if let refund = session.refunds.first(where: { $0.id == id }) {
                    return json(StripeRefundView(refund, of: session))
                }
            }
            throw .missing
        case .refunds(let fields):
            let intent = fields["payment_intent"]
            let all = sessions.values.filter { intent == nil || $0.intentID == intent }
                .flatMap { session in session.refunds.map { StripeRefundView($0, of: session) } }
                .filter { Self.isWithin($0.created, fields) }
                .sorted { ($0.created, $0.id) > ($1.created, $1.id) }
            return json(Page(all, fields) { $0.id })
        }
    }

    func json(_ value: some Encodable) -> String {
        String(decoding: SandboxJSON.bytes(value), as: UTF8.self)
    }

    private static func isWithin(_ seconds: Int64, _ fields: [String: String]) -> Bool {
        seconds >= fields["created[gte]"].flatMap { Int64($0) } ?? .min
            && seconds < fields["created[lt]"].flatMap { Int64($0) } ?? .max
    }

    private struct Page<Item: Encodable>: Encodable {
        let object = "list"
        let data: [Item]
        let has_more: Bool

        init(_ all: [Item], _ fields: [String: String], _ id: (Item) -> String) {
            let limit = fields["limit"].flatMap { Int($0) } ?? 10
            let after = fields["starting_after"].flatMap { last in
                all.firstIndex { id($0) == last }
            }
            let rest = all.dropFirst(after.map { $0 + 1 } ?? 0)
            data = Array(rest.prefix(min(max(limit, 1), 100)))
            has_more = rest.count > data.count
        }
    }

    private mutating func create(
        _ fields: [String: String], at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(StripeRefusal) -> String {
        let item = "line_items[0]"
        guard fields["mode"] == "payment", fields["\(item)[quantity]"] == "1",
            let amount = fields["\(item)[price_data][unit_amount]"].flatMap({ Int64($0) }),
            let currency = fields["\(item)[price_data][currency]"],
            let name = fields["\(item)[price_data][product_data][name]"], !name.isEmpty
        else { throw .invalid("a parameter is missing") }
        guard (1...99_999_999).contains(amount), currency.count == 3,
            currency == currency.lowercased()
        else { throw .invalid("Invalid amount or currency", code: "amount_too_large") }
        guard fields["success_url"]?.hasPrefix("https://") == true else {
            throw .invalid("Not a valid URL: success_url", code: "url_invalid")
        }
        let seconds = now.milliseconds / 1000
        let expiry = try fields["expires_at"].map { text throws(StripeRefusal) in
            guard let time = Int64(text), (seconds + 1_800...seconds + 86_400).contains(time) else {
                throw .invalid("expires_at is 30 minutes to 24 hours ahead")
            }
            return time
        }
        let session = StripeSession(
            id: "cs_test_" + random.text(58), reference: fields["client_reference_id"],
            amount: amount, currency: currency, name: name,
            metadata: Self.metadata(fields, "metadata["),
            intentMetadata: Self.metadata(fields, "payment_intent_data[metadata]["),
            createdAtSeconds: seconds, expiresAtSeconds: expiry ?? seconds + 86_400)
        put(session)
        return json(StripeSessionView(session))
    }

    private static func metadata(
        _ fields: [String: String], _ prefix: String
    ) -> [String: String] {
        let pairs = fields.filter { $0.key.hasPrefix(prefix) }.map { name, value in
            (String(name.dropFirst(prefix.count).dropLast()), value)
        }
        return Dictionary(pairs) { $1 }
    }

    private mutating func refund(
        _ fields: [String: String], _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(StripeRefusal) -> String {
        guard let intent = fields["payment_intent"],
            var session = sessions.values.first(where: { $0.intentID == intent })
        else { throw .missing }
        guard session.isPaid else { throw .invalid("the payment has not succeeded") }
        if fault == .noFunds { throw .invalid("not enough money", code: "balance_insufficient") }
        let rest = session.paidAmount - session.refundedAmount
        guard rest > 0 else { throw .invalid("already refunded", code: "charge_already_refunded") }
        let amount = fields["amount"].flatMap { Int64($0) } ?? rest
        guard (1...rest).contains(amount) else { throw .invalid("more than was paid") }
        let status =
            switch fault {
            case .refundAbnormal: "requires_action"
            case .refundClosed: "failed"
            case .refundIdle: "pending"
            default: "succeeded"
            }
        let refund = StripeSession.Refund(
            id: "re_" + random.text(24), amount: amount, status: status,
            metadata: Self.metadata(fields, "metadata["), createdAtSeconds: now.milliseconds / 1000)
        session.refunds.append(refund)
        noteRefund(
            status == "failed" ? "refund.failed" : "refund.created", &session, at: now,
            using: &random)
        put(session)
        return json(StripeRefundView(refund, of: session))
    }
}
