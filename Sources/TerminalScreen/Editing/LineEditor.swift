/// The line that somebody types into, with the keys that shells have.
///
/// The cursor stands between whole characters as a reader sees them, and the text has no control
/// characters but line feeds.
package struct LineEditor: Equatable, Sendable {
    /// The longest text, in bytes of UTF-8; what goes beyond is refused.
    package static let limitBytes = 8_192

    /// What a key or a paste came to.
    package enum Outcome: Equatable, Sendable {
        case edited
        /// Enter: the text, which is in the history now; the line is empty.
        case entered(String)
        /// A paste of several lines waits for a yes, then `insert`; nothing was changed.
        case asksBeforePaste(lines: Int)
        /// Ctrl-C with text: it is in the history now, so that nothing is lost.
        case cleared
        /// Ctrl-C on an empty line.
        case interrupted
        /// Ctrl-D on an empty line.
        case ended
        /// The text would be too long; nothing was changed.
        case full
        /// Not for the editor, or without effect.
        case unused
    }

    private var before = ""
    private var after = ""
    /// What Ctrl-K, U and W took last.
    private var killed = ""
    package private(set) var history: InputHistory

    package init(text: String = "", history: InputHistory = InputHistory()) {
        self.history = history
        _ = insert(text)
    }

    package var text: String { before + after }
    package var isEmpty: Bool { before.isEmpty && after.isEmpty }
    /// The parts of the text on both sides of the cursor.
    package var sides: (before: String, after: String) { (before, after) }

    // MARK: Changes

    /// Puts text where the cursor stands.
    ///
    /// Control characters are left out, but line ends become line feeds and tabs spaces.
    ///
    /// - Returns: `.edited`, `.full` or `.unused`.
    package mutating func insert(_ text: String) -> Outcome {
        let clean = Self.clean(text)
        if clean.isEmpty { return .unused }
        guard before.utf8.count + after.utf8.count + clean.utf8.count <= Self.limitBytes else {
            return .full
        }
        before += clean
        joinAtCursor()
        return .edited
    }

    /// Takes a paste: one line is inserted, several ask first.
    package mutating func take(_ paste: Paste) -> Outcome {
        let lines = paste.text.split(separator: "\n", omittingEmptySubsequences: false).count
        // A line end by itself comes from terminals that do not mark pastes, within one.
        if lines > 1, paste.text != "\n" { return .asksBeforePaste(lines: lines) }
        return insert(paste.text)
    }

    /// Puts another text in place of all, with the cursor behind it.
    package mutating func replace(with text: String) {
        (before, after) = ("", "")
        _ = insert(text)
    }

    /// The word that is being typed, for completion.
    package var wordBeforeCursor: String {
        String(before.reversed().prefix { !$0.isWhitespace }.reversed())
    }

    /// Completes the word that is being typed.
    package mutating func complete(with word: String) -> Outcome {
        let old = before
        before.removeLast(wordBeforeCursor.count)
        let outcome = insert(word)
        if outcome != .edited { before = old }
        return outcome
    }

    private static func clean(_ text: String) -> String {
        var clean = ""
        for character in text {
            if character.isNewline {
                clean += "\n"
            } else if character == "\t" {
                clean += " "
            } else {
                clean.unicodeScalars += character.unicodeScalars.filter {
                    $0.properties.generalCategory != .control
                }
            }
        }
        return clean
    }

    /// Keeps the cursor out of a character that both sides make together.
    private mutating func joinAtCursor() {
        while let left = before.last, let right = after.first,
            (String(left) + String(right)).count == 1
        {
            before.append(after.removeFirst())
        }
    }

    mutating func move(back count: Int) {
        for _ in 0..<count { if let last = before.popLast() { after = String(last) + after } }
    }

    mutating func move(forward count: Int) {
        before += after.prefix(count)
        after.removeFirst(min(count, after.count))
    }

    mutating func remove(back count: Int) {
        before.removeLast(min(count, before.count))
        joinAtCursor()
    }

    mutating func remove(forward count: Int) {
        after.removeFirst(min(count, after.count))
        joinAtCursor()
    }

    mutating func kill(back count: Int) {
        if count > 0 { killed = String(before.suffix(count)) }
        remove(back: count)
    }

    mutating func kill(forward count: Int) {
        if count > 0 { killed = String(after.prefix(count)) }
        remove(forward: count)
    }

    // MARK: Keys

    /// Does what a key means here.
    package mutating func press(_ key: Key) -> Outcome {
        switch (key.code, key.modifiers) {
        case (.enter, []):
            return isEmpty ? .unused : .entered(leave())
        case (.enter, .alt), (.text("j"), .control): return insert("\n")
        case (.text("c"), .control):
            if isEmpty { return .interrupted }
            _ = leave()
            return .cleared
        case (.text("d"), .control) where isEmpty: return .ended
        case (.up, []): return goUp()
        case (.down, []): return goDown()
        case (.text("y"), .control): return insert(killed)
        case (.text(let scalar), []), (.text(let scalar), .shift): return insert(String(scalar))
        default:
            let old = (before, after)
            if !edit(key) { return .unused }
            return old == (before, after) ? .unused : .edited
        }
    }

    /// Empties the line into the history.
    private mutating func leave() -> String {
        let text = text
        history.add(text)
        (before, after) = ("", "")
        return text
    }

    private mutating func goUp() -> Outcome {
        guard !before.contains("\n") else { return moveByLine(-1) }
        guard let older = history.older(than: text) else { return .unused }
        replace(with: older)
        return .edited
    }

    private mutating func goDown() -> Outcome {
        guard !after.contains("\n") else { return moveByLine(1) }
        guard let newer = history.newer() else { return .unused }
        replace(with: newer)
        return .edited
    }
}
