import TerminalScreen
import TestSupport

/// Draws what nobody would: any text at any place, cut by any edge.
struct RandomArtist {
    let width: TextWidth
    private var generator: SeededGenerator

    init(seed: UInt64, width: TextWidth) {
        self.width = width
        generator = SeededGenerator(seed: seed)
    }

    private static let pieces: [String] = [
        "a", "b", " ", "    ", "hello", "Z", "é", "e\u{301}", "大", "明", "杯子", "한국어", "ﾊ", "①", "±",
        "─", "│", "▀", "😀", "👩‍🚀", "❤️", "🇻🇳", "🇻", "क्", "ệ", "\u{1B}[31m", "\u{7F}", "\u{202E}",
        "\u{200B}", "\n", "\u{301}", "\u{9B}2J", "A\u{300}\u{301}\u{302}", "ᄀ", "ก็",
    ]
    private static let colors: [Color] = [
        .standard, .standard, .normal(.red), .bright(.black), .palette(200), .rgb(1, 22, 133),
    ]

    mutating func size() -> GridSize {
        GridSize(
            columns: .random(in: 1...40, using: &generator),
            rows: .random(in: 1...6, using: &generator))
    }

    mutating func toss() -> Bool { Bool.random(using: &generator) }

    mutating func chance(of one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

    private mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &generator)]
    }

    mutating func text() -> DisplayText {
        let count = Int.random(in: 1...12, using: &generator)
        return DisplayText(
            (0..<count).map { _ in one(of: Self.pieces) }.joined(), width)
    }

    mutating func style() -> Style {
        if chance(of: 3) { return .plain }
        return Style(
            one(of: Self.colors),
            on: one(of: Self.colors),
            Attributes(rawValue: UInt8.random(in: 0..<32, using: &generator)))
    }

    mutating func position(in size: GridSize) -> Position {
        Position(
            column: .random(in: -3...size.columns, using: &generator),
            row: .random(in: -1...size.rows, using: &generator))
    }

    mutating func area(in size: GridSize) -> Area {
        let corner = position(in: size)
        return Area(
            column: corner.column, row: corner.row,
            columns: .random(in: 0...size.columns + 2, using: &generator),
            rows: .random(in: 0...size.rows, using: &generator))
    }

    /// Changes a grid a little.
    mutating func change(_ grid: inout Grid) {
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: grid.fill(area(in: grid.size), style())
            case 1:
                grid.box(area(in: grid.size), width.ambiguous == .one ? .lines : .ascii, style())
            case 2:
                var other = Grid(size(), style: style())
                other.write(text(), at: position(in: other.size), style())
                grid.blit(other, at: position(in: grid.size))
            case 3:
                grid.restyle(area(in: grid.size)) {
                    $0.attributes.formSymmetricDifference(.reverse)
                }
            case 4:
                grid.write(text(), at: position(in: grid.size), style(), in: area(in: grid.size))
            default: grid.write(text(), at: position(in: grid.size), style())
            }
        }
        let place = position(in: grid.size)
        let isInside = place.column >= 0 && place.row >= 0 && place.row < grid.size.rows
        grid.cursor = isInside && place.column < grid.size.columns ? place : nil
    }
}
