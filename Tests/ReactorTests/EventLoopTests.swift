import Dispatch
import Glibc
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct EventLoopTests {
    @Test(arguments: EventLoop.Backend.allCases)
    func `tasks of each thread run in the order of its calls`(
        backend: EventLoop.Backend
    ) async throws {
        let (threads, tasks) = (4, 2_000)
        try await withLoop(backend) { loop in
            let log = Log<(thread: Int, task: Int)>()
            await withCheckedContinuation { continuation in
                let group = DispatchGroup()
                for thread in 0..<threads {
                    DispatchQueue.global().async(group: group) {
                        for task in 0..<tasks { loop.execute { log.add((thread, task)) } }
                    }
                }
                group.notify(queue: .global()) { loop.execute { continuation.resume() } }
            }
            for thread in 0..<threads {
                #expect(log.all.filter { $0.thread == thread }.map(\.task) == Array(0..<tasks))
            }
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `each task wakes a loop that sleeps`(backend: EventLoop.Backend) async throws {
        try await withLoop(backend) { first in
            try await withLoop(backend) { second in
                let bounces: Int = try await first.wait { done in
                    @Sendable func bounce(_ count: Int) {
                        if count == 2_000 { return done(count) }
                        (count % 2 == 0 ? second : first).execute { bounce(count + 1) }
                    }
                    bounce(0)
                }
                #expect(bounces == 2_000)
            }
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `tasks that gather while the loop is busy run in one tick without a wake-up`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in
            let (isBusy, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let ticks = Log<Int>()
            DispatchQueue.global().async {
                isBusy.wait()
                for _ in 0..<1_000 { loop.execute { ticks.add(loop.statistics.ticks) } }
                goOn.signal()
            }
            let before = Log<Int>()
            loop.execute {
                before.add(loop.statistics.wakeUps)
                isBusy.signal()
                goOn.wait()
                loop.execute { before.add(loop.statistics.wakeUps) }
            }
            while before.all.count < 2 { try await loop.run {} }
            #expect(before.all[0] == before.all[1])
            #expect(ticks.all.count == 1_000)
            #expect(Set(ticks.all).count == 1)
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `an idle loop runs no ticks`(backend: EventLoop.Backend) async throws {
        try await withLoop(backend) { idle in
            let (own, peer) = makePair()
            defer { System.close(peer) }
            let ticks = {
                // The second look waits out wake-ups that are still under way for the first.
                try await idle.run {}
                return try await idle.run { idle.statistics.ticks }
            }
            try await idle.run {
                idle.schedule(after: .seconds(3_600)) {}
                let handler = Handler { _, _ in }
                _ = try idle.register(Socket(adopting: own), .readable, handler: handler)
            }
            let before = try await ticks()
            try await withLoop(backend) { busy in for _ in 0..<500 { try await busy.run {} } }
            // Two looks, and at most one wake-up that was sent as the loop went to sleep for each.
            #expect(try await ticks() - before <= 4)
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `shutdown runs the tasks that wait and refuses later ones`(
        backend: EventLoop.Backend
    ) async throws {
        let loop = try EventLoop(backend: backend)
        let log = Log<Int>()
        for number in 0..<100 { loop.execute { log.add(number) } }
        await loop.ended()
        #expect(log.all == Array(0..<100))
        #expect(!loop.execute { log.add(100) })
        await loop.ended()  // A second shutdown completes as well.
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `shutdown closes the sockets in the loop's care`(
        backend: EventLoop.Backend
    ) async throws {
        let loop = try EventLoop(backend: backend)
        let (own, peer) = makePair()
        defer { System.close(peer) }
        try await loop.run {
            _ = try loop.register(Socket(adopting: own), .readable, handler: Handler { _, _ in })
        }
        await loop.ended()
        #expect(try receive(peer).outcome == .endOfStream)
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `an ended loop is freed`(backend: EventLoop.Backend) async throws {
        weak var remembered: EventLoop?
        do {
            let loop = try EventLoop(backend: backend)
            remembered = loop
            try await loop.run { _ = loop.schedule(after: .seconds(60)) { _ = loop } }
            await loop.ended()
        }
        // Dispatch drops its last reference a moment after the end; each turn lets it run.
        for _ in 0..<100_000 where remembered != nil { await Task.yield() }
        #expect(remembered == nil)
    }

    @Test func `the clocks stand still within a tick`() async throws {
        try await withLoop { loop in
            let isSame = try await loop.run {
                let (now, wall) = (loop.now, loop.wallClockMilliseconds)
                while MonotonicTime.read().nanoseconds < now.nanoseconds + 2_000_000 {}
                return loop.now == now && loop.wallClockMilliseconds == wall
            }
            #expect(isSame)
            let year2020 = 1_577_836_800_000
            #expect(try await loop.run { loop.wallClockMilliseconds } > year2020)
        }
    }

    @Test func `a group hands its loops out in turn`() async throws {
        let group = try EventLoopGroup(count: 3)
        let chosen = (0..<7).map { _ in group.next() }
        for (index, loop) in chosen.enumerated() { #expect(loop === group[index % 3]) }
        await withCheckedContinuation { continuation in
            group.shutdown { continuation.resume() }
        }
        #expect(group.loops.allSatisfy { !$0.execute {} })
    }
}
