package import TerminalScreen

/// A photo as it is to be shown.
package struct PictureWish: Equatable, Sendable {
    /// What a picture takes where the way is slow, in bytes at most; beyond it cells serve.
    package static let slowLimitBytes = 100_000
    /// Pixels for each cell that symbols are chosen from; more would only be averaged.
    private static let symbolCell = Capabilities.PixelExtent(width: 8, height: 16)

    /// The whole JPEG file.
    package var file: [UInt8]
    /// The cells that there are for it.
    package var room: GridSize
    /// How to show it; where that fails, cells serve.
    package var way: PictureWay
    package var depth: ColorDepth
    package var width: TextWidth
    /// The size of a cell; symbols only need its proportions.
    package var cell: Capabilities.PixelExtent
    package var isDark = true
    /// Whether the way to the terminal is slow: a bitmap gets half the pixels a side, and no picture
    /// takes more than `slowLimitBytes`.
    package var isSmall = false
    /// The number of its bitmap.
    package var id: UInt32

    package init(
        file: [UInt8], id: UInt32, room: GridSize, capabilities: Capabilities, way: PictureWay,
        depth: ColorDepth, width: TextWidth, isSmall: Bool = false
    ) {
        (self.file, self.id, self.room, self.way) = (file, id, room, way)
        (self.depth, self.width, self.isSmall) = (depth, width, isSmall)
        cell = capabilities.cell ?? PictureArea.usualCell
        isDark = capabilities.isDark ?? true
    }

    /// Decodes a file into at most so many pixels; nil when it cannot be shown.
    package typealias Decoder =
        @Sendable (
            _ file: [UInt8], _ width: Int, _ height: Int
        ) -> Pixels?

    /// Makes the picture; up to a tenth of a second of work, for no loop.
    ///
    /// - Returns: Nil when the file cannot be shown, and for the way `none`.
    package func made(by decode: Decoder) -> MadePicture? {
        guard way != .none, room.columns > 0, room.rows > 0 else { return nil }
        let source = way == .symbols ? Self.symbolCell : pixelsOfCell
        guard
            let pixels = decode(file, room.columns * source.width, room.rows * source.height)
        else { return nil }
        let size = PictureArea.cells(of: (pixels.width, pixels.height), within: room, cell: cell)
        if way != .symbols, let bytes = bitmap(pixels, size),
            !isSmall || bytes.count <= Self.slowLimitBytes
        {
            return .bitmap(bytes, size)
        }
        // In 256 colours, cells take a quarter of the bytes.
        let depth = isSmall ? min(depth, .palette) : depth
        return .cells(
            SymbolPicture.grid(of: pixels, size, depth: depth, width: width, isDark: isDark))
    }

    private var pixelsOfCell: Capabilities.PixelExtent {
        isSmall
            ? Capabilities.PixelExtent(
                width: max(1, cell.width / 2), height: max(1, cell.height / 2))
            : cell
    }

    private func bitmap(_ pixels: Pixels, _ size: GridSize) -> [UInt8]? {
        switch way {
        case .kitty: KittyPicture.show(pixels, id: id, size)
        case .iterm: ItermPicture.show(file, size)
        case .sixel: SixelPicture.bytes(of: pixels, size, cell: cell)
        case .symbols, .none: nil
        }
    }
}

/// A photo ready to be shown.
package enum MadePicture: Equatable, Sendable {
    /// To be drawn into the screen's grid.
    case cells(Grid)
    /// To be put on the shelf, and placed over so many cells.
    case bitmap([UInt8], GridSize)
}
