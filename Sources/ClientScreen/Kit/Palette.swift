package import TerminalScreen

/// Everything that can be done here, to be found by typing: actions with their keys, and commands.
package struct Palette<Action: ScreenAction>: Equatable, Sendable {
    package enum Choice: Equatable, Sendable {
        case action(Action)
        /// The line begins with this, and the user goes on typing.
        case command(String)
    }

    package struct Row: Equatable, Sendable {
        package let title: String
        /// Keys, or the command's word.
        package let how: String
        package let choice: Choice

        package init(title: String, how: String, choice: Choice) {
            (self.title, self.how, self.choice) = (title, how, choice)
        }
    }

    package let all: [Row]
    package private(set) var query = LineEditor()
    package private(set) var cursor = ListCursor()

    package init(_ rows: [Row]) { all = rows }

    /// The rows that have all words of the query, in any case.
    package var rows: [Row] {
        let words = query.text.lowercased().split(separator: " ")
        if words.isEmpty { return all }
        return all.filter { row in
            let text = "\(row.title) \(row.how)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    package enum Outcome: Equatable, Sendable { case stays, closes, chosen(Choice) }

    package mutating func press(_ key: Key) -> Outcome {
        switch key {
        case Key(.escape), .text("c", .control), Key(.function(1)): return .closes
        case .text("p", .control): return .closes
        case Key(.up): cursor.move(-1, count: rows.count)
        case Key(.down), Key(.tab): cursor.move(1, count: rows.count)
        case Key(.pageUp): cursor.move(-10, count: rows.count)
        case Key(.pageDown): cursor.move(10, count: rows.count)
        case Key(.enter):
            let rows = rows
            guard rows.indices.contains(cursor.selected) else { return .stays }
            return .chosen(rows[cursor.selected].choice)
        default: if query.press(key) == .edited { cursor = ListCursor() }
        }
        return .stays
    }

    package mutating func paste(_ paste: Paste) {
        if query.take(paste) == .edited { cursor = ListCursor() }
    }

    package mutating func scroll(_ step: Int) { cursor.move(step, count: rows.count) }
}

extension Painter {
    package mutating func palette<Action>(_ palette: Palette<Action>, over area: Area) {
        let rows = palette.rows
        let frame = overlay(columns: 72, rows: palette.all.count + 4, within: area)
        let inner = pane(
            frame, title: [Span(look.say(KitPhrase.paletteTitle), .title)],
            footer: [Span(look.say(KitPhrase.paletteKeys), .muted)], isFocused: true)
        guard inner.rows >= 2 else { return }
        let used = write([Span("/ ", .key)], column: inner.column, row: inner.row, columns: 2)
        let query = look.text(palette.query.text)
        line(query, Position(column: inner.column + used, row: inner.row), .plain, in: inner)
        if palette.query.isEmpty {
            write(
                [Span(look.say(KitPhrase.typeToSearch), .muted)], column: inner.column + 3,
                row: inner.row, columns: inner.columns - 3)
        }
        let before = look.text(palette.query.sides.before).columns
        cursor = Position(
            column: min(inner.column + used + before, inner.column + inner.columns - 1),
            row: inner.row)
        let list = Area(
            column: inner.column, row: inner.row + 1, columns: inner.columns, rows: inner.rows - 1)
        if rows.isEmpty { row(RowText(look.say(KitPhrase.nothingFound), .muted), 0, of: list) }
        self.list(rows.count, palette.cursor, in: list, isFocused: true) { index in
            RowText([Span(rows[index].title)], right: [Span(rows[index].how, .key)])
        }
    }

    /// Clears a frame in the middle of an area for something that lies over it.
    package mutating func overlay(columns: Int, rows: Int, within area: Area) -> Area {
        let (columns, rows) = (min(columns, area.columns), min(rows, area.rows))
        let frame = Area(
            column: area.column + (area.columns - columns) / 2,
            row: area.row + (area.rows - rows) / 2, columns: columns, rows: rows)
        clear(frame)
        return frame
    }
}
