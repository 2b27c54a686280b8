import Foundation
import TestSupport
import Testing
import Transport

@testable import LoadTool

/// A whole small evening against the real server; one with payments is in ScenarioTests.
@Suite(.serialized) struct PlayTests {
    private func play(
        _ script: Script, on server: LocalServer,
        progress: LoadTool.Progress = LoadTool.Progress(isQuiet: true)
    ) async throws -> Performance {
        var plan = server.plan
        (plan.buyers, plan.loops, plan.serverProcess) = (script.buyers, 2, getpid())
        return try await resultFromOwnThread { [plan] in
            let run = try LoadRun(plan, progress: progress)
            defer { run.stop() }
            return try run.play(script, title: "evening")
        }
    }

    private func evening() -> Script {
        var (storm, rush) = (
            Script.Phase(name: "storm", seconds: 0.5), Script.Phase(name: "rush", seconds: 1.4)
        )
        storm.cut = Script.Cut(percent: 100, backWithinSeconds: 0.2)
        rush.rush = Script.Rush(units: 3, seconds: 0.2)
        var seller = Script.Seller(name: "mina", items: 2, stock: 4)
        (seller.talkPerMinute, seller.postsPerMinute) = (1_200, 300)
        (seller.correctionsPerMinute, seller.stockChangesPerMinute) = (300, 300)
        seller.photos = .noise(bytes: 20_000, count: 2)
        var near = Script.BuyerGroup(name: "near", count: 6)
        (near.photos, near.chatPerMinute, near.ordersPerMinute) = (.full, 120, 200)
        var far = Script.BuyerGroup(name: "far", count: 4)
        (far.photos, far.ordersPerMinute) = (.preview, 100)
        far.network.delayMilliseconds = 20
        (far.network.dropsPerMinute, far.network.awaySeconds) = (40, 0.1)
        (far.network.stallsPerMinute, far.network.stallSeconds) = (40, 0.2)
        var others = Script.BuyerGroup(name: "others", count: 2)
        others.seller = 1
        let ramp = Script.Phase(
            name: "ramp", seconds: 0.5, level: Script.Level(start: 0.3, end: 1))
        return Script(
            phases: [ramp, storm, rush], sellers: [seller, Script.Seller(name: "jun")],
            groups: [near, far, others])
    }

    @Test func `an evening with storm, rush and bad networks passes all checks`() async throws {
        let server = try LocalServer()
        let performance = try await play(evening(), on: server)
        #expect(performance.report.breaches.examples == [])
        let counts = performance.experience.counts
        // How many are in when an act is due depends on the machine.
        #expect(counts.drops > 0 && counts.resumed > 0 && counts.stalls > 0)
        #expect(counts.orders > 0 && counts.photos > 0 && counts.deliveries > 50)
        for kind in [Experience.Kind.text, .post, .photo, .order, .answer, .join, .resume] {
            #expect(performance.experience.all(kind) != nil, "\(kind)")
        }
        #expect(performance.experience.badNetworkTimes[.resume] != nil)
        #expect(performance.samples.contains { ($0.serverDescriptors ?? 0) > 0 })
        #expect(performance.page.contains("The server's memory"))
        #expect(
            performance.report["again"]
                == .text(
                    "shopcast-load run evening --buyers 12 --seconds 2.4 --seed 1 --loops 2"))
    }

    @Test func `a server that goes away in the middle is told, and does not keep us`() async throws
    {
        let server = try LocalServer()
        let start = ContinuousClock.now
        var script = evening()
        script.phases[2].seconds = 60
        let progress = LoadTool.Progress { if $0.contains("texts/s") { server.stop() } }
        let performance = try await play(script, on: server, progress: progress)
        let words = performance.report.breaches.examples.joined()
        #expect(words.contains("the seller lost its connection"), "\(words)")
        #expect(words.contains("could not be compared"))
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
