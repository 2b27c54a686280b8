/// What a text means to the shop; see `ClaimParser`.
package enum ClaimReading: Hashable, Sendable {
    /// Ordinary talk.
    case none
    /// Talk about an item that waits for somebody's answer.
    case question
    /// The writer gives up what they hold, or their place in line: of one item, or of what is shown.
    case pass(ItemCode?)
    case claim([ClaimLine])
    /// Meant as a claim, but not clear; `suggestion` is what to type instead.
    case nearMiss(ClaimProblem, suggestion: String?)
}

/// Units of one variant of one item.
package struct ClaimLine: Hashable, Sendable, CustomStringConvertible {
    package let code: ItemCode
    package let quantity: Int
    package let variant: Variant

    package init(code: ItemCode, quantity: Int, variant: Variant = .only) {
        (self.code, self.quantity, self.variant) = (code, quantity, variant)
    }

    /// The canonical text, such as `A12 x2 M dark-blue`; reading it gives the line back.
    package var description: String {
        let values = variant.description
        return "\(code) x\(quantity)" + (values.isEmpty ? "" : " " + values)
    }
}

extension Sequence<ClaimLine> {
    /// The canonical text of a claim, such as `A12 x2 M, B7 x1`; reading it gives the lines back.
    package var claimText: String { map(\.description).joined(separator: ", ") }
}

/// Why a claim is not clear.
package enum ClaimProblem: Error, Hashable, Sendable {
    /// No open item has this code; the nearest ones, best first, at most three.
    case unknownCode(String, nearest: [ItemCode])
    /// A claiming word without an item.
    case missingCode
    /// A word that says neither how many nor which; `option` is set when a value of it was nearest.
    case unknownValue(ItemCode, word: String, option: String?, choices: [String])
    case missingOption(ItemCode, option: String, choices: [String])
    /// The value belongs to several options.
    case ambiguousValue(ItemCode, value: String, options: [String])
    /// Two values of one option; each variant is a line of its own.
    case conflictingValues(ItemCode, option: String, values: [String])
    case quantityOutOfRange(ItemCode, quantity: Int, allowed: ClosedRange<Int>)
    /// Two items in one line: it is not clear which words go with which.
    case severalCodes([ItemCode])
    case tooManyLines(limit: Int)
}

extension ClaimProblem: CustomStringConvertible {
    /// One sentence for the buyer: what is not clear.
    package var description: String {
        switch self {
        case .unknownCode(let text, nearest: []):
            "There is no \(text) here."
        case .unknownCode(let text, let nearest):
            "There is no \(text) here; there is \(Self.list(nearest.map(\.text)))."
        case .missingCode:
            "Which item? Type its code, such as A12."
        case .unknownValue(let code, let word, let option?, let choices):
            "\(code) has no \(option) “\(word)”; it has \(Self.list(choices))."
        case .unknownValue(let code, let word, nil, _):
            "“\(word)” is not clear beside \(code)."
        case .missingOption(let code, let option, let choices):
            "Which \(option) of \(code)? There is \(Self.list(choices))."
        case .ambiguousValue(let code, let value, let options):
            "“\(value)” of \(code) can be \(Self.list(options)); name it, or type all values."
        case .conflictingValues(let code, let option, let values):
            "\(code) can only have one \(option), not \(Self.list(values, "and"))."
        case .quantityOutOfRange(let code, _, let allowed):
            "\(code) can be ordered from \(allowed.lowerBound) to \(allowed.upperBound) at a time."
        case .severalCodes(let codes):
            "\(Self.list(codes.map(\.text), "and")) need a comma between them."
        case .tooManyLines(let limit):
            "A claim has at most \(limit) lines."
        }
    }

    private static func list(_ words: [String], _ conjunction: String = "or") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
