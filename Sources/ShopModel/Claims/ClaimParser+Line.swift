// One line: which item, how many, which variant.
extension ClaimParser {
    /// What the words of a line say, for one item.
    struct Words {
        var hasClaim = false
        var hasLink = false
        var isQuestion = false
        /// Negated, or a pass among other words.
        var isTalk = false
        var quantity: Int?
        var values: [VariantAssignment.Word] = []
        var unknown: [String] = []
    }

    /// Reads a line that has a code.
    func readLine(
        _ units: [ClaimUnit], hasClaim: Bool, _ catalogue: ClaimCatalogue
    ) -> LineReading {
        // First as if spaces told the words apart, as in the canonical text; then without them.
        var readings: [LineReading] = []
        let chunks = Self.chunks(units)
        for (form, longest) in [(chunks, 1), (units, Self.maximumLineUnits)] {
            var first: LineReading?
            for place in Self.codePlaces(in: form).prefix(Self.maximumCodesTried) {
                guard let code = form[place].code, let options = catalogue.options(of: code) else {
                    continue
                }
                let words = words(of: form, besides: place, options, longest: longest)
                let reading = reading(words, code, options, hasClaim: hasClaim)
                if case .complete = reading { return reading }
                first = first ?? reading
            }
            if let first { readings.append(first) }
        }
        if let several = readSeveralCodes(units, hasClaim: hasClaim, catalogue) { return several }
        return readings.last ?? .talk
    }

    /// What the words mean to an item with `options`.
    ///
    /// - Parameters:
    ///   - place: Where the item's code stands; `nil` when it is understood.
    ///   - longest: The most units that are joined to one word.
    func words(
        of units: [ClaimUnit], besides place: Int?, _ options: VariantOptions, longest: Int
    ) -> Words {
        var words = Words()
        var namedOption: Int?
        var index = 0
        while index < units.count {
            if index == place {
                index += 1
                continue
            }
            // Nobody takes that for a claim any more.
            if words.unknown.count > Self.maximumUnknownWords { break }
            let end = place.map { $0 > index ? $0 : units.count } ?? units.count
            let rest = units[index..<end].prefix(longest)
            let option = namedOption
            namedOption = nil
            if words.quantity == nil, let quantity = Quantity.marked(in: rest) {
                words.quantity = quantity.count
                index += quantity.length
                continue
            }
            let value = value(in: rest, options)
            let word = longestWord(in: rest)
            if let value, value.length >= word?.length ?? 0, !words.isQuantity(value.word, rest) {
                let narrowed = value.word.choices.filter { $0.option == option }
                words.values.append(
                    narrowed.isEmpty
                        ? value.word : .init(text: value.word.text, choices: narrowed))
                index += value.length
            } else if words.quantity == nil, let quantity = Quantity.counted(in: rest),
                quantity.length >= word?.length ?? 0
            {
                words.quantity = quantity.count
                index += quantity.length
            } else if let name = optionName(in: rest, options), name.length >= word?.length ?? 0 {
                namedOption = name.option
                index += name.length
            } else if let word {
                words.take(word.role)
                index += word.length
            } else if words.quantity == nil, let (value, quantity) = Self.split(units[index]),
                !options.choices(for: [value]).isEmpty
            {
                words.values.append(
                    .init(text: value.text, choices: options.choices(for: [value])))
                words.quantity = Quantity.mark(in: quantity)
                index += 1
            } else {
                words.takeUnknown(units[index])
                index += 1
            }
        }
        return words
    }

    private func value(
        in units: ArraySlice<ClaimUnit>, _ options: VariantOptions
    ) -> (word: VariantAssignment.Word, length: Int)? {
        // Buyers write with more spaces than sellers: "extra large".
        var length = min(units.count, max(options.longestSpelling, 4))
        while length > 0 {
            let choices = options.choices(for: units.prefix(length))
            if !choices.isEmpty {
                return (.init(text: units.prefix(length).spelled, choices: choices), length)
            }
            length -= 1
        }
        return nil
    }

    private func optionName(
        in units: ArraySlice<ClaimUnit>, _ options: VariantOptions
    ) -> (option: Int, length: Int)? {
        guard !options.options.isEmpty else { return nil }
        var length = min(units.count, 4)
        while length > 0 {
            if let option = options.option(named: units.prefix(length).joined) {
                return (option, length)
            }
            length -= 1
        }
        return nil
    }

    /// What the words come to: a line, what is wrong with it, or talk.
    func reading(
        _ words: Words, _ code: ItemCode, _ options: VariantOptions, hasClaim: Bool
    ) -> LineReading {
        if words.isTalk { return .talk }
        if words.isQuestion { return .question }
        let hasClaim = hasClaim || words.hasClaim
        if words.hasLink, !hasClaim { return .talk }
        if !words.unknown.isEmpty { return correction(words, code, options, hasClaim: hasClaim) }
        let quantity = words.quantity ?? 1
        let variant: Variant
        switch VariantAssignment.resolve(words.values, options) {
        case .variant(let found): variant = found
        case .missing(let place):
            let option = options.options[place]
            let problem = ClaimProblem.missingOption(
                code, option: option.name, choices: option.values)
            return .problem(problem, suggestion: nil)
        case .ambiguous(let word):
            let names = word.choices.map { options.options[$0.option].name }
            let problem = ClaimProblem.ambiguousValue(code, value: word.text, options: names)
            return .problem(problem, suggestion: nil)
        case .conflicting(let place, let rivals):
            let option = options.options[place]
            let values = rivals.compactMap { word in
                word.choices.first { $0.option == place }.map { option.values[$0.value] }
            }
            let problem = ClaimProblem.conflictingValues(code, option: option.name, values: values)
            return .problem(problem, suggestion: nil)
        }
        let allowed = Self.quantityRange
        guard allowed.contains(quantity) else {
            let nearest = min(max(quantity, allowed.lowerBound), allowed.upperBound)
            let line = ClaimLine(code: code, quantity: nearest, variant: variant)
            return .problem(
                .quantityOutOfRange(code, quantity: quantity, allowed: allowed),
                suggestion: line.description)
        }
        return .complete([ClaimLine(code: code, quantity: quantity, variant: variant)])
    }

    /// The nearest claim to words of which some are not understood.
    ///
    /// With a claiming word, up to two such words are taken for slips; without, only one that is
    /// nearly a value.
    private func correction(
        _ words: Words, _ code: ItemCode, _ options: VariantOptions, hasClaim: Bool
    ) -> LineReading {
        guard words.unknown.count <= (hasClaim ? 2 : 1) else { return .talk }
        var corrected = words
        corrected.unknown = []
        var problem: ClaimProblem?
        for word in words.unknown {
            let open = options.options.indices.filter { place in
                !corrected.values.contains { $0.choices.allSatisfy { $0.option == place } }
            }
            if let nearest = options.nearest(to: word, in: open) {
                let option = options.options[nearest.option]
                problem =
                    problem
                    ?? .unknownValue(code, word: word, option: option.name, choices: option.values)
                corrected.values.append(
                    .init(text: option.values[nearest.value], choices: [nearest]))
            } else {
                let option = open.count == 1 ? options.options[open[0]] : nil
                problem =
                    problem
                    ?? .unknownValue(
                        code, word: word, option: option?.name, choices: option?.values ?? [])
            }
        }
        guard let problem, hasClaim || !corrected.values.isEmpty else { return .talk }
        // Without a claiming word the slip must have been corrected.
        if !hasClaim, corrected.values.count == words.values.count { return .talk }
        switch reading(corrected, code, options, hasClaim: true) {
        case .complete(let lines): return .problem(problem, suggestion: lines.claimText)
        case .problem(.quantityOutOfRange, let suggestion):
            return .problem(problem, suggestion: suggestion)
        case .problem, .talk, .question: return .problem(problem, suggestion: nil)
        }
    }

    /// A line with several codes: claims when "and" stands before each further one, else what the
    /// claims would be; `nil` when there is one code, or this is no row of claims.
    private func readSeveralCodes(
        _ units: [ClaimUnit], hasClaim: Bool, _ catalogue: ClaimCatalogue
    ) -> LineReading? {
        let places = Self.codePlaces(in: units)
        let codes = places.compactMap { units[$0].code }
        guard Set(codes).count > 1, codes.count <= Self.maximumLines else { return nil }
        var lines: [ClaimLine] = []
        var isJoined = true
        for (number, place) in places.enumerated() {
            let start = number == 0 ? 0 : place
            let end = number + 1 < places.count ? places[number + 1] : units.count
            if number > 0 { isJoined = isJoined && endsWithAnd(units[..<place]) }
            let reading = readLine(
                Array(units[start..<end]), hasClaim: hasClaim, catalogue)
            guard case .complete(let complete) = reading else {
                return hasClaim ? .problem(.severalCodes(codes), suggestion: nil) : nil
            }
            lines += complete
        }
        if isJoined { return .complete(lines) }
        return .problem(.severalCodes(codes), suggestion: lines.claimText)
    }

    private func endsWithAnd(_ units: ArraySlice<ClaimUnit>) -> Bool {
        (1...2).contains { keywords.role(of: units.suffix($0)) == .and }
    }
}

extension ClaimParser.Words {
    /// Whether a number that is a value says how many, as the value has been said already.
    fileprivate func isQuantity(
        _ value: VariantAssignment.Word, _ rest: ArraySlice<ClaimUnit>
    ) -> Bool {
        quantity == nil && rest.first?.isDigits == true
            && values.contains { $0.choices == value.choices }
    }

    fileprivate mutating func take(_ role: ClaimKeywords.Role) {
        switch role {
        case .claim, .wait: hasClaim = true
        case .pass, .talk: isTalk = true
        case .question: isQuestion = true
        case .link: hasLink = true
        case .polite, .and: break
        }
    }

    /// What is written together is one word to whoever wrote it.
    fileprivate mutating func takeUnknown(_ unit: ClaimUnit) {
        if unit.hasGap || unknown.isEmpty {
            unknown.append(unit.text)
        } else {
            unknown[unknown.count - 1] += unit.text
        }
    }
}
