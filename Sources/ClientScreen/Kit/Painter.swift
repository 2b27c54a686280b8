package import TerminalScreen

/// Draws texts with roles into a grid.
package struct Painter {
    package private(set) var grid: Grid
    package let look: Look

    package init(_ size: GridSize, _ look: Look) { (grid, self.look) = (Grid(size), look) }

    package var area: Area { grid.area }

    package var cursor: Position? {
        get { grid.cursor }
        set { grid.cursor = newValue }
    }

    // MARK: Text

    /// Writes spans from a place on, cut with an ellipsis after `columns`.
    ///
    /// - Returns: The columns that were used.
    @discardableResult
    package mutating func write(
        _ spans: [Span], column: Int, row: Int, columns: Int
    ) -> Int {
        var used = 0
        for (index, span) in spans.enumerated() {
            let text = look.text(span.text)
            let room = columns - used
            // An ellipsis also stands for later spans that have no room at all.
            let isCut =
                text.columns > room
                || (text.columns == room && spans[(index + 1)...].contains { !$0.text.isEmpty })
            let shown = isCut ? cut(text, to: room) : text
            let place = Position(column: column + used, row: row)
            grid.write(
                shown, at: place, look.theme[span.role],
                in: Area(column: column, row: row, columns: columns, rows: 1))
            used += shown.columns
            if isCut { break }
        }
        return used
    }

    private func cut(_ text: DisplayText, to columns: Int) -> DisplayText {
        let mark = look.text(look.sign("…", or: "~"))
        guard columns >= mark.columns else { return DisplayText() }
        var kept = text.prefix(columns: columns - mark.columns)
        kept.append(mark)
        return kept
    }

    /// Writes one row of an area; nothing when the area has no such row.
    package mutating func row(_ text: RowText, _ index: Int, of area: Area) {
        guard (0..<area.rows).contains(index), area.columns > 0 else { return }
        let row = area.row + index
        let rightColumns = columns(of: text.right)
        var room = area.columns
        // The right side stays whole, unless nothing of the left could be read then.
        if rightColumns > 0, rightColumns + 4 <= area.columns || text.left.isEmpty {
            let width = min(rightColumns, area.columns)
            write(
                text.right, column: area.column + area.columns - width, row: row, columns: width)
            room -= width + 1
        }
        write(text.left, column: area.column, row: row, columns: max(0, room))
    }

    /// Writes rows from the top of an area, as many as it has.
    package mutating func rows(_ rows: [RowText], in area: Area) {
        for (index, text) in rows.prefix(area.rows).enumerated() { row(text, index, of: area) }
    }

    package mutating func line(_ text: DisplayText, _ place: Position, _ role: Role, in clip: Area)
    {
        grid.write(text, at: place, look.theme[role], in: clip)
    }

    package func columns(of spans: [Span]) -> Int {
        spans.reduce(0) { $0 + look.text($1.text).columns }
    }

    // MARK: Shapes

    package mutating func clear(_ area: Area) { grid.fill(area) }

    /// Marks an area as chosen; reverse video, so that it shows without colours too.
    package mutating func select(_ area: Area) {
        grid.restyle(area) { $0.attributes.insert(.reverse) }
    }

    package mutating func blit(_ other: Grid, at corner: Position) { grid.blit(other, at: corner) }

    package mutating func place(_ id: UInt32, over area: Area) { grid.place(id, over: area) }

    /// Draws a frame with its title in the upper and a note in the lower edge.
    ///
    /// - Returns: The area inside.
    @discardableResult
    package mutating func pane(
        _ area: Area, title: [Span], right: [Span] = [], footer: [Span] = [],
        isFocused: Bool = false
    ) -> Area {
        let style = look.theme[isFocused ? .focusedBorder : .border]
        grid.box(area, look.borders, style)
        let inner = area.inset()
        guard inner.columns >= 4 else { return inner }
        edge(title, right: right, column: inner.column, area.row, inner.columns)
        if !footer.isEmpty, area.rows > 1 {
            edge([], right: footer, column: inner.column, area.row + area.rows - 1, inner.columns)
        }
        return inner
    }

    /// Texts in an edge have a blank at both ends, so that lines do not touch letters.
    private mutating func edge(
        _ left: [Span], right: [Span], column: Int, _ row: Int, _ columns: Int
    ) {
        func padded(_ spans: [Span]) -> [Span] {
            spans.allSatisfy(\.text.isEmpty) ? [] : [Span(" ")] + spans + [Span(" ")]
        }
        let (left, right) = (padded(left), padded(right))
        let width = self.columns(of: right)
        let showsRight = width > 0 && width + min(8, self.columns(of: left)) <= columns
        if showsRight {
            write(right, column: column + columns - width, row: row, columns: width)
        }
        write(left, column: column, row: row, columns: columns - (showsRight ? width : 0))
    }
}
