import Payments
import ProviderSandbox
import ShopModel
import Testing

/// Our adapter against Alipay's side, which shares no code with it.
@Suite(.serialized) struct AlipayTests {
    private func opened() throws -> (AlipayWorld, ProviderOrder) {
        var world = try AlipayWorld()
        let order = try world.exchange.order(12_345, "CNY")
        guard case .report(.opened) = try world.ask(.create(order)) else {
            throw ProviderError.malformed("no code")
        }
        return (world, order)
    }

    private func paid(
        _ world: AlipayWorld, _ fen: Int64 = 12_345
    ) throws -> PaymentStanding {
        let trade = try #require(world.sandbox.trades[World.reference])
        return .paid(
            transaction: try #require(trade.tradeNo),
            amount: Money(fen, try #require(Currency("CNY"))))
    }

    private func refund(_ number: String, _ fen: Int64, _ world: AlipayWorld) throws
        -> ProviderRefund
    {
        let trade = try #require(world.sandbox.trades[World.reference])
        let cny = try #require(Currency("CNY"))
        return ProviderRefund(
            number: number, reference: World.reference,
            transaction: try #require(trade.tradeNo), amount: Money(fen, cny),
            total: Money(12_345, cny), reason: "损坏")
    }

    @Test func `a code is scanned, paid, noticed once and found paid`() throws {
        var (world, order) = try opened()
        #expect(try world.end(.query(order, .watch)) == .report(.notPaid))
        world.pay(.scan)
        #expect(try world.end(.query(order, .watch)) == .report(.notPaid))
        world.pay()
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
        world.exchange.now = world.exchange.now + .hours(30)
        #expect(world.notices().isEmpty)
    }

    @Test(arguments: ["100%", "a&b=c", "1+1 = 2", "语雀 & 面霜 %2B", "\"quoted\\\""])
    func `any characters of a subject survive request, answer and notice`(subject: String) throws {
        var world = try AlipayWorld()
        let order = try world.exchange.order(12_345, "CNY", subject)
        _ = try world.end(.create(order))
        #expect(world.sandbox.trades[World.reference]?.subject == subject)
        world.pay(.extraField)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test func `a repeated success after a partial refund, and the close after the last`() throws {
        var (world, order) = try opened()
        world.pay()
        _ = world.notices()
        let cny = try #require(Currency("CNY"))
        for (number, fen, sum) in [("r-1", Int64(2_345), Int64(2_345)), ("r-2", 10_000, 12_345)] {
            let wish = try refund(number, fen, world)
            #expect(
                try world.end(.refund(wish))
                    == .refund(.done(id: nil, amount: Money(fen, cny))))
            guard
                case .givenBack(_, Money(12_345, cny), Money(sum, cny))? = try #require(
                    world.notices().first
                ).get().standing
            else {
                Issue.record("the notice tells what was given back")
                return
            }
        }
        #expect(world.sandbox.trades[World.reference]?.state == .closed)
        #expect(world.sandbox.books.map(\.refunded) == [12_345])
        guard case .report(.givenBack) = try world.end(.query(order, .watch)) else {
            Issue.record("closed after money is not closed unpaid")
            return
        }
    }

    @Test func `a repeated refund moves nothing, another amount is refused`() throws {
        var (world, _) = try opened()
        world.pay()
        let wish = try refund("r-1", 100, world)
        world.sandbox.add(FaultRule(.refundIdle, on: .refund))
        #expect(try world.end(.refund(wish)) == .refund(.processing(id: nil)))
        #expect(try world.end(.refund(wish)) == .refund(.processing(id: nil)))
        #expect(
            try world.end(.queryRefund(wish, .watch))
                == .refund(.done(id: nil, amount: wish.amount)))
        guard
            case .refund(.contradicted) = try world.end(.refund(refund("r-1", 200, world)))
        else {
            Issue.record("the number has another amount")
            return
        }
        guard case .refund(.failed) = try world.end(.refund(refund("r-2", 12_300, world))) else {
            Issue.record("more than was paid")
            return
        }
        #expect(
            try world.end(.queryRefund(refund("r-9", 1, world), .watch)) == .refund(.unknown))
        world.sandbox.add(FaultRule(.noFunds, on: .refund))
        guard case .refund(.needsAttention) = try world.end(.refund(refund("r-3", 1, world)))
        else {
            Issue.record("no money")
            return
        }
        #expect(world.sandbox.books.map(\.refunded) == [100])
    }

    @Test func `the first paid state may be the last one`() throws {
        var (world, order) = try opened()
        world.pay(.finished)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
    }

    @Test(arguments: [AlipayPayMode.downgrade, .wrongSignature])
    func `a wrong first notice is refused and the next one believed`(mode: AlipayPayMode) throws {
        var (world, _) = try opened()
        world.pay(mode)
        guard case .failure(let error) = try #require(world.notices().first) else {
            Issue.record("it was believed")
            return
        }
        #expect(
            error == (mode == .downgrade ? .signatureAlgorithm("RSA") : .signatureInvalid))
        world.exchange.now = world.exchange.now + .minutes(4)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test func `another seller, application or currency contradicts, another amount is said`()
        throws
    {
        for (mode, expected) in [
            (AlipayPayMode.wrongSeller, Contradiction.merchant("2088000000000000")),
            (.wrongApplication, .application("2021000000000000")),
            (.otherCurrency, .currency("USD")),
        ] {
            var (world, _) = try opened()
            world.pay(mode)
            #expect(
                try world.notices().map { try $0.get().standing } == [.contradicted(expected)])
        }
        var (world, _) = try opened()
        world.pay(.wrongAmount)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world, 12_344)])
    }

    @Test func `a duplicate comes at once, and none without a notice`() throws {
        var (world, _) = try opened()
        world.pay(.duplicateNotice)
        let ids = try world.notices().map { try $0.get().id }
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
        var (silent, order) = try opened()
        silent.pay(.noNotice)
        #expect(silent.notices().isEmpty)
        #expect(try silent.end(.query(order, .watch)) == .report(paid(silent)))
    }

    @Test func `only the product's word ends the repetitions, at the product's pace`() throws {
        for (product, word, minutes) in [
            (AlipayProduct.mainland, "success", [4, 10, 10, 60, 120, 360, 900]),
            (.crossBorder, "SUCCESS", [2, 10, 10, 60, 120, 360, 900]),
        ] {
            var world = try AlipayWorld(product: product, reply: word)
            _ = try world.end(.create(world.exchange.order(12_345, "CNY")))
            world.pay()
            for minute in minutes {
                let sent = world.sandbox.deliveries(
                    at: world.exchange.now, using: &world.exchange.random)
                #expect(sent.count == 1)
                for reply in ["", "success ", word.uppercased() + "!", "<p>\(word)</p>"] {
                    world.sandbox.noticeAnswered(
                        sent[0].reference, status: 200, body: Array(reply.utf8))
                }
                #expect(
                    world.sandbox.nextDelivery == world.exchange.now + .minutes(Int64(minute)))
                world.exchange.now = world.exchange.now + .minutes(Int64(minute))
            }
            #expect(world.notices().count == 1)
            #expect(world.sandbox.nextDelivery == nil)
        }
    }

    @Test func `closing ends a code, a trade, and reports money that came between`() throws {
        var (world, order) = try opened()
        #expect(try world.end(.close(order)) == .report(.closed))
        world.pay(.scan)
        #expect(try world.end(.close(order)) == .report(.closed))
        var (late, second) = try opened()
        late.sandbox.add(FaultRule(.payFirst, on: .close))
        #expect(try late.end(.close(second)) == .report(paid(late)))
        #expect(try late.end(.create(second)) == .report(paid(late)))
    }

    @Test(arguments: [CallFault.serverError, .unsigned, .wrongSignature])
    func `a broken answer concludes nothing and the repeat goes well`(fault: CallFault) throws {
        var (world, order) = try opened()
        world.pay()
        world.sandbox.add(FaultRule(fault, on: .query))
        #expect(throws: ProviderError.self) { try world.end(.query(order, .watch)) }
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
    }

    @Test func `a request that was changed on its way is refused`() throws {
        var (world, order) = try opened()
        let request = try world.exchange.request(.query(order, .watch))
        let changed = SandboxRequest(
            method: "POST", target: request.target, headers: request.headers,
            body: Array("biz_content=%7B%22out_trade_no%22%3A%22other%22%7D".utf8))
        let answer = world.sandbox.handle(
            changed, at: world.exchange.now, using: &world.exchange.random)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("isv.invalid-signature"))
        let error = #expect(throws: ProviderError.self) {
            try world.exchange.outcome(.query(order, .watch), answer)
        }
        #expect(error != nil)
    }

    @Test func `the provider changes its key and both sides go on`() throws {
        var (world, order) = try opened()
        world.pay()
        #expect(world.control("POST", "/sandbox/rotate") == 200)
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test func `people pay by code, and are told what is right`() throws {
        var (world, _) = try opened()
        let code = try #require(world.sandbox.trades[World.reference]).code
        #expect(world.control("POST", "/sandbox/pay", #"{"code_url":"x"}"#) == 404)
        #expect(
            world.control("POST", "/sandbox/pay", #"{"code_url":"\#(code)","mode":"odd"}"#) == 400)
        #expect(
            world.control("POST", "/sandbox/pay", #"{"code_url":"\#(code)","mode":"finished"}"#)
                == 200)
        #expect(world.control("POST", "/sandbox/pay", #"{"code_url":"\#(code)"}"#) == 409)
    }
}
