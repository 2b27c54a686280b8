import ShopModel
import TestSupport
import Testing

/// Makes texts of what buyers type and of what nobody should.
enum ClaimNoise {
    private static let pieces = [
        "A12", "b7", "88", "x2", "x", "*", "+", "+1", "2", "0", "1000", "1001", "99999999", "sold",
        "mine",
        "pass", "please", "the", "and", "don't", "how", "M", "blue", "blu", "extra large", "black",
        "38",
        "One Size", "买", "要", "两", "两个", "件", "十", "百", "千", "零", "大码", "蓝色", "不要", "吗", "한", "두",
        "개", "열", "주세요", "패스", "대", "A13", "B-7", "Ａ１２", "x-large", "\u{301}", "\u{200D}", "👩‍👩‍👧",
        "\u{0}",
        "\r\n", "\u{1112}\u{1161}\u{11AB}", "ﬃ", "İ", "ß", "①", "٣", "1.5", "码", "号",
    ]
    private static let glue = ["", " ", " ", " ", ",", "-", "，", "?", "\n", ".", "'", "　"]

    static func text(using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...14, using: &random) {
            let isNoise = Int.random(in: 0..<12, using: &random) == 0
            if isNoise, let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random))
            {
                text.unicodeScalars.append(scalar)
            } else {
                text += pieces.randomElement(using: &random) ?? ""
            }
            text += glue.randomElement(using: &random) ?? ""
        }
        return text
    }
}

struct ClaimFuzzTests {
    /// Values as sellers may write them, hard ones among them.
    private static let values = [
        "S", "M", "L", "XL", "2XL", "one size", "blue", "Dark Blue", "Dark", "Blue", "蓝色", "蓝",
        "大码", "소",
        "블랙", "x", "X", "2", "38", "39", "7.5", "50 ml", "2 XL", "No. 5", "SPF50+", "PA+++", "sold",
        "pass", "and",
        "please", "what", "don't", "L/XL", "(new)", "A12", "B7", "两个", "一", "十二", "size", "a-b",
        "a b", "b c", "c",
        "a", "2pcs", "1x2", "x y", "5 -3", "50 +2", "50+ 2", "é", "e\u{301}t", "Ｗ", "İ", "1", "k 1",
        "두개", "주세요",
    ]

    private func catalogue(using random: inout SeededGenerator) -> ClaimCatalogue {
        var catalogue = ClaimCatalogue()
        let codes = ["A12", "B7", "M", "X2", "88", "2", "SOLD", "A1", "A122", "PASS", "K", "K1"]
        for text in codes where Bool.random(using: &random) {
            var options: [VariantOption] = []
            for name in ["size", "colour", "型号"].shuffled(using: &random)
                .prefix(Int.random(in: 0...3, using: &random))
            {
                let some = Self.values.shuffled(using: &random)
                    .prefix(Int.random(in: 1...8, using: &random))
                // Of values that read the same, the seller keeps one.
                var kept: [VariantKey: String] = [:]
                for value in some { kept[VariantKey(value)] = value }
                let values = kept.values.sorted()
                if let option = try? VariantOption(name: name, values: values) {
                    options.append(option)
                }
            }
            catalogue.open(code(text), options: (try? VariantOptions(options)) ?? .none)
        }
        return catalogue
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `what a claim is written as is read as that claim`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let catalogue = catalogue(using: &random)
        let codes = ["A12", "B7", "M", "X2", "88", "2", "SOLD", "A1", "A122", "PASS", "K", "K1"]
            .map(code).filter { catalogue.options(of: $0) != nil }
        guard !codes.isEmpty else { return }
        for _ in 0..<10 {
            var lines: [ClaimLine] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let code = try #require(codes.randomElement(using: &random))
                let options = try #require(catalogue.options(of: code)).options
                lines.append(
                    ClaimLine(
                        code: code,
                        quantity: Int.random(
                            in: 1...(Bool.random(using: &random) ? 3 : 1000), using: &random),
                        variant: Variant(
                            values: options.map { $0.values.randomElement(using: &random) ?? "" })))
            }
            let text = lines.claimText
            #expect(ClaimParser().read(text, catalogue) == .claim(lines), "\(text)")
            #expect(ClaimParser().read(text.lowercased(), catalogue) == .claim(lines), "\(text)")
        }
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `any text is read, twice alike, and suggestions are claims`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let catalogues = [try boutique(pinned: "B7"), catalogue(using: &random)]
        for _ in 0..<10 {
            let text = ClaimNoise.text(using: &random)
            for catalogue in catalogues {
                let reading = ClaimParser().read(text, catalogue)
                #expect(ClaimParser().read(text, catalogue) == reading)
                guard let suggestion = reading.suggestion, !suggestion.hasPrefix("pass ") else {
                    continue
                }
                #expect(
                    ClaimParser().read(suggestion, catalogue).claimText == suggestion,
                    "\(text.debugDescription) -> \(suggestion)")
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `bytes that are no text are read as well`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let catalogue = try boutique()
        for _ in 0..<20 {
            let bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(
                ClaimParser().read(String(decoding: bytes, as: UTF8.self), catalogue).claimText
                    == nil)
        }
    }

    @Test(arguments: [
        "A12 ", "a,", "A12,", "x2 ", "买", "买A12", "大", "黑 ", "a ", "+1", "A12 M L blue red ",
        "sold ", "한",
    ])
    func `a long text takes no long time`(piece: String) throws {
        let count = ClaimParser.maximumTextBytes / piece.utf8.count
        let catalogue = try boutique()
        let duration = ContinuousClock().measure {
            for _ in 0..<3 {
                #expect(
                    ClaimParser().read(String(repeating: piece, count: count), catalogue).claimText
                        == nil)
            }
        }
        // A debug build on a busy machine; quadratic growth would take minutes.
        #expect(duration < .seconds(10))
    }
}
