import CChafa
package import TerminalScreen

/// Draws pictures in sixels (DEC STD 070 §6), for terminals whose attributes list 4.
package enum SixelPicture {
    /// The most bytes; tmux drops a sequence of 1 MiB without a word.
    package static let limitBytes = 900_000

    /// Makes the bytes for a picture over some cells; up to a tenth of a second, for no loop.
    ///
    /// - Returns: Nil beyond `limitBytes`; then cells serve.
    package static func bytes(
        of picture: Pixels, _ size: GridSize, cell: Capabilities.PixelExtent
    ) -> [UInt8]? {
        guard size.columns > 0, size.rows > 0 else { return nil }
        let canvas = ChafaCanvas.draw(
            picture, size, cell: cell, CHAFA_CANVAS_MODE_TRUECOLOR, CHAFA_PIXEL_MODE_SIXELS,
            symbols: shim_SPACE)
        let bytes = canvas.printed
        return bytes.count <= limitBytes ? bytes : nil
    }
}
