import ShopModel

/// Order deadlines, earliest first.
///
/// A deadline that moved stays in until its old time comes; the caller, who looks at the order
/// itself, then finds it not due.
struct DeadlineQueue: Sendable {
    private var deadlines: [(at: Timestamp, order: OrderID)] = []
    private var head = 0  // What lies before it is already taken out.

    var next: Timestamp? { head < deadlines.count ? deadlines[head].at : nil }

    /// New deadlines are mostly the latest, so the search starts there and little is moved.
    mutating func insert(_ order: OrderID, at: Timestamp) {
        var (low, high) = (head, deadlines.count)
        while low < high {
            let middle = (low + high) / 2
            if deadlines[middle].at <= at { low = middle + 1 } else { high = middle }
        }
        deadlines.insert((at, order), at: low)
    }

    /// Takes out one order whose deadline is `now` or earlier, with that deadline.
    mutating func popDue(_ now: Timestamp) -> (at: Timestamp, order: OrderID)? {
        guard let next, next <= now else { return nil }
        defer { dropTaken() }
        head += 1
        return deadlines[head - 1]
    }

    private mutating func dropTaken() {
        guard head > 1000, head * 2 > deadlines.count else { return }
        deadlines.removeFirst(head)
        head = 0
    }
}
