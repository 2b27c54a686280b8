// Texts that name no open item, and passes.
extension ClaimParser {
    /// Reads `pass`, with or without a code, when the text is nothing else.
    func readPass(_ segments: [[ClaimUnit]], _ catalogue: ClaimCatalogue) -> ClaimReading? {
        let units = segments.reduce([]) { $0.followed(by: $1) }
        guard units.count <= Self.maximumLineUnits, !Self.isCanonical(units) else { return nil }
        var hasPass = false
        var codes: [ItemCode] = []
        var unknown: String?
        var index = 0
        while index < units.count {
            let unit = units[index]
            if let word = longestWord(in: units[index...]) {
                switch word.role {
                case .pass: hasPass = true
                case .polite, .link, .and: break
                case .claim, .wait, .talk, .question: return nil
                }
                index += word.length
                continue
            }
            if let code = unit.code {
                codes.append(code)
            } else if unknown == nil, unit.looksLikeCode {
                unknown = unit.text
            } else {
                return nil
            }
            index += 1
        }
        guard hasPass else { return nil }
        if let unknown {
            let nearest = catalogue.nearest(to: unknown)
            return .nearMiss(
                .unknownCode(unknown.uppercased(), nearest: nearest),
                suggestion: nearest.first.map { "pass \($0)" })
        }
        guard codes.count < 2 else { return .nearMiss(.severalCodes(codes), suggestion: nil) }
        return .pass(codes.first)
    }

    /// Reads a text without the code of an open item: it means the one on show, or is a slip.
    func readWithoutCode(
        _ segments: [[ClaimUnit]], _ catalogue: ClaimCatalogue
    ) -> ClaimReading {
        let units = segments.reduce([]) { $0.followed(by: $1) }
        guard !units.isEmpty, units.count <= Self.maximumLineUnits else { return .none }
        let hasClaim = mentions(.claim, in: units) || mentions(.wait, in: units)
        if hasClaim || units[0].text == "+", let pinned = catalogue.pinned,
            let options = catalogue.options(of: pinned)
        {
            switch readPinned(units, pinned, options) {
            case .complete(let lines): return .claim(lines)
            case .talk, .question, .problem(.unknownValue, suggestion: nil),
                .problem(.unknownValue(_, _, option: nil, _), _):
                break
            case .problem(let problem, let suggestion):
                return .nearMiss(problem, suggestion: suggestion)
            }
        }
        if let slip = readUnknownCode(units, hasClaim: hasClaim, catalogue) { return slip }
        guard hasClaim else { return .none }
        let words = words(of: units, besides: nil, .none, longest: Self.maximumLineUnits)
        let isClear = !words.isTalk && !words.isQuestion && words.unknown.isEmpty
        return isClear ? .nearMiss(.missingCode, suggestion: nil) : .none
    }

    private func readPinned(
        _ units: [ClaimUnit], _ pinned: ItemCode, _ options: VariantOptions
    ) -> LineReading {
        let words = words(
            of: Self.chunks(units), besides: nil, options, longest: 1)
        let reading = reading(words, pinned, options, hasClaim: true)
        if case .complete = reading { return reading }
        let joined = self.words(of: units, besides: nil, options, longest: Self.maximumLineUnits)
        return self.reading(joined, pinned, options, hasClaim: true)
    }

    /// A word that looks like a code: with a claiming word always, without only when an open code
    /// is one letter away and all other words are understood.
    private func readUnknownCode(
        _ units: [ClaimUnit], hasClaim: Bool, _ catalogue: ClaimCatalogue
    ) -> ClaimReading? {
        let place =
            units.firstIndex(where: \.looksLikeCode)
            ?? (hasClaim ? units.firstIndex { mayBeCode($0, catalogue) } : nil)
        guard let place else { return nil }
        let nearest = catalogue.nearest(to: units[place].text, atMost: hasClaim ? 2 : 1)
        let options = nearest.first.flatMap { catalogue.options(of: $0) } ?? .none
        let words = words(of: units, besides: place, options, longest: Self.maximumLineUnits)
        guard !words.isTalk, !words.isQuestion else { return ClaimReading.none }
        let problem = ClaimProblem.unknownCode(units[place].text.uppercased(), nearest: nearest)
        guard let code = nearest.first else {
            return hasClaim && words.unknown.count <= 3
                ? .nearMiss(problem, suggestion: nil) : ClaimReading.none
        }
        switch reading(words, code, options, hasClaim: hasClaim) {
        case .complete(let lines): return .nearMiss(problem, suggestion: lines.claimText)
        case .problem(.unknownValue, let suggestion):
            return hasClaim ? .nearMiss(problem, suggestion: suggestion) : ClaimReading.none
        case .problem(_, let suggestion): return .nearMiss(problem, suggestion: suggestion)
        case .talk, .question: return ClaimReading.none
        }
    }

    /// After a claiming word, a short word or a number can be meant as a code too.
    private func mayBeCode(_ unit: ClaimUnit, _ catalogue: ClaimCatalogue) -> Bool {
        if unit.isDigits { return catalogue.hasNumericCodes && ItemCode(unit.text) != nil }
        return unit.text.utf8.count <= 3 && ItemCode(unit.text) != nil
            && longestWord(in: [unit]) == nil && Quantity.marked(in: [unit]) == nil
            && Quantity.counted(in: [unit]) == nil && !catalogue.nearest(to: unit.text).isEmpty
    }
}
