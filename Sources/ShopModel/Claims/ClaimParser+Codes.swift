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
            } else if unit.code == nil, let (code, rest) = codeWithMore(unit, catalogue) {
                result.append(code)
                unit = rest
            }
            result.append(unit)
            index += 1
        }
        return result.contains { $0.code != nil } ? result : withSpacedCode(result, catalogue)
    }

    /// `a12x2` as a code and `x2`, `a12m` and `a12mx2` as a code and what follows; the longest code
    /// that leaves a quantity or a value.
    private static func codeWithMore(
        _ unit: ClaimUnit, _ catalogue: ClaimCatalogue
    ) -> (ClaimUnit, ClaimUnit)? {
        for end in unit.text.indices.prefix(ItemCode.maximumLength + 1).dropFirst().reversed() {
            // Digits that go on are the code's.
            guard unit.text[end].isLetter, let code = catalogue.code(String(unit.text[..<end]))
            else { continue }
            let rest = ClaimUnit(text: String(unit.text[end...]), hasGap: false, isDigits: false)
            let options = catalogue.options(of: code) ?? .none
            let value = split(rest)?.value ?? rest
            guard Quantity.mark(in: rest) != nil || !options.choices(for: [value]).isEmpty else {
                continue
            }
            let head = ClaimUnit(
                text: String(unit.text[..<end]), hasGap: unit.hasGap, isDigits: code.isNumeric,
                code: code)
            return (head, rest)
        }
        return nil
    }

    /// `38x2` as `38` and `x2`.
    static func split(_ unit: ClaimUnit) -> (value: ClaimUnit, quantity: ClaimUnit)? {
        guard let sign = unit.text.lastIndex(of: "x"), sign > unit.text.startIndex else {
            return nil
        }
        let text = String(unit.text[..<sign])
        let quantity = ClaimUnit(text: String(unit.text[sign...]), hasGap: false, isDigits: false)
        guard Quantity.mark(in: quantity) != nil else { return nil }
        let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return (ClaimUnit(text: text, hasGap: unit.hasGap, isDigits: isDigits), quantity)
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
