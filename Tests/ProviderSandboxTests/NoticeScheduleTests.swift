import Payments
import ProviderSandbox
import ShopModel
import Testing

@Suite(.serialized) struct NoticeScheduleTests {
    /// Seconds after the payment, by the provider's published intervals.
    private static let seconds: [Int64] = [
        0, 15, 30, 60, 240, 840, 2_040, 3_840, 5_640, 7_440, 11_040, 21_840, 32_640, 43_440, 65_040,
        86_640,
    ]

    private func paidWorld(timeScale: Double) throws -> World {
        var world = try World(timeScale: timeScale)
        try world.open()
        world.pay()
        return world
    }

    @Test(arguments: [1, 0.01])
    func `a notice nobody accepts is sent for a day and then no more`(scale: Double) throws {
        var world = try paidWorld(timeScale: scale)
        let start = world.now
        for second in Self.seconds {
            let due = start + TimeSpan(milliseconds: Int64(Double(second) * 1000 * scale))
            #expect(world.sandbox.nextDelivery == due)
            world.now = Timestamp(milliseconds: due.milliseconds - 1)
            #expect(world.deliveries().isEmpty)
            world.now = due
            #expect(world.deliveries().count == 1)
            world.sandbox.noticeAnswered(World.reference, status: 500)
        }
        #expect(world.sandbox.nextDelivery == nil)
        world.now = world.now + .hours(100)
        #expect(world.deliveries().isEmpty)
    }

    @Test(arguments: [200, 204])
    func `an accepted notice is not sent again`(status: Int) throws {
        var world = try paidWorld(timeScale: 1)
        #expect(world.deliveries().count == 1)
        world.sandbox.noticeAnswered(World.reference, status: status)
        #expect(world.sandbox.nextDelivery == nil)
        #expect(world.sandbox.orders[World.reference]?.notice?.isAccepted == true)
    }

    @Test(arguments: [nil, 199, 201, 302, 400, 503] as [Int?])
    func `any other answer counts as none`(status: Int?) throws {
        var world = try paidWorld(timeScale: 1)
        #expect(world.deliveries().count == 1)
        world.sandbox.noticeAnswered(World.reference, status: status)
        #expect(world.sandbox.nextDelivery == world.now + .seconds(15))
    }

    @Test func `what is over the limit stays due`() throws {
        var world = try paidWorld(timeScale: 1)
        #expect(world.deliveries(limit: 0).isEmpty)
        #expect(world.sandbox.nextDelivery == world.now)
        #expect(world.deliveries(limit: 1).count == 1)
        #expect(world.deliveries(limit: 1).isEmpty)
    }

    @Test func `each sending is signed afresh under the same id`() throws {
        var world = try paidWorld(timeScale: 1)
        let first = try #require(world.deliveries().first)
        world.now = world.now + .minutes(6)
        let notices = world.notices()
        #expect(notices.count == 1)
        let id = try notices[0].get().id
        #expect(String(decoding: first.body, as: UTF8.self).contains(id))
    }
}
