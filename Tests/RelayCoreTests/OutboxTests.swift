import RelayCore
import TestSupport
import Testing

struct OutboxTests {
    private func sent(
        _ outbox: inout Outbox, _ ring: FrameRing?, atMost limit: Int = .max
    ) -> ([UInt8], Outbox.Progress) {
        var bytes: [UInt8] = []
        let progress = outbox.drain(ring: ring) { span in
            let count = min(span.count, limit - bytes.count)
            for index in 0..<count { bytes.append(span[index]) }
            return count
        }
        return (bytes, progress)
    }

    @Test func `own events come between the ring's frames of their time`() {
        var ring = FrameRing(capacityBytes: 100)
        var outbox = Outbox()
        ring.append([1, 1])
        outbox.beginReplay(ring: ring)
        outbox.endReplay()
        ring.append([2, 2])
        outbox.pushEvent([9], ring: ring)
        ring.append([3, 3])
        #expect(sent(&outbox, ring) == ([2, 2, 9, 3, 3], .drained))
    }

    @Test func `live events wait for the history, replies do not`() {
        var ring = FrameRing(capacityBytes: 100)
        var outbox = Outbox()
        outbox.push([7], ring: nil)
        outbox.beginReplay(ring: ring)
        ring.append([5])
        outbox.pushEvent([6], ring: ring)
        outbox.pushHistory([1])
        outbox.push([8], ring: ring)
        #expect(sent(&outbox, ring) == ([7, 1, 8], .drained))
        outbox.pushHistory([2])
        outbox.endReplay()
        ring.append([4])
        #expect(sent(&outbox, ring) == ([2, 5, 6, 4], .drained))
    }

    @Test func `small frames overtake photos between two chunks`() {
        var ring = FrameRing(capacityBytes: 100)
        var outbox = Outbox()
        outbox.beginReplay(ring: ring)
        outbox.endReplay()
        #expect(outbox.push(SharedPhoto(name: "p", chunks: [[10, 11], [12, 13]])) == nil)
        #expect(sent(&outbox, ring, atMost: 1) == ([10], .blocked))
        ring.append([1])
        #expect(sent(&outbox, ring, atMost: 2) == ([11, 1], .blocked))
        #expect(sent(&outbox, ring) == ([12, 13], .drained))
    }

    @Test func `what happens during a replay does not count as history that waits`() {
        var ring = FrameRing(capacityBytes: 1000)
        var outbox = Outbox()
        outbox.beginReplay(ring: ring)
        outbox.pushHistory([1, 2])
        ring.append([UInt8](repeating: 9, count: 500))
        outbox.pushEvent([UInt8](repeating: 8, count: 500), ring: ring)
        #expect(outbox.historyBytes == 2)
        #expect(outbox.queuedBytes(ring: ring) == 1002)
        #expect(sent(&outbox, ring) == ([1, 2], .drained))
        #expect(outbox.historyBytes == 0)
    }

    @Test func `no photo comes before its post while history is replayed`() {
        var ring = FrameRing(capacityBytes: 100)
        var outbox = Outbox()
        outbox.beginReplay(ring: ring)
        ring.append([1])
        _ = outbox.push(SharedPhoto(name: "p", chunks: [[10]]))
        outbox.pushHistory([0])
        #expect(sent(&outbox, ring) == ([0], .drained))
        outbox.endReplay()
        #expect(sent(&outbox, ring) == ([1, 10], .drained))
    }

    @Test func `a full photo queue leaves out the oldest that has not begun`() {
        var outbox = Outbox()
        let photos = (0...Outbox.photoLimit).map { number in
            SharedPhoto(name: "\(number)", chunks: [[UInt8(number)], [UInt8(number)]])
        }
        for photo in photos.dropLast() { #expect(outbox.push(photo) == nil) }
        #expect(sent(&outbox, nil, atMost: 1).0 == [0])
        #expect(outbox.push(photos[Outbox.photoLimit])?.name == "1")
    }

    @Test func `who is behind the ring has lagged`() {
        var ring = FrameRing(capacityBytes: 10)
        var outbox = Outbox()
        outbox.beginReplay(ring: ring)
        outbox.endReplay()
        for _ in 0..<4 { ring.append(Array(repeating: 1, count: 6)) }
        #expect(outbox.queuedBytes(ring: ring) == 24)
        #expect(sent(&outbox, ring).1 == .lagged)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `frames arrive whole and in order however the writes are cut`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ring = FrameRing(capacityBytes: 4096)
        var outbox = Outbox()
        var expected: [UInt8] = []
        var received: [UInt8] = []
        outbox.beginReplay(ring: ring)
        var live: [UInt8] = []
        var replaying = true
        var number: UInt8 = 0
        for step in 0..<400 {
            number = number &+ 1
            let frame = [UInt8](repeating: number, count: .random(in: 1...30, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                ring.append(frame)
                if replaying { live += frame } else { expected += frame }
            case 1:
                outbox.pushEvent(frame, ring: ring)
                if replaying { live += frame } else { expected += frame }
            case 2:
                if replaying { outbox.pushHistory(frame) } else { outbox.push(frame, ring: ring) }
                expected += frame
            default:
                let limit = Int.random(in: 0...60, using: &random)
                received += sent(&outbox, ring, atMost: limit).0
            }
            if step == 40 {
                outbox.endReplay()
                expected += live
                replaying = false
            }
        }
        received += sent(&outbox, ring).0
        #expect(received == expected, "seed \(seed)")
        #expect(outbox.queuedBytes(ring: ring) == 0)
    }
}

struct FrameRingTests {
    @Test(arguments: [1, 3, 64, 200])
    func `the latest capacity bytes can always be read`(frameBytes: Int) {
        var ring = FrameRing(capacityBytes: 64)
        var all: [UInt8] = []
        for number in 0..<50 {
            let frame = [UInt8](repeating: UInt8(number), count: frameBytes)
            ring.append(frame)
            all += frame
            #expect(ring.end == UInt64(all.count))
            #expect(ring.end - ring.start >= UInt64(min(64, all.count)))
            let kept = ring.withBytes(from: ring.start, upTo: ring.end) { span in
                (0..<span.count).map { span[$0] }
            }
            #expect(kept == Array(all.suffix(kept.count)))
        }
    }
}
