/// What was entered before, oldest first, and where a reader of it stands.
package struct InputHistory: Equatable, Sendable {
    /// Entries that are kept; then the oldest goes.
    package static let limit = 500

    package private(set) var entries: [String]
    /// Nil at the draft, which comes after all entries.
    private var place: Int?
    private var draft = ""

    package init(_ entries: [String] = []) { self.entries = entries.suffix(Self.limit) }

    /// Adds what was entered, unless it is empty or said twice in a row, and returns to the draft.
    package mutating func add(_ entry: String) {
        (place, draft) = (nil, "")
        guard !entry.allSatisfy(\.isWhitespace), entry != entries.last else { return }
        entries.append(entry)
        if entries.count > Self.limit { entries.removeFirst() }
    }

    /// The entry before; nil at the oldest.
    ///
    /// - Parameter current: What stands in the line, kept when it is the draft.
    package mutating func older(than current: String) -> String? {
        let next = (place ?? entries.count) - 1
        guard entries.indices.contains(next) else { return nil }
        if place == nil { draft = current }
        place = next
        return entries[next]
    }

    /// The entry after, and the draft after the newest; nil at the draft.
    package mutating func newer() -> String? {
        guard let place else { return nil }
        self.place = place + 1 < entries.count ? place + 1 : nil
        return self.place.map { entries[$0] } ?? draft
    }
}
