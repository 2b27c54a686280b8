import ShopModel

/// Which part of a list is wanted: so many, behind a number.
package struct Page: Equatable, Sendable {
    /// The most that one page has; a higher limit counts as this one.
    package static let greatestLimit = 100

    package let after: UInt64
    /// 1 to `greatestLimit`.
    package let limit: Int

    /// - Parameter limit: 0: as many as may be.
    package init(after: UInt64 = 0, limit: Int = 0) {
        self.after = after
        self.limit = limit < 1 ? Self.greatestLimit : min(limit, Self.greatestLimit)
    }

    /// The same page with half as many; `nil` when it has only one.
    package var halved: Page? { limit > 1 ? Page(after: after, limit: limit / 2) : nil }
}

/// A part of a list, in the order of its numbers.
package struct Listed<Element> {
    package internal(set) var elements: [Element] = []
    /// Behind this number there are more; 0: that is all.
    package internal(set) var next: UInt64 = 0

    /// - Parameters:
    ///   - ids: Those behind `page.after`, in their order.
    ///   - element: What has the number; `nil` when it is not for this list.
    init<Subject>(
        _ page: Page, of ids: some Sequence<Numbered<Subject>>,
        _ element: (Numbered<Subject>) -> Element?
    ) {
        var last: UInt64 = 0
        for id in ids {
            guard let element = element(id) else { continue }
            guard elements.count < page.limit else {
                next = last
                return
            }
            elements.append(element)
            last = id.number
        }
    }
}

/// What can be listed, by number and state; found again from the events.
struct Listings: Equatable, Sendable {
    private var orders: [Order.State: NumberSet<Subject.Order>] = [:]
    var parcels = NumberSet<Subject.Parcel>()
    var purchases = NumberSet<Subject.Purchase>()
    var buyers = NumberSet<Subject.Buyer>()

    mutating func place(_ order: OrderID) { orders[.placed, default: NumberSet()].insert(order) }

    mutating func move(_ order: OrderID, from old: Order.State, to new: Order.State) {
        guard old != new else { return }
        orders[old]?.remove(order)
        orders[new, default: NumberSet()].insert(order)
    }

    mutating func remove(_ order: Order) { orders[order.state]?.remove(order.id) }

    /// The orders in any of these states, behind a number; without states all.
    func orders(
        in states: Set<Order.State>, after number: UInt64
    ) -> some Sequence<OrderID> {
        let sets = orders.filter { states.isEmpty || states.contains($0.key) }.values
        return sequence(state: OrderID(number)) { cursor in
            guard let next = sets.compactMap({ [cursor] in $0.next(after: cursor) }).min() else {
                return nil
            }
            cursor = next
            return next
        }
    }
}

extension NumberSet {
    /// Those behind a number, in their order.
    func numbers(after number: UInt64) -> some Sequence<Numbered<Subject>> {
        sequence(state: Numbered<Subject>(number)) { cursor in
            guard let next = next(after: cursor) else { return nil }
            cursor = next
            return next
        }
    }
}
