/// What can be claimed now: the codes open in a session, with what is to be chosen of each.
package struct ClaimCatalogue: Hashable, Sendable {
    private var optionsByCode: [ItemCode: VariantOptions] = [:]
    private var numericCodes = 0
    /// The item on show: `mine` or `+1` without a code means it.
    package var pinned: ItemCode?

    package init() {}

    package var codeCount: Int { optionsByCode.count }
    /// Some code consists of digits alone.
    var hasNumericCodes: Bool { numericCodes > 0 }

    /// Adds an item, or changes what is to be chosen of it.
    package mutating func open(_ code: ItemCode, options: VariantOptions = .none) {
        let isNew = optionsByCode.updateValue(options, forKey: code) == nil
        if isNew, code.isNumeric { numericCodes += 1 }
    }

    /// Takes an item away; it is not on show any more either.
    package mutating func close(_ code: ItemCode) {
        guard optionsByCode.removeValue(forKey: code) != nil else { return }
        if code.isNumeric { numericCodes -= 1 }
        if pinned == code { pinned = nil }
    }

    /// `nil` when the item is not open.
    package func options(of code: ItemCode) -> VariantOptions? { optionsByCode[code] }

    func code(_ text: String) -> ItemCode? {
        guard let code = ItemCode(text), optionsByCode[code] != nil else { return nil }
        return code
    }

    /// The open codes nearest to `text`, best first, those with the same first letter before others;
    /// codes of up to three letters may be one letter apart, longer ones two.
    func nearest(to text: String, atMost limit: Int = 2, count: Int = 3) -> [ItemCode] {
        let word = Array(text.uppercased().utf8)
        guard (1...ItemCode.maximumLength + 2).contains(word.count) else { return [] }
        var found: [(distance: Int, isOtherShelf: Int, code: ItemCode)] = []
        for code in optionsByCode.keys {
            let allowed = min(limit, min(word.count, code.text.utf8.count) > 3 ? 2 : 1)
            guard
                let distance = EditDistance.between(
                    word, Array(code.text.utf8), atMost: allowed)
            else { continue }
            found.append((distance, code.text.utf8.first == word.first ? 0 : 1, code))
        }
        return found.sorted(by: <).prefix(count).map(\.code)
    }
}

extension ItemCode {
    var isNumeric: Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
