import TerminalScreen
import Testing
import Wire

@testable import ClientScreen

struct BuyScreenTests {
    private func bench(_ look: Look = Look(), _ size: GridSize) -> BuyBench {
        var bench = BuyBench(look: look, size: size)
        bench.arrive()
        bench.pin(2, "D21")
        var said = WireSaid()
        (said.session, said.buyer, said.alias, said.text) = (3, 2, "大明", "这个杯子可以放洗碗机吗？")
        bench.happen(.said(said))
        bench.happen(.orderPlaced(bench.order()))
        bench.now += 7_000  // Notices are gone.
        bench.feed(.tick)
        return bench
    }

    @Test func `sixty columns: photo and facts above the chat`() {
        let bench = bench(size: 60, 14)
        let expected = [
            "┌ Evening ─────────────────────────────────────────────────┐",
            "│ [搪瓷杯   D21 搪瓷杯 mug                                 │",
            "│ mug] no   ₩15,000                                sold out│",
            "│  photo                                                   │",
            "│           ← A12 Serum                                    │",
            "└──────────────────────────────────────────────────────────┘",
            "┌ Chat ────────────────────────────────────────────────────┐",
            "│· On show now: D21                                        │",
            "│大明: 这个杯子可以放洗碗机吗？                            │",
            "│· Order #7: A12 ×2 · CN¥407.20                            │",
            "└──────────────────────────────────────────────────────────┘",
            ">  Text is said to all; / begins a command",
            "● live | 1 to pay                                      08:00",
            "Enter send  Ctrl-P all keys and commands  Ctrl-O order this…",
        ]
        for (shown, line) in zip(bench.screen(60, 14).text, expected) { #expect(shown == line) }
    }

    @Test(arguments: Language.allCases)
    func `every overlay is drawn in the smallest window`(language: Language) {
        let size = GridSize(columns: 30, rows: 10)
        let keys: [[Key]] = [
            [.text("?")], [.text("o", .control)], [.text("p", .alt)], [.text("i", .alt)],
            [.text("t", .alt)], [.text("o", .alt), Key(.enter)],
        ]
        let plain = bench(Look(language: language), size).program.view(size)
        for keys in keys {
            var bench = bench(Look(language: language), size)
            for key in keys { bench.press(key) }
            #expect(bench.program.view(size) != plain)
        }
    }

    @Test func `a screen without signs has no lines of boxes`() {
        let size = GridSize(columns: 80, rows: 24)
        let shown = bench(Look(borders: .ascii), size).program.view(size)
        #expect(!shown.text.joined().contains { "┌┐└┘─│●←→↓…".contains($0) })
    }

    @Test func `the terminal's cursor stands in the input line`() {
        var bench = bench(size: 80, 24)
        bench.type("搪瓷")
        let cursor = bench.screen().cursor
        #expect(cursor == Position(column: 6, row: 21))
        bench.press(.text("o", .control))
        #expect(bench.screen().cursor == nil)
    }

    @Test func `too small a window says so`() {
        #expect(bench(size: 29, 10).screen(29, 10).contains("too small"))
    }

    private func bench(size columns: Int, _ rows: Int) -> BuyBench {
        bench(Look(), GridSize(columns: columns, rows: rows))
    }
}
