package import TerminalScreen

/// How many cells a picture takes.
package enum PictureArea {
    /// A cell where the terminal does not tell; fonts are about twice as high as wide.
    package static let usualCell = Capabilities.PixelExtent(width: 10, height: 20)

    /// The cells that a picture of that size in pixels fills within some room, in its proportions.
    ///
    /// - Returns: At least one cell when there is room at all.
    package static func cells(
        of picture: (width: Int, height: Int), within room: GridSize,
        cell: Capabilities.PixelExtent = usualCell
    ) -> GridSize {
        guard room.columns > 0, room.rows > 0 else { return GridSize(columns: 0, rows: 0) }
        // Of the two sides, one fills the room, and the other follows.
        let wide = picture.width * cell.height
        let high = picture.height * cell.width
        if wide * room.rows >= high * room.columns {
            let rows = (high * room.columns + wide / 2) / wide
            return GridSize(columns: room.columns, rows: min(max(rows, 1), room.rows))
        }
        let columns = (wide * room.rows + high / 2) / high
        return GridSize(columns: min(max(columns, 1), room.columns), rows: room.rows)
    }
}
