/// Reads what buyers type into the chat: claims, passes, and talk that is neither.
///
/// A claim is a code with a quantity and a value of each of the item's options, in any order, with
/// or without a claiming word; several claims are set apart by commas. Without a claiming word
/// every word must be understood, or else it is talk. The same text and catalogue give the same
/// reading; the time grows with the text's length.
package struct ClaimParser: Sendable {
    package let keywords: ClaimKeywords

    /// Longer texts are talk.
    package static let maximumTextBytes = 2_000
    /// A line with more words, ideographs counted singly, is talk.
    package static let maximumLineUnits = 64
    package static let maximumLines = 20
    /// Of several codes in a line, so many are tried as the one that the other words belong to.
    static let maximumCodesTried = 3
    /// A line with more words that mean nothing is talk.
    static let maximumUnknownWords = 3
    package static let quantityRange = 1...1_000

    package init(keywords: ClaimKeywords = .standard) { self.keywords = keywords }

    package func read(
        _ text: some StringProtocol, _ catalogue: ClaimCatalogue
    ) -> ClaimReading {
        guard text.utf8.count <= Self.maximumTextBytes else { return .none }
        let parts = ClaimText(text)
        let segments = parts.segments.map { Self.marked($0, catalogue) }
        let mentionsCode = segments.contains { $0.contains { $0.code != nil } }
        if parts.isQuestion { return mentionsCode ? .question : .none }
        if let pass = readPass(segments, catalogue) { return pass }
        if !mentionsCode { return readWithoutCode(segments, catalogue) }
        return readLines(segments, catalogue)
    }

    /// Whether the writer of a claim waits for what is not there: `next A12`.
    package func asksToWait(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= Self.maximumTextBytes
            && ClaimText(text).segments.contains { mentions(.wait, in: $0) }
    }

    private func readLines(
        _ segments: [[ClaimUnit]], _ catalogue: ClaimCatalogue
    ) -> ClaimReading {
        let hasClaim = segments.contains {
            mentions(.claim, in: $0) || mentions(.wait, in: $0)
        }
        var lines: [[ClaimUnit]] = []
        var readings: [LineReading] = []
        // A part without a code goes with the line before it, or with the first line.
        var start: [ClaimUnit] = []
        for segment in segments {
            let hasCode = segment.contains { $0.code != nil }
            if hasCode, lines.isEmpty {
                lines.append(start.followed(by: segment))
            } else if hasCode {
                guard lines.count < Self.maximumLines else {
                    return .nearMiss(.tooManyLines(limit: Self.maximumLines), suggestion: nil)
                }
                if let joint = joint(lines[lines.count - 1], readings.last, segment, catalogue) {
                    (lines[lines.count - 1], readings[readings.count - 1]) = joint
                    continue
                }
                lines.append(segment)
            } else if lines.isEmpty {
                start = start.followed(by: segment)
                if start.count > Self.maximumLineUnits { return .none }
                continue
            } else {
                lines[lines.count - 1] = lines[lines.count - 1].followed(by: segment)
                readings.removeLast()
            }
            guard let line = lines.last, line.count <= Self.maximumLineUnits else { return .none }
            readings.append(readLine(line, hasClaim: hasClaim, catalogue))
        }
        return Self.combined(readings)
    }

    /// The line with `segment`, when it needs that: `A12, M` where M is both a size and a code.
    private func joint(
        _ line: [ClaimUnit], _ reading: LineReading?, _ segment: [ClaimUnit],
        _ catalogue: ClaimCatalogue
    ) -> ([ClaimUnit], LineReading)? {
        guard case .problem(.missingOption, _) = reading else { return nil }
        let joint = line.followed(by: segment)
        guard joint.count <= Self.maximumLineUnits else { return nil }
        let reading = readLine(joint, hasClaim: false, catalogue)
        guard case .complete = reading else { return nil }
        return (joint, reading)
    }

    private static func combined(_ readings: [LineReading]) -> ClaimReading {
        var lines: [ClaimLine] = []
        var suggestions: [String?] = []
        var problem: ClaimProblem?
        var isQuestion = false
        for reading in readings {
            switch reading {
            case .talk: return .none
            case .question: isQuestion = true
            case .complete(let complete):
                lines += complete
                suggestions.append(complete.claimText)
            case .problem(let found, let suggestion):
                problem = problem ?? found
                suggestions.append(suggestion)
            }
        }
        if isQuestion { return .question }
        guard let problem else { return lines.isEmpty ? .none : .claim(lines) }
        let all = suggestions.compactMap(\.self)
        let isWhole = all.count == suggestions.count
        return .nearMiss(problem, suggestion: isWhole ? all.joined(separator: ", ") : nil)
    }

    /// Whether a word with this role stands in `units`.
    func mentions(_ role: ClaimKeywords.Role, in units: [ClaimUnit]) -> Bool {
        var index = 0
        while index < units.count {
            guard let word = longestWord(in: units[index...]) else {
                index += 1
                continue
            }
            if word.role == role { return true }
            index += word.length
        }
        return false
    }

    /// The longest word of the table at the start of `units`.
    func longestWord(
        in units: ArraySlice<ClaimUnit>
    ) -> (role: ClaimKeywords.Role, length: Int)? {
        var length = min(units.count, keywords.longestWord)
        while length > 0 {
            if let role = keywords.role(of: units.prefix(length)) { return (role, length) }
            length -= 1
        }
        return nil
    }
}

/// What one line of a text means.
enum LineReading {
    case talk
    case question
    case complete([ClaimLine])
    case problem(ClaimProblem, suggestion: String?)
}

extension [ClaimUnit] {
    func followed(by other: [ClaimUnit]) -> [ClaimUnit] {
        guard !isEmpty, var first = other.first else { return self + other }
        first.hasGap = true
        return self + [first] + other.dropFirst()
    }
}
