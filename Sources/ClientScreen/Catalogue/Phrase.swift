/// The languages that screens speak.
package enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"
    case korean = "ko"

    /// The language of a POSIX locale such as `ko_KR.UTF-8`; English for all others.
    package init(locale: String) {
        let code = locale.prefix { $0 != "_" && $0 != "." && $0 != "-" && $0 != "@" }
        self = Language(rawValue: code.lowercased()) ?? .english
    }

    /// By the first of the three variables that is set (POSIX, XBD §8.2).
    package init(environment: [String: String]) {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
        self.init(locale: set.first { !$0.isEmpty } ?? "")
    }
}

/// Something that a screen says, as a value with its arguments.
///
/// Each group of phrases is an enumeration, and each language has a file with a switch over it:
/// a phrase without its translation does not build.
package protocol Phrase: Sendable {
    func english(_ look: Look) -> String
    func chinese(_ look: Look) -> String
    func korean(_ look: Look) -> String
}

extension Phrase {
    package func text(in look: Look) -> String {
        switch look.language {
        case .english: english(look)
        case .chinese: chinese(look)
        case .korean: korean(look)
        }
    }
}

/// What people or the server wrote, in their own words.
package struct Verbatim: Phrase {
    package let text: String

    package init(_ text: String) { self.text = text }

    package func english(_ look: Look) -> String { text }
    package func chinese(_ look: Look) -> String { text }
    package func korean(_ look: Look) -> String { text }
}

/// English plurals; the other two languages have none.
func plural(_ count: some BinaryInteger, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
}
