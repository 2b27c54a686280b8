/// Columns and rows, each counted from 0 at the top left.
package struct Position: Equatable, Hashable, Sendable {
    package var column: Int
    package var row: Int

    package init(column: Int, row: Int) { (self.column, self.row) = (column, row) }
}

/// The size of a screen or a part of it, in cells.
package struct GridSize: Equatable, Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) { (self.columns, self.rows) = (columns, rows) }
}

/// A rectangle of cells; one without columns or rows is empty.
package struct Area: Equatable, Hashable, Sendable {
    package var column: Int
    package var row: Int
    package var columns: Int
    package var rows: Int

    package init(column: Int, row: Int, columns: Int, rows: Int) {
        (self.column, self.row) = (column, row)
        (self.columns, self.rows) = (max(0, columns), max(0, rows))
    }

    package init(_ size: GridSize) {
        self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
    }

    package var columnRange: Range<Int> { column..<column + columns }
    package var rowRange: Range<Int> { row..<row + rows }
    package var isEmpty: Bool { columns == 0 || rows == 0 }

    package func intersection(_ other: Area) -> Area {
        let (left, top) = (max(column, other.column), max(row, other.row))
        return Area(
            column: left, row: top,
            columns: min(column + columns, other.column + other.columns) - left,
            rows: min(row + rows, other.row + other.rows) - top)
    }

    /// What is left inside a border of so many cells.
    package func inset(by cells: Int = 1) -> Area {
        Area(
            column: column + cells, row: row + cells, columns: columns - 2 * cells,
            rows: rows - 2 * cells)
    }
}
