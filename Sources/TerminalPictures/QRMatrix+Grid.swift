package import TerminalScreen

extension QRMatrix {
    /// Light squares around the code that readers need; with less, some find nothing.
    package static let quietSquares = 2

    /// Draws the code for readers: dark on light whatever the terminal's colours are.
    ///
    /// Two squares share a cell, one above the other, in black and white that no theme changes.
    /// Where colours are not wanted, light is the terminal's ink, which suits dark backgrounds;
    /// `isInverted` suits the others. Where blocks are wide, a square is two spaces, coloured or
    /// reversed.
    package func grid(depth: ColorDepth, width: TextWidth, isInverted: Bool = false) -> Grid {
        let squares = side + 2 * Self.quietSquares
        if width.ambiguous == .two { return wideGrid(squares, depth, isInverted) }
        var grid = Grid(GridSize(columns: squares, rows: (squares + 1) / 2))
        for row in 0..<grid.size.rows {
            for column in 0..<squares {
                let upper = isDark(row * 2, column)
                let lower = isDark(row * 2 + 1, column)
                let (character, style) =
                    depth == .none
                    ? (Self.glyph(upper != isInverted, lower != isInverted), Style.plain)
                    : (
                        upper == lower ? " " : "▀",
                        Style(Self.color(upper, depth), on: Self.color(lower, depth))
                    )
                let place = Position(column: column, row: row)
                grid.write(DisplayText(character, width), at: place, style)
            }
        }
        return grid
    }

    private func wideGrid(_ squares: Int, _ depth: ColorDepth, _ isInverted: Bool) -> Grid {
        var grid = Grid(GridSize(columns: squares * 2, rows: squares))
        for row in 0..<squares {
            for column in 0..<squares {
                let dark = isDark(row, column)
                let style =
                    depth == .none
                    ? Style(.standard, dark == isInverted ? .reverse : [])
                    : Style(.standard, on: Self.color(dark, depth))
                grid.fill(Area(column: column * 2, row: row, columns: 2, rows: 1), style)
            }
        }
        return grid
    }

    private func isDark(_ row: Int, _ column: Int) -> Bool {
        isDark(column: column - Self.quietSquares, row: row - Self.quietSquares)
    }

    /// Ink where it is light.
    private static func glyph(_ upperIsDark: Bool, _ lowerIsDark: Bool) -> String {
        switch (upperIsDark, lowerIsDark) {
        case (false, false): "█"
        case (false, true): "▀"
        case (true, false): "▄"
        case (true, true): " "
        }
    }

    /// Black and white; of 16 colours those that themes bend least, of 256 two of the fixed cube.
    private static func color(_ isDark: Bool, _ depth: ColorDepth) -> Color {
        switch depth {
        case .none, .sixteen: isDark ? .normal(.black) : .bright(.white)
        case .palette: .palette(isDark ? 16 : 231)
        case .trueColor: isDark ? .rgb(0, 0, 0) : .rgb(255, 255, 255)
        }
    }
}
