import ClientScreen
import TerminalScreen
import Testing

struct ScrollbackTests {
    /// Odd entries take two rows.
    private let rows: (Int) -> Int = { $0.isMultiple(of: 2) ? 1 : 2 }

    @Test func `at the newest, the last entries fill the height`() {
        let shown = Scrollback().visible(Array(0..<10), height: 4, rowsOf: rows)
        #expect(shown.map(\.index) == [7, 8, 9])
        #expect(shown.first?.rows == 1..<2)
    }

    @Test func `a reader who scrolled up stays put while others talk`() {
        var scroll = Scrollback()
        scroll.scroll(3, Array(0..<10), height: 4, rowsOf: rows)
        let before = scroll.visible(Array(0..<10), height: 4, rowsOf: rows)
        for _ in 0..<5 { scroll.noteAdded() }
        #expect(scroll.visible(Array(0..<15), height: 4, rowsOf: rows) == before)
        #expect(scroll.unseen == 5)
        #expect(!scroll.isAtEnd)
    }

    @Test func `an entry that is gone leaves the reader at the next one`() {
        var scroll = Scrollback()
        scroll.scroll(6, Array(0..<10), height: 3, rowsOf: rows)
        let left = Array(8..<20)
        let shown = scroll.visible(left, height: 3, rowsOf: { rows(left[$0]) })
        #expect(shown.last?.index == 0)
    }

    @Test(arguments: 0..<20)
    func `any way of scrolling fills the screen and never passes an end`(seed: Int) {
        var scroll = Scrollback()
        var state = UInt64(seed + 1)
        let ids = Array(0..<12)
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let step = Int(state >> 60) - 7
            scroll.scroll(step, ids, height: 5, rowsOf: rows)
            let shown = scroll.visible(ids, height: 5, rowsOf: rows)
            #expect(shown.reduce(0) { $0 + $1.rows.count } == 5)
        }
        scroll.scroll(-100, ids, height: 5, rowsOf: rows)
        #expect(scroll.isAtEnd)
        scroll.scroll(100, ids, height: 5, rowsOf: rows)
        #expect(scroll.visible(ids, height: 5, rowsOf: rows).first?.index == 0)
    }
}

struct KitTests {
    @Test func `the chosen row of a list is always on the screen`() {
        var cursor = ListCursor()
        for step in [3, 9, -2, -100, 5] {
            cursor.move(step, count: 10)
            #expect(cursor.visible(count: 10, rows: 4).contains(cursor.selected))
            #expect(cursor.visible(count: 10, rows: 4).count == 4)
        }
        #expect(ListCursor(selected: 8).visible(count: 3, rows: 4) == 0..<3)
    }

    @Test func `completion goes through its choices and back to the first`() {
        var line = InputLine(draft: "/or")
        let choices = ["/order", "/orders"]
        for expected in ["/order", "/orders", "/order"] {
            #expect(line.complete(1) { _ in choices })
            #expect(line.text == expected)
        }
        #expect(!InputLine(draft: "x").isCompleted(by: []))
    }

    @Test func `a paste of several lines waits for a yes`() {
        var line = InputLine()
        #expect(line.paste(Paste("a\nb")) == .asksBeforePaste(lines: 2))
        #expect(line.isEmpty)
        #expect(line.answerPaste(true) == .edited)
        #expect(line.text == "a\nb")
    }

    @Test func `no key of the buyer means two things in one place`() {
        #expect(BuyAction.keys.conflicts.isEmpty)
    }

    @Test(arguments: Language.allCases)
    func `every action has a key and a name in each language`(language: Language) {
        let look = Look(language: language)
        let bound = Set(BuyAction.keys.bindings.map(\.action))
        for action in BuyAction.allCases {
            #expect(!look.say(action.title).isEmpty, "\(action)")
            #expect(bound.contains(action), "\(action)")
        }
    }

    @Test func `a layout needs thirty columns and ten rows`() {
        #expect(ScreenLayout(GridSize(columns: 30, rows: 10)) != nil)
        #expect(ScreenLayout(GridSize(columns: 29, rows: 10)) == nil)
        #expect(ScreenLayout(GridSize(columns: 30, rows: 9)) == nil)
    }

    @Test func `cut text ends in an ellipsis and never in half a character`() {
        var painter = Painter(GridSize(columns: 6, rows: 1), Look())
        painter.row(RowText("搪瓷杯子"), 0, of: painter.area)
        #expect(painter.grid.text == ["搪瓷…"])
    }
}

extension InputLine {
    fileprivate func isCompleted(by choices: [String]) -> Bool {
        var line = self
        return line.complete(1) { _ in choices }
    }
}

extension Grid {
    /// The rows as they read, without blanks at their ends.
    var text: [String] {
        (0..<size.rows).map { index in
            var line = String(row(index).filter { $0.part != .tail }.map(\.character))
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    func contains(_ words: String) -> Bool { text.contains { $0.contains(words) } }
}
