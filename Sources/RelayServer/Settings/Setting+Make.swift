import ShopModel

typealias SettingPath<Value> = any WritableKeyPath<ServerSettings, Value> & Sendable

extension Setting {
    /// A number with its range, whatever type keeps it.
    private static func number(
        _ name: String, _ quantity: Quantity, _ range: ClosedRange<Int64>, _ meaning: String,
        read: @escaping @Sendable (ServerSettings) -> Int64,
        write: @escaping @Sendable (inout ServerSettings, Int64) -> Void
    ) -> Setting {
        Setting(
            name, form: quantity.form(range), meaning, read: { quantity.text(read($0)) },
            write: { settings, text in
                guard let value = quantity.value(text), range.contains(value) else { return false }
                write(&settings, value)
                return true
            })
    }

    private static func wide(_ range: ClosedRange<Int>) -> ClosedRange<Int64> {
        Int64(range.lowerBound)...Int64(range.upperBound)
    }

    static func count(
        _ name: String, _ path: SettingPath<Int>, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Setting {
        number(
            name, .count, wide(range), meaning, read: { Int64($0[keyPath: path]) },
            write: { $0[keyPath: path] = Int($1) })
    }

    /// A number that may be larger than others.
    static func amount(
        _ name: String, _ path: SettingPath<Int64>, _ range: ClosedRange<Int64>, _ meaning: String
    ) -> Setting {
        number(
            name, .count, range, meaning, read: { $0[keyPath: path] },
            write: { $0[keyPath: path] = $1 })
    }

    static func bytes(
        _ name: String, _ path: SettingPath<Int>, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Setting {
        number(
            name, .bytes, wide(range), meaning, read: { Int64($0[keyPath: path]) },
            write: { $0[keyPath: path] = Int($1) })
    }

    /// - Parameter range: In seconds.
    static func time(
        _ name: String, _ path: SettingPath<Duration>, _ range: ClosedRange<Int>,
        _ meaning: String
    ) -> Setting {
        time(name, path, microseconds: microseconds(range), meaning)
    }

    static func time(
        _ name: String, _ path: SettingPath<Duration>, microseconds range: ClosedRange<Int64>,
        _ meaning: String
    ) -> Setting {
        number(
            name, .time, range, meaning, read: { microseconds($0[keyPath: path]) },
            write: { $0[keyPath: path] = .microseconds($1) })
    }

    /// A time that is kept as whole seconds; a fraction is rounded up.
    ///
    /// - Parameter range: In seconds.
    static func seconds(
        _ name: String, _ path: SettingPath<Int>, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Setting {
        number(
            name, .time, microseconds(range), meaning,
            read: { Int64($0[keyPath: path]) * 1_000_000 },
            write: { $0[keyPath: path] = Int(($1 + 999_999) / 1_000_000) })
    }

    /// A time that is kept in milliseconds; a fraction is rounded up.
    ///
    /// - Parameter range: In seconds.
    static func span(
        _ name: String, _ range: ClosedRange<Int>, _ meaning: String,
        read: @escaping @Sendable (ServerSettings) -> TimeSpan,
        write: @escaping @Sendable (inout ServerSettings, TimeSpan) -> Void
    ) -> Setting {
        number(
            name, .time, microseconds(range), meaning, read: { read($0).milliseconds * 1000 },
            write: { write(&$0, TimeSpan(milliseconds: ($1 + 999) / 1000)) })
    }

    /// - Parameter range: In seconds.
    static func span(
        _ name: String, _ path: SettingPath<TimeSpan>, _ range: ClosedRange<Int>,
        _ meaning: String
    ) -> Setting {
        span(
            name, range, meaning, read: { $0[keyPath: path] },
            write: { $0[keyPath: path] = $1 })
    }

    private static func microseconds(_ range: ClosedRange<Int>) -> ClosedRange<Int64> {
        Int64(range.lowerBound) * 1_000_000...Int64(range.upperBound) * 1_000_000
    }

    static func microseconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    /// Values with commas between them; `none` is an empty list, where that is allowed.
    static func list<Element: Sendable>(
        _ name: String, form: String, _ path: SettingPath<[Element]>, _ meaning: String,
        mayBeEmpty: Bool, text: @escaping @Sendable (Element) -> String,
        element: @escaping @Sendable (String) -> Element?
    ) -> Setting {
        Setting(
            name, form: form, meaning,
            read: { settings in
                let texts = settings[keyPath: path].map(text)
                return texts.isEmpty ? "none" : texts.joined(separator: ", ")
            },
            write: { settings, text in
                let isEmpty = mayBeEmpty && text == "none"
                let parts =
                    isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
                let elements = parts.compactMap { element($0.trimmed) }
                guard elements.count == parts.count else { return false }
                settings[keyPath: path] = elements
                return true
            })
    }
}

extension StringProtocol {
    /// Without blanks around it.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
