import Payments
import ShopModel
import Testing

struct AnswerTests {
    private let wechat: WeChatPay
    private let create: ProviderCall
    private let order: ProviderOrder
    private let fromClose: ProviderCall
    private let watch: ProviderCall

    init() throws {
        wechat = try Fixture.wechat()
        order = try Fixture.order()
        (create, fromClose) = (.create(order), .query(order, .afterClose))
        watch = .query(order, .watch)
    }

    private func outcome(
        _ call: ProviderCall, _ status: Int, _ body: String,
        _ signing: Fixture.Signing = Fixture.Signing()
    ) throws -> ProviderOutcome {
        try wechat.outcome(of: call, Fixture.response(status, body, signing), at: Fixture.now)
    }

    private static func error(_ code: String) -> String { #"{"code":"\#(code)","message":"m"}"# }

    @Test func `a created order gives its link`() throws {
        let link = "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9"
        let found = try outcome(create, 200, #"{"code_url":"\#(link)"}"#)
        #expect(found == .report(.opened(link: link, handle: nil)))
    }

    @Test(arguments: [
        #"{}"#, #"{"code_url":null}"#, #"{"code_url":"https://elsewhere.example"}"#, "", "[]",
        #"{"code_url":"weixin://a\u001b[2J"}"#, #"{"code_url":"weixin://面"}"#,
    ])
    func `a link that is none is not shown to a buyer`(body: String) {
        let error = #expect(throws: ProviderError.self) { try outcome(create, 200, body) }
        #expect(error?.advice == .retry)
    }

    @Test func `what a query says of an order is reported`() throws {
        let cny = try #require(Fixture.cny)
        let paid = PaymentStanding.paid(transaction: "4200001234", amount: Money(12_345, cny))
        let unpaid = ["transaction_id": "", "trade_type": ""]
        func answer(_ changes: [String: String]) throws -> ProviderOutcome {
            try outcome(watch, 200, Fixture.transaction(changes))
        }
        #expect(try answer([:]) == .report(paid))
        let notPaid = unpaid.merging(["trade_state": #""NOTPAY""#]) { $1 }
        #expect(try answer(notPaid) == .report(.notPaid))
        let closed = unpaid.merging(["trade_state": #""CLOSED""#]) { $1 }
        #expect(try answer(closed) == .report(.closed))
    }

    @Test(arguments: [
        ["mchid": #""1900000002""#], ["appid": #""wx0""#], ["trade_type": #""JSAPI""#],
        ["trade_type": ""],
        ["amount": #"{"total":12345,"currency":"XXX"}"#],
    ])
    func `a true answer about something else contradicts`(changes: [String: String]) throws {
        let found = try outcome(watch, 200, Fixture.transaction(changes))
        guard case .report(.contradicted(let what)) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(!what.description.isEmpty)
    }

    @Test func `text of the provider is neutralised and cut in a reason`() throws {
        let merchant = "\"\\u001b[2J" + String(repeating: "x", count: 500) + "\""
        let found = try outcome(watch, 200, Fixture.transaction(["mchid": merchant]))
        guard case .report(.contradicted(let what)) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(!what.description.contains("\u{1B}"))
        #expect(what.description.utf8.count < 160)
    }

    @Test(arguments: [
        (#"{"total":1}"#, Int64(1)),
        (#"{"total":12345,"payer_total":1}"#, 12_345),
        (#"{"total":0,"currency":"CNY"}"#, 0),
        (#"{"total":9007199254740993,"currency":"CNY"}"#, 9_007_199_254_740_993),
    ])
    func `the amount is what was asked of the payer, in whole fen`(
        amount: String, fen: Int64
    ) throws {
        let cny = try #require(Fixture.cny)
        let found = try outcome(watch, 200, Fixture.transaction(["amount": amount]))
        #expect(found == .report(.paid(transaction: "4200001234", amount: Money(fen, cny))))
    }

    @Test(arguments: ["KRW", "USD", "BHD"])
    func `another currency is passed on as said`(code: String) throws {
        let currency = try #require(Currency(code))
        let amount = #"{"total":12345,"currency":"\#(code)"}"#
        let found = try outcome(watch, 200, Fixture.transaction(["amount": amount]))
        #expect(
            found == .report(.paid(transaction: "4200001234", amount: Money(12_345, currency))))
    }

    @Test(arguments: [
        ["amount": #"{"total":"12345","currency":"CNY"}"#],
        ["amount": #"{"total":123.45,"currency":"CNY"}"#],
        ["amount": #"{"total":92233720368547758070,"currency":"CNY"}"#],
        ["amount": #"{"currency":"CNY"}"#], ["amount": ""], ["transaction_id": ""],
        ["transaction_id": #""42\n00""#], ["trade_state": #""PAID""#], ["trade_state": ""],
        ["mchid": ""], ["out_trade_no": #""shop-00018""#],
    ])
    func `nothing is concluded from an answer that makes no sense`(changes: [String: String]) {
        let error = #expect(throws: ProviderError.self) {
            try outcome(watch, 200, Fixture.transaction(changes))
        }
        guard case .malformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [200, 204])
    func `after a close the provider is asked once more`(status: Int) throws {
        #expect(try outcome(.close(order), status, "") == .ask(fromClose))
    }

    @Test(arguments: [
        (400, "ORDERPAID"), (400, "ORDER_CLOSED"), (400, "ORDERCLOSED"), (404, "ORDER_NOT_EXIST"),
        (404, "ORDERNOTEXIST"),
    ])
    func `a refused close concludes nothing, a query does`(status: Int, code: String) throws {
        let found = try outcome(.close(order), status, Self.error(code))
        #expect(found == .ask(fromClose))
    }

    @Test(arguments: ["ORDER_NOT_EXIST", "ORDERNOTEXIST"])
    func `an order that does not exist means what the question was for`(code: String) throws {
        let afterRefusal = ProviderCall.query(
            order, .afterRefusal(reason: "PARAM_ERROR m"))
        #expect(try outcome(fromClose, 404, Self.error(code)) == .report(.closed))
        #expect(
            try outcome(afterRefusal, 404, Self.error(code))
                == .report(.refused(reason: "PARAM_ERROR m")))
        let error = ProviderError.http(status: 404, code: code, message: "m")
        #expect(throws: error) { try outcome(watch, 404, Self.error(code)) }
        #expect(error.advice == .retry)
    }

    @Test(arguments: [
        (400, "PARAM_ERROR"), (400, "INVALID_REQUEST"), (403, "OUT_TRADE_NO_USED"),
        (403, "NO_AUTH"), (400, "ORDERPAID"), (400, "ORDER_CLOSED"),
    ])
    func `a refused creation is looked up before the payment is given up`(
        status: Int, code: String
    ) throws {
        let found = try outcome(create, status, Self.error(code))
        #expect(
            found == .ask(.query(order, .afterRefusal(reason: "\(code) m"))))
    }

    @Test func `an order that is there after a refusal is closed, for nobody has its link`() throws
    {
        let call = ProviderCall.query(order, .afterRefusal(reason: "r"))
        let unpaid = Fixture.transaction([
            "trade_state": #""NOTPAY""#, "transaction_id": "", "trade_type": "",
        ])
        #expect(try outcome(call, 200, unpaid) == .ask(.close(order)))
        guard case .report(.paid) = try outcome(call, 200, Fixture.transaction()) else {
            Issue.record("money that came is reported")
            return
        }
    }

    @Test(arguments: [
        (401, "SIGN_ERROR", ProviderError.Advice.stop), (403, "RULE_LIMIT", .retry),
        (429, "FREQUENCY_LIMITED", .retry), (500, "SYSTEM_ERROR", .retry),
        (502, "BANK_ERROR", .retry), (302, "", .retry),
    ])
    func `other errors say whether to go on`(
        status: Int, code: String, advice: ProviderError.Advice
    ) throws {
        for call in [create, watch, .close(order)] {
            let error = #expect(throws: ProviderError.self) {
                try outcome(call, status, Self.error(code))
            }
            #expect(error == .http(status: status, code: code, message: "m"))
            #expect(error?.advice == advice)
        }
    }

    @Test func `an error without a code concludes nothing`() {
        for body in ["<html>Not Found</html>", "", "{}"] {
            let error = #expect(throws: ProviderError.self) {
                try wechat.outcome(
                    of: fromClose,
                    ProviderResponse(status: 404, headers: [:], body: Array(body.utf8)),
                    at: Fixture.now)
            }
            #expect(error == .http(status: 404, code: "", message: ""))
        }
    }

    @Test func `an error may be unsigned, but a signature that is there must hold`() throws {
        let body = Self.error("ORDER_NOT_EXIST")
        let unsigned = ProviderResponse(status: 404, headers: [:], body: Array(body.utf8))
        #expect(
            try wechat.outcome(of: fromClose, unsigned, at: Fixture.now) == .report(.closed))
        var stranger = Fixture.Signing()
        stranger.key = Fixture.nextPlatformKey
        #expect(throws: ProviderError.signatureInvalid) {
            try outcome(fromClose, 404, body, stranger)
        }
        var probe = Fixture.Signing()
        probe.signature = "WECHATPAY/SIGNTEST/abc"
        #expect(throws: ProviderError.signatureProbe) { try outcome(fromClose, 404, body, probe) }
    }

    @Test func `a success without a signature is a forgery`() throws {
        let body = Array(Fixture.transaction().utf8)
        #expect(throws: ProviderError.headerMissing("Wechatpay-Timestamp")) {
            try wechat.outcome(
                of: watch, ProviderResponse(status: 200, headers: [:], body: body), at: Fixture.now)
        }
        #expect(throws: ProviderError.headerMissing("Wechatpay-Timestamp")) {
            try wechat.outcome(
                of: .close(order),
                ProviderResponse(status: 204, headers: [:], body: []), at: Fixture.now)
        }
    }
}
