import TerminalScreen
import TestSupport
import Testing

struct GridTests {
    private let width = TextWidth()

    private func grid(_ lines: String..., columns: Int = 8) -> Grid {
        var grid = Grid(GridSize(columns: columns, rows: lines.count))
        for (row, line) in lines.enumerated() {
            grid.write(DisplayText(line, width), at: Position(column: 0, row: row))
        }
        return grid
    }

    private func text(_ grid: Grid) -> [String] {
        (0..<grid.size.rows).map { row in
            String(grid.row(row).filter { $0.part != .tail }.map(\.character))
        }
    }

    @Test func `what cuts a wide character leaves a blank in its other half`() {
        for (column, expected) in [
            (0, ["x 明杯 "]), (1, [" x明杯 "]), (2, ["大x 杯 "]), (3, ["大 x杯 "]),
        ] {
            var grid = grid("大明杯", columns: 7)
            grid.write(DisplayText("x", width), at: Position(column: column, row: 0))
            #expect(text(grid) == expected)
        }
    }

    @Test func `a wide character at the edge becomes a blank`() {
        #expect(text(grid("abc大", columns: 4)) == ["abc "])
        var grid = Grid(GridSize(columns: 4, rows: 1))
        grid.write(DisplayText("大bcd", width), at: Position(column: -1, row: 0))
        #expect(text(grid) == [" bcd"])
        grid.write(
            DisplayText("大", width), at: Position(column: 2, row: 0),
            in: Area(column: 0, row: 0, columns: 3, rows: 1))
        #expect(text(grid) == [" b d"])
    }

    @Test func `fill and blit blank the halves that are left`() {
        var filled = grid("大明杯")
        filled.fill(Area(column: 1, row: 0, columns: 3, rows: 1))
        #expect(text(filled) == ["    杯  "])
        var target = grid("大明杯")
        target.blit(grid("子子", columns: 4), at: Position(column: -1, row: 0))
        #expect(text(target) == [" 子 杯  "])
    }

    @Test func `a box needs room for two borders`() {
        var grid = Grid(GridSize(columns: 4, rows: 3))
        grid.box(Area(column: 0, row: 0, columns: 4, rows: 3), .lines)
        #expect(text(grid) == ["┌──┐", "│  │", "└──┘"])
        let before = grid
        grid.box(Area(column: 0, row: 0, columns: 1, rows: 3), .ascii)
        #expect(grid == before)
    }

    @Test func `a screen without cells is drawn as well`() {
        var writer = FrameWriter()
        var grid = Grid(GridSize(columns: 0, rows: 0))
        grid.write(DisplayText("x", width), at: Position(column: 0, row: 0))
        grid.box(grid.area, .lines)
        #expect(writer.frame(of: grid).count > 0)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `heads and tails are always together`(seed: UInt64) {
        var artist = RandomArtist(seed: seed, width: width)
        for _ in 0..<40 {
            var grid = Grid(artist.size())
            for _ in 0..<8 {
                artist.change(&grid)
                #expect((0..<grid.size.rows).allSatisfy { isWhole(Array(grid.row($0))) })
            }
        }
    }

    private func isWhole(_ cells: [Cell]) -> Bool {
        let pairs = zip(cells, cells.dropFirst())
        return cells.first?.part != .tail && cells.last?.part != .head
            && pairs.allSatisfy { left, right in
                (left.part == .head) == (right.part == .tail)
                    && (left.part != .head || left.style == right.style)
            }
    }
}
