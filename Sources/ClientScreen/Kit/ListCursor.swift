package import TerminalScreen

/// Which row of a list is chosen, and which is the first on the screen.
package struct ListCursor: Equatable, Sendable {
    package private(set) var selected = 0
    package private(set) var top = 0

    package init(selected: Int = 0) { self.selected = selected }

    package mutating func move(_ step: Int, count: Int) {
        select(selected + step, count: count)
    }

    package mutating func select(_ index: Int, count: Int) {
        selected = min(max(0, index), max(0, count - 1))
    }

    /// Keeps the choice within a list that has changed, and on the screen.
    package mutating func fit(count: Int, rows: Int) {
        select(selected, count: count)
        top = Self.top(from: top, selected: selected, count: count, rows: rows)
    }

    /// The rows to show; the chosen one is among them.
    package func visible(count: Int, rows: Int) -> Range<Int> {
        let first = Self.top(
            from: top, selected: min(selected, max(0, count - 1)), count: count, rows: rows)
        return first..<min(count, first + max(0, rows))
    }

    private static func top(from top: Int, selected: Int, count: Int, rows: Int) -> Int {
        let rows = max(1, rows)
        let held = min(max(top, selected - rows + 1), selected)
        return min(held, max(0, count - rows))
    }
}

extension Painter {
    /// Draws the rows of a list; the chosen one has a mark and, with focus, reverse video.
    package mutating func list(
        _ count: Int, _ cursor: ListCursor, in area: Area, isFocused: Bool,
        _ row: (Int) -> RowText
    ) {
        for (line, index) in cursor.visible(count: count, rows: area.rows).enumerated() {
            let isSelected = index == cursor.selected
            var text = row(index)
            text.left.insert(Span(isSelected ? ">" : " ", .key), at: 0)
            self.row(text, line, of: area)
            if isSelected, isFocused {
                select(
                    Area(
                        column: area.column, row: area.row + line, columns: area.columns, rows: 1))
            }
        }
    }
}
