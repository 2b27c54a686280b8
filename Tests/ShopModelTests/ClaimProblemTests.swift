import ShopModel
import Testing

struct ClaimProblemTests {
    private let parser = ClaimParser()
    private let sizes = ["S", "M", "L", "XL"]
    private let colours = ["blue", "red", "black"]

    private func read(_ text: String, pinned: String? = nil) throws -> ClaimReading {
        parser.read(text, try boutique(pinned: pinned))
    }

    @Test(arguments: [
        ("sold B8", "B8", ["B7"], "B7 x1"), ("B8", "B8", ["B7"], "B7 x1"),
        ("A13 x2 M blue", "A13", ["A12", "A14"], "A12 x2 M blue"),
        ("买A13两件M码 red", "A13", ["A12", "A14"], "A12 x2 M red"),
        ("sold K2", "K2", ["K20", "D1", "E5"], "K20 x1"), ("sold Z99", "Z99", [], nil),
        ("pass K21", "K21", ["K20"], "pass K20"), ("sold 89", "89", ["88"], "88 x1"),
        ("sold A13", "A13", ["A12", "A14"], nil),
    ])
    func `an unknown code is answered with the nearest`(
        text: String, unknown: String, nearest: [String], suggestion: String?
    ) throws {
        let reading = try read(text)
        guard case .unknownCode(let written, let found) = reading.problem else {
            Issue.record("\(reading)")
            return
        }
        #expect(written == unknown)
        #expect(found.prefix(1).map(\.text) == Array(nearest.prefix(1)))
        #expect(reading.suggestion == suggestion)
    }

    @Test(
        arguments: [
            ("sold A12 blu small", "blu", "colour", "A12 x1 S blue"),
            ("A12 blu small", "blu", "colour", "A12 x1 S blue"),
            ("sold A12 M blak", "blak", "colour", "A12 x1 M black"),
            ("sold A12 blue purple", "purple", "size", nil),
            ("A12 x3 M rde", "rde", "colour", "A12 x3 M red"),
            ("买C3 兰色 大码", "兰色", "颜色", "C3 x1 蓝色 大码"),
            ("sold B7 tomorrow", "tomorrow", nil, "B7 x1"),
        ] as [(String, String, String?, String?)])
    func `an unknown value is answered with the nearest`(
        text: String, word: String, option: String?, suggestion: String?
    ) throws {
        let reading = try read(text)
        guard case .unknownValue(_, let written, let nearest, _) = reading.problem else {
            Issue.record("\(reading)")
            return
        }
        #expect(written == word)
        #expect(nearest == option)
        #expect(reading.suggestion == suggestion)
    }

    @Test func `a slip beside the item on show is corrected`() throws {
        #expect(try read("mine M bleu", pinned: "A12").suggestion == "A12 x1 M blue")
        #expect(try read("mine in the evening", pinned: "A12") == .none)
    }

    @Test func `a missing option is named with its values`() throws {
        #expect(
            try read("A12 x2 M")
                == .nearMiss(
                    .missingOption(code("A12"), option: "colour", choices: colours),
                    suggestion: nil))
        #expect(
            try read("mine", pinned: "A12").problem
                == .missingOption(code("A12"), option: "size", choices: sizes))
    }

    @Test func `a value of two options is asked about`() throws {
        #expect(
            try read("E5 black").problem
                == .ambiguousValue(code("E5"), value: "black", options: ["strap", "dial"]))
        #expect(
            try read("E5 dial black").problem
                == .missingOption(code("E5"), option: "strap", choices: ["Black", "White"]))
    }

    @Test func `two values of one option are no claim`() throws {
        #expect(
            try read("A12 M L blue").problem
                == .conflictingValues(code("A12"), option: "size", values: ["M", "L"]))
    }

    @Test(arguments: [
        ("B7 x0", 0, "B7 x1"), ("B7 x1001", 1001, "B7 x1000"), ("B7 x1001 mine", 1001, "B7 x1000"),
        ("B7 99999999999999999999", 1_000_000, "B7 x1000"), ("B7 九千个", 9000, "B7 x1000"),
        ("A12 x5000 M blue", 5000, "A12 x1000 M blue"),
    ])
    func `a quantity is 1 to 1,000`(text: String, quantity: Int, suggestion: String) throws {
        let reading = try read(text)
        guard case .quantityOutOfRange(_, let written, 1...1000) = reading.problem else {
            Issue.record("\(reading)")
            return
        }
        #expect(written == quantity)
        #expect(reading.suggestion == suggestion)
    }

    @Test(arguments: [
        ("B7 K20", "B7 x1, K20 x1"), ("sold A12 x2 M blue B7", "A12 x2 M blue, B7 x1"),
        ("sold B7 K20 tomorrow", nil),
    ])
    func `several items need a comma`(text: String, suggestion: String?) throws {
        let reading = try read(text)
        guard case .severalCodes = reading.problem else {
            Issue.record("\(reading)")
            return
        }
        #expect(reading.suggestion == suggestion)
    }

    @Test func `of several lines the wrong one is corrected`() throws {
        #expect(try read("B7 x2, A12 M blu").suggestion == "B7 x2, A12 x1 M blue")
        #expect(try read("B7 x2, A12 M").suggestion == nil)
    }

    @Test(arguments: ["sold", "mine please", "买两个", "주세요"])
    func `a claiming word alone asks for the code`(text: String) throws {
        #expect(try read(text) == .nearMiss(.missingCode, suggestion: nil))
    }

    @Test func `a claim has at most 20 lines`() throws {
        let lines = Array(repeating: "B7", count: ClaimParser.maximumLines)
        guard case .claim(let claimed) = try read(lines.joined(separator: ",")) else {
            Issue.record("20 lines are a claim")
            return
        }
        #expect(claimed.count == 20)
        #expect(
            try read((lines + ["B7"]).joined(separator: ",")).problem == .tooManyLines(limit: 20))
    }

    @Test func `a text over 2,000 bytes is talk`() throws {
        let claim = "B7 " + String(repeating: "!", count: ClaimParser.maximumTextBytes - 3)
        #expect(try read(claim).claimText == "B7 x1")
        #expect(try read(claim + "!") == .none)
    }

    @Test func `a line over 64 words is talk`() throws {
        let polite = " please"
        let most = ClaimParser.maximumLineUnits - 1
        #expect(try read("B7" + String(repeating: polite, count: most)).claimText == "B7 x1")
        #expect(try read("B7" + String(repeating: polite, count: most + 1)) == .none)
    }

    @Test func `a problem is told in a sentence`() throws {
        #expect(
            try read("sold A12 blu small").problem?.description
                == "A12 has no colour “blu”; it has blue, red or black.")
        #expect(try read("sold Z99").problem?.description == "There is no Z99 here.")
        #expect(
            try read("A13 M blue").problem?.description
                == "There is no A13 here; there is A12 or A14.")
        #expect(
            try read("B7 x0").problem?.description
                == "B7 can be ordered from 1 to 1000 at a time.")
    }
}
