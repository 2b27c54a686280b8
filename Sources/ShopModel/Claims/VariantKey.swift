/// The normal form by which values of variants are compared: `X-Large`, `ｘｌ` and `extra large` are
/// one value.
///
/// Case, width, spaces, hyphens and punctuation do not count, nor does a word for "size" behind the
/// value; sizes have synonyms. Colours and everything else stay as written.
package struct VariantKey: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Empty when `text` has no letter or digit.
    package init(_ text: some StringProtocol) {
        self.init(joined: ClaimText(text).segments.joined().joined)
    }

    /// Takes what the units of a claim text join to.
    init(joined: String) {
        var text = joined
        while let suffix = Self.sizeWords.first(where: text.hasSuffix), text != suffix {
            text.removeLast(suffix.count)
        }
        self.text = Self.synonyms[text] ?? text
    }

    package var isEmpty: Bool { text.isEmpty }
    package var description: String { text }

    private static let sizeWords = ["码", "碼", "号", "號", "사이즈"]

    /// By spelling in normal form; the canonical spellings stand for themselves.
    private static let synonyms: [String: String] = {
        let spellings = [
            "xs": "xsmall extrasmall 特小 특소",
            "s": "small sm 小 소",
            "m": "medium med 中 중",
            "l": "large lg 大 대",
            "xl": "xlarge extralarge 加大 특대",
            "xxl": "2xl xxlarge 2xlarge 加加大",
            "xxxl": "3xl xxxlarge 3xlarge",
            "xxxxl": "4xl xxxxlarge 4xlarge",
            "onesize": "os free freesize onesizefitsall osfa 均 프리",
        ]
        var table: [String: String] = [:]
        for (canonical, others) in spellings {
            for other in others.split(separator: " ") { table[String(other)] = canonical }
        }
        return table
    }()
}
