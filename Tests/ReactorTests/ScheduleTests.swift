import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct ScheduleTests {
    @Test(arguments: EventLoop.Backend.allCases)
    func `timers fire by deadline and never early`(backend: EventLoop.Backend) async throws {
        try await withLoop(backend) { loop in
            let fired = Log<Int>()
            let wasEarly: Bool = try await loop.wait { done in
                let start = loop.now
                for delay in [7, 3, 5, 1, 3] {
                    loop.schedule(after: .milliseconds(delay)) { fired.add(delay) }
                }
                loop.schedule(after: .milliseconds(8)) {
                    done(MonotonicTime.read() - start < .milliseconds(8))
                }
            }
            #expect(fired.all == [1, 3, 3, 5, 7])
            #expect(!wasEarly)
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `a cancelled timer stays silent and a hurried one comes first`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in
            let fired = Log<String>()
            let _: Void = try await loop.wait { done in
                let cancelled = loop.schedule(after: .milliseconds(1)) { fired.add("cancelled") }
                let hurried = loop.schedule(after: .seconds(3_600)) { fired.add("hurried") }
                let putOff = loop.schedule(after: .milliseconds(1)) {
                    fired.add("put off")
                    done(())
                }
                loop.schedule(after: .milliseconds(3)) { fired.add("other") }
                let isCancelled = loop.cancel(cancelled)
                let isCancelledTwice = loop.cancel(cancelled)
                #expect(isCancelled && !isCancelledTwice)
                #expect(loop.reschedule(hurried, at: loop.now + .milliseconds(2)))
                #expect(loop.reschedule(putOff, at: loop.now + .milliseconds(5)))
            }
            #expect(fired.all == ["hurried", "other", "put off"])
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `a timer that is due at once fires in the next tick`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in
            let ticks: Int = try await loop.wait { done in
                let start = loop.statistics.ticks
                loop.schedule(after: .zero) {
                    loop.schedule(after: .zero) { done(loop.statistics.ticks - start) }
                }
            }
            #expect(ticks >= 2)
        }
    }

    @Test func `times far away neither overflow nor fire`() {
        let now = MonotonicTime(nanoseconds: 5)
        #expect((now + .seconds(Int64.max)).nanoseconds == .max)
        #expect((now + .seconds(Int64.min)).nanoseconds == .min)
        #expect((now + .milliseconds(2)).nanoseconds == 2_000_005)
        #expect((now + .milliseconds(2)) - now == .milliseconds(2))
    }
}
