import Synchronization

/// Finds what somebody else keeps alive; from any thread.
final class WeakCache<Key: Hashable & Sendable, Value: AnyObject & Sendable>: Sendable {
    private struct Entry: Sendable {
        weak let value: Value?
    }

    private let entries = Mutex<[Key: Entry]>([:])

    subscript(key: Key) -> Value? { entries.withLock { $0[key]?.value } }

    /// Adds a value, and drops the entries of those that are gone.
    func keep(_ value: Value, for key: Key) {
        entries.withLock { entries in
            entries = entries.filter { $0.value.value != nil }
            entries[key] = Entry(value: value)
        }
    }
}
