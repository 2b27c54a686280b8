import Payments
import ProviderSandbox
import ShopModel
import Testing

@Suite(.serialized) struct FaultTests {
    private func paidWorld(_ mode: PayMode) throws -> World {
        var world = try World()
        try world.open()
        world.pay(.order(World.reference), mode)
        return world
    }

    @Test func `a duplicate comes at once, with the same id and another nonce`() throws {
        var world = try paidWorld(.duplicateNotice)
        var copy = world
        let deliveries = copy.deliveries()
        #expect(deliveries.count == 2)
        #expect(deliveries[0].body == deliveries[1].body)
        #expect(deliveries[0].headers != deliveries[1].headers)
        let notices = try world.notices().map { try $0.get() }
        #expect(notices.count == 2)
        #expect(notices[0] == notices[1])
        #expect(try notices[0].standing == world.paid())
    }

    @Test func `a wrong amount and another currency are passed to the shop`() throws {
        var less = try paidWorld(.wrongAmount)
        #expect(try less.notices().map { try $0.get().standing } == [less.paid(12_344)])
        #expect(try less.report(less.watch) == less.paid(12_344))
        var dollars = try paidWorld(.otherCurrency)
        #expect(
            try dollars.notices().map { try $0.get().standing } == [dollars.paid(12_345, "USD")])
    }

    @Test func `another merchant's money contradicts`() throws {
        var world = try paidWorld(.wrongMerchant)
        let report = try #require(try world.notices().first?.get().standing)
        guard case .contradicted = report else {
            Issue.record("\(report)")
            return
        }
    }

    @Test(arguments: [PayMode.unknownSerial, .staleTimestamp, .signatureProbe])
    func `a wrong first notice is refused and the next one believed`(mode: PayMode) throws {
        var world = try paidWorld(mode)
        let first = world.notices()
        #expect(first.count == 1)
        guard case .failure(let error) = try #require(first.first) else {
            Issue.record("it was believed")
            return
        }
        switch mode {
        case .staleTimestamp: #expect(error == .staleTimestamp(offBySeconds: 600))
        case .signatureProbe: #expect(error == .signatureProbe)
        default:
            guard case .unknownSerial = error else {
                Issue.record("\(error)")
                return
            }
        }
        world.now = world.now + .seconds(15)
        #expect(try world.notices().map { try $0.get().standing } == [world.paid()])
    }

    @Test func `without a notice only a query finds the money`() throws {
        var world = try paidWorld(.noNotice)
        world.now = world.now + .hours(25)
        #expect(world.notices().isEmpty)
        #expect(try world.report(world.watch) == world.paid())
    }

    @Test func `a slow answer is held back five seconds`() throws {
        var world = try World()
        try world.open()
        world.sandbox.add(FaultRule(.slow, on: .query))
        #expect(world.answer(try world.request(world.watch)).delay == .seconds(5))
        #expect(world.answer(try world.request(world.watch)).delay == .seconds(0))
    }

    @Test func `money between query and close is not lost`() throws {
        var world = try World()
        try world.open()
        #expect(try world.report(world.watch) == .notPaid)
        world.sandbox.add(FaultRule(.payFirst, on: .close))
        #expect(try world.report(world.close) == world.paid())
    }

    @Test(arguments: [
        CallFault.serverError, .signatureProbe, .unknownSerial, .staleTimestamp, .unsigned,
    ])
    func `a broken answer concludes nothing and the repeat goes well`(fault: CallFault) throws {
        for call in [CallKind.create, .query, .close] {
            var world = try World()
            if call != .create { try world.open() }
            world.sandbox.add(FaultRule(fault, on: call))
            #expect(throws: ProviderError.self) {
                switch call {
                case .create: try world.ask(world.create())
                case .query: try world.ask(world.watch)
                default: try world.ask(world.close)
                }
            }
            #expect(world.sandbox.faults.isEmpty)
            switch call {
            case .create: try world.open()
            case .query: #expect(try world.report(world.watch) == .notPaid)
            default: #expect(try world.report(world.close) == .closed)
            }
        }
    }
}
