package import TerminalScreen

/// A draft being filled in, in a window over the screen.
package struct PostForm: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        case filling
        /// Given to the shop; its answer has not come.
        case sent
    }

    package let id: Int
    package private(set) var field = PostDraft.Field.code
    package var step = Step.filling
    /// What came of the last try.
    package var problem = ""
    private var editor: LineEditor
    package private(set) var draft: PostDraft

    package init(_ draft: PostDraft) {
        (id, self.draft) = (draft.id, draft)
        editor = LineEditor(text: draft[.code])
        if draft[.code].isEmpty == false, let missing = draft.missing { select(missing) }
    }

    package enum Outcome: Equatable, Sendable {
        case unchanged
        /// To be kept on disk.
        case changed
        case publishes
        case closes
    }

    package mutating func press(_ key: Key) -> Outcome {
        // What the shop was given is not changed behind its back.
        if step == .sent { return key == Key(.escape) ? .closes : .unchanged }
        switch key {
        case Key(.escape): return .closes
        case Key(.enter):
            guard let missing = draft.missing else { return .publishes }
            select(missing)
            return .unchanged
        case Key(.tab), Key(.down): move(1)
        case Key(.tab, .shift), Key(.up): move(-1)
        default: return take(editor.press(key))
        }
        return .unchanged
    }

    /// A paste is one line here, whatever it was.
    package mutating func paste(_ paste: Paste) -> Outcome {
        guard step == .filling else { return .unchanged }
        let line = paste.text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return take(editor.insert(line))
    }

    private mutating func take(_ outcome: LineEditor.Outcome) -> Outcome {
        switch outcome {
        case .edited, .cleared:
            draft[field] = editor.text.replacing("\n", with: " ")
            return .changed
        case .interrupted: return .closes
        case .entered, .asksBeforePaste, .ended, .full, .unused: return .unchanged
        }
    }

    private mutating func move(_ step: Int) {
        let all = PostDraft.Field.allCases
        let index = all.firstIndex(of: field) ?? 0
        select(all[(index + step + all.count) % all.count])
    }

    private mutating func select(_ field: PostDraft.Field) {
        self.field = field
        editor = LineEditor(text: draft[field])
    }

    /// The field's text on both sides of the cursor.
    var sides: (before: String, after: String) { editor.sides }
}
