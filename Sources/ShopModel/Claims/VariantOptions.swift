/// What a buyer chooses of one item: up to three options.
package struct VariantOptions: Hashable, Sendable {
    package let options: [VariantOption]
    /// What each spelling can mean.
    private let choices: [VariantKey: [Choice]]
    /// Options by their names.
    private let names: [VariantKey: Int]
    /// The spellings with their spaces, for those in which a number stands apart.
    private let spellings: Set<String>
    /// The units of the longest spelling.
    let longestSpelling: Int

    package static let maximumOptions = 3
    /// Of an item that comes in one form.
    package static let none = VariantOptions()

    /// A value by its place.
    struct Choice: Hashable, Sendable {
        let option: Int
        let value: Int
    }

    private init() {
        (options, choices, names, spellings, longestSpelling) = ([], [:], [:], [], 0)
    }

    /// - Throws: `InvalidField` for more than 3 options, or two with the same name.
    package init(_ options: [VariantOption]) throws(InvalidField) {
        try InvalidField.check(
            options.count <= Self.maximumOptions, "options",
            "an item has at most \(Self.maximumOptions) options")
        var choices: [VariantKey: [Choice]] = [:]
        var names: [VariantKey: Int] = [:]
        var spellings: Set<String> = []
        var longest = 0
        for (place, option) in options.enumerated() {
            try InvalidField.check(
                names.updateValue(place, forKey: VariantKey(option.name)) == nil,
                "options[\(place)].name", "“\(option.name)” reads the same as another option")
            let aliased = option.aliases.map { alias in
                (alias.spelling, option.values.firstIndex(of: alias.value) ?? 0)
            }
            for (spelling, value) in option.values.enumerated().map({ ($1, $0) }) + aliased {
                let units = Array(ClaimText(spelling).segments.joined())
                choices[VariantKey(joined: units.joined), default: []]
                    .append(Choice(option: place, value: value))
                spellings.insert(units.spelled)
                longest = max(longest, units.count)
            }
        }
        (self.options, self.choices, self.names) = (options, choices, names)
        (self.spellings, longestSpelling) = (spellings, longest)
    }

    /// How many different variants there are; 1 without options.
    package var variantCount: Int { options.reduce(1) { $0 * $1.values.count } }

    /// The variant that `values` name, one of each option in the options' order, in any spelling.
    /// `nil` when a value is not there or the count is another.
    package func variant(_ values: [String]) -> Variant? {
        guard values.count == options.count else { return nil }
        var found: [String] = []
        for (place, value) in values.enumerated() {
            let choice = choices[VariantKey(value)]?.first { $0.option == place }
            guard let choice else { return nil }
            found.append(options[place].values[choice.value])
        }
        return Variant(values: found)
    }

    /// What `units` can mean as one value; empty when they are none.
    ///
    /// A number that stands apart is not joined to its neighbour (`2 XL` is two of XL), unless the
    /// seller writes the value like that.
    func choices(for units: some Collection<ClaimUnit>) -> [Choice] {
        guard !choices.isEmpty, let found = choices[VariantKey(joined: units.joined)] else {
            return []
        }
        let joinsNumber = zip(units, units.dropFirst()).contains { left, right in
            right.hasGap && (left.isDigits || right.isDigits)
        }
        return joinsNumber && !spellings.contains(units.spelled) ? [] : found
    }

    func option(named joined: String) -> Int? { names[VariantKey(joined: joined)] }

    /// The known spelling nearest to `joined` among the values of `places`: the value, and the
    /// option it belongs to.
    func nearest(to joined: String, in places: [Int]) -> Choice? {
        let word = Array(VariantKey(joined: joined).text)
        let limit = EditDistance.limit(forValue: word)
        guard limit > 0 else { return nil }
        var best: (distance: Int, choice: Choice)?
        for place in places {
            for (key, candidates) in choices {
                guard let choice = candidates.first(where: { $0.option == place }),
                    let distance = EditDistance.between(
                        word, Array(key.text), atMost: best?.distance ?? limit)
                else { continue }
                let isBetter = best.map { best in
                    (distance, choice.option, choice.value)
                        < (best.distance, best.choice.option, best.choice.value)
                }
                if isBetter ?? true { best = (distance, choice) }
            }
        }
        return best?.choice
    }
}
