import ShopModel
import Testing

struct ClaimParserTests {
    private let parser = ClaimParser()

    @Test(arguments: [
        ("B7", "B7 x1"), ("b7", "B7 x1"), ("Ｂ７", "B7 x1"), ("B-7", "B7 x1"), ("#B7", "B7 x1"),
        ("B 7", "B7 x1"), ("  B7 !!! 🙋‍♀️", "B7 x1"), ("B7 please", "B7 x1"), ("88", "88 x1"),
        ("B7 x2", "B7 x2"), ("B7 x 2", "B7 x2"), ("b7*2", "B7 x2"), ("B7x2", "B7 x2"),
        ("B7 × 2", "B7 x2"), ("B7+2", "B7 x2"), ("B7 +1", "B7 x1"), ("B7 2", "B7 x2"),
        ("B7-2", "B7 x2"), ("B7 2x", "B7 x2"), ("2x B7", "B7 x2"), ("2 x B7", "B7 x2"),
        ("2 B7", "B7 x2"), ("B7 x02", "B7 x2"), ("B7 Ｘ２", "B7 x2"), ("B7 ２", "B7 x2"),
        ("B7 2pcs", "B7 x2"), ("B7 two", "B7 x2"), ("B7 2 pcs please", "B7 x2"),
        ("B7 qty 3", "B7 x3"), ("B7 x1000", "B7 x1000"), ("88 2", "88 x2"), ("2 88", "88 x2"),
    ])
    func `a code with a quantity is a claim`(text: String, claim: String) throws {
        // "2 88" starts with a number that is no code; the number that is one is the item.
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        ("sold B7", "B7 x1"), ("SOLD B7 2", "B7 x2"), ("sold next B7", "B7 x1"),
        ("mine B7", "B7 x1"), ("B7 mine!", "B7 x1"), ("claim B7 x3", "B7 x3"),
        ("dibs B7", "B7 x1"), ("mio B7", "B7 x1"), ("buy B7", "B7 x1"), ("I want B7", "B7 x1"),
        ("I'll take 2 of the B7 please", "B7 x2"), ("ok i’ll take B7", "B7 x1"),
        ("can't wait", nil), ("B7 for me", "B7 x1"), ("cf B7", "B7 x1"),
        ("sold: B7, 2", "B7 x2"), ("buy, B7", "B7 x1"), ("B7, thank you so much", "B7 x1"),
    ])
    func `a claiming word leads to the code`(text: String, claim: String?) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        ("next B7", "B7 x1", true), ("sold next B7 x2", "B7 x2", true),
        ("B7 wait", "B7 x1", true), ("waitlist B7 please", "B7 x1", true),
        ("排队 B7", "B7 x1", true), ("대기 B7", "B7 x1", true), ("sold B7", "B7 x1", false),
        ("wait, is B7 still there?", nil, true), ("can't wait for B7", nil, true),
    ])
    func `words for waiting are claims that know it`(
        text: String, claim: String?, waits: Bool
    ) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
        #expect(parser.asksToWait(text) == waits)
    }

    @Test(arguments: [
        ("A12 x2 M blue", "A12 x2 M blue"), ("sold A12 2 blue small", "A12 x2 S blue"),
        ("a12 blue medium", "A12 x1 M blue"), ("A12 x-large red", "A12 x1 XL red"),
        ("A12 extra large red", "A12 x1 XL red"), ("A12 XLARGE RED x2", "A12 x2 XL red"),
        ("A12 2 xl red", "A12 x2 XL red"), ("A12, M, blue", "A12 x1 M blue"),
        ("A12 size M colour blue", "A12 x1 M blue"), ("A12-M-blue-2", "A12 x2 M blue"),
        ("A12 M medium blue", "A12 x1 M blue"), ("A12x2M blue", nil),
        ("A12M blue", "A12 x1 M blue"),
        ("A12XLx2 red", "A12 x2 XL red"), ("A12 Mx3 blue", "A12 x3 M blue"),
        ("A12 (M) blue", "A12 x1 M blue"), ("M blue A12", "A12 x1 M blue"),
        ("D1 38", "D1 x1 38"), ("D1 38 2", "D1 x2 38"), ("D1 2 38", "D1 x2 38"),
        ("D1 38x2", "D1 x2 38"), ("D1 x2 38", "D1 x2 38"), ("D1 38 38", "D1 x38 38"),
        ("E5 white gold", "E5 x1 White Gold"), ("E5 gold white", "E5 x1 White Gold"),
        ("E5 black black", "E5 x1 Black Black"), ("E5 white black", "E5 x1 White Black"),
        ("E5 black gold", "E5 x1 Black Gold"), ("E5 dial black strap white", "E5 x1 White Black"),
        ("F9", "F9 x1 One-Size"), ("F9 free size", "F9 x1 One-Size"), ("F9 OS 2", "F9 x2 One-Size"),
        ("H4 dark blue", "H4 x1 Dark-Blue"), ("H4 darkblue 2", "H4 x2 Dark-Blue"),
        ("H4 rose 2", "H4 x1 Rose-2"), ("H4 rose 2 3", "H4 x3 Rose-2"), ("H4 no 5", "H4 x1 No.-5"),
        ("H4 50ml", "H4 x1 50ml"), ("H4 2xl", "H4 x1 2XL"), ("H4 xxl x2", "H4 x2 2XL"),
    ])
    func `values choose the variant, in any order and spelling`(
        text: String, claim: String?
    ) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        ("买 B7 两个", "B7 x2"), ("要B7", "B7 x1"), ("我要B7两件", "B7 x2"), ("B7 两件", "B7 x2"),
        ("B7十二个", "B7 x12"), ("B7 二十", "B7 x20"), ("B7一百零五个", "B7 x105"), ("我要两个B7谢谢", "B7 x2"),
        ("B7号 一双", "B7 x1"), ("来三只B7", "B7 x3"), ("C3 两件 蓝色 大码", "C3 x2 蓝色 大码"),
        ("买C3两件蓝色大码", "C3 x2 蓝色 大码"), ("C3蓝大", "C3 x1 蓝色 大码"), ("C3 blue L", "C3 x1 蓝色 大码"),
        ("C3 红色 小号", "C3 x1 红色 小码"), ("A12 M码 blue", "A12 x1 M blue"),
        ("A12 大码 red", "A12 x1 L red"), ("我要A12、中号、red", "A12 x1 M red"), ("买B7？", nil),
    ])
    func `Chinese claims need no spaces`(text: String, claim: String?) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        ("B7 두개", "B7 x2"), ("B7 두 개 주세요", "B7 x2"), ("B7 하나요", "B7 x1"), ("B7 한 개", "B7 x1"),
        ("B7 열두 개 주세요", "B7 x12"), ("B7 스무개", "B7 x20"), ("B7 셋", "B7 x3"), ("네 B7 주세요", "B7 x1"),
        ("B7 3개 구매할게요", "B7 x3"), ("G2 대 블랙", "G2 x1 대 블랙"), ("G2 화이트 L사이즈 두개", "G2 x2 대 화이트"),
        ("G2 사이즈 중 색상 블랙 주세요", "G2 x1 중 블랙"), ("저요 B7", "B7 x1"),
    ])
    func `Korean claims count in Korean`(text: String, claim: String) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        ("A12 x2 M blue, B7", "A12 x2 M blue, B7 x1"),
        ("sold A12 M blue and B7 x2", "A12 x1 M blue, B7 x2"),
        ("B7 和 K20 两个", "B7 x1, K20 x2"), ("B7\nK20 2\nD1 38", "B7 x1, K20 x2, D1 x1 38"),
        ("A12 M blue; A12 L red", "A12 x1 M blue, A12 x1 L red"),
        ("买B7两个，K20一个", "B7 x2, K20 x1"),
    ])
    func `several claims stand in one text`(text: String, claim: String) throws {
        #expect(parser.read(text, try boutique()).claimText == claim)
    }

    @Test(arguments: [
        "A12 looks nice", "B7 is so pretty", "the B7", "my B7 arrived", "I love B7 and K20", "",
        "   ", "🙂", "hello", "how are you", "2", "13", "+1", "lol2", "see you at 8", "ok",
        "B77 lol",
        "I never buy B7", "don't buy B7", "不买B7", "安 B7", "B7很好看", "B7 너무 예쁘다", "pass me the salt",
        "we will pass B7 tomorrow at the station", "iPhone15 is out", "i bought B7 for my mother",
        "sold out so fast, what a pity really", "B7 sold out",
        "my order B7 arrived", "收到B7了", "B7s are everywhere",
        "A12 blue is the colour of my eyes my friends",
    ])
    func `talk is left alone`(text: String) throws {
        #expect([.none, .question].contains(parser.read(text, try boutique())))
        #expect(parser.read(text, try boutique()).claimText == nil)
    }

    @Test(arguments: [
        "is B7 still there", "B7?", "sold B7?", "B7？", "B7还有吗", "B7 多少钱", "有没有B7", "how much is B7",
        "B7 얼마예요", "B7 있어요", "can i buy B7", "A12 M blue?", "does A12 come in blue", "买B7 ?",
    ])
    func `questions are left alone`(text: String) throws {
        #expect(parser.read(text, try boutique()) == .question)
    }

    @Test func `a question without an item is talk`() throws {
        #expect(parser.read("anybody there?", try boutique()) == .none)
    }

    @Test(arguments: [
        ("pass", nil), ("Pass!", nil), ("pass B7", "B7"), ("B7 pass", "B7"), ("pass on", ""),
        ("i pass", nil), ("过", nil), ("不要了", nil), ("不要B7", "B7"), ("패스", nil), ("B7 패스요", "B7"),
        ("pass please", nil), ("no thanks", nil), ("pass on B7 x2", ""),
    ])
    func `a pass gives the place to the next`(text: String, expected: String?) throws {
        let reading = parser.read(text, try boutique())
        if expected == "" {
            #expect(reading == .none)
        } else {
            #expect(reading == .pass(expected.map(code)))
        }
    }

    @Test(arguments: [
        ("mine", "A12", nil), ("mine M blue", "A12", "A12 x1 M blue"), ("+1", "B7", "B7 x1"),
        ("+2", "B7", "B7 x2"), ("sold x3", "B7", "B7 x3"), ("买两个", "B7", "B7 x2"), ("2", "B7", nil),
        ("주세요", "B7", "B7 x1"), ("mine", "B7", "B7 x1"), ("M blue", "A12", nil),
        ("hello", "B7", nil),
        ("sold K20", "B7", "K20 x1"), ("I want a holiday", "B7", nil), ("+1 that", "B7", nil),
    ])
    func `a claiming word alone means the item on show`(
        text: String, pinned: String, claim: String?
    ) throws {
        #expect(parser.read(text, try boutique(pinned: pinned)).claimText == claim)
    }

    @Test func `a shop adds its own words`() throws {
        let added = try ClaimKeywords.standard.adding(["me me", "뿅"], as: .claim)
        let parser = ClaimParser(keywords: added)
        let catalogue = try boutique()
        #expect(parser.read("me me B7", catalogue).claimText == "B7 x1")
        #expect(parser.read("B7 뿅", catalogue).claimText == "B7 x1")
        #expect(self.parser.read("B7 뿅", catalogue) == .none)
    }

    @Test(arguments: [
        Array(repeating: "a", count: ClaimKeywords.maximumAddedWords + 1), [""], ["a,b"], ["!"],
        [String(repeating: "a", count: ClaimKeywords.maximumWordBytes + 1)],
    ])
    func `added words have limits`(words: [String]) {
        #expect(throws: InvalidField.self) {
            try ClaimKeywords.standard.adding(words, as: .claim)
        }
    }
}
