import ShopModel
import Testing

/// What the relay makes harmless in every text that others see.
struct CleanTextTests {
    @Test(
        arguments: [
            // Control characters, C0 and C1.
            0x00...0x09, 0x0B...0x1F, 0x7F...0x9F,
            // Direction: marks, embeddings, overrides, isolates.
            0x061C...0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069,
            // Line and paragraph separators.
            0x2028...0x2029,
            // Without width, or blank letters.
            0x00AD...0x00AD, 0x180E...0x180E, 0x200B...0x200D, 0x2060...0x2064, 0x206A...0x206F,
            0x3164...0x3164, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0xE0001...0xE0001, 0xE0020...0xE007F,
        ] as [ClosedRange<UInt32>])
    func `what moves the cursor, turns the line or hides in it is replaced`(
        range: ClosedRange<UInt32>
    ) throws {
        for value in range {
            let scalar = try #require(Unicode.Scalar(value))
            #expect("a\(scalar)b".neutralised() == "a\u{FFFD}b", "U+\(String(value, radix: 16))")
            #expect("a\(scalar)b".neutralised(keepingLines: true) == "a\u{FFFD}b")
        }
    }

    @Test(arguments: [
        "還有嗎？ chị ơi ✨", "👩‍👩‍👧 and ❤️‍🔥", "👩🏽‍💻", "می‌خواهم", "क्‍ष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u{301}",
        "שלום", "안녕하세요", "①②③ ½ €",
    ])
    func `ordinary text of any script stays as it is`(text: String) {
        #expect(text.neutralised() == text)
    }

    @Test(arguments: [
        ("Li\u{200D}nh", "Li\u{FFFD}nh"), ("\u{200D}", "\u{FFFD}"), ("👩\u{200D}", "👩\u{FFFD}"),
        ("a\u{E0067}b", "a\u{FFFD}b"), ("a\nb", "a\u{FFFD}b"), ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
    ])
    func `joiners and tags stay only where they are of use`(text: String, clean: String) {
        #expect(text.neutralised() == clean)
    }

    @Test func `line feeds stay where lines are wanted`() {
        #expect("a\nb\r".neutralised(keepingLines: true) == "a\nb\u{FFFD}")
    }
}

struct WordListTests {
    private let list = WordList(["spam", "free money", "fou", "买", "Ärger"])

    @Test(arguments: [
        ("spam!", "spam"), ("SPAM", "spam"), ("no ｓｐａｍ here", "spam"),
        ("get free   money now", "free money"), ("我要买这个", "买"), ("viel ÄRGER", "Ärger"),
        ("(spam)", "spam"), ("spam\nspam", "spam"),
    ])
    func `a listed word is found in any spelling of case and width`(text: String, word: String) {
        #expect(list.found(in: text) == word)
    }

    @Test(arguments: [
        "spammer", "antispam", "freemoney", "fourteen", "spa m", "", "arger",
    ])
    func `parts of words are no listed words`(text: String) {
        #expect(list.found(in: text) == nil)
    }

    @Test func `an empty list finds nothing`() {
        #expect(WordList.none.found(in: "spam") == nil)
        #expect(WordList([""]).found(in: "spam") == nil)
    }
}
