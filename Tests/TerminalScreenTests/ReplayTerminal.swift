import TerminalScreen

/// A small terminal: shows what the bytes of frames draw, by its own reading of ECMA-48.
struct ReplayTerminal {
    struct Place: Equatable {
        var text: String
        var style: Style
        /// The right half of the character before.
        var isTail = false
    }

    /// How wide this terminal draws a character.
    private let columns: (Character) -> Int
    private(set) var rows: [[Place]]
    private(set) var cursor = Position(column: 0, row: 0)
    private(set) var isCursorVisible = true
    private(set) var isSynchronizing = false
    private(set) var problems: [String] = []
    private var style = Style.plain

    init(_ size: GridSize, columns: @escaping (Character) -> Int) {
        self.columns = columns
        let blank = Place(text: "#", style: .plain)  // What the shell left.
        rows = Array(repeating: Array(repeating: blank, count: size.columns), count: size.rows)
    }

    mutating func feed(_ bytes: [UInt8]) {
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20 {
                text.append(byte)
                index += 1
                continue
            }
            print(String(decoding: text, as: UTF8.self))
            text = []
            switch byte {
            case 0x08: cursor.column = max(0, cursor.column - 1)
            case 0x0D: cursor.column = 0
            case 0x0A: cursor.row = min(rows.count - 1, cursor.row + 1)
            case 0x1B:
                guard let end = bytes[(index + 2)...].firstIndex(where: { $0 >= 0x40 }) else {
                    problems.append("a torn sequence")
                    return
                }
                control(bytes[(index + 2)..<end], final: bytes[end])
                index = end
            default: problems.append("control \(byte)")
            }
            index += 1
        }
        print(String(decoding: text, as: UTF8.self))
    }

    private mutating func print(_ text: String) {
        for character in text {
            let columns = columns(character)
            if columns == 0 || cursor.column + columns > rows[cursor.row].count {
                problems.append("no room for \(character) at \(cursor)")
                continue
            }
            for column in cursor.column..<cursor.column + columns { split(column) }
            let place = Place(text: String(character), style: style)
            rows[cursor.row][cursor.column] = place
            if columns == 2 {
                rows[cursor.row][cursor.column + 1] = Place(text: "", style: style, isTail: true)
            }
            // As terminals do that are told not to wrap: the cursor stays on the last column.
            cursor.column = min(cursor.column + columns, rows[cursor.row].count - 1)
        }
    }

    /// Destroys a wide character of which one half is written over, as terminals do.
    private mutating func split(_ column: Int) {
        func isTail(_ column: Int) -> Bool {
            rows[cursor.row].indices.contains(column) && rows[cursor.row][column].isTail
        }
        if isTail(column) { rows[cursor.row][column - 1] = Place(text: " ", style: .plain) }
        if isTail(column + 1) { rows[cursor.row][column + 1] = Place(text: " ", style: .plain) }
    }

    private mutating func control(_ body: ArraySlice<UInt8>, final: UInt8) {
        let text = String(decoding: body, as: UTF8.self)
        let numbers = text.split(separator: ";").map { Int($0) ?? 0 }
        let first = numbers.first ?? 1
        switch (Character(Unicode.Scalar(final)), text) {
        case ("H", _):
            cursor = Position(column: (numbers.dropFirst().first ?? 1) - 1, row: first - 1)
        case ("C", _): cursor.column = min(cursor.column + first, rows[cursor.row].count - 1)
        case ("D", _): cursor.column = max(cursor.column - first, 0)
        case ("J", "2"):
            for row in rows.indices { erase(row, from: 0) }
        case ("K", ""):
            split(cursor.column)
            erase(cursor.row, from: cursor.column)
        case ("m", _): select(numbers.isEmpty ? [0] : numbers)
        case ("h", "?25"): isCursorVisible = true
        case ("l", "?25"): isCursorVisible = false
        case ("h", "?2026"): isSynchronizing = true
        case ("l", "?2026"): isSynchronizing = false
        default: problems.append("CSI \(text) \(Unicode.Scalar(final))")
        }
        if !rows.indices.contains(cursor.row) || !rows[0].indices.contains(cursor.column) {
            problems.append("cursor beyond the screen: \(cursor)")
            cursor = Position(column: 0, row: 0)
        }
    }

    private mutating func erase(_ row: Int, from column: Int) {
        for column in column..<rows[row].count {
            rows[row][column] = Place(text: " ", style: Style(.standard, on: style.background))
        }
    }

    private mutating func select(_ numbers: [Int]) {
        var rest = numbers[...]
        let colors = SystemColor.allCases
        while let number = rest.popFirst() {
            switch number {
            case 0: style = .plain
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 3: style.attributes.insert(.italic)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 23: style.attributes.remove(.italic)
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case 30...37: style.foreground = .normal(colors[number - 30])
            case 40...47: style.background = .normal(colors[number - 40])
            case 90...97: style.foreground = .bright(colors[number - 90])
            case 100...107: style.background = .bright(colors[number - 100])
            case 39: style.foreground = .standard
            case 49: style.background = .standard
            case 38: style.foreground = color(&rest)
            case 48: style.background = color(&rest)
            default: problems.append("SGR \(number)")
            }
        }
    }

    private mutating func color(_ rest: inout ArraySlice<Int>) -> Color {
        func next() -> UInt8 { UInt8(rest.popFirst() ?? 0) }
        return next() == 5 ? .palette(next()) : .rgb(next(), next(), next())
    }
}

extension ReplayTerminal {
    /// What a grid asks a terminal to show.
    static func places(of grid: Grid) -> [[Place]] {
        (0..<grid.size.rows).map { row in
            grid.row(row).map { cell in
                cell.part == .tail
                    ? Place(text: "", style: cell.style, isTail: true)
                    : Place(text: String(cell.character), style: cell.style)
            }
        }
    }
}
