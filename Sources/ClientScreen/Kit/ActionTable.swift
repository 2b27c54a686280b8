package import TerminalScreen

/// Something that a key does: its name in help, hints and palette.
package protocol ScreenAction: Hashable, Sendable {
    var title: any Phrase { get }
}

extension KeyTable where Action: ScreenAction {
    /// The keys of a place with their meanings, the place's own first, each action once.
    package func help(in place: Place) -> [(keys: [Key], action: Action)] {
        let own = bindings.filter { $0.place == place }
        let common = bindings.filter { $0.place == nil }
        var rows: [(keys: [Key], action: Action)] = []
        for binding in own + common {
            if let index = rows.firstIndex(where: { $0.action == binding.action }) {
                rows[index].keys += binding.keys.filter { !rows[index].keys.contains($0) }
            } else {
                rows.append((binding.keys, binding.action))
            }
        }
        return rows
    }

    /// The line of hints for a place, as many as have room.
    package func hints(in place: Place, first: [Action] = [], _ look: Look) -> [Span] {
        let rows = help(in: place)
        let chosen =
            first.isEmpty ? rows : first.compactMap { want in rows.first { $0.action == want } }
        var spans: [Span] = []
        for row in chosen {
            guard let key = row.keys.first else { continue }
            if !spans.isEmpty { spans.append(Span("  ")) }
            spans += [
                Span(look.name(of: key), .key), Span(" " + look.say(row.action.title), .muted),
            ]
        }
        return spans
    }
}

extension Look {
    /// A key's name; arrows have letters where signs may be missing.
    package func name(of key: Key) -> String {
        guard borders == .ascii else { return key.description }
        let words: [Character: String] = ["↑": "Up", "↓": "Down", "←": "Left", "→": "Right"]
        return key.description.map { words[$0] ?? String($0) }.joined()
    }
}
