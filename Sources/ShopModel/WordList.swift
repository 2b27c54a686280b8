/// Words that are not said in public.
///
/// Case and full-width forms make no difference. In scripts that part their words a listed word is
/// found as a whole word only (`ass` is not in `class`), in others anywhere.
package struct WordList: Equatable, Sendable {
    /// As they were listed.
    package let words: [String]
    /// By their first scalar, with the places in `words`.
    private let folded: [UInt32: [Entry]]

    private struct Entry: Equatable, Sendable {
        let scalars: [UInt32]
        let place: Int
    }

    package static let none = WordList([])

    package init(_ words: [String]) {
        self.words = words
        var folded: [UInt32: [Entry]] = [:]
        for (place, word) in words.enumerated() {
            let scalars = Self.fold(word)
            guard let first = scalars.first else { continue }
            folded[first, default: []].append(Entry(scalars: scalars, place: place))
        }
        self.folded = folded
    }

    package var isEmpty: Bool { words.isEmpty }

    /// The first listed word that the text has; its cost is the text's, not the list's.
    package func found(in text: String) -> String? {
        guard !isEmpty else { return nil }
        let text = Self.fold(text)
        for start in text.indices {
            for entry in folded[text[start]] ?? [] {
                let end = start + entry.scalars.count
                guard end <= text.count, text[start..<end].elementsEqual(entry.scalars) else {
                    continue
                }
                let isCutBefore = start > 0 && Self.areOneWord(text[start - 1], text[start])
                let isCutAfter = end < text.count && Self.areOneWord(text[end - 1], text[end])
                if !isCutBefore, !isCutAfter { return words[entry.place] }
            }
        }
        return nil
    }

    /// Lower case, full-width forms as plain ones, any blanks as one.
    private static func fold(_ text: String) -> [UInt32] {
        var folded: [UInt32] = []
        for scalar in text.lowercased().unicodeScalars {
            let value =
                (0xFF01...0xFF5E).contains(scalar.value)
                ? scalar.value - 0xFEE0 : scalar.value
            if scalar.properties.isWhitespace {
                if folded.last != 0x20 { folded.append(0x20) }
            } else {
                folded.append(value)
            }
        }
        return folded
    }

    /// Whether both are letters or digits of scripts that part their words by blanks.
    private static func areOneWord(_ first: UInt32, _ second: UInt32) -> Bool {
        func isSpaced(_ value: UInt32) -> Bool {
            guard value < 0x0590, let scalar = Unicode.Scalar(value) else { return false }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        return isSpaced(first) && isSpaced(second)
    }
}
