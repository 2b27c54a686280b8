import CChafa
package import TerminalScreen

/// Draws pictures as characters, which each terminal shows and each test reads.
package enum SymbolPicture {
    /// Makes cells of a picture; some tens of milliseconds of work, for no loop.
    ///
    /// - Parameters:
    ///   - size: The cells to fill, as `PictureArea.cells` says.
    ///   - depth: Below 256 colours the picture has the terminal's two only, dithered.
    ///   - width: Where ambiguous characters are wide, cells are only coloured, for blocks are.
    ///   - isDark: The terminal's background, for pictures of two colours.
    package static func grid(
        of picture: Pixels, _ size: GridSize, depth: ColorDepth, width: TextWidth,
        isDark: Bool = true
    ) -> Grid {
        var grid = Grid(size)
        guard !grid.area.isEmpty else { return grid }
        let mode =
            switch depth {
            case .trueColor: CHAFA_CANVAS_MODE_TRUECOLOR
            case .palette: CHAFA_CANVAS_MODE_INDEXED_240
            case .sixteen, .none: CHAFA_CANVAS_MODE_FGBG
            }
        let symbols = width.ambiguous == .one ? shim_BLOCKS : shim_SPACE
        let canvas = ChafaCanvas.draw(
            isDark ? picture : picture.withSwappedLight(if: depth < .palette), grid.size,
            cell: PictureArea.usualCell, mode, CHAFA_PIXEL_MODE_SYMBOLS, symbols: symbols)
        for row in 0..<grid.size.rows {
            for column in 0..<grid.size.columns {
                let (scalar, ink, paper) = canvas.cell(column: column, row: row)
                let style = Style(color(ink, depth), on: color(paper, depth))
                grid.write(
                    DisplayText(String(scalar), width), at: Position(column: column, row: row),
                    style)
            }
        }
        return grid
    }

    /// 24 bits are cut to 5 a channel: neighbours then share colours, for a third fewer bytes.
    private static func color(_ raw: Int32, _ depth: ColorDepth) -> Color {
        guard raw >= 0, depth >= .palette else { return .standard }
        if depth == .palette { return .palette(UInt8(truncatingIfNeeded: raw)) }
        func part(_ shift: Int32) -> UInt8 {
            let cut = UInt8(truncatingIfNeeded: raw >> shift) & 0xF8
            return cut | cut >> 5
        }
        return .rgb(part(16), part(8), part(0))
    }
}

extension Pixels {
    /// The negative, for ink that is dark.
    fileprivate func withSwappedLight(if isWanted: Bool) -> Pixels {
        isWanted ? Pixels(width: width, height: height, bytes: bytes.map { 255 - $0 }) : self
    }
}
