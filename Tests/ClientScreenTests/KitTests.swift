import ClientScreen
import TerminalScreen
import Testing

struct ScrollbackTests {
    private let rows: (Int) -> Int = { $0.isMultiple(of: 2) ? 1 : 2 }

    @Test func `at the newest, the last entries fill the height`() {
        let shown = Scrollback().visible(Array(0..<10), height: 4, rowsOf: rows)
        #expect(shown.map(\.index) == [7, 8, 9])
        #expect(shown.first?.rows == 1..<2)
    }
}
