import RelayCore
import TestSupport
import Testing

/// Who is behind is told from the journal again, from the next frame on.
struct CutTests {
    /// A server's side of one connection: numbered events, public and own, and a reader that is told
    /// from the journal again now and then.
    private struct CutRun {
        var ring = FrameRing(capacityBytes: 4_000)
        var outbox = Outbox()
        var random: SeededGenerator
        /// All events for this reader, rising.
        var journal: [UInt64] = []
        var next: UInt64 = 0
        var got: [UInt8] = []
        var replies = 0

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            outbox.beginReplay(ring: ring)
            outbox.endReplay()
        }

        /// A frame of four bytes that says which event it is; 0 with a number is a reply.
        static func frame(_ event: UInt64, reply: Int = 0) -> [UInt8] {
            [UInt8(event >> 8), UInt8(event & 255), UInt8(reply), 0xEE]
        }

        mutating func happen() {
            next += 1
            switch Int.random(in: 0..<6, using: &random) {
            case 0:  // Another buyer's.
                break
            case 1, 2:
                journal.append(next)
                outbox.pushEvent(Self.frame(next), ring: ring, event: next)
            case 3:
                replies += 1
                next -= 1
                outbox.push(Self.frame(0, reply: replies), ring: ring)
            default:
                journal.append(next)
                ring.append(Self.frame(next), event: next)
            }
        }

        mutating func send(_ most: Int) {
            var left = most
            _ = outbox.drain(ring: ring) { span in
                let count = min(span.count, left)
                for index in 0..<count { got.append(span[index]) }
                left -= count
                return count
            }
        }

        /// Begins to tell from the journal again, some events later than it is asked for.
        mutating func cut() {
            guard let last = outbox.cut(ring: ring) else { return }
            for _ in 0..<Int.random(in: 0..<4, using: &random) { happen() }
            send(Int.random(in: 0..<9, using: &random))
            outbox.followRing(ring, from: next)
            for event in journal where event > last && event <= next {
                outbox.pushHistory(Self.frame(event))
            }
            send(Int.random(in: 0..<9, using: &random))
            for _ in 0..<Int.random(in: 0..<3, using: &random) { happen() }
            outbox.endReplay()
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `wherever a reader is cut, it gets each event and each reply once and whole`(
        seed: UInt64
    ) {
        var run = CutRun(seed: seed)
        for _ in 0..<60 {
            switch Int.random(in: 0..<10, using: &run.random) {
            case 0: run.cut()
            case 1...4: run.send(Int.random(in: 0..<11, using: &run.random))
            default: run.happen()
            }
        }
        run.send(.max)
        #expect(run.got.count.isMultiple(of: 4))
        var (events, replies): ([UInt64], [Int]) = ([], [])
        for start in stride(from: 0, to: run.got.count, by: 4) {
            let frame = Array(run.got[start..<start + 4])
            #expect(frame[3] == 0xEE, "seed \(seed): a frame is not whole")
            let event = UInt64(frame[0]) << 8 | UInt64(frame[1])
            if event == 0 { replies.append(Int(frame[2])) } else { events.append(event) }
        }
        #expect(events == run.journal, "seed \(seed)")
        #expect(replies == Array(1...max(1, run.replies)).prefix(run.replies).map(\.self))
    }

    @Test func `a reader that the ring has passed cannot be cut, and nothing is changed`() {
        var ring = FrameRing(capacityBytes: 10)
        var outbox = Outbox()
        outbox.beginReplay(ring: ring)
        outbox.endReplay()
        for event in 1...4 as ClosedRange<UInt64> {
            ring.append(Array(repeating: 1, count: 6), event: event)
        }
        #expect(outbox.cut(ring: ring) == nil && !outbox.isReplaying)
    }

    @Test func `a ring knows the last event up to a position for as long as it has the bytes`() {
        var ring = FrameRing(capacityBytes: 100)
        ring.append([1, 1], event: 5)
        ring.append([2])  // No event.
        ring.append([3, 3, 3], event: 9)
        #expect(ring.frameEnd(atOrAfter: 0).map { [$0.end, $0.event] } == [0, 0])
        #expect(ring.frameEnd(atOrAfter: 1).map { [$0.end, $0.event] } == [2, 5])
        #expect(ring.frameEnd(atOrAfter: 2).map { [$0.end, $0.event] } == [2, 5])
        #expect(ring.frameEnd(atOrAfter: 3).map { [$0.end, $0.event] } == [3, 5])
        #expect(ring.frameEnd(atOrAfter: 4).map { [$0.end, $0.event] } == [6, 9])
        #expect(ring.frameEnd(atOrAfter: 7) == nil)
    }

    @Test(arguments: [nil, 40] as [UInt64?])
    func `what waits for one reader is not lost when another joins at its place`(last: UInt64?) {
        var ring = FrameRing(capacityBytes: 4_000)
        if let last { ring.append(CutRun.frame(last), event: last) }
        var (slow, newcomer) = (Outbox(), Outbox())
        slow.beginReplay(ring: ring, head: 49)
        slow.pushEvent(CutRun.frame(50), ring: ring, event: 50)
        // All up to 50 is history to the newcomer, at the very place where the slow one's own waits.
        newcomer.beginReplay(ring: ring, head: 50)
        slow.endReplay()
        newcomer.endReplay()
        for event in 51...60 as ClosedRange<UInt64> {
            ring.append(CutRun.frame(event), event: event)
        }
        #expect(slow.cut(ring: ring) == 49)
        #expect(newcomer.cut(ring: ring) == 50)
        // The journal tells the rest.
        slow.followRing(ring, from: 60)
        for event in 50...60 as ClosedRange<UInt64> { slow.pushHistory(CutRun.frame(event)) }
        slow.endReplay()
        var got: [UInt8] = []
        _ = slow.drain(ring: ring) { span in
            for index in span.indices { got.append(span[index]) }
            return span.count
        }
        #expect(got == (50...60 as ClosedRange<UInt64>).flatMap { CutRun.frame($0) })
    }
}
