import Payments
import ShopModel
import Testing

struct NoticeTests {
    private let wechat: WeChatPay

    init() throws { wechat = try Fixture.wechat() }

    private func read(
        _ body: String, _ signing: Fixture.Signing = Fixture.Signing()
    ) throws -> ProviderNotice {
        try wechat.notice(
            headers: ProviderHeaders(try Fixture.headers(body, signing)), body: Array(body.utf8),
            at: Fixture.now)
    }

    private func expected() throws -> ProviderNotice {
        let cny = try #require(Fixture.cny)
        return ProviderNotice(
            id: "EV-2018022511223320873",
            .payment(
                reference: Fixture.reference,
                .paid(transaction: "4200001234", amount: Money(12_345, cny))))
    }

    @Test func `a true notice says who paid what, each time it comes`() throws {
        let body = try Fixture.notice()
        for _ in 0..<3 { #expect(try read(body) == expected()) }
    }

    @Test func `either key counts while keys rotate`() throws {
        var signing = Fixture.Signing()
        (signing.serial, signing.key) = ("PUB_KEY_ID_2", Fixture.nextPlatformKey)
        #expect(try read(Fixture.notice(), signing) == expected())
    }

    @Test(arguments: [-299, 299] as [Int64])
    func `a clock may be off by less than five minutes`(seconds: Int64) throws {
        var signing = Fixture.Signing()
        signing.secondsOff = seconds
        #expect(try read(Fixture.notice(), signing) == expected())
    }

    @Test(arguments: [-301, -300, 300, 301, 86_400] as [Int64])
    func `a notice signed five minutes ago or ahead is stale`(seconds: Int64) throws {
        var signing = Fixture.Signing()
        signing.secondsOff = seconds
        let body = try Fixture.notice()
        #expect(throws: ProviderError.staleTimestamp(offBySeconds: -seconds)) {
            try read(body, signing)
        }
    }

    @Test func `context may be missing when none was sealed`() throws {
        var envelope = Fixture.Envelope()
        (envelope.sealedWith, envelope.said) = ("", nil)
        #expect(try read(Fixture.notice(envelope)) == expected())
        envelope.said = ""
        #expect(try read(Fixture.notice(envelope)) == expected())
    }

    @Test(arguments: [
        "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature",
    ])
    func `each header must be there once`(name: String) throws {
        let body = try Fixture.notice()
        let headers = try Fixture.headers(body)
        let missing = headers.filter { $0.name.lowercased() != name.lowercased() }
        let double = headers + headers.filter { $0.name.lowercased() == name.lowercased() }
        for wrong in [missing, double] {
            #expect(throws: ProviderError.headerMissing(name)) {
                try wechat.notice(
                    headers: ProviderHeaders(wrong), body: Array(body.utf8), at: Fixture.now)
            }
        }
    }

    @Test func `no byte of the body can change`() throws {
        let body = Array(try Fixture.notice().utf8)
        let headers = ProviderHeaders(
            try Fixture.headers(String(decoding: body, as: UTF8.self)))
        for index in stride(from: 0, to: body.count, by: 7) {
            var changed = body
            changed[index] ^= 1
            #expect(throws: ProviderError.signatureInvalid) {
                try wechat.notice(headers: headers, body: changed, at: Fixture.now)
            }
        }
        for other in [body + [0x0A], Array(body.dropLast()), [] as [UInt8]] {
            #expect(throws: ProviderError.signatureInvalid) {
                try wechat.notice(headers: headers, body: other, at: Fixture.now)
            }
        }
    }

    @Test func `a signature by another key, of another text or of no kind is wrong`() throws {
        let body = try Fixture.notice()
        var signing = Fixture.Signing()
        signing.key = Fixture.nextPlatformKey
        #expect(throws: ProviderError.signatureInvalid) { try read(body, signing) }
        for text in ["AAAA", "no base64", "WECHATPAY"] {
            signing.signature = text
            #expect(throws: ProviderError.signatureInvalid) { try read(body, signing) }
        }
    }

    @Test func `a probe is told from an attack`() throws {
        var signing = Fixture.Signing()
        signing.signature = "WECHATPAY/SIGNTEST/" + String(repeating: "A", count: 325)
        let body = try Fixture.notice()
        #expect(throws: ProviderError.signatureProbe) { try read(body, signing) }
        #expect(WeChatPay.reply(to: .signatureProbe).status == 401)
    }

    @Test func `an unknown key is named`() throws {
        var signing = Fixture.Signing()
        signing.serial = "PUB_KEY_ID_9"
        let body = try Fixture.notice()
        #expect(throws: ProviderError.unknownSerial("PUB_KEY_ID_9")) { try read(body, signing) }
    }

    @Test func `a seal by another key or for another context does not open`() throws {
        var other = Fixture.Envelope()
        other.key = Array("vutsrqponmlkjihgfedcba9876543210".utf8)
        var context = Fixture.Envelope()
        context.said = "refund"
        var nonce = Fixture.Envelope()
        nonce.nonce = "abcdefghijkm"
        for envelope in [other, context, nonce] {
            let body = try Fixture.notice(envelope)
            #expect(throws: ProviderError.undecryptable) { try read(body) }
        }
    }

    @Test(arguments: [
        "REFUND.PROCESSING", "PAYSCORE.USER_OPEN_SERVICE", "",
    ])
    func `a notice of another event is no payment`(event: String) throws {
        var envelope = Fixture.Envelope()
        envelope.event = event
        let body = try Fixture.notice(envelope)
        #expect(throws: ProviderError.otherEvent(event)) { try read(body) }
    }

    @Test func `an envelope of another form is not understood`() throws {
        var algorithm = Fixture.Envelope()
        algorithm.algorithm = "AEAD_AES_128_GCM"
        var type = Fixture.Envelope()
        type.originalType = "refund"
        var nonce = Fixture.Envelope()
        nonce.nonce = "short"
        var id = Fixture.Envelope()
        id.id = String(repeating: "x", count: 37)
        var content = Fixture.Envelope()
        content.transaction = "[]"
        var state = Fixture.Envelope()
        state.transaction = Fixture.transaction(["trade_state": #""USERPAYING""#])
        let bodies = try [algorithm, type, nonce, id, content, state].map(Fixture.notice)
        for body in bodies + ["{}", "", "null", #"{"id":1}"#] {
            let error = #expect(throws: ProviderError.self) { try read(body) }
            guard case .malformed = error else {
                Issue.record("\(String(describing: error)) for \(body)")
                continue
            }
        }
    }

    @Test(arguments: [
        ["mchid": #""1900000002""#], ["appid": #""wx0""#], ["trade_type": #""APP""#],
        ["amount": #"{"total":12345,"currency":"ABC"}"#],
    ])
    func `a true notice about something else contradicts`(changes: [String: String]) throws {
        var envelope = Fixture.Envelope()
        envelope.transaction = Fixture.transaction(changes)
        let notice = try read(Fixture.notice(envelope))
        guard case .payment(Fixture.reference, .contradicted) = notice.content else {
            Issue.record("\(notice)")
            return
        }
    }

    @Test func `another amount or currency is for the shop to judge`() throws {
        let usd = try #require(Currency("USD"))
        var envelope = Fixture.Envelope()
        envelope.transaction = Fixture.transaction(["amount": #"{"total":1,"currency":"USD"}"#])
        let notice = try read(Fixture.notice(envelope))
        let standing = PaymentStanding.paid(transaction: "4200001234", amount: Money(1, usd))
        #expect(notice.content == .payment(reference: Fixture.reference, standing))
    }

    @Test func `a body of the limit is judged and a longer one is not`() throws {
        let limit = WeChatPay.bodyLimitBytes
        #expect(throws: ProviderError.malformed("notice: is damaged")) {
            try read(String(repeating: " ", count: limit))
        }
        let error = ProviderError.tooLong(count: limit + 1, limit: limit)
        #expect(throws: error) { try read(String(repeating: " ", count: limit + 1)) }
        #expect(WeChatPay.reply(to: error).status == 413)
    }
}
