import ShopModel

/// A code that the test wrote right.
func code(_ text: String) -> ItemCode {
    guard let code = ItemCode(text) else { preconditionFailure("no item code \(text)") }
    return code
}

/// What a boutique and a cosmetics shop have open.
///
/// A12 and A14 have sizes and colours, B7 and K20 come in one form, C3 is described in Chinese and
/// G2 in Korean, D1 has numbers for sizes, E5 has two options with the same colours, F9 one size,
/// H4 shades with spaces and numbers, and 88 is a code of digits.
func boutique(pinned: String? = nil) throws -> ClaimCatalogue {
    let size = try VariantOption(name: "size", values: ["S", "M", "L", "XL"])
    let colour = try VariantOption(name: "colour", values: ["blue", "red", "black"])
    let clothes = try VariantOptions([size, colour])
    var catalogue = ClaimCatalogue()
    for text in ["B7", "K20", "88"] { catalogue.open(code(text)) }
    for text in ["A12", "A14"] { catalogue.open(code(text), options: clothes) }
    catalogue.open(
        code("C3"),
        options: try VariantOptions([
            VariantOption(
                name: "颜色", values: ["蓝色", "红色"],
                aliases: [.init("blue", for: "蓝色"), .init("蓝", for: "蓝色")]),
            VariantOption(name: "尺码", values: ["小码", "大码"]),
        ]))
    catalogue.open(
        code("D1"),
        options: try VariantOptions([VariantOption(name: "size", values: ["38", "39", "40"])]))
    catalogue.open(
        code("E5"),
        options: try VariantOptions([
            VariantOption(name: "strap", values: ["Black", "White"]),
            VariantOption(name: "dial", values: ["Black", "Gold"]),
        ]))
    catalogue.open(
        code("F9"),
        options: try VariantOptions([VariantOption(name: "size", values: ["One Size"])]))
    catalogue.open(
        code("G2"),
        options: try VariantOptions([
            VariantOption(name: "사이즈", values: ["소", "중", "대"]),
            VariantOption(name: "색상", values: ["블랙", "화이트"]),
        ]))
    catalogue.open(
        code("H4"),
        options: try VariantOptions([
            VariantOption(name: "shade", values: ["Dark Blue", "Rose 2", "No. 5", "50ml", "2XL"])
        ]))
    catalogue.pinned = pinned.map(code)
    return catalogue
}

extension ClaimReading {
    /// The canonical text of a claim; `nil` for everything else.
    var claimText: String? {
        if case .claim(let lines) = self { lines.claimText } else { nil }
    }

    var suggestion: String? {
        if case .nearMiss(_, let suggestion) = self { suggestion } else { nil }
    }

    var problem: ClaimProblem? {
        if case .nearMiss(let problem, _) = self { problem } else { nil }
    }
}
