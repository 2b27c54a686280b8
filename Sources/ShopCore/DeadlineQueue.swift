import ShopModel

/// Deadlines of orders or offers, earliest first.
///
/// A deadline that moved stays in until its old time comes; the caller, who looks at the subject
/// itself, then finds it not due.
struct DeadlineQueue<Subject: Sendable>: Sendable {
    private var deadlines: [(at: Timestamp, subject: Subject)] = []
    private var head = 0  // What lies before it is already taken out.

    var next: Timestamp? { head < deadlines.count ? deadlines[head].at : nil }

    /// New deadlines are mostly the latest, so the search starts there and little is moved.
    mutating func insert(_ subject: Subject, at: Timestamp) {
        var (low, high) = (head, deadlines.count)
        while low < high {
            let middle = (low + high) / 2
            if deadlines[middle].at <= at { low = middle + 1 } else { high = middle }
        }
        deadlines.insert((at, subject), at: low)
    }

    /// Takes out one subject whose deadline is `now` or earlier, with that deadline.
    mutating func popDue(_ now: Timestamp) -> (at: Timestamp, subject: Subject)? {
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
