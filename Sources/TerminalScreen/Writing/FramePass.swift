/// Draws the rows of one frame; it knows where the cursor stands and how it writes.
struct FramePass {
    let depth: ColorDepth
    private(set) var output = OutputBuffer()
    /// Nil while it is not known, such as after what terminals measure differently.
    private var cursor: Position?
    private var style = Style.plain

    init(depth: ColorDepth, cursor: Position?) { (self.depth, self.cursor) = (depth, cursor) }

    mutating func clear() {
        output.append("\u{1B}[m\u{1B}[2J")
    }

    mutating func send(_ bytes: [UInt8]) {
        output.append(bytes)
        if !bytes.isEmpty { cursor = nil }
    }

    /// Draws a bitmap with its corner at a place.
    mutating func draw(_ bitmap: [UInt8], at place: Position) {
        move(to: place)
        send(bitmap)
    }

    /// Leaves the cursor where the grid has it, writing plainly as each frame begins.
    mutating func end(cursor end: Position?) {
        write(in: .plain)
        if let end { move(to: end) }
    }

    /// Draws what differs between two states of a row.
    mutating func draw(_ row: Int, _ old: ArraySlice<Cell>, _ new: ArraySlice<Cell>) {
        let (oldStart, newStart, width) = (old.startIndex, new.startIndex, new.count)
        let blankStart = width - new.reversed().prefix { $0 == .blank }.count
        var column = 0
        var isForced = false
        while column < width {
            let cell = new[newStart + column]
            guard isForced || cell != old[oldStart + column] else {
                column += 1
                continue
            }
            isForced = false
            if column >= blankStart, width - column > 4 {
                let place = Position(column: column, row: row)
                approach(place, over: new, from: newStart)
                write(in: .plain)
                output.append(control: "K")
                return
            }
            if cell.part == .tail {  // Its head was drawn.
                column += 1
                continue
            }
            approach(Position(column: column, row: row), over: new, from: newStart)
            draw(cell, row: row, column: column, width: width)
            column += cell.part == .head ? 2 : 1
            // A terminal may have drawn it wider than we think.
            isForced = !cell.isSteady && column < width
        }
    }

    private mutating func draw(_ cell: Cell, row: Int, column: Int, width: Int) {
        write(in: cell.style)
        let columns = cell.part == .head ? 2 : 1
        if !cell.isSteady, columns == 2 {
            // A terminal may draw it narrower than we think. At the edge the cursor stays on the
            // last column, so that steps back would lead too far.
            output.append("  ")
            output.append(
                column + columns < width
                    ? [0x08, 0x08]
                    : CursorMove.bytes(from: nil, to: Position(column: column, row: row)))
        }
        output.append(character: cell.character)
        let end = column + columns
        cursor = cell.isSteady && end < width ? Position(column: end, row: row) : nil
    }

    /// Brings the cursor to a place, by drawing unchanged cells again where that is shorter.
    private mutating func approach(
        _ place: Position, over row: ArraySlice<Cell>, from start: Int
    ) {
        let move = CursorMove.bytes(from: cursor, to: place)
        if let cursor, cursor.row == place.row, cursor.column < place.column,
            place.column - cursor.column <= move.count
        {
            let between = row[start + cursor.column..<start + place.column]
            let length = between.reduce(0) { $0 + $1.character.utf8.count }
            let isSimple = between.allSatisfy {
                $0.part == .whole && $0.isSteady && depth.limit($0.style) == style
            }
            if isSimple, length <= move.count {
                for cell in between { output.append(character: cell.character) }
                self.cursor = place
                return
            }
        }
        output.append(move)
        cursor = place
    }

    private mutating func move(to place: Position) {
        output.append(CursorMove.bytes(from: cursor, to: place))
        cursor = place
    }

    private mutating func write(in new: Style) {
        let new = depth.limit(new)
        output.append(StyleChange.bytes(from: style, to: new))
        style = new
    }
}
