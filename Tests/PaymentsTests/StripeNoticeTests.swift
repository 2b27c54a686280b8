import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

struct StripeNoticeTests {
    private let stripe: Stripe

    init() throws { stripe = try StripeTests.make() }

    private func signature(_ body: String, _ secret: String, secondsOff: Int64 = 0) -> String {
        let time = Fixture.now.milliseconds / 1000 + secondsOff
        let code = HMAC.sha256(Array("\(time).\(body)".utf8), key: Array(secret.utf8))
        return "t=\(time),v1=\(Hex.encode(code))"
    }

    private func read(_ body: String, _ header: String? = nil) throws -> ProviderNotice {
        try stripe.notice(
            headers: ["stripe-signature": header ?? signature(body, "whsec_test")],
            body: Array(body.utf8), at: Fixture.now)
    }

    private func event(_ type: String, _ object: String, live: Bool = false) -> String {
        #"{"id":"evt_1","object":"event","type":"\#(type)","livemode":\#(live),"#
            + #""data":{"object":\#(object)}}"#
    }

    private func session(_ status: String, _ payment: String, live: Bool = false) -> String {
        #"{"id":"cs_1","object":"checkout.session","livemode":\#(live),"status":"\#(status)","#
            + #""payment_status":"\#(payment)","client_reference_id":"shop-00017","#
            + #""amount_total":38000,"currency":"krw","payment_intent":"pi_1"}"#
    }

    /// Computed apart from this code, for the formula of the provider's documentation.
    @Test func `the known signature holds`() throws {
        let header =
            "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
        let secret = try StripeSecret("whsec_test", "s", prefixes: ["whsec_"])
        let body = Array(#"{"id":"evt_1"}"#.utf8)
        let time = Timestamp(milliseconds: 1_700_000_000_000)
        try StripeSignature.check(header, body, by: [secret], at: time)
        #expect(throws: ProviderError.signatureInvalid) {
            try StripeSignature.check(header, body + [0x20], by: [secret], at: time)
        }
    }

    @Test func `any of several signatures by any of our secrets counts`() throws {
        let body = event("x", "{}")
        let wrong = String(repeating: "0", count: 64)
        for secret in ["whsec_test", "whsec_next"] {
            let good = signature(body, secret)
            let time = try #require(good.split(separator: ",").first)
            let value = try #require(good.split(separator: ",").last)
            for header in [good, "\(time),v1=\(wrong),\(value),v0=\(wrong)", "\(value), \(time)"] {
                #expect(try read(body, header).content == .ignored(type: "x"))
            }
        }
    }

    @Test func `other schemes, strangers and other texts do not count`() throws {
        let body = event("x", "{}")
        let good = signature(body, "whsec_test")
        for header in [
            good.replacing("v1=", with: "v0="), signature(body, "whsec_other"),
            signature(body + " ", "whsec_test"), good.replacing("t=1", with: "t=2"),
            "t=1795301946,v1=", "t=1795301946,v1=zz", "t=1795301946",
        ] {
            #expect(throws: ProviderError.signatureInvalid) { try read(body, header) }
        }
        for header in ["", "v1=00", "t=,v1=00", good + ",t=1795301946", "t=x,v1=00"] {
            #expect(throws: ProviderError.malformed("Stripe-Signature")) { try read(body, header) }
        }
        #expect(throws: ProviderError.headerMissing("Stripe-Signature")) {
            try stripe.notice(headers: [:], body: Array(body.utf8), at: Fixture.now)
        }
    }

    @Test(arguments: [-300, 300] as [Int64])
    func `a clock may be off by five minutes`(seconds: Int64) throws {
        let body = event("x", "{}")
        _ = try read(body, signature(body, "whsec_test", secondsOff: seconds))
    }

    @Test(arguments: [-301, 301, 259_200] as [Int64])
    func `a signature of another time is stale`(seconds: Int64) throws {
        let body = event("x", "{}")
        #expect(throws: ProviderError.staleTimestamp(offBySeconds: -seconds)) {
            try read(body, signature(body, "whsec_test", secondsOff: seconds))
        }
    }

    @Test func `each event of a session means what the session says`() throws {
        let paid = PaymentStanding.paid(
            transaction: "pi_1", amount: Money(38_000, try #require(Currency("KRW"))))
        let checks: [(String, String, PaymentStanding)] = [
            ("completed", session("complete", "paid"), paid),
            ("completed", session("complete", "unpaid"), .pending),
            ("async_payment_succeeded", session("complete", "paid"), paid),
            ("async_payment_failed", session("complete", "unpaid"), .closed),
            ("expired", session("expired", "unpaid"), .closed),
            ("expired", session("expired", "paid"), paid),
            (
                "completed", session("complete", "paid", live: true),
                .contradicted(.mode(isLive: true))
            ),
        ]
        for (type, object, standing) in checks {
            let found = try read(event("checkout.session.\(type)", object))
            #expect(found.content == .payment(reference: "shop-00017", standing), "\(type)")
        }
        let foreign = session("complete", "paid")
            .replacing(#""shop-00017""#, with: "null")
        #expect(
            try read(event("checkout.session.completed", foreign)).content
                == .ignored(type: "checkout.session.completed"))
    }

    @Test func `a session's event and its payment's event name the same transaction`() throws {
        let intent =
            #"{"id":"pi_1","status":"succeeded","amount_received":38000,"currency":"krw","#
            + #""metadata":{"shopcast_payment":"shop-00017"}}"#
        let one = try read(event("payment_intent.succeeded", intent))
        let two = try read(event("checkout.session.completed", session("complete", "paid")))
        #expect(one.content == two.content)
        let processing = intent.replacing("succeeded", with: "processing")
        #expect(
            try read(event("payment_intent.processing", processing)).content
                == .payment(reference: "shop-00017", .pending))
        #expect(
            try read(event("payment_intent.payment_failed", intent)).content
                == .ignored(type: "payment_intent.payment_failed"))
    }

    @Test func `refunds and disputes are told apart`() throws {
        let krw = try #require(Currency("KRW"))
        let refund =
            #"{"id":"re_1","object":"refund","amount":1000,"currency":"krw","status":"failed","#
            + #""failure_reason":"lost","payment_intent":"pi_1","#
            + #""metadata":{"shopcast_refund":"refund-3","shopcast_payment":"shop-00017"}}"#
        #expect(
            try read(event("refund.failed", refund)).content
                == .refund(
                    reference: "shop-00017", number: "refund-3", .failed(reason: "failed lost")))
        let stranger = refund.replacing("shopcast_refund", with: "other")
        guard case .attention("pi_1", _) = try read(event("refund.created", stranger)).content
        else {
            Issue.record("a refund nobody asked for")
            return
        }
        let charge =
            #"{"id":"ch_1","amount":38000,"amount_refunded":1000,"currency":"krw","#
            + #""payment_intent":"pi_1","metadata":{"shopcast_payment":"shop-00017"}}"#
        #expect(
            try read(event("charge.refunded", charge)).content
                == .payment(
                    reference: "shop-00017",
                    .givenBack(
                        transaction: "pi_1", amount: Money(38_000, krw),
                        refunded: Money(1_000, krw))))
        let dispute = #"{"id":"dp_1","status":"lost","reason":"fraud","payment_intent":"pi_1"}"#
        #expect(
            try read(event("charge.dispute.closed", dispute)).content
                == .attention(transaction: "pi_1", reason: "charge.dispute.closed: lost fraud"))
    }
}
