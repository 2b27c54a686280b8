import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct TickEndTests {
    @Test(arguments: EventLoop.Backend.allCases)
    func `a handler runs once in a tick, after its tasks`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in
            let log = Log<String>()
            let _: Void = try await loop.wait { done in
                let handler = TickEnd { _ in
                    log.add("end")
                    done(())
                }
                loop.schedule(after: .zero) {
                    for _ in 0..<3 { loop.atTickEnd(handler) }
                    log.add("timer")
                    loop.execute { log.add("task") }  // Still part of this tick.
                }
            }
            #expect(log.all == ["timer", "task", "end"])
        }
    }

    @Test func `a handler set by another runs in the same tick`() async throws {
        try await withLoop { loop in
            let ticks = Log<Int>()
            let _: Void = try await loop.wait { done in
                let flush = TickEnd { _ in
                    ticks.add(loop.statistics.ticks)
                    done(())
                }
                let commit = TickEnd { _ in
                    ticks.add(loop.statistics.ticks)
                    loop.atTickEnd(flush)
                }
                loop.atTickEnd(commit)
            }
            #expect(ticks.all.count == 2)
            #expect(Set(ticks.all).count == 1)
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `a handler that always comes back cannot hold the loop`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in
            let ticks = Log<Int>()
            let wanted = 3 * EventLoop.tickEndRounds
            let _: Void = try await loop.wait { done in
                loop.atTickEnd(
                    TickEnd { handler in
                        ticks.add(loop.statistics.ticks)
                        ticks.all.count == wanted ? done(()) : loop.atTickEnd(handler)
                    })
            }
            let rounds = Dictionary(grouping: ticks.all) { $0 }.values.map(\.count)
            #expect(rounds == Array(repeating: EventLoop.tickEndRounds, count: 3))
        }
    }
}
