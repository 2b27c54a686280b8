/// Turns grids into bytes: what must be sent so that a terminal shows the next one.
///
/// It knows what the terminal shows, sends only what differs, and nothing when nothing does. The
/// terminal is in raw mode and does not wrap lines.
package struct FrameWriter: Sendable {
    package var depth: ColorDepth
    /// Whether a frame is shown at once (mode 2026); old terminals take that badly.
    package var isSynchronized: Bool

    /// What the terminal shows; nil when that is not known.
    private var shown: Grid?
    /// Bitmaps that the terminal shows; others of the grid were not ready.
    private var shownBitmaps: [Grid.Placement] = []

    package init(depth: ColorDepth = .sixteen, isSynchronized: Bool = true) {
        (self.depth, self.isSynchronized) = (depth, isSynchronized)
    }

    /// Forgets what the terminal shows; the next frame draws all.
    package mutating func invalidate() { shown = nil }

    /// Makes the bytes for a frame.
    ///
    /// - Parameters:
    ///   - grid: What the terminal is to show; another size than before draws all.
    ///   - bitmaps: Asked for each bitmap that is not on the screen yet.
    /// - Returns: Nothing when the terminal shows it already.
    package mutating func frame(
        of grid: Grid, bitmaps: some Bitmaps = NoBitmaps()
    ) -> [UInt8] {
        var pass: FramePass
        var old: Grid
        let placements = grid.wholePlacements
        if let shown, shown.size == grid.size {
            (old, pass) = (shown, FramePass(depth: depth, cursor: shown.cursor))
        } else {
            (old, pass) = (Grid(grid.size), FramePass(depth: depth, cursor: nil))
            shown = nil
            pass.clear()
        }
        for placement in shownBitmaps where shown == nil || !placements.contains(placement) {
            pass.send(bitmaps.hide(placement))
            // Sixels and inline images go only when each of their cells is written.
            old.forget(placement.area)
        }
        shownBitmaps.removeAll { shown == nil || !placements.contains($0) }
        for row in 0..<grid.size.rows { pass.draw(row, old.row(row), grid.row(row)) }
        for placement in placements where !shownBitmaps.contains(placement) {
            guard let bytes = bitmaps.show(placement) else { continue }
            pass.draw(bytes, at: Position(column: placement.area.column, row: placement.area.row))
            shownBitmaps.append(placement)
        }
        return finish(pass, grid)
    }

    private mutating func finish(_ pass: consuming FramePass, _ grid: Grid) -> [UInt8] {
        let before = shown
        shown = grid
        let (wasVisible, isVisible) = (before?.cursor != nil, grid.cursor != nil)
        if before != nil, pass.output.bytes.isEmpty, before?.cursor == grid.cursor { return [] }

        var frame = OutputBuffer()
        let hidesCursor = (before == nil || wasVisible) && (!isVisible || !isSynchronized)
        if isSynchronized { frame.append("\u{1B}[?2026h") }
        if hidesCursor { frame.append("\u{1B}[?25l") }
        pass.end(cursor: grid.cursor)
        frame.append(pass.output.bytes)
        if isVisible, hidesCursor || !wasVisible { frame.append("\u{1B}[?25h") }
        if isSynchronized { frame.append("\u{1B}[?2026l") }
        return frame.bytes
    }
}
