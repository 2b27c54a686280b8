/// A post that is not published yet: files and caption as they were typed.
package struct PostDraft: Equatable, Sendable {
    /// What a form asks for, from the top.
    package enum Field: String, CaseIterable, Sendable {
        case files, code, title, price, stock, limit
    }

    /// The most that are kept; then the oldest goes that nothing was typed into.
    package static let limit = 50

    /// Counted in this run of the program.
    package let id: Int
    package private(set) var texts: [Field: String]

    package init(id: Int, _ texts: [Field: String] = [:]) { (self.id, self.texts) = (id, texts) }

    package subscript(field: Field) -> String {
        get { texts[field] ?? "" }
        set { texts[field] = newValue.isEmpty ? nil : newValue }
    }

    /// The picture files, one beside the other in the form.
    package var files: [String] { Self.files(self[.files]) }

    static func files(_ text: String) -> [String] {
        text.split(separator: "|").map { String($0.drop { $0 == " " }).trimmedEnd }
            .filter { !$0.isEmpty }
    }

    /// Whether only files are known.
    var isBare: Bool { Field.allCases.allSatisfy { $0 == .files || self[$0].isEmpty } }

    /// What is still missing before it can be published.
    package var missing: Field? { [.code, .title, .price].first { self[$0].isEmpty } }

    /// The line that publishes it, as the line mode reads it.
    package var line: String {
        var words = ["/post"]
        words += files.map(\.quoted)
        words += ["--code", self[.code].quoted, "--title", self[.title].quoted]
        words += ["--price", self[.price].quoted]
        words += self[.stock].isEmpty ? ["--to-order"] : ["--stock", self[.stock].quoted]
        if !self[.limit].isEmpty { words += ["--limit", self[.limit].quoted] }
        return words.joined(separator: " ")
    }
}

extension String {
    var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }

    /// As one word of a line.
    fileprivate var quoted: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}

extension [PostDraft] {
    /// The drafts as they are kept: a line for each field, an empty one between two drafts.
    package var keptText: String {
        map { draft in
            PostDraft.Field.allCases.filter { !draft[$0].isEmpty }
                .map { "\($0.rawValue) \(draft[$0])" }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Reads what `keptText` wrote; lines of other programs' making are left out.
    package init(keptText: String) {
        self = []
        var texts: [PostDraft.Field: String] = [:]
        for line in (keptText + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !texts.isEmpty { append(PostDraft(id: count, texts)) }
                texts = [:]
                continue
            }
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let field = PostDraft.Field(rawValue: String(parts[0])) else {
                continue
            }
            texts[field] = String(parts[1])
        }
    }
}

/// What was done to a picture before it may leave the computer.
package enum Preparation: Equatable, Sendable {
    case underWay
    case ready(ReadyPicture)
    /// It cannot become a photo; the text is for a person.
    case failed(String)
}

/// A picture that is ready to be published.
package struct ReadyPicture: Equatable, Sendable {
    package struct Measure: Equatable, Sendable {
        package let bytes: Int
        package let width: Int
        package let height: Int

        package init(bytes: Int, width: Int, height: Int) {
            (self.bytes, self.width, self.height) = (bytes, width, height)
        }
    }

    /// What was in the file beside the picture and is not any more.
    package struct Removed: OptionSet, Equatable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let place = Removed(rawValue: 1)
        package static let camera = Removed(rawValue: 2)
        package static let other = Removed(rawValue: 4)
    }

    /// Of the preview, by which it is shown.
    package let sha256: String
    package let before: Measure
    package let after: Measure
    package let isTurned: Bool
    package let removed: Removed

    package init(
        sha256: String, before: Measure, after: Measure, isTurned: Bool, removed: Removed
    ) {
        (self.sha256, self.before, self.after) = (sha256, before, after)
        (self.isTurned, self.removed) = (isTurned, removed)
    }
}
