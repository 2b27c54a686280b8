import ShopModel
import TestSupport
import Testing

struct VariantTests {
    @Test(arguments: [
        [
            "XL", "xl", "x-large", "X Large", "xlarge", "extra large", "Extra-Large", "ＸＬ", "xl码",
            "加大码",
        ],
        ["XXL", "2XL", "2 xl", "xx-large"], ["3XL", "xxxl"], ["S", "small", "小", "小码", "小号", "소"],
        ["M", "medium", "中", "中码", "M号", "중", "M사이즈"], ["L", "large", "大", "大码", "대"],
        ["one size", "OS", "free", "Free Size", "均码", "프리", "프리 사이즈"],
        ["Blue", "blue", "BLUE", "ｂｌｕｅ", "b-l-u-e"], ["Dark Blue", "dark-blue", "darkblue"],
        ["38", "３８", "38码"], ["7.5", "７.５"],
    ])
    func `spellings of one value are equal`(spellings: [String]) {
        #expect(Set(spellings.map { VariantKey($0) }).count == 1)
    }

    @Test func `different values stay different`() {
        let values = [
            "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "one size", "blue", "blau", "蓝", "蓝色",
            "7.5",
            "75", "SPF50", "SPF50+", "PA++", "PA+++",
        ]
        #expect(Set(values.map { VariantKey($0) }).count == values.count)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `a normal form is its own normal form`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = ClaimNoise.text(using: &random)
        let key = VariantKey(text)
        #expect(VariantKey(key.text) == key)
    }

    @Test func `variants are equal when their values read the same`() {
        #expect(Variant(values: ["XL", "Dark Blue"]) == Variant(values: ["x-large", "dark-blue"]))
        #expect(Variant(values: ["XL"]) != Variant(values: ["L"]))
        #expect(Variant(values: ["XL", "Dark Blue"]).description == "XL Dark-Blue")
        #expect(Variant.only.description.isEmpty)
    }

    @Test func `a variant is looked up by any spelling`() throws {
        let options = try VariantOptions([
            VariantOption(name: "size", values: ["S", "XL"]),
            VariantOption(
                name: "colour", values: ["Navy"], aliases: [.init("dark blue", for: "Navy")]),
        ])
        #expect(options.variantCount == 2)
        #expect(options.variant(["extra large", "Dark-Blue"])?.values == ["XL", "Navy"])
        #expect(options.variant(["Navy", "XL"]) == nil)
        #expect(options.variant(["XL"]) == nil)
        #expect(VariantOptions.none.variant([]) == .only)
    }

    @Test(arguments: [
        [], ["S", "small"], ["大", "L"], [""], ["!"], ["a,b"], ["a;b"], ["a|b"], ["a?"], ["a？"],
        ["a\nb"],
        ["x2"], ["X-2"], ["*2"], ["+2"], ["2x"], [String(repeating: "a", count: 41)],
        (0...30).map { "v\($0)" },
    ])
    func `values that cannot be told apart or typed are refused`(values: [String]) {
        #expect(throws: InvalidField.self) { try VariantOption(name: "size", values: values) }
    }

    @Test func `names, aliases and counts have limits`() throws {
        let values = (1...30).map { "v\($0)" }
        let most = try VariantOption(name: "o", values: values)
        #expect(throws: InvalidField.self) { try VariantOption(name: "", values: ["a"]) }
        #expect(throws: InvalidField.self) {
            try VariantOption(name: "o", values: ["a"], aliases: [.init("b", for: "c")])
        }
        #expect(throws: InvalidField.self) {
            try VariantOption(name: "o", values: ["a"], aliases: [.init("A", for: "a")])
        }
        let aliases = (0...90).map { VariantOption.Alias("w\($0)", for: "a") }
        #expect(throws: InvalidField.self) {
            try VariantOption(name: "o", values: ["a"], aliases: aliases)
        }
        #expect(
            try VariantOption(name: "o", values: ["a"], aliases: Array(aliases.dropLast()))
                .aliases.count == 90)
        #expect(throws: InvalidField.self) { try VariantOptions([most, most]) }
        let four = try ["a", "b", "c", "d"].map { try VariantOption(name: $0, values: values) }
        #expect(throws: InvalidField.self) { try VariantOptions(four) }
        #expect(try VariantOptions(Array(four.prefix(3))).variantCount == 27_000)
    }
}
