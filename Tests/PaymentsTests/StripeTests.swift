import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

/// Stripe's requests and answers, made by hand.
struct StripeTests {
    private let stripe: Stripe
    private let order: ProviderOrder

    init() throws {
        stripe = try Self.make()
        order = try Fixture.order(currency: "USD", handle: "cs_1")
    }

    static func make(
        apiKey: String = "sk_test_abc", secrets: [String] = ["whsec_test", "whsec_next"],
        special: Set<String> = []
    ) throws -> Stripe {
        try Stripe(
            apiKey: apiKey, endpointSecrets: secrets, successURL: "https://shop.example/paid?a=1",
            cancelURL: "https://shop.example/", currencies: StripeCurrencies(enabled: special))
    }

    private func lost() throws -> ProviderOrder { try Fixture.order(currency: "USD") }

    // MARK: Requests

    @Test func `a creation has a key made from our number and the same body at any time`() throws {
        let order = try lost()
        let first = try stripe.request(.create(order), at: Fixture.now, nonce: "a")
        let later = try stripe.request(.create(order), at: Fixture.now + .minutes(9), nonce: "b")
        #expect(first == later)
        #expect(first.path == "/v1/checkout/sessions")
        #expect(first.headers["Authorization"] == "Bearer sk_test_abc")
        #expect(first.headers["Idempotency-Key"] == "shopcast-create-shop-00017")
        let fields = try #require(FormText.decode(first.body))
        #expect(fields["mode"] == "payment")
        #expect(fields["client_reference_id"] == "shop-00017")
        #expect(fields["line_items[0][price_data][unit_amount]"] == "12345")
        #expect(fields["line_items[0][price_data][currency]"] == "usd")
        #expect(fields["payment_intent_data[metadata][shopcast_payment]"] == "shop-00017")
        // 15 minutes for the attempt, and an hour more.
        #expect(fields["expires_at"] == String(1_795_301_946 + 75 * 60))
    }

    @Test func `calls about a session whose name got lost repeat the creation first`() throws {
        let order = try lost()
        let creation = try stripe.request(.create(order), at: Fixture.now, nonce: "a")
        #expect(try stripe.request(.close(order), at: Fixture.now, nonce: "a") == creation)
        #expect(try stripe.request(.query(order, .watch), at: Fixture.now, nonce: "a") == creation)
        let named = try lost().named("cs_9")
        #expect(
            try outcome(.close(order), 200, session(["id": #""cs_9""#])) == .ask(.close(named)))
        #expect(throws: ProviderError.self) { try outcome(.close(order), 500, "") }
        let end = Fixture.now + .minutes(75)
        #expect(throws: ProviderError.self) { try outcome(.close(order), 500, "", at: end) }
        #expect(
            try outcome(.close(order), 500, "", at: end + .seconds(1)) == .report(.closed))
    }

    @Test func `an attempt of more than 22 hours is not sent`() throws {
        let long = try Fixture.order(currency: "USD", expiresAt: Fixture.now + .hours(23))
        #expect(throws: ProviderError.self) {
            try stripe.request(.create(long), at: Fixture.now, nonce: "a")
        }
    }

    @Test func `no secret shows in any way of printing`() throws {
        let request = try stripe.request(.close(order), at: Fixture.now, nonce: "a")
        var shown = "\(stripe) \(String(reflecting: stripe)) \(request) \(request.headers)"
        shown += String(reflecting: request)
        dump(stripe, to: &shown)
        dump(request, to: &shown)
        #expect(shown.contains("Stripe secret (hidden)"))
        #expect(shown.contains("uthorization: (hidden)"))
        for secret in ["sk_test_abc", "whsec_test", "whsec_next"] {
            #expect(!shown.contains(secret))
        }
    }

    @Test func `secrets are told apart by their prefixes`() throws {
        #expect(try Self.make(apiKey: "rk_live_x").isLive)
        #expect(try !Self.make().isLive)
        for key in ["whsec_test", "sk_testing", "sk_test_ x", "pk_test_x"] {
            let error = #expect(throws: ProviderSettingsError.self) { try Self.make(apiKey: key) }
            #expect(error?.description.contains(key) == false)
        }
        #expect(throws: ProviderSettingsError.self) { try Self.make(secrets: []) }
        #expect(throws: ProviderSettingsError.self) { try Self.make(secrets: ["sk_test_a"]) }
    }

    // MARK: Amounts

    @Test(arguments: [
        ("KRW", Int64(38_000), Int64(38_000)), ("JPY", 1, 1), ("USD", 12_345, 12_345),
        ("CNY", 99_999_999, 99_999_999),
    ])
    func `an amount is sent in the currency's own minor unit and read back`(
        code: String, minorUnits: Int64, sent: Int64
    ) throws {
        let money = Money(minorUnits, try #require(Currency(code)))
        #expect(try StripeCurrencies().amount(of: money) == sent)
        #expect(StripeCurrencies().money(sent, code.lowercased()) == money)
    }

    @Test(arguments: StripeCurrencies.special.sorted())
    func `a special currency is refused until it is enabled`(code: String) throws {
        let money = Money(10_000, try #require(Currency(code)))
        #expect(throws: ProviderError.self) { try StripeCurrencies().amount(of: money) }
        #expect(StripeCurrencies().money(10_000, code.lowercased()) == nil)
        let enabled = try StripeCurrencies(enabled: [code])
        #expect(enabled.money(try enabled.amount(of: money), code.lowercased()) == money)
    }

    @Test func `special currencies are counted as the provider wants them`() throws {
        let all = try StripeCurrencies(enabled: StripeCurrencies.special)
        func sent(_ minorUnits: Int64, _ code: String) throws -> Int64 {
            try all.amount(of: Money(minorUnits, try #require(Currency(code))))
        }
        #expect(try sent(500, "ISK") == 50_000)
        #expect(try sent(500, "MGA") == 5)
        #expect(try sent(1_230, "KWD") == 1_230)
        #expect(throws: ProviderError.self) { try sent(501, "MGA") }
        #expect(throws: ProviderError.self) { try sent(1_234, "KWD") }
        #expect(all.money(50_050, "isk") == nil)
        #expect(throws: ProviderSettingsError.self) { try StripeCurrencies(enabled: ["USD"]) }
        let iraq = Money(1_000, try #require(Currency("IQD")))
        #expect(throws: ProviderError.self) { try all.amount(of: iraq) }
    }

    @Test(arguments: [0, -1, 100_000_000] as [Int64])
    func `nothing and more than eight digits are not sent`(amount: Int64) throws {
        let money = Money(amount, try #require(Currency("USD")))
        #expect(throws: ProviderError.self) { try StripeCurrencies().amount(of: money) }
    }

    // MARK: Answers

    private func outcome(
        _ call: ProviderCall, _ status: Int, _ body: String, at now: Timestamp = Fixture.now
    ) throws -> ProviderOutcome {
        try stripe.outcome(
            of: call, ProviderResponse(status: status, headers: [:], body: Array(body.utf8)),
            at: now)
    }

    /// A session as JSON; a value replaces or, when empty, removes a field.
    private func session(_ changes: [String: String] = [:]) -> String {
        var fields = [
            "id": #""cs_1""#, "object": #""checkout.session""#, "livemode": "false",
            "status": #""open""#, "payment_status": #""unpaid""#,
            "client_reference_id": #""shop-00017""#, "amount_total": "12345",
            "currency": #""usd""#, "url": #""https://checkout.stripe.com/c/pay/cs_1#x""#,
            "payment_intent": "null", "metadata": "{}",
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        return "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private let complete = ["status": #""complete""#, "payment_intent": #""pi_1""#]

    private func refusal(_ code: String) -> String {
        #"{"error":{"type":"invalid_request_error","code":"\#(code)","message":"m"}}"#
    }

    @Test func `a created session gives its page and its name`() throws {
        #expect(
            try outcome(.create(try lost()), 200, session())
                == .report(
                    .opened(link: "https://checkout.stripe.com/c/pay/cs_1#x", handle: "cs_1")))
        let usd = try #require(Currency("USD"))
        #expect(
            try outcome(.create(try lost()), 200, session(["amount_total": "12344"]))
                == .report(
                    .contradicted(
                        .amount(expected: Money(12_345, usd), got: Money(12_344, usd)))))
        #expect(
            try outcome(.create(try lost()), 400, refusal("parameter_missing"))
                == .report(.refused(reason: "parameter_missing m")))
        for (status, body) in [
            (500, ""), (429, refusal("rate_limit")), (409, refusal("idempotency_key_in_use")),
            (400, #"{"error":{"type":"idempotency_error","message":"m"}}"#), (401, "{}"),
        ] {
            #expect(throws: ProviderError.self) { try outcome(.create(order), status, body) }
        }
    }

    @Test func `each state of a session means what it says`() throws {
        let usd = try #require(Currency("USD"))
        func standing(_ changes: [String: String]) throws -> ProviderOutcome {
            try outcome(.query(order, .watch), 200, session(changes))
        }
        let received = ProviderOutcome.report(
            .paid(transaction: "pi_1", amount: Money(12_345, usd)))
        let paid = complete.merging(["payment_status": #""paid""#]) { $1 }
        #expect(try standing([:]) == .report(.notPaid))
        #expect(try standing(["status": #""expired""#]) == .report(.closed))
        #expect(try standing(paid) == received)
        // The money came although the page had expired.
        #expect(try standing(paid.merging(["status": #""expired""#]) { $1 }) == received)
        #expect(try standing(complete) == .report(.pending))
        for (status, expected) in [
            ("processing", PaymentStanding.pending), ("requires_payment_method", .closed),
            ("canceled", .closed),
        ] {
            let intent = #"{"id":"pi_1","status":"\#(status)","currency":"usd"}"#
            let changes = complete.merging(["payment_intent": intent]) { $1 }
            #expect(try standing(changes) == .report(expected))
        }
        #expect(
            try standing(["livemode": "true"]) == .report(.contradicted(.mode(isLive: true))))
        #expect(
            try standing(["client_reference_id": #""other""#])
                == .report(.contradicted(.reference("other"))))
        #expect(
            try standing(paid.merging(["currency": #""isk""#]) { $1 })
                == .report(.contradicted(.currency("isk"))))
        #expect(throws: ProviderError.self) { try standing(["id": #""cs_2""#]) }
        #expect(throws: ProviderError.self) {
            try standing(paid.merging(["payment_intent": "null"]) { $1 })
        }
    }

    @Test func `a close that comes too late is looked up`() throws {
        #expect(
            try outcome(.close(order), 200, session(["status": #""expired""#]))
                == .report(.closed))
        #expect(
            try outcome(.close(order), 400, refusal("resource_invalid"))
                == .ask(.query(order, .afterClose)))
        #expect(
            try outcome(.query(order, .afterClose), 404, refusal("resource_missing"))
                == .report(.closed))
        #expect(throws: ProviderError.self) {
            try outcome(.query(order, .watch), 404, refusal("resource_missing"))
        }
    }

    private func refund(_ status: String, _ changes: String = "") -> String {
        #"{"id":"re_1","object":"refund","amount":1000,"currency":"usd","status":"\#(status)","#
            + #""payment_intent":"pi_1","metadata":{"shopcast_refund":"refund-3"\#(changes)}}"#
    }

    @Test func `a refund is made under its number and found by it`() throws {
        let wish = try Fixture.refund(currency: "USD", transaction: "pi_1")
        let request = try stripe.request(.refund(wish), at: Fixture.now, nonce: "a")
        #expect(request.headers["Idempotency-Key"] == "shopcast-refund-refund-3")
        #expect(FormText.decode(request.body)?["metadata[shopcast_refund]"] == "refund-3")
        let watch = ProviderCall.queryRefund(wish, .watch)
        #expect(
            try stripe.request(watch, at: Fixture.now, nonce: "a").path
                == "/v1/refunds?payment_intent=pi_1&limit=100")
        for (status, standing) in [
            ("succeeded", RefundStanding.done(id: "re_1", amount: wish.amount)),
            ("pending", .processing(id: "re_1")), ("failed", .failed(reason: "failed ")),
            ("requires_action", .needsAttention(reason: "the payer has to act ")),
        ] {
            #expect(try outcome(.refund(wish), 200, refund(status)) == .refund(standing))
            let page = #"{"object":"list","has_more":true,"data":[\#(refund(status))]}"#
            #expect(try outcome(watch, 200, page) == .refund(standing))
        }
        let none = #"{"object":"list","has_more":false,"data":[]}"#
        #expect(try outcome(watch, 200, none) == .refund(.unknown))
        #expect(
            try outcome(.queryRefund(wish, .afterRefusal(reason: "r")), 200, none)
                == .refund(.failed(reason: "r")))
        #expect(
            try outcome(.refund(wish), 400, refusal("balance_insufficient"))
                == .refund(.needsAttention(reason: "balance_insufficient m")))
        let other = refund("succeeded").replacing("1000", with: "1001")
        #expect(
            try outcome(.refund(wish), 200, other)
                == .refund(
                    .contradicted(
                        .amount(
                            expected: wish.amount, got: Money(1_001, wish.amount.currency)))))
    }

    @Test func `a day's bill is sessions and refunds, page by page`() throws {
        let day = try #require(CalendarDate("2026-11-21"))
        let first = try stripe.request(.bill(day), at: Fixture.now, nonce: "a")
        // Midnight in China.
        #expect(
            first.path == "/v1/checkout/sessions?created%5Bgte%5D=1795190400"
                + "&created%5Blt%5D=1795276800&limit=100")
        let paid = session(complete.merging(["payment_status": #""paid""#]) { $1 })
        let more = #"{"object":"list","has_more":true,"data":[\#(session()),\#(paid)]}"#
        guard case .bill(let lines, let next?) = try outcome(.bill(day), 200, more) else {
            Issue.record("no bill")
            return
        }
        let usd = try #require(Currency("USD"))
        #expect(
            lines == [
                BillLine(
                    .payment, reference: "shop-00017", transaction: "pi_1",
                    amount: Money(12_345, usd))
            ])
        #expect(next.path.hasSuffix("&starting_after=cs_1"))
        let last = #"{"object":"list","has_more":false,"data":[]}"#
        guard case .bill([], let refunds?) = try outcome(.billPart(next), 200, last) else {
            Issue.record("no refunds")
            return
        }
        #expect(refunds.path.hasPrefix("/v1/refunds?created"))
        let page = #"{"object":"list","has_more":false,"data":[\#(refund("succeeded"))]}"#
        #expect(
            try outcome(.billPart(refunds), 200, page)
                == .bill(
                    [
                        BillLine(
                            .refund(number: "refund-3", id: "re_1", isDone: true), reference: "",
                            transaction: "pi_1", amount: Money(1_000, usd))
                    ], next: nil))
    }
}
