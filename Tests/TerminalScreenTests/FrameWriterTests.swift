import TerminalScreen
import TestSupport
import Testing

struct FrameWriterTests {
    private let width = TextWidth()

    private func frame(_ old: Grid, _ new: Grid, isSynchronized: Bool = false) -> String {
        var writer = FrameWriter(isSynchronized: isSynchronized)
        _ = writer.frame(of: old)
        return String(decoding: writer.frame(of: new), as: UTF8.self)
    }

    private func grid(_ line: String, columns: Int = 20, cursor: Int? = nil) -> Grid {
        var grid = Grid(GridSize(columns: columns, rows: 3))
        grid.write(DisplayText(line, width), at: Position(column: 0, row: 1))
        grid.cursor = cursor.map { Position(column: $0, row: 1) }
        return grid
    }

    @Test func `the same screen again costs nothing`() {
        #expect(frame(grid("hello", cursor: 5), grid("hello", cursor: 5)) == "")
    }

    @Test func `a typed letter costs itself where the cursor stands`() {
        #expect(
            frame(grid("hell", cursor: 4), grid("hello", cursor: 5)) == "\u{1B}[?25lo\u{1B}[?25h")
        #expect(
            frame(grid("hell", cursor: 4), grid("hello", cursor: 5), isSynchronized: true)
                == "\u{1B}[?2026ho\u{1B}[?2026l")
    }

    @Test func `the cursor alone moves by the shortest way`() {
        let text = "hello"
        #expect(
            frame(grid(text, cursor: 5), grid(text, cursor: 3))
                == "\u{1B}[?25l\u{8}\u{8}\u{1B}[?25h")
        #expect(frame(grid(text, cursor: 5), grid(text, cursor: nil)) == "\u{1B}[?25l")
        #expect(frame(grid(text, cursor: nil), grid(text, cursor: 0)) == "\u{1B}[2H\u{1B}[?25h")
    }

    @Test func `the rest of a line is erased at once`() {
        #expect(frame(grid("a long line of text"), grid("a")) == "\u{1B}[2;3H\u{1B}[K")
    }

    @Test func `a short gap is written again instead of jumped over`() {
        #expect(frame(grid("abcdef"), grid("Xbcdef")) == "\u{1B}[2HX")
        #expect(frame(grid("abcdef"), grid("XbcdeY")) == "\u{1B}[2HXbcdeY")
        #expect(frame(grid("abcdefgh"), grid("XbcdefgY")) == "\u{1B}[2HX\u{1B}[6CY")
        #expect(frame(grid("abcdef"), grid("XbcYef")) == "\u{1B}[2HXbcY")
    }

    @Test func `the first frame clears what was there`() {
        var writer = FrameWriter()
        let bytes = writer.frame(of: Grid(GridSize(columns: 4, rows: 2)))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "\u{1B}[?2026h\u{1B}[?25l\u{1B}[m\u{1B}[2J\u{1B}[?2026l")
    }

    @Test func `what terminals measure differently is fenced in`() {
        // Blanks first, then the character, then an absolute move and its neighbour again.
        #expect(
            frame(grid("abcdef"), grid("👩‍🚀cdef"))
                == "\u{1B}[2H  \u{8}\u{8}👩‍🚀\u{1B}[2;3Hc")
    }

    @Test func `what terminals measure differently stands in the last two columns as well`() {
        // No steps back: there the cursor stands on the last column, not behind it.
        #expect(
            frame(grid("abcd", columns: 4), grid("ab👩‍🚀", columns: 4))
                == "\u{1B}[2;3H  \u{1B}[2;3H👩‍🚀")
    }

    @Test(arguments: [
        (ColorDepth.none, "\u{1B}[1mx"), (.sixteen, "\u{1B}[1;31mx"), (.palette, "\u{1B}[1;31mx"),
    ])
    func `colours beyond the depth are left out`(depth: ColorDepth, expected: String) {
        var writer = FrameWriter(depth: depth, isSynchronized: false)
        var grid = Grid(GridSize(columns: 4, rows: 1))
        _ = writer.frame(of: grid)
        let style = Style(.normal(.red), on: .rgb(1, 2, 3), .bold)
        grid.write(DisplayText("x", width), at: Position(column: 0, row: 0), style)
        let bytes = String(decoding: writer.frame(of: grid), as: UTF8.self)
        #expect(bytes == "\u{1B}[H" + expected + "\u{1B}[m")
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6], [TextWidth.Ambiguous.one, .two])
    func `replayed frames show what the grids show`(seed: UInt64, ambiguous: TextWidth.Ambiguous) {
        var artist = RandomArtist(seed: seed, width: TextWidth(ambiguous: ambiguous))
        for _ in 0..<20 {
            let size = artist.size()
            var terminal = ReplayTerminal(size, columns: artist.width.columns)
            var writer = FrameWriter(depth: .trueColor, isSynchronized: artist.toss())
            var grid = Grid(size)
            for step in 0..<12 {
                artist.change(&grid)
                if artist.chance(of: 10) { writer.invalidate() }
                terminal.feed(writer.frame(of: grid))
                #expect(terminal.rows == ReplayTerminal.places(of: grid), "seed \(seed), \(step)")
                #expect(terminal.isCursorVisible == (grid.cursor != nil))
                if let cursor = grid.cursor { #expect(terminal.cursor == cursor) }
                #expect(!terminal.isSynchronizing)
                #expect(terminal.problems == [])
                #expect(writer.frame(of: grid) == [])
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3], [1, 2])
    func `a terminal that measures emoji otherwise errs in their own cells only`(
        seed: UInt64, columns: Int
    ) {
        var artist = RandomArtist(seed: seed, width: width)
        for _ in 0..<30 {
            let size = artist.size()
            var terminal = ReplayTerminal(size) {
                $0.unicodeScalars.count > 1 ? columns : TextWidth().columns(of: $0)
            }
            var writer = FrameWriter(depth: .trueColor)
            var grid = Grid(size)
            for step in 0..<10 {
                artist.change(&grid)
                terminal.feed(writer.frame(of: grid))
                #expect(differences(terminal, grid) == [], "seed \(seed), step \(step)")
            }
        }
    }

    /// Where a terminal shows something else than asked, but for characters of several scalars.
    private func differences(_ terminal: ReplayTerminal, _ grid: Grid) -> [Position] {
        let expected = ReplayTerminal.places(of: grid)
        var found: [Position] = []
        for row in expected.indices {
            var isDisputed = false
            for (column, place) in expected[row].enumerated() {
                if !place.isTail { isDisputed = place.text.unicodeScalars.count > 1 }
                guard !isDisputed, terminal.rows[row][column] != place else { continue }
                found.append(Position(column: column, row: row))
            }
        }
        return found
    }
}
