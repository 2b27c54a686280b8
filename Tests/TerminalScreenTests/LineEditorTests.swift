import TerminalScreen
import TestSupport
import Testing

struct LineEditorTests {
    /// An editor in which `|` is the cursor.
    private func editor(_ text: String) -> LineEditor {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        var editor = LineEditor(text: parts[0] + parts[1])
        for _ in parts[1] { _ = editor.press(Key(.left)) }
        return editor
    }

    private func text(_ editor: LineEditor) -> String {
        editor.sides.before + "|" + editor.sides.after
    }

    @Test(arguments: [
        ("ab|c", Key(.left), "a|bc"), ("ab|c", Key(.right), "abc|"), ("|a", Key(.left), "|a"),
        ("大明|杯", Key(.left), "大|明杯"), ("👩‍🚀|", Key(.left), "|👩‍🚀"), ("🇻🇳|", Key(.backspace), "|"),
        ("chị ơi|", Key(.backspace), "chị ơ|"), ("e\u{301}|", Key(.backspace), "|"),
        ("한|국", Key(.delete), "한|"), ("|ab", Key(.delete), "|b"),
        ("|ab", .text("d", .control), "|b"),
        ("ab cd|", .text("a", .control), "|ab cd"), ("|ab", Key(.end), "ab|"),
        ("a\nb|c", Key(.home), "a\n|bc"), ("a\nb|c\nd", .text("e", .control), "a\nbc|\nd"),
        ("one two|", .text("b", .alt), "one |two"), ("one| two", Key(.right, .control), "one two|"),
        ("one, two|", Key(.left, .control), "one, |two"),
        ("|one two", .text("f", .alt), "one| two"),
        ("one two|three", .text("w", .control), "one |three"), ("a-b|", .text("w", .control), "|"),
        ("a-b|", Key(.backspace, .alt), "a-|"), ("one| two", .text("d", .alt), "one|"),
        ("ab|cd", .text("u", .control), "|cd"), ("ab|cd", .text("k", .control), "ab|"),
        ("a\nbc|d", .text("u", .control), "a\n|d"), ("a|b", Key(.enter, .alt), "a\n|b"),
        ("a|b", .text("j", .control), "a\n|b"), ("a|b", .text("大"), "a大|b"),
        ("e|x", .text("\u{301}"), "e\u{301}|x"), ("|\u{1F1F3}", .text("\u{1F1FB}"), "🇻🇳|"),
        ("abc\nd|", Key(.up), "a|bc\nd"), ("a\nbcd|", Key(.up), "a|\nbcd"),
        ("ab|c\nd", Key(.down), "abc\nd|"), ("a|\nbc", Key(.down), "a\nb|c"),
    ])
    func `keys edit as in shells, by what a reader sees as one character`(
        start: String, key: Key, end: String
    ) {
        var editor = editor(start)
        _ = editor.press(key)
        #expect(text(editor) == end)
    }

    @Test func `what was cut comes back`() {
        var editor = editor("one two|")
        _ = editor.press(.text("w", .control))
        _ = editor.press(Key(.home))
        #expect(editor.press(.text("y", .control)) == .edited)
        #expect(text(editor) == "two|one ")
    }

    @Test func `Enter enters once and keeps the text in the history`() {
        var editor = editor("A12 |x2")
        #expect(editor.press(Key(.enter)) == .entered("A12 x2"))
        #expect(editor.isEmpty)
        #expect(editor.press(Key(.enter)) == .unused)
        #expect(editor.press(Key(.up)) == .edited)
        #expect(text(editor) == "A12 x2|")
    }

    @Test func `Ctrl-C never loses a draft`() {
        var editor = editor("half a wo|rd")
        #expect(editor.press(.text("c", .control)) == .cleared)
        #expect(editor.press(.text("c", .control)) == .interrupted)
        _ = editor.press(Key(.up))
        #expect(editor.text == "half a word")
    }

    @Test func `Ctrl-D ends on an empty line only`() {
        var editor = editor("|a")
        #expect(editor.press(.text("d", .control)) == .edited)
        #expect(editor.press(.text("d", .control)) == .ended)
    }

    @Test func `the history keeps the draft and every entry in order`() {
        var editor = LineEditor(history: InputHistory(["one", "two"]))
        _ = editor.insert("draft")
        for expected in ["two", "one", "one"] {
            _ = editor.press(Key(.up))
            #expect(editor.text == expected)
        }
        for expected in ["two", "draft", "draft"] {
            _ = editor.press(Key(.down))
            #expect(editor.text == expected)
        }
    }

    @Test func `the history is bounded and says nothing twice in a row`() {
        var history = InputHistory()
        for number in 0...InputHistory.limit { history.add("\(number)") }
        history.add("\(InputHistory.limit)")
        history.add("  ")
        #expect(history.entries.count == InputHistory.limit)
        #expect(history.entries.first == "1")
    }

    @Test func `a paste never enters, and asks when it has several lines`() {
        var editor = editor("a|b")
        #expect(editor.take(Paste("x\u{1B}[2J\ty")) == .edited)
        #expect(text(editor) == "ax[2J y|b")
        #expect(editor.take(Paste("1\n2\n3")) == .asksBeforePaste(lines: 3))
        #expect(editor.text == "ax[2J yb")
        #expect(editor.insert("1\n2") == .edited)
        #expect(text(editor) == "ax[2J y1\n2|b")
        #expect(editor.take(Paste("\n")) == .edited)
    }

    @Test func `a text beyond the limit is refused whole`() {
        let most = String(repeating: "x", count: LineEditor.limitBytes)
        var editor = LineEditor(text: most)
        #expect(editor.press(.text("y")) == .full)
        #expect(editor.text == most)
        #expect(editor.complete(with: most + "y") == .full)
        #expect(editor.text == most)
    }

    @Test func `a word is completed where the cursor stands`() {
        var editor = editor("say /or| now")
        #expect(editor.wordBeforeCursor == "/or")
        #expect(editor.complete(with: "/order ") == .edited)
        #expect(text(editor) == "say /order | now")
    }

    @Test(arguments: [
        ("abc|", 5, ["abc"], 3, 0), ("abcde|", 5, ["abcde", ""], 0, 1),
        ("abc|def", 5, ["abcde", "f"], 3, 0),
        ("大明杯|", 5, ["大明", "杯"], 2, 1), ("a\n|b", 5, ["a", "b"], 0, 1), ("|", 5, [""], 0, 0),
        ("a\n|", 5, ["a", ""], 0, 1), ("abcde|fg", 5, ["abcde", "fg"], 0, 1),
    ])
    func `the cursor is where the next character would be`(
        start: String, columns: Int, rows: [String], column: Int, row: Int
    ) {
        let shown = editor(start).rows(of: columns, TextWidth())
        #expect(shown.rows.map(\.string) == rows)
        #expect(shown.cursor == Position(column: column, row: row))
    }

    @Test func `a small window follows the cursor`() {
        var editor = editor("1\n2\n3\n4|")
        #expect(editor.rows(of: 5, TextWidth()).window(2).rows.map(\.string) == ["3", "4"])
        for _ in 0..<3 { _ = editor.press(Key(.up)) }
        let top = editor.rows(of: 5, TextWidth()).window(2)
        #expect(top.rows.map(\.string) == ["1", "2"])
        #expect(top.cursor == Position(column: 1, row: 0))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `random keys keep the cursor between characters`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters: [Unicode.Scalar] = [
            "a", " ", "大", "\u{301}", "\u{1F1FB}", "\u{1F1F3}", "\u{200D}", "👩", "🚀",
        ]
        let keys: [Key] =
            letters.map { .text($0) } + [
                Key(.left), Key(.right), Key(.up), Key(.down), Key(.backspace), Key(.delete),
                Key(.home),
                Key(.enter, .alt), .text("w", .control), .text("y", .control), .text("b", .alt),
                .text("f", .alt), .text("k", .control), Key(.enter),
            ]
        var editor = LineEditor()
        for _ in 0..<3_000 {
            _ = editor.press(keys[Int.random(in: keys.indices, using: &generator)])
            let (before, after) = editor.sides
            #expect(before.count + after.count == editor.text.count)
            let shown = editor.rows(of: 7, TextWidth())
            #expect(shown.rows.allSatisfy { $0.columns <= 7 })
            #expect(shown.cursor.column < 7 && shown.rows.indices.contains(shown.cursor.row))
        }
    }
}
