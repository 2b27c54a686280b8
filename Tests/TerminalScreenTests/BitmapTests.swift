import TerminalScreen
import Testing

/// Bitmaps are sent when they must be, and not once more.
struct BitmapTests {
    private struct Named: Bitmaps {
        var ready: Set<UInt32>

        func show(_ placement: Grid.Placement) -> [UInt8]? {
            ready.contains(placement.id) ? Array("<show \(placement.id)>".utf8) : nil
        }

        func hide(_ placement: Grid.Placement) -> [UInt8] { Array("<hide \(placement.id)>".utf8) }
    }

    private func grid(_ id: UInt32?, column: Int = 2, text: String = "") -> Grid {
        var grid = Grid(GridSize(columns: 12, rows: 4))
        grid.write(DisplayText("under the picture"), at: Position(column: 0, row: 1))
        if let id { grid.place(id, over: Area(column: column, row: 1, columns: 4, rows: 2)) }
        grid.write(DisplayText(text), at: Position(column: 0, row: 0))
        return grid
    }

    private var writer: FrameWriter { FrameWriter(isSynchronized: false) }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a bitmap is sent once, where it belongs`() {
        var writer = writer
        let bitmaps = Named(ready: [1])
        #expect(text(writer.frame(of: grid(1), bitmaps: bitmaps)).contains("\u{1B}[2;3H<show 1>"))
        #expect(writer.frame(of: grid(1), bitmaps: bitmaps) == [])
        #expect(text(writer.frame(of: grid(1, text: "x"), bitmaps: bitmaps)) == "\u{1B}[Hx")
    }

    @Test func `a bitmap that is not ready is sent when it is`() {
        var writer = writer
        #expect(!text(writer.frame(of: grid(1), bitmaps: Named(ready: []))).contains("show"))
        #expect(text(writer.frame(of: grid(1), bitmaps: Named(ready: [1]))).hasSuffix("<show 1>"))
    }

    @Test(arguments: [(nil, 2), (2, 2), (1, 3)] as [(UInt32?, Int)])
    func `a bitmap is taken away before anything else comes`(id: UInt32?, column: Int) {
        var writer = writer
        let bitmaps = Named(ready: [1, 2])
        _ = writer.frame(of: grid(1), bitmaps: bitmaps)
        let bytes = text(writer.frame(of: grid(id, column: column), bitmaps: bitmaps))
        #expect(bytes.hasPrefix("<hide 1>"))
        #expect(bytes.contains("show") == (id != nil))
        // The text under it comes back by itself.
        if id == nil { #expect(bytes.contains("der ")) }
    }

    /// As sixels are: nothing takes them away but writing their cells.
    private struct Unhidden: Bitmaps {
        func show(_ placement: Grid.Placement) -> [UInt8]? { Array("<\(placement.id)>".utf8) }
        func hide(_ placement: Grid.Placement) -> [UInt8] { [] }
    }

    @Test(arguments: [(2, 2), (1, 3), (2, 3)] as [(UInt32, Int)])
    func `all cells of a bitmap are written before another is drawn`(id: UInt32, column: Int) {
        var writer = writer
        _ = writer.frame(of: grid(1), bitmaps: Unhidden())
        let bytes = text(writer.frame(of: grid(id, column: column), bitmaps: Unhidden()))
        let before = bytes.prefix { $0 != "<" }
        // From the old one's corner, over its four cells at least.
        #expect(before.contains("\u{1B}[2;3H" + (column == 2 ? "    " : "d    ")))
        #expect(before.contains("\u{1B}[3;3H    "))
    }

    @Test func `a bitmap with something drawn over it is taken away, and comes back whole`() {
        var writer = writer
        var crossed = grid(1)
        crossed.write(DisplayText("over"), at: Position(column: 4, row: 2))
        let bitmaps = Named(ready: [1])
        _ = writer.frame(of: grid(1), bitmaps: bitmaps)
        let bytes = text(writer.frame(of: crossed, bitmaps: bitmaps))
        #expect(bytes.hasPrefix("<hide 1>") && bytes.contains("over") && !bytes.contains("show"))
        #expect(text(writer.frame(of: grid(1), bitmaps: bitmaps)).hasSuffix("<show 1>"))
    }

    @Test func `everything anew includes the bitmaps`() {
        var writer = writer
        let bitmaps = Named(ready: [1])
        _ = writer.frame(of: grid(1), bitmaps: bitmaps)
        writer.invalidate()
        let bytes = text(writer.frame(of: grid(1), bitmaps: bitmaps))
        #expect(bytes.contains("<hide 1>") && bytes.contains("<show 1>"))
    }

    @Test func `a bitmap that does not fit is not placed`() {
        #expect(grid(1, column: 9).placements == [])
        #expect(grid(1, column: -1).placements == [])
    }
}

extension DisplayText {
    fileprivate init(_ text: String) { self.init(text, TextWidth()) }
}
