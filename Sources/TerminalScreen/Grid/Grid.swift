/// A screen as it should be: cells, the place of the terminal's own cursor, and bitmaps.
///
/// A wide character is always whole: whatever cuts one leaves a blank in its other half.
package struct Grid: Equatable, Sendable {
    /// A bitmap over cells.
    package struct Placement: Equatable, Sendable {
        /// The same id means the same picture.
        package let id: UInt32
        package let area: Area

        package init(id: UInt32, area: Area) { (self.id, self.area) = (id, area) }
    }

    /// The longest side, in cells; a larger screen is drawn up to here.
    package static let sideLimit = 1_000

    package let size: GridSize
    private var cells: [Cell]
    /// Nil hides it.
    package var cursor: Position?
    package private(set) var placements: [Placement] = []

    package init(_ size: GridSize, style: Style = .plain) {
        self.size = GridSize(
            columns: min(max(size.columns, 0), Self.sideLimit),
            rows: min(max(size.rows, 0), Self.sideLimit))
        cells = Array(
            repeating: .blank(style), count: self.size.columns * self.size.rows)
    }

    package var area: Area { Area(size) }

    /// - Precondition: Inside of the grid.
    package subscript(row: Int, column: Int) -> Cell { cells[row * size.columns + column] }

    /// The cells of one row, from the left.
    package func row(_ row: Int) -> ArraySlice<Cell> {
        cells[row * size.columns..<(row + 1) * size.columns]
    }

    /// Draws text in one line from `start`, cut at the edges of `clip`.
    ///
    /// - Returns: The columns that the whole text takes, shown or not.
    @discardableResult
    package mutating func write(
        _ text: DisplayText, at start: Position, _ style: Style = .plain, in clip: Area? = nil
    ) -> Int {
        let bounds = clip.map { $0.intersection(area) } ?? area
        guard bounds.rowRange.contains(start.row) else { return text.columns }
        var column = start.column
        for cluster in text.clusters {
            if column >= bounds.columnRange.upperBound { break }
            put(cluster, row: start.row, column: column, style, in: bounds.columnRange)
            column += cluster.columns
        }
        return text.columns
    }

    /// Makes an area of one blank look.
    package mutating func fill(_ area: Area, _ style: Style = .plain) {
        let area = area.intersection(self.area)
        for row in area.rowRange {
            replace(row, area.columnRange, with: repeatElement(.blank(style), count: area.columns))
        }
    }

    /// Gives an area another look and leaves its text.
    package mutating func restyle(_ area: Area, _ change: (inout Style) -> Void) {
        let area = area.intersection(self.area)
        guard !area.isEmpty else { return }
        for row in area.rowRange {
            // A wide character at an edge is taken whole.
            var (first, end) = (area.column, area.column + area.columns)
            if self[row, first].part == .tail { first -= 1 }
            if end < size.columns, self[row, end].part == .tail { end += 1 }
            for column in first..<end {
                let old = self[row, column]
                var style = old.style
                change(&style)
                cells[row * size.columns + column] = Cell(
                    old.character, style, old.part, isSteady: old.isSteady)
            }
        }
    }

    /// Draws another grid over this one, cut at the edges of both.
    ///
    /// Its cursor and bitmaps are left out.
    package mutating func blit(_ other: Grid, at corner: Position) {
        let target = Area(
            column: corner.column, row: corner.row, columns: other.size.columns,
            rows: other.size.rows
        ).intersection(area)
        guard !target.isEmpty else { return }
        let first = target.column - corner.column
        for row in target.rowRange {
            var taken = Array(
                other.row(row - corner.row).dropFirst(first).prefix(target.columns))
            if let tail = taken.first, tail.part == .tail { taken[0] = .blank(tail.style) }
            if let head = taken.last, head.part == .head {
                taken[taken.count - 1] = .blank(head.style)
            }
            replace(row, target.columnRange, with: taken)
        }
    }

    /// Reserves an area for a bitmap; nothing when it is not wholly inside of the grid.
    package mutating func place(_ id: UInt32, over area: Area) {
        guard !area.isEmpty, area.intersection(self.area) == area else { return }
        for row in area.rowRange {
            replace(
                row, area.columnRange,
                with: repeatElement(Cell(" ", .plain, .covered), count: area.columns))
        }
        placements.append(Placement(id: id, area: area))
    }

    /// The bitmaps that nothing was drawn over; a bitmap has no holes for what lies above it.
    var wholePlacements: [Placement] {
        placements.filter { placement in
            placement.area.rowRange.allSatisfy { row in
                placement.area.columnRange.allSatisfy { self[row, $0].part == .covered }
            }
        }
    }

    /// Makes an area differ from whatever is to be shown there next.
    mutating func forget(_ area: Area) {
        for row in area.intersection(self.area).rowRange {
            for column in area.intersection(self.area).columnRange {
                cells[row * size.columns + column] = Cell("\0", .plain)
            }
        }
    }

    /// Draws one cluster; the part beyond `range` is left out, and a half is shown as a blank.
    mutating func put(
        _ cluster: DisplayText.Cluster, row: Int, column: Int, _ style: Style, in range: Range<Int>
    ) {
        let end = column + cluster.columns
        guard range.contains(column), end <= range.upperBound else {
            for column in column..<end where range.contains(column) {
                replace(row, column..<column + 1, with: CollectionOfOne(.blank(style)))
            }
            return
        }
        let first = Cell(
            cluster.character, style, cluster.columns == 2 ? .head : .whole,
            isSteady: cluster.isSteady)
        if cluster.columns == 2 {
            replace(row, column..<end, with: [first, Cell(" ", style, .tail)])
        } else {
            replace(row, column..<end, with: CollectionOfOne(first))
        }
    }

    /// Puts whole characters in place of others, and blanks for the halves that are left of those.
    private mutating func replace(
        _ row: Int, _ range: Range<Int>, with new: some Collection<Cell>
    ) {
        guard !range.isEmpty else { return }
        let start = row * size.columns
        if cells[start + range.lowerBound].part == .tail {
            let head = start + range.lowerBound - 1
            cells[head] = .blank(cells[head].style)
        }
        if range.upperBound < size.columns, cells[start + range.upperBound].part == .tail {
            let tail = start + range.upperBound
            cells[tail] = .blank(cells[tail].style)
        }
        cells.replaceSubrange(start + range.lowerBound..<start + range.upperBound, with: new)
    }
}
