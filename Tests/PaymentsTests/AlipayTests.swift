import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

/// Alipay's side made by hand, and our adapter against it.
struct AlipayTests {
    private static let applicationID = "2021000000000001"
    private static let sellerID = "2088000000000001"
    let alipay: Alipay
    private let order: ProviderOrder

    init() throws {
        alipay = try Alipay(
            applicationID: Self.applicationID, sellerID: Self.sellerID,
            applicationKey: try Fixture.merchantKey.get(),
            alipayKeys: [
                try Fixture.platformKey.get().publicKey,
                try Fixture.nextPlatformKey.get().publicKey,
            ],
            notifyURL: "https://shop.example/notices/alipay")
        order = try Fixture.order()
    }

    // MARK: Requests

    @Test func `a creation is signed over sorted unescaped values, and escaped for the wire`()
        throws
    {
        let order = try Fixture.order(description: "50% off & 面霜 = 1+1")
        let request = try alipay.request(.create(order), at: Fixture.now, nonce: "n")
        #expect(request.method == "POST")
        #expect(request.path.hasPrefix("/gateway.do?app_id=2021000000000001&charset=utf-8&"))
        let query = request.path.split(separator: "?")[1]
        var fields = try #require(FormText.decode(Array(query.utf8)))
        fields.merge(try #require(FormText.decode(request.body))) { $1 }
        #expect(fields["method"] == "alipay.trade.precreate")
        #expect(fields["timestamp"] == "2026-11-22 06:59:06")
        #expect(fields["notify_url"] == "https://shop.example/notices/alipay")
        #expect(
            fields["biz_content"] == #"{"out_trade_no":"shop-00017","#
                + #""seller_id":"2088000000000001","subject":"50% off & 面霜 = 1+1","#
                + #""time_expire":"2026-11-22 07:14:06","total_amount":"123.45"}"#)
        let signature = try #require(Base64.standard.decode(fields["sign"] ?? ""))
        let names = fields.keys.filter { $0 != "sign" }.sorted()
        let text = names.map { "\($0)=\(fields[$0] ?? "")" }.joined(separator: "&")
        let key = try Fixture.merchantKey.get().publicKey
        #expect(try key.isValid(signature: signature.span, of: Array(text.utf8).span))
    }

    @Test(arguments: [(1, "0.01"), (10, "0.10"), (100, "1.00"), (10_000_000_000, "100000000.00")])
    func `fen are written as yuan with two decimals and read back`(
        fen: Int64, yuan: String
    ) throws {
        let cny = try #require(Fixture.cny)
        #expect(Alipay.yuan(Money(fen, cny)) == yuan)
        #expect(try Alipay.money(yuan, "amount") == Money(fen, cny))
    }

    @Test(arguments: [
        "", "1.001", "1e2", "-1.00", "+1", "1,00", " 1", "0x1", ".5", "99999999999999999999",
    ])
    func `an amount that is no plain yuan is not taken`(yuan: String) {
        #expect(throws: ProviderError.malformed("amount")) { try Alipay.money(yuan, "amount") }
    }

    @Test(arguments: [(0, "CNY"), (10_000_000_001, "CNY"), (100, "USD")])
    func `an amount out of bounds is not sent`(fen: Int64, currency: String) throws {
        let order = try Fixture.order(fen: fen, currency: currency)
        #expect(throws: ProviderError.self) { try alipay.check(order) }
    }

    @Test func `a refund always has its number`() throws {
        let refund = try Fixture.refund(transaction: "2026112100001")
        let request = try alipay.request(.refund(refund), at: Fixture.now, nonce: "n")
        let content = try #require(FormText.decode(request.body)?["biz_content"])
        #expect(
            content == #"{"out_request_no":"refund-3","out_trade_no":"shop-00017","#
                + #""refund_amount":"10.00","refund_reason":"damaged","trade_no":"2026112100001"}"#)
        let more = try Fixture.refund(12_346, transaction: "1")
        #expect(throws: ProviderError.self) {
            try alipay.request(.refund(more), at: Fixture.now, nonce: "n")
        }
    }

    // MARK: Answers

    private func response(
        _ method: String, _ object: String,
        by key: Result<RSAPrivateKey, CryptoError> = Fixture.platformKey
    ) throws -> ProviderResponse {
        let signature = try key.get().signature(of: Array(object.utf8).span)
        let name = method.replacing(".", with: "_") + "_response"
        let body = #"{"\#(name)":\#(object),"sign":"\#(Base64.standard.encode(signature))"}"#
        return ProviderResponse(status: 200, headers: [:], body: Array(body.utf8))
    }

    private func query(_ fields: String, _ purpose: ProviderCall.QueryPurpose = .watch) throws
        -> ProviderOutcome
    {
        let object = #"{"code":"10000","msg":"Success","out_trade_no":"shop-00017",\#(fields)}"#
        return try alipay.outcome(
            of: .query(order, purpose), response("alipay.trade.query", object), at: Fixture.now)
    }

    private let paid = #""trade_no":"20261121","total_amount":"123.45""#

    @Test func `the signature counts on the very bytes, spaces and order and all`() throws {
        let object =
            #"{ "qr_code" : "https:\/\/qr.alipay.com\/bax1", "msg":"}\"{", "code":"10000","#
            + #""out_trade_no":"shop-00017" }"#
        for key in [Fixture.platformKey, Fixture.nextPlatformKey] {
            let found = try alipay.outcome(
                of: .create(order), response("alipay.trade.precreate", object, by: key),
                at: Fixture.now)
            #expect(found == .report(.opened(link: "https://qr.alipay.com/bax1", handle: nil)))
        }
        let answer = try response("alipay.trade.precreate", object)
        let text = String(decoding: answer.body, as: UTF8.self)
        for changed in [
            text.replacing("bax1", with: "bax2"), text.replacing(#" }"#, with: "}"),
            text.replacing(#""code":"10000","#, with: #""code":"10000", "#),
        ] {
            #expect(throws: ProviderError.signatureInvalid) {
                try alipay.outcome(
                    of: .create(order),
                    ProviderResponse(status: 200, headers: [:], body: Array(changed.utf8)),
                    at: Fixture.now)
            }
        }
        #expect(throws: ProviderError.signatureInvalid) {
            try alipay.outcome(
                of: .create(order),
                response("alipay.trade.precreate", object, by: Fixture.merchantKey),
                at: Fixture.now)
        }
    }

    @Test(arguments: [
        #"{"alipay_trade_query_response":{"code":"10000"}}"#,
        #"{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}"#,
    ])
    func `what is said of a trade must be signed, also a no`(body: String) {
        #expect(throws: ProviderError.headerMissing("sign")) {
            try alipay.outcome(
                of: .query(order, .afterClose),
                ProviderResponse(status: 200, headers: [:], body: Array(body.utf8)),
                at: Fixture.now)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"alipay_trade_query_response":{"code":"10000"}"#,
        #"{"alipay_trade_query_response":{},"alipay_trade_query_response":{}}"#,
        #"{"alipay_trade_query_response":"}"#,
    ])
    func `an answer that cannot be taken apart concludes nothing`(body: String) {
        let error = #expect(throws: ProviderError.self) {
            try alipay.outcome(
                of: .query(order, .watch),
                ProviderResponse(status: 200, headers: [:], body: Array(body.utf8)),
                at: Fixture.now)
        }
        #expect(error?.advice == .retry)
    }

    @Test func `each state of a trade means what it says`() throws {
        let money = Money(12_345, try #require(Fixture.cny))
        let received = PaymentStanding.paid(transaction: "20261121", amount: money)
        #expect(try query(#""trade_status":"WAIT_BUYER_PAY""#) == .report(.notPaid))
        for state in ["TRADE_SUCCESS", "TRADE_FINISHED"] {
            #expect(try query(#""trade_status":"\#(state)",\#(paid)"#) == .report(received))
        }
        #expect(try query(#""trade_status":"TRADE_CLOSED",\#(paid)"#) == .report(.closed))
        let back = #""trade_status":"TRADE_CLOSED","send_pay_date":"2026-11-21 10:00:00",\#(paid)"#
        #expect(
            try query(back)
                == .report(.givenBack(transaction: "20261121", amount: money, refunded: money)))
        #expect(throws: ProviderError.self) { try query(#""trade_status":"ODD""#) }
        #expect(
            try query(#""trade_status":"TRADE_SUCCESS","trans_currency":"USD",\#(paid)"#)
                == .report(.contradicted(.currency("USD"))))
        #expect(
            try query(#""trade_status":"WAIT_BUYER_PAY""#, .afterRefusal(reason: "r"))
                == .ask(.close(order)))
    }

    private func failure(_ call: ProviderCall, _ method: String, _ code: String) throws
        -> ProviderOutcome
    {
        let object =
            #"{"code":"40004","msg":"Business Failed","sub_code":"ACQ.\#(code)","sub_msg":"m"}"#
        return try alipay.outcome(of: call, response(method, object), at: Fixture.now)
    }

    @Test func `a trade that is not there means what the question was for`() throws {
        let (query, code) = ("alipay.trade.query", "TRADE_NOT_EXIST")
        #expect(try failure(.query(order, .watch), query, code) == .report(.notPaid))
        #expect(try failure(.query(order, .afterClose), query, code) == .report(.closed))
        #expect(
            try failure(.query(order, .afterRefusal(reason: "r")), query, code)
                == .report(.refused(reason: "r")))
        #expect(
            try failure(.close(order), "alipay.trade.close", code)
                == .ask(.query(order, .afterClose)))
        #expect(
            try failure(.create(order), "alipay.trade.precreate", "TRADE_HAS_SUCCESS")
                == .ask(.query(order, .afterRefusal(reason: "ACQ.TRADE_HAS_SUCCESS m"))))
        let error = #expect(throws: ProviderError.self) {
            try failure(.query(order, .watch), query, "SYSTEM_ERROR")
        }
        #expect(error?.advice == .retry)
    }

    @Test func `a refund counts when money moved, or when the query has its fields`() throws {
        let refund = try Fixture.refund(transaction: "20261121")
        let amount = refund.amount
        let (made, asked) = ("alipay.trade.refund", "alipay.trade.fastpay.refund.query")
        let head = #""code":"10000","out_trade_no":"shop-00017","trade_no":"20261121""#
        func answer(
            _ call: ProviderCall, _ method: String, _ fields: String
        ) throws -> ProviderOutcome {
            try alipay.outcome(of: call, response(method, "{\(fields)}"), at: Fixture.now)
        }
        let watch = ProviderCall.queryRefund(refund, .watch)
        #expect(
            try answer(.refund(refund), made, head + #","fund_change":"Y","refund_fee":"30.00""#)
                == .refund(.done(id: nil, amount: amount)))
        #expect(
            try answer(.refund(refund), made, head + #","fund_change":"N","refund_fee":"10.00""#)
                == .refund(.processing(id: nil)))
        #expect(try answer(watch, asked, #""code":"10000""#) == .refund(.unknown))
        let fields = head + #","out_request_no":"refund-3","refund_amount":"#
        for (text, standing) in [
            (#""10.00""#, RefundStanding.done(id: nil, amount: amount)),
            (#""10.00","refund_status":"REFUND_SUCCESS""#, .done(id: nil, amount: amount)),
            (#""10.00","refund_status":"REFUND_PROCESSING""#, .processing(id: nil)),
            (
                #""9.99""#,
                .contradicted(.amount(expected: amount, got: Money(999, amount.currency)))
            ),
        ] {
            #expect(try answer(watch, asked, fields + text) == .refund(standing))
        }
        #expect(
            try failure(.refund(refund), made, "SELLER_BALANCE_NOT_ENOUGH")
                == .refund(.needsAttention(reason: "ACQ.SELLER_BALANCE_NOT_ENOUGH m")))
        #expect(
            try failure(.refund(refund), made, "DISCORDANT_REPEAT_REQUEST")
                == .ask(
                    .queryRefund(
                        refund, .afterRefusal(reason: "ACQ.DISCORDANT_REPEAT_REQUEST m"))))
        #expect(
            try answer(.queryRefund(refund, .afterRefusal(reason: "r")), asked, #""code":"10000""#)
                == .refund(.failed(reason: "r")))
    }

    // MARK: Notices

    private func notice(
        _ changes: [String: String?] = [:], after: [String: String] = [:],
        by key: Result<RSAPrivateKey, CryptoError> = Fixture.platformKey
    ) throws -> ProviderNotice {
        var fields: [String: String] = [
            "notify_type": "trade_status_sync", "notify_id": "2026112100222",
            "app_id": Self.applicationID, "seller_id": Self.sellerID, "charset": "utf-8",
            "trade_no": "20261121", "out_trade_no": "shop-00017", "total_amount": "123.45",
            "trade_status": "TRADE_SUCCESS", "subject": "50% off & 面霜 = 1+1 %2B",
        ]
        for (name, value) in changes { fields[name] = value }
        let text = AlipaySignature.text(of: fields, without: [])
        fields["sign"] = Base64.standard.encode(try key.get().signature(of: text.span))
        fields["sign_type"] = "RSA2"
        fields.merge(after) { $1 }
        let body = FormText.encode(fields.map { (name: $0.key, value: $0.value) })
        return try alipay.notice(headers: [:], body: Array(body.utf8), at: Fixture.now)
    }

    func standing(_ changes: [String: String?] = [:]) throws -> PaymentStanding {
        guard case .payment(Fixture.reference, let standing) = try notice(changes).content else {
            throw ProviderError.otherEvent("no payment")
        }
        return standing
    }

    @Test func `a true notice says who paid what, with any characters and unknown fields`() throws {
        let money = Money(12_345, try #require(Fixture.cny))
        let received = PaymentStanding.paid(transaction: "20261121", amount: money)
        #expect(try notice().id == "2026112100222")
        #expect(try standing() == received)
        #expect(try standing(["novelty": "100% & = +", "empty": ""]) == received)
        #expect(try standing(["trade_status": "TRADE_FINISHED"]) == received)
        #expect(try notice(by: Fixture.nextPlatformKey).id == "2026112100222")
    }

    @Test func `a notice about another seller or application contradicts`() throws {
        #expect(try standing(["seller_id": "2088"]) == .contradicted(.merchant("2088")))
        #expect(try standing(["app_id": "2021"]) == .contradicted(.application("2021")))
    }

    @Test func `a changed field, a stranger's key and another algorithm are refused`() throws {
        #expect(throws: ProviderError.signatureInvalid) {
            try notice(after: ["total_amount": "0.01"])
        }
        #expect(throws: ProviderError.signatureInvalid) { try notice(after: ["extra": "1"]) }
        #expect(throws: ProviderError.signatureInvalid) { try notice(by: Fixture.merchantKey) }
        for type in ["RSA", "", "rsa2"] {
            let error = #expect(throws: ProviderError.self) {
                try notice(after: ["sign_type": type])
            }
            guard case .signatureAlgorithm = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(alipay.reply(to: error ?? .signatureInvalid).status == 401)
        }
    }

    @Test(arguments: ["a=1&a=1", "a=%4", "a=%zz", "a=%FF", "charset=GBK", "sign=x"])
    func `a form that can be read in two ways or not at all is refused`(body: String) {
        #expect(throws: ProviderError.self) {
            try alipay.notice(headers: [:], body: Array(body.utf8), at: Fixture.now)
        }
    }

    @Test func `another kind of notice is accepted and passed over`() throws {
        let found = try notice(["notify_type": "servicemarket_order_notify"])
        #expect(found.content == .ignored(type: "servicemarket_order_notify"))
    }

    @Test func `a body over the limit is not looked at`() {
        let limit = ProviderCall.usualLimitBytes
        #expect(throws: ProviderError.tooLong(count: limit + 1, limit: limit)) {
            try alipay.notice(
                headers: [:], body: [UInt8](repeating: 0x61, count: limit + 1), at: Fixture.now)
        }
    }
}
