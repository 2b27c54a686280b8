import TestSupport
import Testing

@testable import Reactor

@Suite(.serialized) struct TimerQueueTests {
    private func time(_ nanoseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds)
    }

    private func popAll(_ queue: inout TimerQueue<Int>, at now: Int64) -> [Int] {
        var fired: [Int] = []
        while let payload = queue.popDue(at: time(now), before: .max) { fired.append(payload) }
        return fired
    }

    @Test func `timers with the same deadline fire in the order of the calls`() {
        var queue = TimerQueue<Int>()
        for number in 0..<100 { _ = queue.insert(number, at: time(number < 50 ? 2 : 1)) }
        #expect(popAll(&queue, at: 2) == Array(50..<100) + Array(0..<50))
    }

    @Test func `putting off leaves the heap alone until the old deadline`() {
        var queue = TimerQueue<Int>()
        let idle = queue.insert(1, at: time(10))
        for later in 11...1_000 {
            let isPutOff = queue.reschedule(idle, to: time(Int64(later)))
            #expect(isPutOff)
        }
        #expect(queue.wakeUpTime == time(10))
        #expect(popAll(&queue, at: 10).isEmpty)
        #expect(queue.wakeUpTime == time(1_000))
        #expect(popAll(&queue, at: 1_000) == [1])
    }

    @Test func `a timer set while others fire waits for the next time`() {
        var queue = TimerQueue<Int>()
        _ = queue.insert(1, at: time(5))
        let limit = queue.nextOrder
        _ = queue.insert(2, at: time(1))
        let early = queue.popDue(at: time(9), before: limit)
        #expect(early == nil)
        #expect(popAll(&queue, at: 9) == [2, 1])
    }

    @Test func `the name of a timer that is gone names nothing, not even its successor`() {
        var queue = TimerQueue<Int>()
        let first = queue.insert(1, at: time(1))
        let cancelled = queue.cancel(first)
        #expect(cancelled == 1)
        _ = queue.insert(2, at: time(1))
        let (again, moved) = (queue.cancel(first), queue.reschedule(first, to: time(3)))
        #expect(again == nil && !moved)
        #expect(popAll(&queue, at: 1) == [2])
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `the queue agrees with a sorted list`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = TimerQueue<Int>()
        var model: [(payload: Int, id: TimerID, deadline: Int64, order: Int)] = []
        var now: Int64 = 0
        for step in 0..<5_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let deadline = now + Int64.random(in: 0...40, using: &random)
                model.append((step, queue.insert(step, at: time(deadline)), deadline, step))
            case 4..<6:
                guard let index = model.indices.randomElement(using: &random) else { continue }
                let removed = model.remove(at: index)
                let payload = queue.cancel(removed.id)
                #expect(payload == removed.payload)
            case 6..<9:
                guard let index = model.indices.randomElement(using: &random) else { continue }
                let deadline = now + Int64.random(in: 0...40, using: &random)
                (model[index].deadline, model[index].order) = (deadline, step)
                let isMoved = queue.reschedule(model[index].id, to: time(deadline))
                #expect(isMoved)
            default:
                now += Int64.random(in: 0...10, using: &random)
                let due = model.filter { $0.deadline <= now }
                    .sorted { ($0.deadline, $0.order) < ($1.deadline, $1.order) }
                model.removeAll { $0.deadline <= now }
                #expect(popAll(&queue, at: now) == due.map(\.payload), "seed \(seed) step \(step)")
            }
            #expect(queue.count == model.count)
            if let wakeUp = queue.wakeUpTime, let first = model.map(\.deadline).min() {
                #expect(wakeUp <= time(first), "seed \(seed) step \(step)")
            }
        }
    }
}
