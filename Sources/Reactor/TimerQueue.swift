/// Names one scheduled timer; after it fired or was cancelled it names nothing.
package struct TimerID: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32
}

/// Deadlines in order: a binary heap whose entries know their place, so that any can be removed.
///
/// Putting a timer off costs one store: the entry stays where it is and moves down when its old
/// deadline comes up. An idle timeout that is put off by every message is therefore free.
struct TimerQueue<Payload> {
    private struct Slot {
        var deadline: MonotonicTime
        var order: UInt64
        var generation: UInt32
        var place: Int
        var payload: Payload?
    }

    /// The key the heap is ordered by; never later than its slot's own key.
    private struct Entry {
        var deadline: MonotonicTime
        var order: UInt64
        var slot: UInt32

        func precedes(_ other: Entry) -> Bool {
            (deadline, order) < (other.deadline, other.order)
        }
    }

    private var slots: [Slot] = []
    private var freeSlots: [UInt32] = []
    private var heap: [Entry] = []
    /// Grows with every call, so that timers with the same deadline fire in the order of calls.
    private(set) var nextOrder: UInt64 = 0

    var count: Int { heap.count }

    /// When to look again: no later than the earliest deadline, sooner if that one was put off.
    var wakeUpTime: MonotonicTime? { heap.first?.deadline }

    mutating func insert(_ payload: Payload, at deadline: MonotonicTime) -> TimerID {
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = UInt32(slots.count)
            slots.append(
                Slot(deadline: deadline, order: 0, generation: 0, place: 0, payload: nil))
        }
        let order = takeOrder()
        slots[Int(slot)].deadline = deadline
        slots[Int(slot)].order = order
        slots[Int(slot)].payload = payload
        heap.append(Entry(deadline: deadline, order: order, slot: slot))
        moveUp(from: heap.count - 1)
        return TimerID(slot: slot, generation: slots[Int(slot)].generation)
    }

    /// Forgets a timer and returns its payload; nil when it fired or was cancelled before.
    @discardableResult
    mutating func cancel(_ id: TimerID) -> Payload? {
        guard names(id) else { return nil }
        remove(at: slots[Int(id.slot)].place)
        return release(id.slot)
    }

    /// Gives a timer another deadline; false when it fired or was cancelled before.
    mutating func reschedule(_ id: TimerID, to deadline: MonotonicTime) -> Bool {
        guard names(id) else { return false }
        let slot = Int(id.slot)
        let order = takeOrder()
        slots[slot].deadline = deadline
        slots[slot].order = order
        let place = slots[slot].place
        if deadline < heap[place].deadline {
            (heap[place].deadline, heap[place].order) = (deadline, order)
            moveUp(from: place)
        }
        return true
    }

    /// Takes the first timer that is due.
    ///
    /// - Parameters:
    ///   - now: The deadline it may have at most.
    ///   - limit: Timers set since `nextOrder` had this value wait for the next time.
    /// - Returns: Its payload; nil when none is due.
    mutating func popDue(at now: MonotonicTime, before limit: UInt64) -> Payload? {
        while let first = heap.first, first.deadline <= now {
            let slot = slots[Int(first.slot)]
            if slot.order != first.order {  // It was put off.
                (heap[0].deadline, heap[0].order) = (slot.deadline, slot.order)
                moveDown(from: 0)
            } else if slot.order < limit {
                remove(at: 0)
                return release(first.slot)
            } else {
                return nil
            }
        }
        return nil
    }

    mutating func removeAll() { self = TimerQueue() }

    private func names(_ id: TimerID) -> Bool {
        let slot = Int(id.slot)
        return slot < slots.count && slots[slot].generation == id.generation
            && slots[slot].payload != nil
    }

    private mutating func takeOrder() -> UInt64 {
        defer { nextOrder += 1 }
        return nextOrder
    }

    private mutating func release(_ slot: UInt32) -> Payload? {
        slots[Int(slot)].generation &+= 1
        freeSlots.append(slot)
        return slots[Int(slot)].payload.take()
    }

    private mutating func remove(at place: Int) {
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        slots[Int(last.slot)].place = place
        moveUp(from: place)
        moveDown(from: slots[Int(last.slot)].place)
    }

    private mutating func moveUp(from start: Int) {
        let entry = heap[start]
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entry.precedes(heap[parent]) else { break }
            put(heap[parent], at: place)
            place = parent
        }
        put(entry, at: place)
    }

    private mutating func moveDown(from start: Int) {
        let entry = heap[start]
        var place = start
        while true {
            var child = 2 * place + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(entry) else { break }
            put(heap[child], at: place)
            place = child
        }
        put(entry, at: place)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        heap[place] = entry
        slots[Int(entry.slot)].place = place
    }
}
