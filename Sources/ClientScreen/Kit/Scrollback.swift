/// Where a reader stands in a growing list of entries: at the newest, or at one that stays put
/// while newer ones come.
package struct Scrollback: Equatable, Sendable {
    /// The entry at the bottom and how many of its rows are below the edge; nil at the newest.
    private var anchor: Anchor?
    /// Entries that have come since the reader left the newest.
    package private(set) var unseen = 0

    private struct Anchor: Equatable, Sendable {
        var id: Int
        var hidden: Int
    }

    package init() {}

    package var isAtEnd: Bool { anchor == nil }

    /// An entry was added.
    package mutating func noteAdded() { if anchor != nil { unseen += 1 } }

    package mutating func toEnd() { self = Scrollback() }

    /// One entry as far as it is shown.
    package struct Shown: Equatable, Sendable {
        package let index: Int
        /// Of its rows.
        package let rows: Range<Int>
    }

    /// What is on the screen, from the top.
    ///
    /// - Parameters:
    ///   - ids: Of all entries, rising; the oldest may have gone meanwhile.
    ///   - height: Rows on the screen.
    ///   - rowsOf: How many rows the entry with an index takes.
    package func visible(_ ids: [Int], height: Int, rowsOf: (Int) -> Int) -> [Shown] {
        var (index, hidden) = bottom(ids)
        var (room, shown) = (height, [Shown]())
        while index >= 0, room > 0 {
            let rows = max(0, rowsOf(index) - hidden)
            let first = max(0, rows - room)
            if rows > first { shown.append(Shown(index: index, rows: first..<rows)) }
            room -= rows - first
            (index, hidden) = (index - 1, 0)
        }
        return shown.reversed()
    }

    /// Moves by rows; positive is towards older entries.
    package mutating func scroll(_ rows: Int, _ ids: [Int], height: Int, rowsOf: (Int) -> Int) {
        guard !ids.isEmpty else { return toEnd() }
        var (index, hidden) = bottom(ids)
        if rows > 0 {
            // Not further than until the oldest stands at the top.
            var (room, above) = (rows, index)
            var available = -hidden - height
            while above >= 0, available < rows {
                available += rowsOf(above)
                above -= 1
            }
            room = min(rows, max(0, available))
            while room > 0 {
                let here = rowsOf(index) - hidden
                if room < here || index == 0 {
                    hidden += room
                    break
                }
                room -= here
                (index, hidden) = (index - 1, 0)
            }
        } else {
            var room = -rows
            while room > 0 {
                if room < hidden {
                    hidden -= room
                    break
                }
                room -= hidden
                hidden = 0
                if room == 0 { break }
                guard index + 1 < ids.count else { return toEnd() }
                index += 1
                hidden = rowsOf(index)
            }
        }
        if index == ids.count - 1, hidden == 0 { return toEnd() }
        anchor = Anchor(id: ids[index], hidden: hidden)
        unseen = min(unseen, ids.count - 1 - index)
    }

    private func bottom(_ ids: [Int]) -> (index: Int, hidden: Int) {
        guard let anchor else { return (ids.count - 1, 0) }
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < anchor.id { low = middle + 1 } else { high = middle }
        }
        guard low < ids.count else { return (ids.count - 1, 0) }
        return (low, ids[low] == anchor.id ? anchor.hidden : 0)
    }
}
