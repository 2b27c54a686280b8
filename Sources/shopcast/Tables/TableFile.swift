import RelayClient
import ShopModel
import Wire

/// A text file with a table that the seller sets: one entry a line, words parted by blanks, quotes
/// around words with blanks in them, and comments from a word that begins with `#` on.
///
/// README.md has an example of each kind. What is wrong is told with the line and the field.
struct TableFile {
    struct Line {
        let number: Int
        let words: [String]
        var key: String { words[0] }
    }

    /// A table is one message; its text is longer than that.
    static let limitBytes = 256 << 10

    let path: String
    let lines: [Line]

    static func read(_ path: String) throws(CommandFailure) -> TableFile {
        let bytes = try LocalFile.read(path, limitBytes: limitBytes)
        return try TableFile(String(decoding: bytes, as: UTF8.self), path: path)
    }

    init(_ text: String, path: String) throws(CommandFailure) {
        self.path = path
        var lines: [Line] = []
        let texts = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, text) in texts.enumerated() {
            let text = Self.withoutComment(text).trimmed
            guard !text.isEmpty else { continue }
            guard let words = LineWords.split(text), !words.isEmpty else {
                throw .local("\(path):\(index + 1): a quotation mark is missing at the end")
            }
            lines.append(Line(number: index + 1, words: words))
        }
        self.lines = lines
    }

    private static func withoutComment(_ text: Substring) -> String {
        var quote: Character?
        var isAfterBlank = true
        for index in text.indices {
            let character = text[index]
            if character == "#", quote == nil, isAfterBlank { return String(text[..<index]) }
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
            isAfterBlank = character.isWhitespace
        }
        return String(text)
    }

    func problem(_ line: Line?, _ field: String, _ rule: String) -> CommandFailure {
        .local("\(path):\(line?.number ?? 1): \(field): \(rule)")
    }

    func problem(_ line: Line, _ invalid: InvalidField) -> CommandFailure {
        problem(line, invalid.field, invalid.rule)
    }

    func unknown(_ line: Line, _ known: String) -> CommandFailure {
        problem(line, line.key, "is not known here; there are \(known)")
    }

    /// The word at a place of the line.
    func word(_ index: Int, of line: Line, _ field: String) throws(CommandFailure) -> String {
        guard index < line.words.count else { throw problem(line, field, "is missing") }
        return line.words[index]
    }

    /// Refuses words that nobody would read.
    func expectEnd(after count: Int, of line: Line) throws(CommandFailure) {
        guard line.words.count <= count else {
            throw problem(line, line.words[count], "is too much; quotes keep words together")
        }
    }

    /// The words from a place on, as names and values in turn.
    func pairs(
        from index: Int, of line: Line, _ known: [String]
    ) throws(CommandFailure) -> [String: String] {
        var pairs: [String: String] = [:]
        var index = index
        while index < line.words.count {
            let name = line.words[index]
            guard known.contains(name), pairs[name] == nil else {
                throw problem(
                    line, name, "is not expected here; there are \(known.joined(separator: ", "))")
            }
            pairs[name] = try word(index + 1, of: line, name)
            index += 2
        }
        return pairs
    }

    // MARK: Values

    func goods(_ text: String, _ line: Line) throws(CommandFailure) -> GoodsClass {
        guard let goods = GoodsClass(argument: text) else {
            let all = GoodsClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem(line, "goods", "“\(text)” is none of \(all)")
        }
        return goods
    }

    func destination(_ text: String, _ line: Line) throws(CommandFailure) -> Destination {
        guard let destination = Destination(text) else {
            throw problem(
                line, "destination", "“\(text)” is neither a country code such as CN nor *")
        }
        return destination
    }

    func currency(_ text: String, _ line: Line) throws(CommandFailure) -> Currency {
        guard let currency = Currency(text) else {
            throw problem(line, "currency", "“\(text)” is no currency code such as CNY")
        }
        return currency
    }

    func date(
        _ text: String, _ field: String, _ line: Line
    ) throws(CommandFailure) -> CalendarDate {
        guard let date = CalendarDate(text) else {
            throw problem(line, field, "“\(text)” is no date such as 2026-11-01")
        }
        return date
    }

    func mass(_ text: String, _ field: String, _ line: Line) throws(CommandFailure) -> Mass {
        guard let mass = Mass(kilograms: text) else {
            throw problem(line, field, "“\(text)” is no weight in kilograms such as 0.5")
        }
        return mass
    }

    func money(
        _ text: String, _ currency: Currency, _ field: String, _ line: Line
    ) throws(CommandFailure) -> Money {
        guard let money = Money(majorUnits: text, currency) else {
            throw problem(line, field, "“\(text)” is no amount of \(currency)")
        }
        return money
    }

    /// Reads `2.5%` as 25.
    func permille(_ text: String, _ field: String, _ line: Line) throws(CommandFailure) -> Int {
        guard text.hasSuffix("%"), let number = ExactDecimal(text.dropLast())?.trimmed,
            number.scale <= 1, let permille = Int(exactly: number.mantissa),
            (0...100_000).contains(permille)
        else { throw problem(line, field, "“\(text)” is no percentage such as 2.5%") }
        return number.scale == 0 ? permille * 10 : permille
    }
}

/// What all dated tables begin with.
struct TableHead {
    var id = ""
    var validFrom: CalendarDate?
    var source = ""
    /// The line that names the table.
    var line: TableFile.Line?

    /// Takes a line of the head; false for one of another kind.
    mutating func take(
        _ line: TableFile.Line, of file: TableFile, kind: String
    ) throws(CommandFailure) -> Bool {
        switch line.key {
        case kind:
            id = try file.word(1, of: line, kind)
            try file.expectEnd(after: 2, of: line)
            self.line = line
        case "valid-from":
            let text = try file.word(1, of: line, "valid-from")
            validFrom = try file.date(text, "valid-from", line)
            try file.expectEnd(after: 2, of: line)
        case "source":
            _ = try file.word(1, of: line, "source")
            source = line.words[1...].joined(separator: " ")
        default: return false
        }
        return true
    }

    func day(_ file: TableFile, kind: String) throws(CommandFailure) -> CalendarDate {
        guard !id.isEmpty else { throw file.problem(nil, kind, "is missing: “\(kind) NAME”") }
        guard let validFrom else { throw file.problem(line, "valid-from", "is missing") }
        return validFrom
    }
}
