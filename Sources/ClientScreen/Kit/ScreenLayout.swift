package import TerminalScreen

/// How a screen is divided: panes above; input, status and hints below.
package struct ScreenLayout: Equatable, Sendable {
    /// Smaller than this nothing can be read.
    package static let smallest = GridSize(columns: 30, rows: 10)
    /// From so many columns on, panes stand side by side.
    package static let wideColumns = 70

    package let main: Area
    package let input: Area
    package let status: Area
    /// Empty on low screens: the palette has all of it.
    package let hints: Area
    package let isWide: Bool

    /// Nil when the screen is too small.
    package init?(_ size: GridSize, inputRows: Int = 1) {
        guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else {
            return nil
        }
        let hintRows = size.rows >= 13 ? 1 : 0
        let inputRows = min(max(1, inputRows), max(1, size.rows / 4))
        func area(_ row: Int, _ rows: Int) -> Area {
            Area(column: 0, row: row, columns: size.columns, rows: rows)
        }
        let mainRows = size.rows - inputRows - 1 - hintRows
        main = area(0, mainRows)
        input = area(mainRows, inputRows)
        status = area(mainRows + inputRows, 1)
        hints = area(mainRows + inputRows + 1, hintRows)
        isWide = size.columns >= Self.wideColumns
    }
}

extension Area {
    /// The upper part of so many rows, and the rest.
    package func split(top rows: Int) -> (top: Area, rest: Area) {
        let taken = min(max(0, rows), self.rows)
        return (
            Area(column: column, row: row, columns: columns, rows: taken),
            Area(column: column, row: row + taken, columns: columns, rows: self.rows - taken)
        )
    }

    /// The left part of so many columns, and the rest.
    package func split(left columns: Int) -> (left: Area, rest: Area) {
        let taken = min(max(0, columns), self.columns)
        return (
            Area(column: column, row: row, columns: taken, rows: rows),
            Area(column: column + taken, row: row, columns: self.columns - taken, rows: rows)
        )
    }

    package func contains(_ place: Position) -> Bool {
        columnRange.contains(place.column) && rowRange.contains(place.row)
    }
}
