import CChafa
import TerminalScreen

/// Owns one canvas of libchafa; it cannot be copied, so it is freed exactly once.
@safe struct ChafaCanvas: ~Copyable {
    private let pointer: OpaquePointer

    private init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe chafa_canvas_unref(pointer) }

    /// Draws a picture over a whole canvas.
    ///
    /// The C functions are chafa_canvas_new and chafa_canvas_draw_all_pixels, which keeps nothing of
    /// the pixels. glib ends the process when there is no memory.
    static func draw(
        _ picture: Pixels, _ size: GridSize, cell: Capabilities.PixelExtent,
        _ mode: ChafaCanvasMode, _ pixelMode: ChafaPixelMode, symbols: Int32
    ) -> ChafaCanvas {
        let made = unsafe shim_chafa_canvas(
            Int32(size.columns), Int32(size.rows), Int32(cell.width), Int32(cell.height), mode,
            pixelMode, symbols)
        guard let made = unsafe made else { preconditionFailure("chafa_canvas_new never fails") }
        let canvas = unsafe ChafaCanvas(adopting: made)
        var opaque = picture.bytes
        for index in stride(from: 3, to: opaque.count, by: 4) { opaque[index] = 255 }
        unsafe opaque.withUnsafeBufferPointer {
            unsafe chafa_canvas_draw_all_pixels(
                canvas.pointer, CHAFA_PIXEL_RGBA8_UNASSOCIATED, $0.baseAddress,
                Int32(picture.width), Int32(picture.height), Int32(picture.width * 4))
        }
        return canvas
    }

    /// A cell's character and its colours, which are -1 for the terminal's own.
    ///
    /// The C functions are chafa_canvas_get_char_at and chafa_canvas_get_raw_colors_at.
    func cell(column: Int, row: Int) -> (Unicode.Scalar, ink: Int32, paper: Int32) {
        let character = unsafe chafa_canvas_get_char_at(pointer, Int32(column), Int32(row))
        var (ink, paper): (Int32, Int32) = (-1, -1)
        unsafe chafa_canvas_get_raw_colors_at(pointer, Int32(column), Int32(row), &ink, &paper)
        return (Unicode.Scalar(character) ?? " ", ink, paper)
    }

    /// The canvas as a terminal's sequences.
    ///
    /// The C function is chafa_canvas_print.
    var printed: [UInt8] {
        guard let text = unsafe shim_chafa_print(pointer) else { return [] }
        defer { _ = unsafe g_string_free(text, 1) }
        return unsafe Array(
            UnsafeRawBufferPointer(start: text.pointee.str, count: Int(text.pointee.len)))
    }
}
