package import TerminalScreen

/// One entry of the scrollback: what somebody said, or what happened.
package struct TalkEntry: Sendable {
    package enum Body: Sendable {
        case said(Speech)
        case news(ShopPhrase, Role)
        /// Everything below is new since the reader left.
        case newBelow
    }

    /// What somebody said to all.
    package struct Speech: Equatable, Sendable {
        /// 0: staff.
        package let buyer: UInt64
        package let alias: String
        package var text: String
        package let isOwn: Bool
        package let replyTo: UInt64
        package var isDeleted = false
    }

    /// Counted from 0 in this run of the program.
    package let id: Int
    /// Its event; 0: none.
    package let seq: UInt64
    package let atMs: Int64
    package var body: Body
}

/// What was said and what happened, newest last.
package struct TalkLog: Sendable {
    /// Entries that are kept; then the oldest quarter goes.
    package static let limit = 4_000

    package private(set) var entries: [TalkEntry] = []
    private var nextID = 0

    package init() {}

    @discardableResult
    package mutating func add(_ body: TalkEntry.Body, seq: UInt64 = 0, atMs: Int64) -> TalkEntry {
        let entry = TalkEntry(id: nextID, seq: seq, atMs: atMs, body: body)
        nextID += 1
        entries.append(entry)
        if entries.count > Self.limit { entries.removeFirst(Self.limit / 4) }
        return entry
    }

    /// Takes the text of a line away.
    package mutating func delete(line: UInt64) {
        guard let index = entries.lastIndex(where: { $0.seq == line }),
            case .said(var speech) = entries[index].body
        else { return }
        (speech.text, speech.isDeleted) = ("", true)
        entries[index].body = .said(speech)
    }
}
