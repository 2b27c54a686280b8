import LoadTool
import ProviderSandbox
import RelayServer
import ShopCore
import ShopModel
import TestSupport
import Testing
import Transport

/// The load tool's evening with payments: server, sandbox and buyers, over TLS.
@Suite(.serialized) struct LoadTests {
    private static let script = Script(
        phases: [Script.Phase(name: "steady", seconds: 1)],
        sellers: [Script.Seller(name: "mina", items: 2, stock: 40)],
        groups: [Script.BuyerGroup.paying(count: 6)])

    private func play(_ world: WeChatStage) async throws -> Performance {
        var plan = LoadPlan(
            server: try RemoteURL("wss://\(world.stage.server.address)/v1"),
            token: world.stage.owner.text)
        plan.buyers = Self.script.buyers
        let control = try RemoteURL(world.sandbox.controlURL)
        return try await resultFromOwnThread { [plan] in
            let run = try LoadRun(plan, progress: Progress(isQuiet: true))
            defer { run.stop() }
            return try run.play(Self.script, title: "paying", sandbox: control)
        }
    }

    @Test func `in an evening with payments the shop's books are the sandbox's`() async throws {
        let world = try WeChatStage.open(methods: [.wechat], paymentWindow: .seconds(60))
        let performance = try await play(world)
        #expect(performance.report.breaches.examples == [])
        let counts = performance.experience.counts
        #expect(counts.orders > 3 && counts.paid == counts.orders)
        #expect(performance.report["paying"] == .text("sandbox"))
        #expect(performance.experience.all(.payment) != nil)
        try await world.close()
    }

    @Test func `a shop that takes no payments breaks a promise with each order`() async throws {
        let world = try WeChatStage.open(methods: [])
        let performance = try await play(world)
        let counts = performance.experience.counts
        #expect(counts.orders > 3 && counts.paid == 0)
        let breaches = performance.report.breaches
        #expect(breaches.count == counts.orders)
        #expect(breaches.examples.allSatisfy { $0.contains("no payment of order") })
        try await world.close()
    }
}

extension Script.BuyerGroup {
    /// Buyers who order, and pay for all they get.
    fileprivate static func paying(count: Int) -> Script.BuyerGroup {
        var group = Script.BuyerGroup(name: "payers", count: count)
        (group.ordersPerMinute, group.paysPercent) = (120, 100)
        return group
    }
}
