import TerminalScreen
import TestSupport
import Testing

struct DisplayTextTests {
    private let width = TextWidth()

    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("大", 2), ("한", 2), ("ﾊ", 1), ("😀", 2), ("👩‍🚀", 2),
        ("❤", 1), ("❤️", 2), ("🇻🇳", 2), ("🇻", 1), ("ệ", 1), ("①", 1), ("±", 1), ("₫", 1), ("─", 1),
        ("\u{31350}", 2),  // Extension H, new in Unicode 15.
    ])
    func `a cluster has the width of utf8proc's table`(text: String, columns: Int) {
        #expect(DisplayText(text, width).columns == columns)
        #expect(DisplayText(text, width).string == text)
    }

    @Test(arguments: ["①", "±", "─", "€", "α", "Я", "…"])
    func `an ambiguous character is as wide as the terminal's user says`(text: String) {
        #expect(DisplayText(text, TextWidth(ambiguous: .one)).columns == 1)
        #expect(DisplayText(text, TextWidth(ambiguous: .two)).columns == 2)
    }

    @Test(arguments: [
        ("\u{1B}[2J", "\u{FFFD}[2J"), ("a\u{7}b", "a\u{FFFD}b"), ("\u{9B}31m", "\u{FFFD}31m"),
        ("a\tb\nc\r\nd\re", "a b c d e"), ("a\u{2028}b", "a b"),
        ("1\u{202E}23", "1\u{FFFD}23"), ("\u{2066}x\u{2069}", "\u{FFFD}x\u{FFFD}"),
        ("a\u{200B}b\u{FEFF}", "ab"), ("\u{301}", "\u{FFFD}"), ("\u{0}\u{7F}", "\u{FFFD}\u{FFFD}"),
        ("", ""),
    ])
    func `text from others is made harmless`(text: String, shown: String) {
        #expect(DisplayText(text, width).string == shown)
    }

    @Test func `a letter under too many accents is not shown`() {
        let limit = DisplayText.clusterScalarsLimit
        let most = "a" + String(repeating: "\u{301}", count: limit - 1)
        #expect(DisplayText(most, width).string == most)
        #expect(DisplayText(most + "\u{301}", width).string == "\u{FFFD}")
    }

    @Test func `no scalar gets a control character to the terminal`() {
        for scalar in (UInt32(0)...0x2100).compactMap(Unicode.Scalar.init) {
            for text in [String(scalar), "a" + String(scalar), String(scalar) + "\u{301}"] {
                let isHarmless = DisplayText(text, width).string.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control
                        && !(0x202A...0x202E).contains($0.value)
                }
                if !isHarmless { Issue.record("U+\(String(scalar.value, radix: 16))") }
            }
        }
    }

    @Test(arguments: [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("大明杯", 6, "大明杯"), ("大明杯", 5, "大明…"),
        ("大明杯", 4, "大…"), ("大", 1, "…"), ("ab", 0, ""),
    ])
    func `what is cut off is marked`(text: String, columns: Int, shown: String) {
        let cut = DisplayText(text, width).truncated(to: columns, width)
        #expect(cut.string == shown)
        #expect(cut.columns <= columns)
    }

    @Test(arguments: [
        ("the mug is blue", 8, ["the mug", "is blue"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("这个杯子可以放", 6, ["这个杯", "子可以", "放"]),
        ("这个a杯", 5, ["这个a", "杯"]),
        ("mug 杯子", 5, ["mug", "杯子"]),
        ("a   b", 2, ["a", "b"]),
        ("大", 1, [""]), ("", 5, [""]), ("  x", 5, ["  x"]), ("abcd ef", 4, ["abcd", "ef"]),
    ])
    func `text wraps at spaces and between wide characters`(
        text: String, columns: Int, lines: [String]
    ) {
        let wrapped = DisplayText(text, width).wrapped(to: columns)
        #expect(wrapped.map(\.string) == lines)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `wrapping keeps every cluster but spaces, and every limit`(seed: UInt64) {
        var artist = RandomArtist(seed: seed, width: width)
        for limit in 2...12 {
            for _ in 0..<20 {
                let text = artist.text()
                let lines = text.wrapped(to: limit)
                #expect(lines.allSatisfy { $0.columns <= limit })
                let kept = lines.flatMap(\.clusters).filter { $0.character != " " }
                #expect(kept == text.clusters.filter { $0.character != " " })
            }
        }
    }
}
