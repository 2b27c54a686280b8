package import TerminalScreen

/// The line at the bottom of a screen: editing, history, completion, and pastes that never send.
package struct InputLine: Equatable, Sendable {
    package private(set) var editor: LineEditor
    /// Several pasted lines that wait for a yes.
    package private(set) var heldPaste: Paste?
    private var completion: Completion?

    private struct Completion: Equatable, Sendable {
        let choices: [String]
        var index: Int
    }

    package init(draft: String = "", history: [String] = []) {
        editor = LineEditor(text: draft, history: InputHistory(history))
    }

    package var text: String { editor.text }
    package var isEmpty: Bool { editor.isEmpty }

    package mutating func press(_ key: Key) -> LineEditor.Outcome {
        completion = nil
        return editor.press(key)
    }

    /// Takes a paste; one of several lines is held until `answerPaste`.
    package mutating func paste(_ paste: Paste) -> LineEditor.Outcome {
        completion = nil
        if let held = heldPaste {  // A paste that pauses comes in parts.
            let isFull = held.text.utf8.count >= InputParser.pasteLimitBytes
            let text = isFull ? held.text : held.text + paste.text
            heldPaste = Paste(text, isCut: isFull || held.isCut || paste.isCut)
            return .asksBeforePaste(lines: text.count(where: { $0 == "\n" }) + 1)
        }
        let outcome = editor.take(paste)
        if case .asksBeforePaste = outcome { heldPaste = paste }
        return outcome
    }

    /// Puts the held paste in the line, or drops it.
    package mutating func answerPaste(_ yes: Bool) -> LineEditor.Outcome {
        guard let paste = heldPaste.take() else { return .unused }
        return yes ? editor.insert(paste.text) : .unused
    }

    package mutating func replace(with text: String) {
        completion = nil
        editor.replace(with: text)
    }

    /// Completes the word before the cursor; again and again goes through the choices.
    ///
    /// - Parameters:
    ///   - step: 1 forward, -1 back.
    ///   - choices: Whole words for the word that is being typed.
    /// - Returns: False when there is nothing to complete.
    package mutating func complete(_ step: Int, _ choices: (_ word: String) -> [String]) -> Bool {
        if var running = completion, running.choices.count > 1 {
            let count = running.choices.count
            running.index = (running.index + step + count) % count
            _ = editor.complete(with: running.choices[running.index])
            completion = running
            return true
        }
        let word = editor.wordBeforeCursor
        let found = choices(word).filter { $0 != word }
        guard let first = step > 0 ? found.first : found.last else { return false }
        guard editor.complete(with: first) == .edited else { return false }
        completion = Completion(choices: found, index: step > 0 ? 0 : found.count - 1)
        return true
    }
}

extension Painter {
    /// Draws the line with its prompt and puts the terminal's cursor into it, where input methods
    /// look for it.
    package mutating func input(_ line: InputLine, prompt: Span, hint: String, in area: Area) {
        guard area.columns > 4, area.rows > 0 else { return }
        let used = write([prompt], column: area.column, row: area.row, columns: area.columns)
        let room = Area(
            column: area.column + used, row: area.row, columns: area.columns - used,
            rows: area.rows)
        if line.isEmpty {
            write(
                [Span(hint, .muted)], column: room.column + 1, row: room.row,
                columns: room.columns - 1)
        }
        let shown = line.editor.rows(of: max(2, room.columns), look.width).window(room.rows)
        for (index, text) in shown.rows.prefix(room.rows).enumerated() {
            let place = Position(column: room.column, row: room.row + index)
            self.line(text, place, .plain, in: room)
        }
        cursor = Position(
            column: min(room.column + shown.cursor.column, area.column + area.columns - 1),
            row: room.row + shown.cursor.row)
    }

    /// The rows that the line wants, 1 to `limit`.
    package func inputRows(_ line: InputLine, promptColumns: Int, columns: Int, limit: Int) -> Int {
        let rows = line.editor.rows(of: max(2, columns - promptColumns), look.width).rows.count
        return min(max(1, rows), max(1, limit))
    }
}
