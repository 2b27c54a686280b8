import Payments
import ProviderSandbox
import ShopModel
import Testing

/// Refunds, bills and key changes of WeChat Pay, our adapter against the provider's side.
@Suite(.serialized) struct WeChatRefundTests {
    private func paidWorld(_ mode: PayMode = .normal) throws -> World {
        var world = try World(timeScale: 0.1)
        try world.open()
        world.pay(.order(World.reference), mode)
        return world
    }

    private func refund(
        _ number: String, _ fen: Int64, in world: World
    ) throws -> ProviderRefund {
        let order = try #require(world.sandbox.orders[World.reference])
        let cny = try #require(Currency("CNY"))
        return ProviderRefund(
            number: number, reference: World.reference,
            transaction: try #require(order.settlement).transactionID, amount: Money(fen, cny),
            total: Money(12_345, cny), reason: "damaged")
    }

    private func standing(
        _ call: ProviderCall, in world: inout World
    ) throws -> RefundStanding {
        var call = call
        for _ in 0..<ProviderCall.longestChain {
            switch try world.ask(call) {
            case .refund(let standing): return standing
            case .ask(let next): call = next
            case .report, .bill: throw ProviderError.malformed("no refund")
            }
        }
        throw ProviderError.malformed("no end")
    }

    @Test func `partial refunds are accepted, done later, told, and counted once`() throws {
        var world = try paidWorld()
        _ = world.notices()
        let first = try refund("refund-1", 2_345, in: world)
        for _ in 0..<3 {
            guard case .processing = try standing(.refund(first), in: &world) else {
                Issue.record("accepted is not done")
                return
            }
        }
        world.now = world.now + .seconds(1)
        let notices = try world.notices().map { try $0.get() }
        #expect(notices.count == 1)
        guard
            case .refund(World.reference, "refund-1", .done(_, first.amount)) = notices[0].content
        else {
            Issue.record("\(notices)")
            return
        }
        #expect(world.notices().isEmpty)
        world.now = world.now + .seconds(5)
        _ = try standing(.refund(refund("refund-2", 10_000, in: world)), in: &world)
        #expect(world.sandbox.books.map(\.refunded) == [12_345])
        world.now = world.now + .seconds(6)
        guard
            case .failed = try standing(.refund(refund("refund-3", 1, in: world)), in: &world)
        else {
            Issue.record("more than was paid")
            return
        }
        #expect(world.sandbox.books.map(\.refunded) == [12_345])
    }

    @Test func `a refund number with another amount gives nothing more back`() throws {
        var world = try paidWorld()
        _ = try standing(.refund(refund("refund-1", 100, in: world)), in: &world)
        world.now = world.now + .seconds(6)
        guard
            case .contradicted = try standing(
                .refund(refund("refund-1", 200, in: world)), in: &world)
        else {
            Issue.record("the number has another amount")
            return
        }
        #expect(world.sandbox.books.map(\.refunded) == [100])
    }

    @Test func `refunds less than a minute apart are put off, not refused`() throws {
        var world = try paidWorld()
        _ = try standing(.refund(refund("refund-1", 100, in: world)), in: &world)
        let error = #expect(throws: ProviderError.self) {
            try standing(.refund(refund("refund-2", 100, in: world)), in: &world)
        }
        #expect(error?.advice == .retry)
    }

    @Test func `an abnormal refund needs a person, a closed one comes to nothing`() throws {
        for (fault, isAbnormal) in [(CallFault.refundAbnormal, true), (.refundClosed, false)] {
            var world = try paidWorld()
            _ = world.notices()
            world.sandbox.add(FaultRule(fault, on: .refund))
            let wish = try refund("refund-1", 100, in: world)
            _ = try standing(.refund(wish), in: &world)
            world.now = world.now + .seconds(1)
            let told = try #require(world.notices().first).get().content
            let found = try standing(.queryRefund(wish, .watch), in: &world)
            #expect(told == .refund(reference: World.reference, number: "refund-1", found))
            if case .needsAttention = found { #expect(isAbnormal) } else { #expect(!isAbnormal) }
            #expect(world.sandbox.books.map(\.refunded) == [0])
        }
    }

    @Test func `a refund whose answer got lost is found, and made if it is not`() throws {
        var world = try paidWorld()
        let wish = try refund("refund-1", 100, in: world)
        #expect(try standing(.queryRefund(wish, .watch), in: &world) == .unknown)
        world.sandbox.add(FaultRule(.serverError, on: .refund))
        #expect(throws: ProviderError.self) { try standing(.refund(wish), in: &world) }
        #expect(try standing(.queryRefund(wish, .watch), in: &world) == .unknown)
        world.sandbox.add(FaultRule(.lostAnswer, on: .refund))
        let answer = world.answer(try world.request(.refund(wish)))
        #expect(answer.delay == .seconds(60))
        guard case .processing = try standing(.queryRefund(wish, .watch), in: &world) else {
            Issue.record("it was made")
            return
        }
        world.sandbox.add(FaultRule(.noFunds, on: .refund))
        guard case .needsAttention = try standing(.refund(wish), in: &world) else {
            Issue.record("no money")
            return
        }
    }

    @Test func `a refund's notice can overtake the payment's`() throws {
        var world = try paidWorld(.lateNotice)
        #expect(world.notices().isEmpty)
        _ = try standing(.refund(refund("refund-1", 100, in: world)), in: &world)
        world.now = world.now + .seconds(1)
        guard case .refund = try #require(world.notices().first).get().content else {
            Issue.record("the refund is first")
            return
        }
        world.now = world.now + .minutes(6)
        #expect(try world.notices().map { try $0.get().standing } == [world.paid()])
        let money = Money(12_345, try #require(Currency("CNY")))
        guard case .givenBack(_, money, nil) = try world.report(world.watch) else {
            Issue.record("a query tells of the refund")
            return
        }
    }

    @Test func `the provider changes its key and both sides go on`() throws {
        var world = try paidWorld()
        #expect(world.control("POST", "/sandbox/rotate").status == 200)
        #expect(world.sandbox.keyInUse == 1)
        #expect(try world.report(world.watch) == world.paid())
        #expect(try world.notices().map { try $0.get().standing } == [world.paid()])
    }

    @Test func `a day's bill is what the books say, and a damaged file is noticed`() throws {
        var world = try paidWorld()
        let wish = try refund("refund-1", 2_345, in: world)
        _ = try standing(.refund(wish), in: &world)
        let day = try #require(CalendarDate("2026-11-22"))
        func lines(_ world: inout World) throws -> [BillLine] {
            guard case .ask(let part) = try world.ask(.bill(day)),
                case .bill(let lines, next: nil) = try world.ask(part)
            else { throw ProviderError.malformed("no bill") }
            return lines
        }
        let bill = try lines(&world)
        #expect(bill.map(\.amount.minorUnits) == [12_345, 2_345])
        #expect(bill.map(\.reference) == [World.reference, World.reference])
        #expect(bill[0].transaction == wish.transaction)
        world.sandbox.add(FaultRule(.wrongSignature, on: .bill))
        #expect(throws: ProviderError.self) { try lines(&world) }
        let quiet = try #require(CalendarDate("2026-11-20"))
        #expect(try world.ask(.bill(quiet)) == .bill([], next: nil))
    }
}
