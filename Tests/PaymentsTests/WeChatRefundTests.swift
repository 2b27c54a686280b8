import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

struct WeChatRefundTests {
    private let wechat: WeChatPay
    private let refund: ProviderRefund

    init() throws {
        wechat = try Fixture.wechat()
        refund = try Fixture.refund()
    }

    private func outcome(_ call: ProviderCall, _ status: Int, _ body: String) throws
        -> ProviderOutcome
    {
        try wechat.outcome(of: call, Fixture.response(status, body), at: Fixture.now)
    }

    private func object(_ status: String, _ changes: [String: String] = [:]) -> String {
        var fields = [
            "refund_id": #""5000001""#, "out_refund_no": #""refund-3""#,
            "transaction_id": #""4200001234""#, "out_trade_no": #""shop-00017""#,
            "status": "\"\(status)\"",
            "amount": #"{"total":12345,"refund":1000,"payer_refund":1000,"currency":"CNY"}"#,
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        return "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    @Test func `a refund names the transaction, its own number and both amounts`() throws {
        let request = try wechat.request(.refund(refund), at: Fixture.now, nonce: "n")
        #expect(request.path == "/v3/refund/domestic/refunds")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"amount":{"currency":"CNY","refund":1000,"total":12345},"#
                + #""notify_url":"https://shop.example/notices/wechat","out_refund_no":"refund-3","#
                + #""reason":"damaged","transaction_id":"4200001234"}"#)
        let query = try wechat.request(.queryRefund(refund, .watch), at: Fixture.now, nonce: "n")
        #expect(query.path == "/v3/refund/domestic/refunds/refund-3")
    }

    @Test(arguments: [0, -1, 12_346] as [Int64])
    func `nothing and more than was paid are not given back`(fen: Int64) throws {
        let refund = try Fixture.refund(fen)
        #expect(throws: ProviderError.self) {
            try wechat.request(.refund(refund), at: Fixture.now, nonce: "n")
        }
    }

    @Test func `accepted is not done`() throws {
        for (status, standing) in [
            ("PROCESSING", RefundStanding.processing(id: "5000001")),
            ("SUCCESS", .done(id: "5000001", amount: refund.amount)),
            ("CLOSED", .failed(reason: "closed at the provider")),
            (
                "ABNORMAL",
                .needsAttention(reason: "the payer's account does not take the money")
            ),
        ] {
            for call in [ProviderCall.refund(refund), .queryRefund(refund, .watch)] {
                #expect(try outcome(call, 200, object(status)) == .refund(standing))
            }
        }
    }

    @Test(arguments: [
        ["out_refund_no": #""refund-4""#], ["transaction_id": #""4200009999""#],
        ["amount": #"{"total":12345,"refund":999}"#],
        ["amount": #"{"total":12345,"refund":1000,"currency":"USD"}"#],
    ])
    func `a true answer about another refund contradicts`(changes: [String: String]) throws {
        let found = try outcome(.refund(refund), 200, object("SUCCESS", changes))
        guard case .refund(.contradicted) = found else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `a refused refund is looked up under its number`() throws {
        let error = { (code: String) in #"{"code":"\#(code)","message":"m"}"# }
        #expect(
            try outcome(.refund(refund), 400, error("INVALID_REQUEST"))
                == .ask(.queryRefund(refund, .afterRefusal(reason: "INVALID_REQUEST m"))))
        #expect(
            try outcome(.refund(refund), 403, error("NOT_ENOUGH"))
                == .refund(.needsAttention(reason: "NOT_ENOUGH m")))
        let missing = error("RESOURCE_NOT_EXISTS")
        #expect(
            try outcome(.queryRefund(refund, .watch), 404, missing) == .refund(.unknown))
        #expect(
            try outcome(.queryRefund(refund, .afterRefusal(reason: "r")), 404, missing)
                == .refund(.failed(reason: "r")))
        let busy = #expect(throws: ProviderError.self) {
            try outcome(.refund(refund), 429, error("FREQUENCY_LIMITED"))
        }
        #expect(busy?.advice == .retry)
    }

    @Test func `notices of refunds name both numbers`() throws {
        for (event, standing) in [
            ("SUCCESS", RefundStanding.done(id: "5000001", amount: refund.amount)),
            ("CLOSED", .failed(reason: "closed at the provider")),
            (
                "ABNORMAL",
                .needsAttention(reason: "the payer's account does not take the money")
            ),
        ] {
            var envelope = Fixture.Envelope()
            (envelope.event, envelope.originalType) = ("REFUND.\(event)", "refund")
            envelope.transaction = object(
                "", ["status": "", "refund_status": "\"\(event)\"", "mchid": #""1900000001""#])
            #expect(
                try read(envelope).content
                    == .refund(reference: "shop-00017", number: "refund-3", standing))
            envelope.transaction = envelope.transaction.replacing("1900000001", with: "1900000002")
            #expect(
                try read(envelope).content
                    == .refund(
                        reference: "shop-00017", number: "refund-3",
                        .contradicted(.merchant("1900000002"))))
        }
    }

    private func read(_ envelope: Fixture.Envelope) throws -> ProviderNotice {
        let body = try Fixture.notice(envelope)
        return try wechat.notice(
            headers: ProviderHeaders(try Fixture.headers(body)), body: Array(body.utf8),
            at: Fixture.now)
    }

    @Test func `a transaction with refunds is paid and given back`() throws {
        let order = try Fixture.order()
        let found = try outcome(
            .query(order, .watch), 200, Fixture.transaction(["trade_state": #""REFUND""#]))
        let money = Money(12_345, refund.amount.currency)
        #expect(
            found
                == .report(
                    .givenBack(transaction: "4200001234", amount: money, refunded: nil)))
    }

    // MARK: The bill

    private static let bill = """
        \u{FEFF}商户号,微信订单号,商户订单号,交易状态,货币种类,微信退款单号,商户退款单号,退款状态,商品名称,订单金额,申请退款金额\r
        `1900000001,`4200001,`shop-1,`SUCCESS,`CNY,`0,`0,`,`soap, blue & 面霜,`123.45,`0.00\r
        `1900000001,`4200001,`shop-1,`REFUND,`CNY,`5000001,`refund-3,`SUCCESS,`soap,`0.00,`10.00\r
        总交易单数,应结订单总金额,订单总金额,申请退款总金额\r
        `2,`123.45,`123.45,`10.00\r

        """

    private func part(_ bill: String) throws -> BillPart {
        let day = try #require(CalendarDate("2026-11-21"))
        let digest = Hex.encode(Digest.sha1(Array(bill.utf8)))
        let body =
            #"{"hash_type":"SHA1","hash_value":"\#(digest)","#
            + #""download_url":"https://elsewhere.example/v3/billdownload/file?token=a%2Bb"}"#
        let request = try wechat.request(.bill(day), at: Fixture.now, nonce: "n")
        #expect(request.path == "/v3/bill/tradebill?bill_date=2026-11-21&bill_type=ALL")
        guard case .ask(.billPart(let part)) = try outcome(.bill(day), 200, body) else {
            throw ProviderError.malformed("no part")
        }
        return part
    }

    private func lines(_ bill: String, digestOf other: String? = nil) throws -> ProviderOutcome {
        try wechat.outcome(
            of: .billPart(part(other ?? bill)),
            ProviderResponse(status: 200, headers: [:], body: Array(bill.utf8)), at: Fixture.now)
    }

    @Test func `a bill's yuan become exact fen, and commas in names end nothing`() throws {
        let cny = refund.amount.currency
        #expect(
            try lines(Self.bill)
                == .bill(
                    [
                        BillLine(
                            .payment, reference: "shop-1", transaction: "4200001",
                            amount: Money(12_345, cny)),
                        BillLine(
                            .refund(number: "refund-3", id: "5000001", isDone: true),
                            reference: "shop-1", transaction: "4200001",
                            amount: Money(1_000, cny)),
                    ], next: nil))
    }

    @Test func `only the path of a file's address is used, and its digest must fit`() throws {
        let path = "/v3/billdownload/file?token=a%2Bb"
        let request = try wechat.request(
            .billPart(part(Self.bill)), at: Fixture.now, nonce: "n")
        #expect(request.path == path)
        #expect(throws: ProviderError.digestMismatch) {
            try lines(Self.bill, digestOf: Self.bill + " ")
        }
    }

    @Test(arguments: [
        ("`2,`123.45,", "`3,`123.45,"), ("`123.45,`10.00\r\n", "`123.46,`10.00\r\n"),
        ("`123.45,`0.00", "`123.450,`0.00"), ("`SUCCESS,`CNY,`0", "`REVOKED,`CNY,`0"),
        ("`1900000001,`4200001,`shop-1,`SUCCESS", "`1900000002,`4200001,`shop-1,`SUCCESS"),
        ("soap, blue", "soap,`blue"),
    ])
    func `a bill that does not add up is not believed`(from: String, to: String) throws {
        let changed = Self.bill.replacing(from, with: to)
        #expect(changed != Self.bill)
        let error = #expect(throws: ProviderError.self) { try lines(changed) }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a day without movements is an empty bill`() throws {
        let day = try #require(CalendarDate("2026-11-21"))
        let body = #"{"code":"NO_STATEMENT_EXIST","message":"m"}"#
        #expect(try outcome(.bill(day), 400, body) == .bill([], next: nil))
    }

    @Test(arguments: ["1970-01-01", "2000-02-29", "2026-11-21", "2100-03-01"])
    func `a day begins when its date begins in China`(day: String) throws {
        let start = ChinaTime.start(of: try #require(CalendarDate(day)))
        let text = start.milliseconds < 0 ? nil : ChinaTime.plain(start)
        #expect(text ?? "\(day) 00:00:00" == "\(day) 00:00:00")
        #expect(ChinaTime.plain(start + .hours(24)) != "\(day) 00:00:00")
        #expect(start.milliseconds % 86_400_000 == (day == "1970-01-01" ? -28_800_000 : 57_600_000))
    }
}
