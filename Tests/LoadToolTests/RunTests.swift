import Foundation
import LoadTool
import TestSupport
import Testing
import Transport

/// The scenarios against the real server, small; what is in a report, and that checks pass.
///
/// One after the other, for each has four loops.
@Suite(.serialized) struct RunTests {
    /// Runs a scenario away from Swift's own threads, for it blocks.
    private func report(
        buyers: Int, seconds: Double = 0.2, loops: Int = 2, on server: LocalServer,
        progress: LoadTool.Progress = LoadTool.Progress(isQuiet: true),
        _ scenario: @escaping @Sendable (LoadRun) throws(LoadFailure) -> Report
    ) async throws -> Report {
        var plan = server.plan
        (plan.buyers, plan.seconds, plan.loops) = (buyers, seconds, loops)
        plan.serverProcess = getpid()
        return try await run(plan, progress: progress, scenario)
    }

    private func run(
        _ plan: LoadPlan, progress: LoadTool.Progress = LoadTool.Progress(isQuiet: true),
        _ scenario: @escaping @Sendable (LoadRun) throws(LoadFailure) -> Report
    ) async throws -> Report {
        return try await resultFromOwnThread {
            let run = try LoadRun(plan, progress: progress)
            defer { run.stop() }
            return try scenario(run)
        }
    }

    @Test func `every buyer gets every text`() async throws {
        let server = try LocalServer()
        var settings = FanoutSettings()
        settings.perSecond = 100
        let report = try await report(buyers: 7, on: server) { [settings] run throws(LoadFailure) in
            try run.fanout(settings)
        }
        #expect(report.breaches.examples == [])
        #expect(report["texts"] == .count(20))
        #expect(report["deliveries"] == .count(140))
        guard case .number(let bytes, _)? = report["frame_bytes"] else {
            Issue.record("no frame_bytes")
            return
        }
        #expect((298...302).contains(bytes))
    }

    @Test func `a seller may go as fast as the window allows`() async throws {
        let server = try LocalServer()
        var settings = FanoutSettings()
        (settings.perSecond, settings.window) = (nil, 8)
        let report = try await report(buyers: 3, on: server) { [settings] run throws(LoadFailure) in
            try run.fanout(settings)
        }
        #expect(report.breaches.examples == [])
        guard case .count(let texts)? = report["texts"] else {
            Issue.record("no texts")
            return
        }
        #expect(report["deliveries"] == .count(3 * texts))
    }

    @Test func `every buyer gets every photo`() async throws {
        let server = try LocalServer()
        var settings = PhotoSettings()
        (settings.posts, settings.photoBytes, settings.window) = (3, 150_000, 2)
        let report = try await report(buyers: 4, seconds: 10, on: server) {
            [settings] run throws(LoadFailure) in try run.photos(settings)
        }
        #expect(report.breaches.examples == [])
        #expect(report["photos"] == .count(12))
        #expect(report["photos_skipped"] == .count(0))
    }

    @Test(arguments: [nil, 40.0])
    func `orders, events, lists and stock agree`(perSecond: Double?) async throws {
        let server = try LocalServer()
        var settings = OrderSettings()
        (settings.window, settings.perSecond) = (2, perSecond)
        let report = try await report(buyers: 3, on: server) { [settings] run throws(LoadFailure) in
            try run.orders(settings)
        }
        #expect(report.breaches.examples == [])
        if perSecond != nil { #expect(report["orders"] == .count(8)) }
        guard case .number(let together, _)? = report["answers_per_commit"],
            case .number(let bytes, _)? = report["server_bytes_per_answer"]
        else {
            Issue.record("no commits, or no bytes: \(report.table)")
            return
        }
        // A commit that only tells of stock has no answer.
        #expect(together > 0 && bytes > 500)
    }

    @Test func `staff's lists are asked for one by one, the orders by pages`() async throws {
        let server = try LocalServer()
        var settings = OrderSettings()
        settings.perSecond = 40
        _ = try await report(buyers: 3, on: server) { [settings] run throws(LoadFailure) in
            try run.orders(settings)
        }
        var lists = ListSettings()
        lists.repeats = 3
        let report = try await report(buyers: 1, on: server) { [lists] run throws(LoadFailure) in
            try run.lists(lists)
        }
        #expect(report["placed_entries"] == .count(8) && report["behind_entries"] == .count(4))
        #expect(report["whole_entries"] == .count(8))
        #expect(report["buying_p99_ms"] != nil)
    }

    @Test func `who enters has joined, and is told since when`() async throws {
        let server = try LocalServer()
        var plan = server.plan
        (plan.sellerJoins, plan.serverProcess) = (true, getpid())
        let since = Date().timeIntervalSince1970
        let report = try await run(plan) { run in run.enter(since: since) }
        guard case .number(let milliseconds, _)? = report["ms"] else {
            Issue.record("no time")
            return
        }
        #expect(milliseconds > 0 && milliseconds < 60_000)
        #expect(report["megabytes"] != nil)
    }

    @Test func `no more is sold than there is`() async throws {
        let server = try LocalServer()
        var settings = OrderSettings()
        (settings.window, settings.stock) = (4, 5)
        let report = try await report(buyers: 3, on: server) { [settings] run throws(LoadFailure) in
            try run.orders(settings)
        }
        #expect(report.breaches.examples == [])
        #expect(report["orders"] == .count(5))
        guard case .count(let refused)? = report["refused_403"] else {
            Issue.record("nobody was told that all is sold out")
            return
        }
        #expect(refused > 0)
    }

    @Test func `in a rush all that there is is held, once, and the seller is heard`() async throws {
        let server = try LocalServer()
        var settings = FlashSettings()
        (settings.units, settings.rushSeconds) = (7, 0.1)
        let report = try await report(buyers: 20, on: server) {
            [settings] run throws(LoadFailure) in try run.flash(settings)
        }
        #expect(report.breaches.examples == [])
        #expect(report["held"] == .count(7))
        #expect(report["refused_403"] == .count(13))
        #expect(report["answer_p99_ms"] != nil && report["text_p99_ms"] != nil)
    }

    @Test func `idle buyers stay, and memory is read on the way`() async throws {
        let server = try LocalServer()
        var settings = IdleSettings()
        settings.step = 2
        let report = try await report(buyers: 5, seconds: 0.01, on: server) {
            [settings] run throws(LoadFailure) in try run.idle(settings)
        }
        #expect(report.breaches.examples == [])
        #expect(report["lost"] == .count(0))
        for buyers in [2, 4, 5] { #expect(report["server_bytes_\(buyers)"] != nil) }
    }

    @Test func `a server that goes away is told, and does not keep us`() async throws {
        let server = try LocalServer()
        let start = ContinuousClock.now
        // The first line after the buyers are in.
        let progress = LoadTool.Progress { if !$0.hasSuffix("are in\n") { server.stop() } }
        let report = try await report(
            buyers: 2, seconds: 60, loops: 1, on: server, progress: progress
        ) { run throws(LoadFailure) in try run.fanout(FanoutSettings()) }
        #expect(!report.breaches.isEmpty)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func `a pace above the server's limit is refused before anybody joins`() async throws {
        let server = try LocalServer(commandsPerSecond: 20)
        var settings = FanoutSettings()
        settings.perSecond = 21
        do {
            _ = try await report(buyers: 1, loops: 1, on: server) {
                [settings] run throws(LoadFailure) in try run.fanout(settings)
            }
            Issue.record("the pace was taken")
        } catch let failure as LoadFailure {
            #expect("\(failure)".contains("--commands-per-second"))
        }
    }

    @Test func `a wrong token, and a server that is not there, are told apart`() async throws {
        let server = try LocalServer()
        var plan = server.plan
        plan.token += "x"
        do {
            _ = try await run(plan) { run throws(LoadFailure) in try run.idle(IdleSettings()) }
            Issue.record("a wrong token was taken")
        } catch let failure as LoadFailure {
            guard case .refused = failure else {
                Issue.record("\(failure)")
                return
            }
        }
        server.stop()
        do {
            _ = try await run(server.plan) { run throws(LoadFailure) in
                try run.idle(IdleSettings())
            }
            Issue.record("a server that is not there answered")
        } catch let failure as LoadFailure {
            guard case .unreachable = failure else {
                Issue.record("\(failure)")
                return
            }
        }
    }
}
