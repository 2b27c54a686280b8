import Reactor
import Testing

@testable import Transport

@Suite(.serialized) struct HandshakeLineTests {
    /// Takes 400 µs by the test's clock, and writes down in which tick.
    private final class Waiter: HandshakeWaiter {
        let name: Int
        let desk: Desk

        init(_ name: Int, _ desk: Desk) { (self.name, self.desk) = (name, desk) }

        func takeTurn() {
            desk.time += 400_000
            desk.turns.append(Turn(tick: desk.loop.statistics.ticks, name: name))
        }
    }

    private struct Turn {
        let tick: Int
        let name: Int
    }

    private final class Desk {
        let loop: EventLoop
        var time: Int64 = 0
        var turns: [Turn] = []
        lazy var line = HandshakeLine(loop) { [unowned self] in MonotonicTime(nanoseconds: time) }

        init(_ loop: EventLoop) { self.loop = loop }
    }

    @Test func `handshakes of a millisecond are made in a tick, in their order`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group[0]
        let desk = try await loop.run { () -> LoopBound<Desk> in
            let desk = Desk(loop)
            for name in 0..<10 {
                let isMade = desk.line.run(Waiter(name, desk), share: .milliseconds(1))
                #expect(isMade == (name < 3))  // The third begins at 800 µs.
            }
            return LoopBound(desk, on: loop)
        }
        try await loop.until { desk.value.turns.count == 10 }
        let turns = try await loop.run { desk.value.turns }
        #expect(turns.map(\.name) == Array(0..<10))
        let ticks = Dictionary(grouping: turns, by: \.tick).sorted { $0.key < $1.key }
        #expect(ticks.map(\.value.count) == [3, 3, 3, 1])
        await group.ended()
    }

    @Test func `whoever comes later does not overtake the line`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group[0]
        let desk = try await loop.run { () -> LoopBound<Desk> in
            let desk = Desk(loop)
            for name in 0..<2 { _ = desk.line.run(Waiter(name, desk), share: .zero) }
            #expect(!desk.line.run(Waiter(2, desk), share: .seconds(1)))
            return LoopBound(desk, on: loop)
        }
        try await loop.until { desk.value.turns.count == 3 }
        #expect(try await loop.run { desk.value.turns.map(\.name) } == [0, 1, 2])
        await group.ended()
    }
}
