import Payments
import ProviderSandbox
import ShopModel
import TestSupport
import Testing

/// Our adapter against the provider's side, which shares no code with it.
@Suite(.serialized) struct PaymentTests {
    @Test func `an order is created, paid, noticed once and found paid`() throws {
        var world = try World()
        let link = try world.open()
        #expect(try world.report(world.watch) == .notPaid)
        world.pay(.code(link))
        let notices = try world.notices().map { try $0.get() }
        #expect(notices.map(\.reference) == [World.reference])
        #expect(try notices.map(\.standing) == [world.paid()])
        world.now = world.now + .hours(48)
        #expect(world.notices().isEmpty)
        #expect(try world.report(world.watch) == world.paid())
    }

    @Test func `repeating a creation gives a fresh link and kills the old one`() throws {
        var world = try World()
        let first = try world.open()
        let second = try world.open()
        #expect(first != second)
        #expect(world.pay(.code(first)) == .failure(.unknown))
        guard case .success = world.pay(.code(second)) else {
            Issue.record("the fresh link can be paid")
            return
        }
        #expect(world.sandbox.orders.count == 1)
        #expect(world.pay() == .failure(.paid))
    }

    @Test func `a creation with other parameters closes what is there and ends the payment`()
        throws
    {
        var world = try World()
        let link = try world.open()
        #expect(try world.report(world.create(fen: 12_346)) == .closed)
        #expect(world.pay(.code(link)) == .failure(.closed))
    }

    @Test func `a creation that meets money reports it`() throws {
        var world = try World()
        try world.open()
        world.pay()
        #expect(try world.report(world.create()) == world.paid())
    }

    @Test func `a creation the provider refuses ends the payment`() throws {
        var world = try World(applicationID: "wxother")
        let report = try world.report(world.create())
        #expect(report == .refused(reason: "APPID_MCHID_NOT_MATCH appid or mchid is unknown"))
        #expect(world.sandbox.orders.isEmpty)
    }

    @Test func `an order closes at its time and not before`() throws {
        var world = try World()
        let link = try world.open()
        // 15 minutes, of which the provider counts whole seconds.
        world.now = World.start + TimeSpan(milliseconds: 15 * 60_000 - 251)
        #expect(try world.report(world.watch) == .notPaid)
        world.now = World.start + TimeSpan(milliseconds: 15 * 60_000 - 250)
        #expect(world.pay(.code(link)) == .failure(.closed))
        #expect(try world.report(world.watch) == .closed)
        #expect(try world.report(world.create()) == .closed)
        #expect(try world.report(world.close) == .closed)
    }

    @Test(arguments: [(0, 1), (200 * 24 * 60, 90 * 24 * 60)] as [(Int64, Int64)])
    func `the provider bends the time to one minute or ninety days`(
        asked: Int64, given: Int64
    ) throws {
        var world = try World()
        _ = try world.report(world.create(minutes: asked))
        let order = try #require(world.sandbox.orders[World.reference])
        #expect(order.expiresAt == World.start + .minutes(given))
    }

    @Test func `a code lives two hours, the order longer`() throws {
        var world = try World()
        guard case .opened(let link, _) = try world.report(world.create(minutes: 600)) else {
            Issue.record("no link")
            return
        }
        world.now = world.now + .hours(2)
        #expect(world.pay(.code(link)) == .failure(.codeExpired))
        #expect(try world.report(world.watch) == .notPaid)
    }

    @Test func `closing ends an unpaid order, and an order nobody made`() throws {
        var world = try World()
        #expect(try world.report(world.close) == .closed)
        try world.open()
        #expect(try world.report(world.close) == .closed)
        #expect(try world.report(world.close) == .closed)
        #expect(world.pay() == .failure(.closed))
    }

    @Test func `closing a paid order reports the money`() throws {
        var world = try World()
        try world.open()
        world.pay(.order(World.reference), .noNotice)
        #expect(try world.report(world.close) == world.paid())
    }

    @Test func `an order nobody made stays unknown to a watch`() throws {
        var world = try World()
        let error = #expect(throws: ProviderError.self) { try world.report(world.watch) }
        #expect(error?.advice == .retry)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `under any order of events both sides agree in the end`(seed: UInt64) throws {
        var world = try World(seed: seed)
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            switch dice.next() % 6 {
            case 0: _ = try? world.report(world.create())
            case 1: _ = try? world.report(world.create(fen: 500))
            case 2: world.pay(.order(World.reference), dice.next() % 2 == 0 ? .normal : .noNotice)
            case 3: _ = world.notices()
            case 4: _ = dice.next() % 4 == 0 ? try world.report(world.close) : .notPaid
            default: world.now = world.now + .seconds(Int64(dice.next() % 90))
            }
            guard let order = world.sandbox.orders[World.reference] else { continue }
            let fen = order.parameters.amount.total
            let report = try world.report(world.watch)
            switch try #require(world.sandbox.orders[World.reference]).state {
            case .notPaid: #expect(report == .notPaid, "seed \(seed)")
            case .closed: #expect(report == .closed, "seed \(seed)")
            case .paid: #expect(try report == world.paid(fen), "seed \(seed)")
            }
        }
        let last = try world.report(world.close)
        let isPaid = world.sandbox.orders[World.reference]?.state == .paid
        if isPaid {
            guard case .paid = last else {
                Issue.record("seed \(seed): \(last)")
                return
            }
        } else {
            #expect(last == .closed, "seed \(seed)")
        }
    }
}
