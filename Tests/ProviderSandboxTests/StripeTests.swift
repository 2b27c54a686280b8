import Payments
import ProviderSandbox
import ShopModel
import Testing

/// Our adapter against Stripe's side, which shares no code with it.
@Suite(.serialized) struct StripeTests {
    private func paid(_ world: StripeWorld, _ amount: Int64 = 38_000) throws -> PaymentStanding {
        let session = try #require(world.sandbox.sessions.values.first)
        return .paid(
            transaction: try #require(session.intentID),
            amount: Money(amount, try #require(Currency("KRW"))))
    }

    private func refund(_ number: String, _ amount: Int64, _ world: StripeWorld) throws
        -> ProviderRefund
    {
        let session = try #require(world.sandbox.sessions.values.first)
        let krw = try #require(Currency("KRW"))
        return ProviderRefund(
            number: number, reference: World.reference,
            transaction: try #require(session.intentID), amount: Money(amount, krw),
            total: Money(38_000, krw), reason: "")
    }

    @Test func `a page is made, paid, noticed once and found paid`() throws {
        var world = try StripeWorld()
        let order = try world.open()
        #expect(try world.end(.query(order, .watch)) == .report(.notPaid))
        world.pay()
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
        world.exchange.now = world.exchange.now + .hours(100)
        #expect(world.notices().isEmpty)
    }

    @Test func `the same key brings the same session, and refuses other content`() throws {
        var world = try StripeWorld()
        let first = try world.open()
        #expect(try world.open() == first)
        #expect(world.sandbox.sessions.count == 1)
        #expect(throws: ProviderError.self) {
            try world.ask(.create(world.exchange.order(1_000, "KRW")))
        }
        #expect(world.sandbox.sessions.count == 1)
    }

    @Test func `a lost answer to the creation costs no second session`() throws {
        var world = try StripeWorld()
        let order = try world.exchange.order(38_000, "KRW")
        world.sandbox.add(FaultRule(.lostAnswer, on: .create))
        let request = try world.exchange.request(.create(order))
        let answer = world.sandbox.handle(
            request, at: world.exchange.now, using: &world.exchange.random)
        #expect(answer.delay == .seconds(60))
        #expect(try world.end(.query(order, .watch)) == .report(.notPaid))
        #expect(try world.end(.close(order)) == .report(.closed))
        #expect(world.sandbox.sessions.values.map(\.status) == [.expired])
    }

    @Test func `a stored failure is repeated, and ends with the page's time`() throws {
        var world = try StripeWorld()
        let order = try world.exchange.order(38_000, "KRW")
        world.sandbox.add(FaultRule(.serverError, on: .create))
        for _ in 0..<3 {
            let error = #expect(throws: ProviderError.self) { try world.ask(.create(order)) }
            #expect(error?.advice == .retry)
        }
        #expect(throws: ProviderError.self) { try world.end(.close(order)) }
        world.exchange.now = World.start + .minutes(76)
        #expect(try world.end(.close(order)) == .report(.closed))
    }

    @Test func `two events for one change name one transaction`() throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay(.twoEvents)
        let notices = try world.notices().map { try $0.get() }
        #expect(Set(notices.map(\.id)).count == 2)
        #expect(notices[0].content == notices[1].content)
        var twice = try StripeWorld()
        _ = try twice.open()
        twice.pay(.duplicateNotice)
        #expect(try Set(twice.notices().map { try $0.get().id }).count == 1)
    }

    @Test(arguments: [StripePayMode.delayed, .delayedFailure])
    func `complete and unpaid is neither money nor its end`(mode: StripePayMode) throws {
        var world = try StripeWorld(timeScale: 0.1)
        let order = try world.open()
        world.pay(mode)
        #expect(try world.notices().map { try $0.get().standing } == [.pending])
        #expect(try world.end(.query(order, .watch)) == .report(.pending))
        #expect(try world.end(.close(order)) == .report(.pending))
        world.exchange.now = world.exchange.now + .seconds(6)
        let standing: PaymentStanding = mode == .delayed ? try paid(world) : .closed
        #expect(try world.notices().map { try $0.get().standing } == [standing])
        #expect(try world.end(.query(order, .watch)) == .report(standing))
    }

    @Test func `money counts after the page has expired`() throws {
        var world = try StripeWorld()
        let order = try world.open()
        world.pay(.expiredThenPaid)
        #expect(try world.notices().map { try $0.get().standing } == [.closed, paid(world)])
        #expect(try world.end(.query(order, .afterClose)) == .report(paid(world)))
    }

    @Test func `an event three days late is signed afresh and believed`() throws {
        var world = try StripeWorld()
        let order = try world.open()
        world.pay(.lateNotice)
        #expect(world.notices().isEmpty)
        #expect(try world.end(.query(order, .watch)) == .report(paid(world)))
        world.exchange.now = world.exchange.now + .hours(72)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test(arguments: [StripePayMode.staleTimestamp, .wrongSignature])
    func `a wrong first event is refused and the next one believed`(mode: StripePayMode) throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay(mode)
        guard case .failure(let error) = try #require(world.notices().first) else {
            Issue.record("it was believed")
            return
        }
        let expected: ProviderError =
            mode == .staleTimestamp ? .staleTimestamp(offBySeconds: 600) : .signatureInvalid
        #expect(error == expected)
        world.exchange.now = world.exchange.now + .minutes(1)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test func `an event nobody accepts is sent for three days`() throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay()
        var sendings = 0
        while let next = world.sandbox.nextDelivery {
            world.exchange.now = next
            sendings +=
                world.sandbox.deliveries(
                    at: next, using: &world.exchange.random
                ).count
        }
        #expect(sendings == StripeSandbox.noticeIntervals.count + 1)
        let span = world.exchange.now - World.start
        #expect(span > .hours(70) && span <= .hours(72))
    }

    @Test func `other amounts are said, other currencies and real money contradict`() throws {
        var less = try StripeWorld()
        _ = try less.open()
        less.pay(.wrongAmount)
        #expect(try less.notices().map { try $0.get().standing } == [paid(less, 37_999)])
        var live = try StripeWorld()
        _ = try live.open()
        live.pay(.wrongMode)
        #expect(
            try live.notices().map { try $0.get().standing }
                == [.contradicted(.mode(isLive: true))])
        var euro = try StripeWorld()
        _ = try euro.open()
        euro.pay(.otherCurrency)
        guard case .paid(_, let amount)? = try euro.notices().first?.get().standing else {
            Issue.record("euro are passed on")
            return
        }
        #expect(amount.currency.code == "EUR")
    }

    @Test func `money between query and close is not lost`() throws {
        var world = try StripeWorld()
        let order = try world.open()
        #expect(try world.end(.query(order, .watch)) == .report(.notPaid))
        world.sandbox.add(FaultRule(.payFirst, on: .close))
        #expect(try world.end(.close(order)) == .report(paid(world)))
    }

    @Test func `while secrets change each event has a signature by both`() throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay()
        #expect(world.control("POST", "/sandbox/rotate") == 200)
        var copy = world
        let sent = copy.sandbox.deliveries(at: copy.exchange.now, using: &copy.exchange.random)
        let header = try #require(sent[0].headers.first { $0.name == "Stripe-Signature" })
        #expect(header.value.split(separator: ",v1=").count == 3)
        #expect(try world.notices().map { try $0.get().standing } == [paid(world)])
    }

    @Test func `refunds are made once, found, refused beyond the payment, and told`() throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay()
        _ = world.notices()
        let wish = try refund("r-1", 8_000, world)
        #expect(try world.end(.queryRefund(wish, .watch)) == .refund(.unknown))
        guard case .refund(.done(let id?, wish.amount)) = try world.end(.refund(wish)) else {
            Issue.record("not done")
            return
        }
        #expect(try world.end(.refund(wish)) == .refund(.done(id: id, amount: wish.amount)))
        #expect(
            try world.end(.queryRefund(wish, .watch))
                == .refund(.done(id: id, amount: wish.amount)))
        let contents = try world.notices().map { try $0.get().content }
        #expect(contents.count == 2)
        #expect(
            contents[0]
                == .refund(
                    reference: World.reference, number: "r-1", .done(id: id, amount: wish.amount)))
        guard case .payment(World.reference, .givenBack(_, _, wish.amount)) = contents[1] else {
            Issue.record("\(contents)")
            return
        }
        guard case .refund(.failed) = try world.end(.refund(refund("r-2", 30_001, world))) else {
            Issue.record("more than was paid")
            return
        }
        for (fault, number) in [
            (CallFault.refundAbnormal, "r-3"), (.refundClosed, "r-4"), (.refundIdle, "r-5"),
            (.noFunds, "r-6"),
        ] {
            world.sandbox.add(FaultRule(fault, on: .refund))
            let standing = try world.end(.refund(refund(number, 1_000, world)))
            switch (fault, standing) {
            case (.refundAbnormal, .refund(.needsAttention)), (.refundClosed, .refund(.failed)),
                (.refundIdle, .refund(.processing)), (.noFunds, .refund(.needsAttention)):
                break
            default: Issue.record("\(fault): \(standing)")
            }
        }
        // 8,000 and what is under way; the failed one does not count.
        #expect(world.sandbox.books.map(\.refunded) == [10_000])
        #expect(world.sandbox.books.map(\.paid) == [38_000])
    }

    @Test func `a day's lists are what the books say`() throws {
        var world = try StripeWorld()
        _ = try world.open()
        world.pay()
        _ = try world.end(.refund(refund("r-1", 8_000, world)))
        let day = try #require(CalendarDate("2026-11-22"))
        var lines: [BillLine] = []
        var call: ProviderCall? = .bill(day)
        while let current = call {
            guard case .bill(let more, let next) = try world.ask(current) else {
                Issue.record("no bill")
                return
            }
            lines += more
            call = next.map(ProviderCall.billPart)
        }
        #expect(lines.map(\.amount.minorUnits) == [38_000, 8_000])
        #expect(lines.map(\.reference) == [World.reference, World.reference])
    }

    @Test func `a stranger's key is refused`() throws {
        var world = try StripeWorld()
        let request = SandboxRequest(
            method: "GET", target: "/v1/refunds", headers: [SandboxHeader("Authorization", "x")],
            body: [])
        let answer = world.sandbox.handle(
            request, at: world.exchange.now, using: &world.exchange.random)
        #expect(answer.status == 401)
    }
}
