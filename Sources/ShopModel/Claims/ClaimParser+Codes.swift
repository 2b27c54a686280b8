// Where item codes stand in a text.
extension ClaimParser {
    /// The units with the codes of open items marked; `A-12`, `A12x2` and `A 12` are seen through.
    static func marked(_ units: [ClaimUnit], _ catalogue: ClaimCatalogue) -> [ClaimUnit] {
        var result: [ClaimUnit] = []
        result.reserveCapacity(units.count)
        var index = 0
        while index < units.count {
            var unit = units[index]
            unit.code = catalogue.code(unit.text)
            let next = index + 1 < units.count ? units[index + 1] : nil
            if unit.isLetters, let next, !next.hasGap,
                let code = catalogue.code(unit.text + next.text)
            {
                unit.code = code
                unit.text += next.text
                index += 1
            } else if unit.code == nil, let (code, rest) = codeWithQuantity(unit, catalogue) {
                result.append(code)
                unit = rest
            }
            result.append(unit)
            index += 1
        }
        return result.contains { $0.code != nil } ? result : withSpacedCode(result, catalogue)
    }

    /// `a12x2` as a code and `x2`.
    private static func codeWithQuantity(
        _ unit: ClaimUnit, _ catalogue: ClaimCatalogue
    ) -> (ClaimUnit, ClaimUnit)? {
        guard let sign = unit.text.lastIndex(of: "x") else { return nil }
        let quantity = ClaimUnit(
            text: String(unit.text[sign...]), hasGap: false, isDigits: false)
        let text = String(unit.text[..<sign])
        guard Quantity.mark(in: quantity) != nil, let code = catalogue.code(text) else {
            return nil
        }
        let isDigits = code.isNumeric
        return (
            ClaimUnit(text: text, hasGap: unit.hasGap, isDigits: isDigits, code: code), quantity
        )
    }

    /// `A 12`, when the text has no code otherwise.
    private static func withSpacedCode(
        _ units: [ClaimUnit], _ catalogue: ClaimCatalogue
    ) -> [ClaimUnit] {
        for (index, (left, right)) in zip(units, units.dropFirst()).enumerated() {
            guard left.isLetters, right.isDigits,
                let code = catalogue.code(left.text + right.text)
            else { continue }
            let joined = ClaimUnit(
                text: left.text + right.text, hasGap: left.hasGap, isDigits: false, code: code)
            return units[..<index] + [joined] + units[(index + 2)...]
        }
        return units
    }

    /// The places of the codes that a line can be about, the likeliest first: a code before a
    /// quantity at the start, else codes with a letter, as numbers then are quantities.
    static func codePlaces(in units: [ClaimUnit]) -> [Int] {
        let places = units.indices.filter { units[$0].code != nil }
        if isCanonical(units) { return places }
        let withLetters = places.filter { units[$0].code?.isNumeric == false }
        return withLetters.isEmpty ? places : withLetters
    }

    /// Whether the text starts as the canonical one does: a code, then a marked quantity.
    static func isCanonical(_ units: [ClaimUnit]) -> Bool {
        units.first?.code != nil && Quantity.marked(in: units[1...].prefix(1)) != nil
    }

    /// The units with everything written together as one.
    static func chunks(_ units: [ClaimUnit]) -> [ClaimUnit] {
        var chunks: [ClaimUnit] = []
        for unit in units {
            guard let last = chunks.last, !unit.hasGap else {
                chunks.append(unit)
                continue
            }
            chunks[chunks.count - 1].text += unit.text
            chunks[chunks.count - 1].isDigits = last.isDigits && unit.isDigits
            chunks[chunks.count - 1].code = nil
        }
        return chunks
    }
}

extension ClaimUnit {
    /// One to four ASCII letters.
    fileprivate var isLetters: Bool {
        (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }

    /// ASCII letters and digits, some of both, as codes are usually made.
    var looksLikeCode: Bool {
        ItemCode(text) != nil && text.contains(where: \.isNumber)
            && text.contains(where: \.isLetter)
            && Quantity.marked(in: [self]) == nil && Quantity.counted(in: [self]) == nil
    }
}
