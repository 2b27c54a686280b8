package import TerminalScreen

/// A text to be read over the screen, with its own scrolling: answers to commands, details, help.
package struct Page: Equatable, Sendable {
    package let title: String
    package var rows: [RowText]
    package private(set) var top = 0

    package init(title: String, rows: [RowText]) { (self.title, self.rows) = (title, rows) }

    package mutating func scroll(_ step: Int, height: Int) {
        top = min(max(0, top + step), max(0, rows.count - height))
    }

    /// Moves by a key.
    ///
    /// - Returns: False when the key is not for pages.
    package mutating func press(_ key: Key, height: Int) -> Bool {
        switch key {
        case Key(.up): scroll(-1, height: height)
        case Key(.down): scroll(1, height: height)
        case Key(.pageUp): scroll(-height, height: height)
        case Key(.pageDown): scroll(height, height: height)
        case Key(.home): top = 0
        case Key(.end): scroll(rows.count, height: height)
        default: return false
        }
        return true
    }
}

extension Painter {
    /// Lines of text broken for a page of so many columns.
    package func pageRows(_ lines: [String], columns: Int, _ role: Role = .plain) -> [RowText] {
        lines.flatMap { line in
            look.text(line).wrapped(to: max(4, columns)).map { RowText($0.string, role) }
        }
    }

    package mutating func page(_ page: Page, footer: [Span], over area: Area) {
        let widest = page.rows.map { columns(of: $0.left) + columns(of: $0.right) + 2 }.max() ?? 0
        let frame = overlay(
            columns: max(40, widest + 4), rows: page.rows.count + 2, within: area)
        let inner = pane(
            frame, title: [Span(page.title, .title)], footer: footer, isFocused: true)
        cursor = nil
        let text = Area(
            column: inner.column + 1, row: inner.row, columns: inner.columns - 2, rows: inner.rows)
        rows(Array(page.rows.dropFirst(page.top)), in: text)
    }
}
