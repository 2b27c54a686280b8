import OpenSSLBridge
import Payments
import ShopModel
import Testing

struct RequestTests {
    private static let nonce = "0123456789abcdef0123456789abcdef"

    private func fields(of authorization: String) -> [String: String] {
        let list = authorization.drop { $0 != " " }.dropFirst()
        let pairs = list.split(separator: ",").map { item in
            let parts = item.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), String(parts[1].dropFirst().dropLast()))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func expectSigned(_ request: ProviderRequest, line: String) throws {
        let authorization = try #require(request.headers["authorization"])
        #expect(authorization.hasPrefix("WECHATPAY2-SHA256-RSA2048 "))
        let fields = fields(of: authorization)
        #expect(fields["mchid"] == "1900000001")
        #expect(fields["serial_no"] == "5F3A00")
        #expect(fields["nonce_str"] == Self.nonce)
        #expect(fields["timestamp"] == "1795301946")  // Seconds, not milliseconds.
        let signature = try #require(Base64.standard.decode(fields["signature"] ?? ""))
        let body = String(decoding: request.body, as: UTF8.self)
        let message = Array("\(line)\n1795301946\n\(Self.nonce)\n\(body)\n".utf8)
        let key = try Fixture.merchantKey.get().publicKey
        #expect(try key.isValid(signature: signature.span, of: message.span))
    }

    @Test func `a creation says everything that is required and nothing that is null`() throws {
        let request = try Fixture.wechat().request(
            .create(try Fixture.order()), at: Fixture.now, nonce: Self.nonce)
        #expect(request.method == "POST")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"amount":{"currency":"CNY","total":12345},"appid":"wx0123456789abcdef","#
                + #""description":"Serum jar","mchid":"1900000001","#
                + #""notify_url":"https://shop.example/notices/wechat","#
                + #""out_trade_no":"shop-00017","time_expire":"2026-11-22T07:14:06+08:00"}"#)
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.headers["Accept"] == "application/json")
        #expect(request.headers["Wechatpay-Serial"] == "PUB_KEY_ID_1")
        try expectSigned(request, line: "POST\n/v3/pay/transactions/native")
    }

    @Test func `a query signs its query string and an empty body`() throws {
        let request = try Fixture.wechat().request(
            .query(try Fixture.order(reference: "shop-1*_"), .watch), at: Fixture.now,
            nonce: Self.nonce)
        let path = "/v3/pay/transactions/out-trade-no/shop-1*_?mchid=1900000001"
        #expect(request.path == path)
        #expect(request.body.isEmpty)
        #expect(request.headers["Content-Type"] == nil)
        try expectSigned(request, line: "GET\n\(path)")
    }

    @Test func `a close names the merchant`() throws {
        let request = try Fixture.wechat().request(
            .close(try Fixture.order()), at: Fixture.now, nonce: Self.nonce)
        let path = "/v3/pay/transactions/out-trade-no/shop-00017/close"
        #expect(request.path == path)
        #expect(request.body == Array(#"{"mchid":"1900000001"}"#.utf8))
        try expectSigned(request, line: "POST\n\(path)")
    }

    @Test func `the same payment gives the same creation at another time`() throws {
        let wechat = try Fixture.wechat()
        let first = try wechat.request(
            .create(try Fixture.order()), at: Fixture.now, nonce: Self.nonce)
        let second = try wechat.request(
            .create(try Fixture.order()), at: Fixture.now + .minutes(3), nonce: "other")
        #expect(first.body == second.body)
        #expect(first.headers != second.headers)
    }

    @Test(arguments: ["shop-1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-*012"])
    func `a valid order number is kept as it is`(reference: String) throws {
        let order = try Fixture.order(reference: reference)
        #expect(try WeChatOrder(order).reference == reference)
    }

    @Test(arguments: [
        "", "shop1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-*0123", "shop 17", "shop/17", "shop?17",
        "shop|17", "shop\u{00E9}17", "shop%2017", "../close",
    ])
    func `an invalid order number is not sent`(reference: String) throws {
        let error = ProviderError.invalidOrder(
            field: "out_trade_no", rule: "is 6 to 32 of 0-9 A-Z a-z _ - *")
        let order = try Fixture.order(reference: reference)
        #expect(throws: error) { try WeChatOrder(order) }
        let wechat = try Fixture.wechat()
        #expect(throws: error) {
            try wechat.request(.close(order), at: Fixture.now, nonce: "n")
        }
        #expect(error.advice == .stop)
    }

    @Test(arguments: [(0, "CNY"), (-1, "CNY"), (100, "KRW"), (100, "USD")])
    func `only fen are sent, at least one`(amount: Int64, currency: String) throws {
        let order = try Fixture.order(fen: amount, currency: currency)
        let error = ProviderError.invalidOrder(field: "amount", rule: "is 1 fen or more in CNY")
        #expect(throws: error) {
            try WeChatOrder(order)
        }
    }

    @Test(arguments: [
        (String(repeating: "a", count: 127), 127),
        (String(repeating: "a", count: 128), 127),
        (String(repeating: "面", count: 43), 126),
        ("a" + String(repeating: "👩‍👩‍👧", count: 9), 127),
        ("e" + String(repeating: "\u{301}", count: 100), 127),
    ])
    func `a description is cut between code points and stays within 127 bytes`(
        text: String, bytes: Int
    ) throws {
        let order = try WeChatOrder(Fixture.order(description: text))
        #expect(order.description.utf8.count == bytes)
        #expect(text.unicodeScalars.starts(with: order.description.unicodeScalars))
    }

    @Test func `a description shows no control characters and is never empty`() throws {
        let order = try WeChatOrder(Fixture.order(description: "jar\u{202E}\n"))
        #expect(order.description == "jar\u{FFFD}\u{FFFD}")
        #expect(
            throws: ProviderError.invalidOrder(
                field: "description", rule: "has at least one character")
        ) {
            try WeChatOrder(Fixture.order(description: ""))
        }
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T08:00:00+08:00"),
        (951_782_399_999, "2000-02-29T07:59:59+08:00"),
        (951_839_999_999, "2000-02-29T23:59:59+08:00"),
        (951_840_000_000, "2000-03-01T00:00:00+08:00"),
        (4_107_427_200_000, "2100-02-28T00:00:00+08:00"),
        (4_107_513_600_000, "2100-03-01T00:00:00+08:00"),
        (253_402_271_999_000, "9999-12-31T23:59:59+08:00"),
    ])
    func `an order's end is written in China's time, rounded down`(
        milliseconds: Int64, text: String
    ) throws {
        let order = try Fixture.order(expiresAt: Timestamp(milliseconds: milliseconds))
        let request = try Fixture.wechat().request(
            .create(order), at: Fixture.now, nonce: "n")
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains(#""time_expire":"\#(text)""#))
    }

    @Test func `a nonce is 32 characters and not drawn twice`() throws {
        let nonces = try (0..<50).map { _ in try ProviderCall.drawNonce() }
        #expect(nonces.allSatisfy { $0.utf8.count == 32 })
        #expect(Set(nonces).count == 50)
    }
}
