import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

/// What breaks in order systems, one test for each way, as far as it is a matter of a provider's
/// words; the others are in ShopCoreTests and ScenarioTests.
struct TrapTests {
    @Test func `T22: a notice about a refund cannot count as another payment`() throws {
        let alipay = try AlipayTests()
        let amount = Money(12_345, try #require(Fixture.cny))
        func givenBack(_ fen: Int64) -> PaymentStanding {
            .givenBack(
                transaction: "20261121", amount: amount, refunded: Money(fen, amount.currency))
        }
        // Alipay tells all of this at the address for payments: a success, the same success for
        // each part that goes back, the end of the time for refunds, the rest.
        let paid = PaymentStanding.paid(transaction: "20261121", amount: amount)
        let told: [([String: String], PaymentStanding)] = [
            ([:], paid), (["refund_fee": "0.00"], paid),
            (["refund_fee": "10.00", "gmt_refund": "x", "out_biz_no": "1"], givenBack(1_000)),
            (["refund_fee": "23.45", "gmt_refund": "y", "out_biz_no": "2"], givenBack(2_345)),
            (["trade_status": "TRADE_FINISHED"], paid),
            (["trade_status": "TRADE_FINISHED", "refund_fee": "23.45"], givenBack(2_345)),
            (["trade_status": "TRADE_CLOSED", "refund_fee": "123.45"], givenBack(12_345)),
            (["trade_status": "TRADE_CLOSED", "gmt_payment": "z"], givenBack(12_345)),
            (["trade_status": "TRADE_CLOSED"], .closed),
        ]
        for (fields, standing) in told {
            #expect(try alipay.standing(fields) == standing, "\(fields)")
        }
    }

    @Test func `T23: no reply to a notice has it sent again for want of the right bytes`() throws {
        let alipay = try AlipayTests().alipay
        let (wechat, stripe) = (try Fixture.wechat(), try StripeTests.make())
        let json = ProviderHeaders([(name: "Content-Type", value: "application/json")])
        let plain = ProviderHeaders([(name: "Content-Type", value: "text/plain")])
        func reply(_ status: Int, _ headers: ProviderHeaders, _ text: String) -> ProviderResponse {
            ProviderResponse(status: status, headers: headers, body: Array(text.utf8))
        }
        // The same for payments and refunds: each provider's one word, and nothing around it.
        #expect(wechat.accepted == reply(200, json, #"{"code":"SUCCESS","message":"成功"}"#))
        #expect(alipay.accepted == reply(200, plain, "success"))
        #expect(stripe.accepted == reply(200, plain, "ok"))
        let capitals = try Alipay(
            applicationID: "1", sellerID: "2", applicationKey: try Fixture.merchantKey.get(),
            alipayKeys: [try Fixture.platformKey.get().publicKey],
            notifyURL: "https://shop.example/n", replyText: "SUCCESS")
        #expect(capitals.accepted == reply(200, plain, "SUCCESS"))

        // And what was not stored or not believed is never taken for accepted.
        let refusals: [(ProviderError?, Int, String)] = [
            (nil, 503, "try again later"),
            (.signatureInvalid, 401, "the signature was not accepted"),
            (.malformed("secret"), 400, "the notice was not understood"),
            (.tooLong(count: 2, limit: 1), 413, "the notice is too long"),
            (.undecryptable, 500, "the notice could not be read"),
        ]
        for (error, status, text) in refusals {
            func answer(of provider: any PaymentProvider) -> ProviderResponse {
                error.map(provider.reply) ?? provider.unavailable
            }
            #expect(
                answer(of: wechat)
                    == reply(status, json, #"{"code":"FAIL","message":"\#(text)"}"#))
            #expect(answer(of: alipay) == reply(status, plain, "fail"))
            #expect(answer(of: stripe) == reply(status, plain, text))
        }
    }
}
