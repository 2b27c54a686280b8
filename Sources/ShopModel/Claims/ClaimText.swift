/// The smallest part of a text that the claim parser tells apart: a run of letters and digits, one
/// ideograph or syllable, or one of the signs `+` and `*`; in small letters and half-width forms.
struct ClaimUnit: Hashable, Sendable {
    var text: String
    /// A space stands before it.
    var hasGap: Bool
    /// It is `0`...`9` only.
    var isDigits: Bool
    /// The open item that it names; it may mean something else.
    var code: ItemCode?
}

/// A text cut into its comma-separated parts, and these into units.
struct ClaimText: Sendable {
    private(set) var segments: [[ClaimUnit]] = []
    private(set) var isQuestion = false

    private var units: [ClaimUnit] = []
    private var word = ""
    private var wordHasGap = false
    private var gap = false

    init(_ text: some StringProtocol) {
        let characters = Array(String(text).inClaimForm)
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            take(character, before: next)
        }
        endSegment()
    }

    private mutating func take(_ character: Character, before next: Character) {
        switch Kind(character) {
        case .space:
            endWord()
            gap = true
        case .separator:
            endSegment()
        case .question:
            isQuestion = true
            endWord()
            gap = true
        case .letter:
            append(character)
        case .single:
            endWord()
            append(character)
            endWord()
        case .plus where !next.isClaimDigit:
            // As in "SPF50+": a sign of the word before, or decoration.
            if !word.isEmpty { append(character) }
        case .plus, .times:
            endWord()
            append(character)
            endWord()
        case .point:
            if word.last?.isClaimDigit == true, next.isClaimDigit {
                append(character)
            } else {
                endWord()
            }
        case .apostrophe:
            break
        case .other:
            endWord()
        }
    }

    private mutating func append(_ character: Character) {
        if word.isEmpty { (wordHasGap, gap) = (gap, false) }
        word.append(character)
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        units.append(
            ClaimUnit(
                text: word, hasGap: wordHasGap, isDigits: word.allSatisfy(\.isClaimDigit)))
        word = ""
    }

    private mutating func endSegment() {
        endWord()
        if !units.isEmpty { segments.append(units) }
        (units, gap) = ([], false)
    }

    private enum Kind {
        case space, separator, question, letter, single, plus, times, point, apostrophe, other

        init(_ character: Character) {
            switch character {
            case "\n", "\r\n", ",", "、", ";", "|": self = .separator
            case "?", "؟", "⁇", "⁈", "⁉": self = .question
            case "+": self = .plus
            case "*": self = .times
            case ".": self = .point
            case "'": self = .apostrophe
            case _ where character.isWhitespace: self = .space
            case _ where character.isIdeographOrSyllable: self = .single
            case _ where character.isLetter || character.isNumber: self = .letter
            default: self = .other
            }
        }
    }
}

extension String {
    /// The text in small letters and half-width forms, without invisible characters.
    ///
    /// Source: Unicode, block Halfwidth and Fullwidth Forms.
    fileprivate var inClaimForm: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000: scalars.append(" ")
            case 0x2018, 0x2019: scalars.append("'")
            case 0x00D7, 0x2715, 0x2716: scalars.append("*")
            case 0x200B...0x200F, 0x2060, 0xFEFF, 0xFE00...0xFE0F: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).lowercased()
    }
}

extension Character {
    fileprivate var isClaimDigit: Bool { ("0"..."9").contains(self) && isASCII }

    /// Scripts in which words are not set apart by spaces.
    fileprivate var isIdeographOrSyllable: Bool {
        switch unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }
}

extension Sequence<ClaimUnit> {
    /// The units without the spaces between them.
    var joined: String { reduce(into: "") { $0 += $1.text } }

    /// The units with one space where there was any.
    var spelled: String {
        reduce(into: "") { text, unit in
            if unit.hasGap, !text.isEmpty { text += " " }
            text += unit.text
        }
    }
}
