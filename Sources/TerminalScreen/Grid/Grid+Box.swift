/// The characters that borders are made of.
package enum Borders: Sendable {
    case lines
    /// For fonts without lines, and where ambiguous characters are two columns wide.
    case ascii

    /// Corners from the top left clockwise, then horizontal and vertical.
    fileprivate var characters: [Character] {
        switch self {
        case .lines: ["┌", "┐", "┘", "└", "─", "│"]
        case .ascii: ["+", "+", "+", "+", "-", "|"]
        }
    }
}

extension Grid {
    /// Draws a border along the inner edge of an area; nothing when it has no room inside.
    package mutating func box(_ area: Area, _ borders: Borders, _ style: Style = .plain) {
        guard area.columns >= 2, area.rows >= 2 else { return }
        let parts = borders.characters.map {
            DisplayText.Cluster(character: $0, columns: 1, isSteady: true)
        }
        let (right, bottom) = (area.column + area.columns - 1, area.row + area.rows - 1)
        for column in area.column + 1..<right {
            draw(parts[4], column, area.row, style)
            draw(parts[4], column, bottom, style)
        }
        for row in area.row + 1..<bottom {
            draw(parts[5], area.column, row, style)
            draw(parts[5], right, row, style)
        }
        draw(parts[0], area.column, area.row, style)
        draw(parts[1], right, area.row, style)
        draw(parts[2], right, bottom, style)
        draw(parts[3], area.column, bottom, style)
    }

    private mutating func draw(
        _ cluster: DisplayText.Cluster, _ column: Int, _ row: Int, _ style: Style
    ) {
        guard area.rowRange.contains(row) else { return }
        put(cluster, row: row, column: column, style, in: area.columnRange)
    }
}
