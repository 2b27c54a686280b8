/// The shortest way for the cursor from one place to another.
enum CursorMove {
    /// - Parameter start: Nil when it is not known where the cursor stands.
    static func bytes(from start: Position?, to end: Position) -> [UInt8] {
        if start == end { return [] }
        var best = absolute(end)
        guard let start else { return best }
        func consider(_ other: [UInt8]) { if other.count < best.count { best = other } }
        let distance = end.column - start.column
        if end.row == start.row {
            consider(distance > 0 ? forward(distance) : back(-distance))
            consider([0x0D] + forward(end.column))
        } else if end.row == start.row + 1 {
            consider([0x0D, 0x0A] + forward(end.column))
        }
        return best
    }

    private static func absolute(_ position: Position) -> [UInt8] {
        var buffer = OutputBuffer()
        switch (position.row, position.column) {
        case (0, 0): buffer.append(control: "H")
        case (_, 0): buffer.append(control: "H", [position.row + 1])
        default: buffer.append(control: "H", [position.row + 1, position.column + 1])
        }
        return buffer.bytes
    }

    private static func forward(_ columns: Int) -> [UInt8] {
        var buffer = OutputBuffer()
        if columns == 1 { buffer.append(control: "C") }
        if columns > 1 { buffer.append(control: "C", [columns]) }
        return buffer.bytes
    }

    private static func back(_ columns: Int) -> [UInt8] {
        if columns <= 3 { return Array(repeating: 0x08, count: columns) }
        var buffer = OutputBuffer()
        buffer.append(control: "D", [columns])
        return buffer.bytes
    }
}
