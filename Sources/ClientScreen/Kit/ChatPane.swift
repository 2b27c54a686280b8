package import TerminalScreen
import Wire

/// The scrollback of what was said and what happened.
package struct ChatPane: Equatable, Sendable {
    package var scroll = Scrollback()

    package init() {}

    /// Scrolls by rows; positive is towards older entries.
    package mutating func scroll(_ rows: Int, _ entries: [TalkEntry], in area: Area, _ look: Look) {
        scroll.scroll(rows, entries.map(\.id), height: area.rows) { index in
            entries[index].rows(columns: area.columns, look).count
        }
    }
}

extension TalkEntry {
    /// The entry as it is shown, broken into rows.
    package func rows(columns: Int, _ look: Look) -> [RowText] {
        switch body {
        case .newBelow:
            let text = " \(look.say(ShopPhrase.newBelow)) "
            let rest = max(0, columns - look.text(text).columns)
            let line = look.sign("─", or: "-")
            let sides = (String(repeating: line, count: rest / 2), rest - rest / 2)
            return [
                RowText(
                    [Span(sides.0 + text + String(repeating: line, count: sides.1), .warning)])
            ]
        case .news(let phrase, let role):
            let sign = look.sign("·", or: "*")
            return Self.wrapped(
                [Span("\(sign) ", .muted), Span(look.say(phrase), role)], columns, look)
        case .said(let speech):
            let name = speech.isOwn ? look.say(ShopPhrase.you) : speech.alias
            let role: Role = speech.isOwn ? .own : speech.buyer == 0 ? .title : .key
            let text =
                speech.isDeleted
                ? Span(look.say(ShopPhrase.lineDeleted), .muted) : Span(speech.text)
            let reply = speech.replyTo == 0 ? "" : look.sign(" ↩", or: " re")
            return Self.wrapped([Span("\(name)\(reply): ", role), text], columns, look)
        }
    }

    /// Breaks two spans together: a role for the beginning, another for the rest.
    private static func wrapped(_ spans: [Span], _ columns: Int, _ look: Look) -> [RowText] {
        guard let head = spans.first, let body = spans.last else { return [] }
        var rows: [RowText] = []
        for (index, line) in DisplayText.lines(of: body.text, look.width).enumerated() {
            var text = index == 0 ? look.text(head.text) : look.text("  ")
            let headColumns = text.columns
            text.append(line)
            // What does not fit goes on two columns further in.
            let room = text.columns > columns ? columns - 2 : columns
            for (place, part) in text.wrapped(to: max(2, room)).enumerated() {
                guard index == 0, place == 0, part.columns >= headColumns else {
                    let indent = place > 0 ? "  " : ""
                    rows.append(RowText(indent + part.string, body.role))
                    continue
                }
                let start = part.prefix(columns: headColumns)
                let rest = DisplayText(part.clusters.dropFirst(start.clusters.count))
                rows.append(
                    RowText([Span(start.string, head.role), Span(rest.string, body.role)]))
            }
        }
        return rows
    }
}

extension Painter {
    /// Draws entries from the bottom up as far as there is room.
    package mutating func chat(_ pane: ChatPane, _ entries: [TalkEntry], in area: Area) {
        var cache: [Int: [RowText]] = [:]
        let shown = pane.scroll.visible(entries.map(\.id), height: area.rows) { index in
            let rows = entries[index].rows(columns: area.columns, look)
            cache[index] = rows
            return rows.count
        }
        var line = area.rows - shown.reduce(0) { $0 + $1.rows.count }
        for entry in shown {
            for index in entry.rows {
                row(cache[entry.index]?[index] ?? .empty, line, of: area)
                line += 1
            }
        }
    }
}
