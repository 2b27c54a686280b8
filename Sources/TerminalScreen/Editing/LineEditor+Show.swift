/// The editor's text broken into rows, and where the cursor stands among them.
package struct EditorRows: Equatable, Sendable {
    package private(set) var rows: [DisplayText]
    package private(set) var cursor: Position

    /// The rows to show when there is room for so many: the cursor's is among them.
    package func window(_ count: Int) -> EditorRows {
        guard count > 0, rows.count > count else { return self }
        let first = min(max(0, cursor.row - count + 1), rows.count - count)
        return EditorRows(
            rows: Array(rows[first..<first + count]),
            cursor: Position(column: cursor.column, row: cursor.row - first))
    }
}

extension LineEditor {
    /// Breaks the text at its line ends and at the edge.
    ///
    /// - Parameter columns: At least 2; behind a full row the cursor stands in a row of its own.
    package func rows(of columns: Int, _ width: TextWidth) -> EditorRows {
        var (rows, row) = ([DisplayText](), DisplayText())
        func breakRow() {
            rows.append(row)
            row = DisplayText()
        }
        func add(_ text: String) {
            for (index, line) in DisplayText.lines(of: text, width).enumerated() {
                if index > 0 { breakRow() }
                for cluster in line.clusters {
                    if row.columns + cluster.columns > columns { breakRow() }
                    row.append(cluster)
                }
            }
        }
        add(sides.before)
        if row.columns >= columns { breakRow() }
        let cursor = Position(column: row.columns, row: rows.count)
        add(sides.after)
        breakRow()
        return EditorRows(rows: rows, cursor: cursor)
    }
}
