/// Which option each value word fills.
enum VariantAssignment {
    /// A word that is a value of one or several options.
    struct Word: Hashable {
        let text: String
        let choices: [VariantOptions.Choice]
    }

    enum Result {
        case variant(Variant)
        case missing(option: Int)
        case ambiguous(Word)
        case conflicting(option: Int, [Word])
    }

    /// Assigns each word to an option of its own. Options with a single value need no word; words
    /// that fit several options are taken in the options' order, when that fits.
    static func resolve(_ words: [Word], _ options: VariantOptions) -> Result {
        var words = words
        var found = assignments(of: words, optionCount: options.options.count)
        if found.isEmpty {
            // "M medium" says one thing twice.
            words = words.reduce(into: []) { unique, word in
                if !unique.contains(where: { $0.choices == word.choices }) { unique.append(word) }
            }
            found = assignments(of: words, optionCount: options.options.count)
        }
        if found.isEmpty { return conflict(words) }
        let complete = found.filter { assignment in
            options.options.indices.allSatisfy { place in
                options.options[place].values.count == 1
                    || assignment.contains { $0.option == place }
            }
        }
        if let inOrder = complete.first(where: \.isInOrder)
            ?? (complete.count == 1 ? complete[0] : nil)
        {
            let values = options.options.enumerated().map { place, option in
                option.values[inOrder.first { $0.option == place }?.value ?? 0]
            }
            return .variant(Variant(values: values))
        }
        if found.count > 1, let ambiguous = words.first(where: { $0.choices.count > 1 }) {
            return .ambiguous(ambiguous)
        }
        let missing = options.options.indices.first { place in
            options.options[place].values.count > 1 && !found[0].contains { $0.option == place }
        }
        return .missing(option: missing ?? 0)
    }

    /// All ways to give each word an option of its own; at most 6, as there are at most 3 options.
    private static func assignments(
        of words: [Word], optionCount: Int
    ) -> [[VariantOptions.Choice]] {
        guard words.count <= optionCount else { return [] }
        var found: [[VariantOptions.Choice]] = [[]]
        for word in words {
            found = found.flatMap { taken in
                word.choices.filter { choice in !taken.contains { $0.option == choice.option } }
                    .map { taken + [$0] }
            }
        }
        return found
    }

    private static func conflict(_ words: [Word]) -> Result {
        let options = Set(words.flatMap { $0.choices.map(\.option) }).sorted()
        for option in options {
            let rivals = words.filter { $0.choices.contains { $0.option == option } }
            if rivals.count > 1 { return .conflicting(option: option, rivals) }
        }
        return .conflicting(option: options.first ?? 0, words)
    }
}

extension [VariantOptions.Choice] {
    fileprivate var isInOrder: Bool { zip(self, dropFirst()).allSatisfy { $0.option < $1.option } }
}
