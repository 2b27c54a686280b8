/// Which key does what, in one table: input, help bar and palette all come from it.
package struct KeyTable<Place: Hashable & Sendable, Action: Equatable & Sendable>: Sendable {
    package struct Binding: Sendable {
        /// The first is shown; others do the same.
        package let keys: [Key]
        /// Nil for everywhere.
        package let place: Place?
        package let action: Action

        package init(_ keys: Key..., in place: Place? = nil, does action: Action) {
            (self.keys, self.place, self.action) = (keys, place, action)
        }
    }

    /// In the order in which help shows them.
    package let bindings: [Binding]

    package init(_ bindings: [Binding]) { self.bindings = bindings }

    /// What a key does in a place; what is said for the place goes before what is said for all.
    package func action(of key: Key, in place: Place) -> Action? {
        let matching = bindings.filter { $0.keys.contains(key) }
        return (matching.first { $0.place == place } ?? matching.first { $0.place == nil })?.action
    }

    /// The keys that work in a place.
    package func bindings(in place: Place) -> [Binding] {
        bindings.filter { $0.place == place || $0.place == nil }
    }

    /// Keys that would do two things in one place; a table is right when there are none.
    package var conflicts: [Key] {
        var seen: [Place?: Set<Key>] = [:]
        var twice: [Key] = []
        for binding in bindings {
            for key in binding.keys where !seen[binding.place, default: []].insert(key).inserted {
                twice.append(key)
            }
        }
        return twice
    }
}
