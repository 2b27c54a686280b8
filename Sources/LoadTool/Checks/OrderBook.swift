/// What one buyer has ordered and been told; every command must be answered exactly once, and
/// replies, events and the shop's own list must agree.
package struct OrderBook: Sendable {
    private var open: Set<String> = []
    private var confirmed: Set<UInt64> = []
    private var announced: Set<UInt64> = []

    package init() {}

    package var openCount: Int { open.count }
    package var orderCount: Int { confirmed.count }

    /// A command goes out.
    package mutating func sent(_ id: String) {
        let isNew = open.insert(id).inserted
        precondition(isNew, "a command's id is used once")
    }

    /// Its answer is here; false when nobody waits for it (any more).
    package mutating func answered(_ id: String) -> Bool { open.remove(id) != nil }

    /// The answer was this order; false when another command had made it already.
    package mutating func confirm(_ order: UInt64) -> Bool { confirmed.insert(order).inserted }

    /// The stream tells of an order; false when it has told of it before.
    package mutating func announce(_ order: UInt64) -> Bool { announced.insert(order).inserted }

    /// Compares with what the shop lists at the end; what does not fit, in words.
    package func faults(listed: [UInt64]) -> [String] {
        var faults: [String] = []
        let list = Set(listed)
        if list.count != listed.count { faults.append("the list names an order twice") }
        if !open.isEmpty { faults.append("\(open.count) commands were not answered") }
        func compare(_ one: Set<UInt64>, _ other: Set<UInt64>, _ words: String) {
            let difference = one.subtracting(other)
            guard let example = difference.min() else { return }
            faults.append("\(difference.count) orders \(words), such as \(example)")
        }
        compare(confirmed, list, "were confirmed but are not listed")
        compare(list, confirmed, "are listed but were not confirmed")
        compare(confirmed, announced, "were confirmed but never came as events")
        compare(announced, confirmed, "came as events but were not confirmed")
        return faults
    }
}
